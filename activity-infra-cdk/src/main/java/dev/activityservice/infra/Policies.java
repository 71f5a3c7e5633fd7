package dev.activityservice.infra;

import java.util.List;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;

/** Creates IAM policies. */
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

    /** Returns a policy with exactly these statements. Merging by the CDK is switched off, so that all flavours have the same ones. */
    static PolicyDocument document(List<PolicyStatement> statements) {
        return PolicyDocument.Builder.create()
                .statements(statements)
                .minimize(false)
                .build();
    }
}
