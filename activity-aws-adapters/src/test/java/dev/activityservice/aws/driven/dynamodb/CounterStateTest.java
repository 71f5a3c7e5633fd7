package dev.activityservice.aws.driven.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import org.junit.jupiter.api.Test;

class CounterStateTest {

    @Test
    void a_counter_without_a_telemetry_sdk_is_not_enabled() {
        DoubleCounter counter = counter(MeterProvider.noop());

        assertThat(CounterState.isEnabled(counter)).isFalse();
        assertThat(CounterState.isImplemented(counter)).isFalse();
    }

    @Test
    void a_counter_of_a_telemetry_sdk_is_enabled() {
        try (SdkMeterProvider sdk = SdkMeterProvider.builder()
                .registerMetricReader(InMemoryMetricReader.create())
                .build()) {
            DoubleCounter counter = counter(sdk);

            assertThat(CounterState.isEnabled(counter)).isTrue();
            assertThat(CounterState.isImplemented(counter)).isTrue();
        }
    }

    @Test
    void a_counter_of_a_telemetry_sdk_without_readers_is_not_enabled() {
        try (SdkMeterProvider sdk = SdkMeterProvider.builder().build()) {
            DoubleCounter counter = counter(sdk);

            assertThat(CounterState.isEnabled(counter)).isFalse();
            assertThat(CounterState.isImplemented(counter)).isFalse();
        }
    }

    private static DoubleCounter counter(MeterProvider meters) {
        return meters.get("test").counterBuilder("capacity").ofDoubles().build();
    }
}
