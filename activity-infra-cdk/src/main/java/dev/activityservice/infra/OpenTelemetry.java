package dev.activityservice.infra;

import java.util.List;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** OpenTelemetry by layers: an agent, a collector, or both. Immutable and thread-safe. */
@Value.Immutable
@ValueStyle
public sealed interface OpenTelemetry permits ImmutableOpenTelemetry {

    /** The layers' version ARNs, at least one and at most five. */
    List<String> layerArns();

    /** The layers' start script, as {@code AWS_LAMBDA_EXEC_WRAPPER}; null if they have none. */
    @Nullable
    String wrapper();

    /** Where spans and metrics go, as {@code OTEL_EXPORTER_OTLP_ENDPOINT}; null for the layers' default. */
    @Nullable
    String endpoint();

    static Builder builder(List<String> layerArns) {
        return new Builder().addAllLayerArns(layerArns);
    }

    /** Not thread-safe. */
    final class Builder extends ImmutableOpenTelemetry.Builder {

        Builder() {}

        /** Throws {@link IllegalArgumentException} if there is no layer, or more than Lambda's five. */
        @Override
        public OpenTelemetry build() {
            OpenTelemetry telemetry = super.build();
            if (telemetry.layerArns().isEmpty() || telemetry.layerArns().size() > 5) {
                throw new IllegalArgumentException("Invalid OpenTelemetry layers: "
                        + telemetry.layerArns().size() + " are given, 1 to 5 are allowed");
            }
            return telemetry;
        }
    }
}
