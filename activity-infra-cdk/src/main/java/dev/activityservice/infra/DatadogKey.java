package dev.activityservice.infra;

/** The refusal of Datadog's API key as a setting. A deployment gets only the ARN of the secret that contains the key. */
final class DatadogKey {

    static final String REFUSAL =
            "DD_API_KEY must not be a setting, because templates, states and logs must not contain the key. Write it to Secrets Manager"
                    + " with \"make dd-secret\", and set DD_API_KEY_SECRET_ARN to the ARN that it prints";

    private DatadogKey() {}
}
