package dev.activityservice.infra;

import java.util.List;
import org.immutables.value.Value;

/**
 * The Amazon Cognito user pools whose tokens the API accepts. The gateway verifies a token and passes its claims to the function. Immutable
 * and thread-safe.
 */
@Value.Immutable
@ValueStyle
public sealed interface Cognito permits ImmutableCognito {

    /** Returns the ARNs of the user pools: 1 to 10. The stack does not create them. */
    List<String> userPoolArns();

    /**
     * Returns the scopes, at most 10. An access token must have at least one of them. Without scopes, the gateway accepts only identity
     * tokens. Default: none.
     */
    List<String> scopes();

    /** Returns a builder with the mandatory settings. */
    static Builder builder(List<String> userPoolArns) {
        return new Builder().addAllUserPoolArns(userPoolArns);
    }

    /** Not thread-safe. */
    final class Builder extends ImmutableCognito.Builder {

        Builder() {}
    }
}
