package dev.activityservice.infra;

import java.util.List;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;

/** IAM policies, statement by statement as they are written. */
final class Policies {

    private Policies() {}

    static PolicyStatement allow(String sid, List<String> actions, String resource) {
        return PolicyStatement.Builder.create()
                .sid(sid)
                .effect(Effect.ALLOW)
                .actions(actions)
                .resources(List.of(resource))
                .build();
    }

    static PolicyDocument document(List<PolicyStatement> statements) {
        return PolicyDocument.Builder.create()
                .statements(statements)
                .minimize(false)
                .build();
    }
}
