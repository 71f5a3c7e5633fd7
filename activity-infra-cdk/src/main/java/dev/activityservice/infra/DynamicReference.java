package dev.activityservice.infra;

/**
 * A reference in a template that CloudFormation resolves when it deploys
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html). It can be in each text of a template, also in the
 * value of a parameter. Text of a catalog or of a setting must therefore not contain one.
 */
final class DynamicReference {

    /** The beginning of each reference. */
    static final String BEGIN = "{{resolve:";

    private DynamicReference() {}

    /** Returns the reference to the whole text of a secret. The template then does not contain the secret. */
    static String ofSecret(String arn) {
        return BEGIN + "secretsmanager:" + arn + "}}";
    }

    /** Returns the reference to the value of a parameter of SSM. */
    static String ofParameter(String name) {
        return BEGIN + "ssm:" + name + "}}";
    }

    /** Returns whether a text contains a reference, or the beginning of one. */
    static boolean isIn(String text) {
        return text.contains(BEGIN);
    }
}
