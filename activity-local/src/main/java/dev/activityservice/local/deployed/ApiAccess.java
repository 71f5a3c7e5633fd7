package dev.activityservice.local.deployed;

/** Who may call the API: the values of the deployment's setting {@code API_ACCESS}. */
enum ApiAccess {
    IAM,
    COGNITO,
    AUTHORIZER,
    OPEN_TO_THE_INTERNET;

    /** Returns whether callers need a bearer token. */
    boolean needsToken() {
        return this == COGNITO || this == AUTHORIZER;
    }
}
