package dev.activityservice.infra;

import java.util.List;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** The settings of the OpenTelemetry layers: an agent, a collector, or both. Immutable and thread-safe. */
@Value.Immutable
@ValueStyle
public sealed interface OpenTelemetry permits ImmutableOpenTelemetry {

    /** Returns the ARNs of the layer versions: 1 to 5. */
    List<String> layerArns();

    /** Returns the start script of the layers, for {@code AWS_LAMBDA_EXEC_WRAPPER}, or null if the layers need no script. */
    @Nullable
    String wrapper();

    /** Returns the address that receives spans and metrics, for {@code OTEL_EXPORTER_OTLP_ENDPOINT}, or null for the default of the layers. */
    @Nullable
    String endpoint();

    /** Returns a builder with the mandatory settings. */
    static Builder builder(List<String> layerArns) {
        return new Builder().addAllLayerArns(layerArns);
    }

    /** Not thread-safe. */
    final class Builder extends ImmutableOpenTelemetry.Builder {

        Builder() {}

        /** Throws {@link IllegalArgumentException} if the number of layers is not from 1 to 5 (the limit of Lambda), or a value is invalid. */
        @Override
        public OpenTelemetry build() {
            OpenTelemetry telemetry = super.build();
            if (telemetry.layerArns().isEmpty() || telemetry.layerArns().size() > 5) {
                throw new IllegalArgumentException("The number of OpenTelemetry layers must be from 1 to 5, not "
                        + telemetry.layerArns().size());
            }
            PropertyValues.of(telemetry).check();
            return telemetry;
        }
    }
}
