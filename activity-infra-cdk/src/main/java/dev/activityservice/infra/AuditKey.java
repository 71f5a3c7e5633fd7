package dev.activityservice.infra;

/**
 * The key of the audit log. A template contains only a reference to its secret, which CloudFormation resolves when it deploys the
 * function.
 */
final class AuditKey {

    private AuditKey() {}

    /**
     * Returns the dynamic reference to the whole text of a secret
     * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html).
     */
    static String reference(String secretArn) {
        return "{{resolve:secretsmanager:" + secretArn + "}}";
    }
}
