package dev.activityservice.infra;

import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

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
        return Setting.DD_TRACER_LAYER_VERSION.defaultNumber();
    }

    /** Returns the version of the layer {@code Datadog-Extension}, or {@code Datadog-Extension-ARM} on arm64. */
    @Value.Default
    default int extensionLayerVersion() {
        return Setting.DD_EXTENSION_LAYER_VERSION.defaultNumber();
    }

    /** Returns whether Datadog receives requests and responses. They contain personal data. Default: false. */
    @Value.Default
    default boolean capturePayload() {
        return false;
    }

    /** Returns whether Data Streams Monitoring gets a checkpoint for each event. Default: true. */
    @Value.Default
    default boolean dataStreams() {
        return true;
    }

    /**
     * Returns the tags of spans and logs, {@code name:value} separated by commas, for example {@code team:shop}; null for none. With
     * {@code git.commit.sha} and {@code git.repository_url}, Datadog links spans to the source code.
     */
    @Nullable
    String tags();

    /** Returns a builder with the mandatory settings. */
    static Builder builder(String apiKeySecretArn, String site) {
        return new Builder().apiKeySecretArn(apiKeySecretArn).site(site);
    }

    /** Not thread-safe. */
    final class Builder extends ImmutableDatadog.Builder {

        Builder() {}

        /** Throws {@link IllegalArgumentException} with all faults if the ARN is not an ARN of a secret, or another value is invalid. */
        @Override
        public Datadog build() {
            Datadog datadog = super.build();
            PropertyValues.of(datadog).check();
            return datadog;
        }
    }
}
