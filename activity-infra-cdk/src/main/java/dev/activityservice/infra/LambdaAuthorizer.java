package dev.activityservice.infra;

import org.immutables.value.Value;

/**
 * A Lambda function that verifies the callers of the API, for any issuer of tokens. The gateway invokes it, and passes its answer to the
 * query function. Immutable and thread-safe.
 */
@Value.Immutable
@ValueStyle
public sealed interface LambdaAuthorizer permits ImmutableLambdaAuthorizer {

    /** The begin of an identity source that is a header. */
    String HEADER = "method.request.header.";

    /**
     * Returns the ARN of the function, which may end with a version or an alias. It must be in the account and region of the stack. The stack
     * does not create the function, but allows the API to invoke it.
     */
    String functionArn();

    /** Returns what the function receives. Default: {@link Type#REQUEST}. */
    @Value.Default
    default Type type() {
        return Type.REQUEST;
    }

    /**
     * Returns the parts of the request that must exist, and by which answers are cached, separated by commas. For {@link Type#TOKEN}, it
     * is one header. For {@link Type#REQUEST}, the path is added, because an answer that is cached without the path would also be the
     * answer for other paths. Default: the header {@code Authorization}.
     */
    @Value.Default
    default String identitySource() {
        return Setting.AUTHORIZER_IDENTITY_SOURCE.defaultValue();
    }

    /** Returns how long the gateway caches an answer, in seconds: 1 to 3,600, or 0 for no cache. Default: 300. */
    @Value.Default
    default int cacheSeconds() {
        return Setting.AUTHORIZER_CACHE_SECONDS.defaultNumber();
    }

    /** Returns a builder with the mandatory settings. */
    static Builder builder(String functionArn) {
        return new Builder().functionArn(functionArn);
    }

    /** What the function receives. */
    enum Type {
        /** Only the token, which is one header. The function must not decide by the path, because answers are cached by the token. */
        TOKEN,
        /** The request without its body. */
        REQUEST
    }

    /** Not thread-safe. */
    final class Builder extends ImmutableLambdaAuthorizer.Builder {

        Builder() {}
    }
}
