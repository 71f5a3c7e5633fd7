package dev.activityservice.infra;

import java.util.regex.Pattern;
import org.immutables.value.Value;

/**
 * The Datadog Lambda layers and their settings. While they are on, the extension sends the logs and the functions are
 * denied to write them to CloudWatch. The API key stays in Secrets Manager: only its ARN is known here. Immutable and
 * thread-safe.
 */
@Value.Immutable
@ValueStyle
public sealed interface Datadog permits ImmutableDatadog {

    /** The secret whose whole text is the API key, made outside the stack. */
    String apiKeySecretArn();

    /** Datadog's site, for example {@code datadoghq.eu}. */
    String site();

    @Value.Default
    default int tracerLayerVersion() {
        return 27;
    }

    @Value.Default
    default int extensionLayerVersion() {
        return 99;
    }

    /** Whether requests and answers, which hold personal data, go to Datadog too. */
    @Value.Default
    default boolean capturePayload() {
        return false;
    }

    static Builder builder(String apiKeySecretArn, String site) {
        return new Builder().apiKeySecretArn(apiKeySecretArn).site(site);
    }

    /** Not thread-safe. */
    final class Builder extends ImmutableDatadog.Builder {

        private static final Pattern SECRET =
                Pattern.compile("arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+");
        private static final Pattern SITE = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)+");

        Builder() {}

        /** Throws {@link IllegalArgumentException} if the ARN is no secret's or the site no host name. */
        @Override
        public Datadog build() {
            Datadog datadog = super.build();
            if (!SECRET.matcher(datadog.apiKeySecretArn()).matches()) {
                // What was given may be the key itself, so it is not shown.
                throw new IllegalArgumentException("Invalid Datadog secret: not the ARN of a Secrets Manager secret");
            }
            if (!SITE.matcher(datadog.site()).matches()) {
                throw new IllegalArgumentException("Invalid Datadog site: " + Quoted.of(datadog.site()));
            }
            return datadog;
        }
    }
}
