package dev.activityservice.infra;

import dev.activityservice.text.Quoted;
import java.util.regex.Pattern;
import org.immutables.value.Value;

/**
 * The settings of the Datadog Lambda layers. The extension sends the logs to Datadog, and a policy denies the functions to write them
 * to CloudWatch. The API key remains in Secrets Manager. The settings contain only the ARN of the secret. Immutable and thread-safe.
 */
@Value.Immutable
@ValueStyle
public sealed interface Datadog permits ImmutableDatadog {

    /** Returns the ARN of the secret. Its whole text is the API key. The stack does not create it. */
    String apiKeySecretArn();

    /** Returns the site of Datadog, for example {@code datadoghq.eu}. */
    String site();

    /** Returns the version of the layer {@code dd-trace-java}. */
    @Value.Default
    default int tracerLayerVersion() {
        return 27;
    }

    /** Returns the version of the layer {@code Datadog-Extension}, or {@code Datadog-Extension-ARM} on arm64. */
    @Value.Default
    default int extensionLayerVersion() {
        return 99;
    }

    /** Returns whether Datadog receives requests and responses. They contain personal data. Default: false. */
    @Value.Default
    default boolean capturePayload() {
        return false;
    }

    /** Returns a builder with the mandatory settings. */
    static Builder builder(String apiKeySecretArn, String site) {
        return new Builder().apiKeySecretArn(apiKeySecretArn).site(site);
    }

    /** Not thread-safe. */
    final class Builder extends ImmutableDatadog.Builder {

        private static final Pattern SECRET =
                Pattern.compile("arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+");
        private static final Pattern SITE = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)+");

        Builder() {}

        /** Throws {@link IllegalArgumentException} if the ARN is not an ARN of a secret, or the site is not a host name. */
        @Override
        public Datadog build() {
            Datadog datadog = super.build();
            if (!SECRET.matcher(datadog.apiKeySecretArn()).matches()) {
                // The value can be the API key by mistake, so the message does not contain it.
                throw new IllegalArgumentException(
                        "The Datadog secret must be the ARN of a Secrets Manager secret; the value is not shown, because it may be the key");
            }
            if (!SITE.matcher(datadog.site()).matches()) {
                throw new IllegalArgumentException(
                        "The Datadog site must be a host name, not " + Quoted.of(datadog.site()));
            }
            return datadog;
        }
    }
}
