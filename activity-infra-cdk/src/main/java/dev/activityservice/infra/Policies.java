package dev.activityservice.infra;

import java.util.List;
import java.util.Map;
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

    /** Allows services to decrypt with a key on behalf of the role. The role cannot use the key directly. */
    static PolicyStatement decryptThrough(List<String> endpoints, String keyArn) {
        return PolicyStatement.Builder.create()
                .sid("Decrypt")
                .effect(Effect.ALLOW)
                .actions(List.of("kms:Decrypt"))
                .resources(List.of(keyArn))
                .conditions(Map.of("StringEquals", Map.of("kms:ViaService", endpoints)))
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
