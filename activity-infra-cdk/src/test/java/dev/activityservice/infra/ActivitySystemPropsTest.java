package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ActivitySystemPropsTest {

    private static final Path JAR = Path.of("functions.jar");

    @ParameterizedTest
    @MethodSource
    void a_value_outside_its_range_is_rejected_with_its_name(ActivitySystemProps.Builder props, String message) {
        assertThatThrownBy(props::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> a_value_outside_its_range_is_rejected_with_its_name() {
        return Stream.of(
                Arguments.of(
                        ActivitySystemProps.builder("Dev", JAR),
                        "The environment must be 1 to 10 lower-case letters, digits and hyphens, starting with a letter, not \"Dev\""),
                Arguments.of(
                        dev().version("a b"),
                        "The version must be 1 to 64 letters, digits, dots, underscores, plus signs and hyphens, not \"a b\""),
                Arguments.of(dev().recordMemory(128), "The record memory must be from 512 to 10240 MB, not 128"),
                Arguments.of(dev().findMemory(10_241), "The find memory must be from 512 to 10240 MB, not 10241"),
                Arguments.of(dev().recordTimeout(301), "The record timeout must be from 5 to 300 seconds, not 301"),
                Arguments.of(dev().findTimeout(30), "The find timeout must be from 3 to 29 seconds, not 30"),
                Arguments.of(dev().maxReceiveCount(0), "The maximum receive count must be from 1 to 1000, not 0"),
                Arguments.of(dev().batchSize(10_001), "The batch size must be from 1 to 10000, not 10001"),
                Arguments.of(
                        dev().batchSize(11).batchWindow(0),
                        "The batch size must be from 1 to 10 without a batch window, not 11"),
                Arguments.of(dev().batchWindow(61), "The batch window must be from 0 to 60 seconds, not 61"),
                Arguments.of(dev().maximumConcurrency(1), "The maximum concurrency must be from 2 to 1000, not 1"),
                Arguments.of(
                        dev().throttlingRate(0),
                        "The throttling rate must be from 1 to 10000 requests per second, not 0"),
                Arguments.of(dev().throttlingBurst(0), "The throttling burst must be from 1 to 5000 requests, not 0"),
                Arguments.of(dev().archiveDays(3_651), "The archive retention must be from 0 to 3650 days, not 3651"),
                Arguments.of(
                        dev().messageAgeAlarm(59),
                        "The age for the message age alarm must be from 60 to 86400 seconds, not 59"),
                Arguments.of(
                        dev().datadog(Datadog.builder(Scenario.SECRET, "datadoghq.eu")
                                        .build())
                                .openTelemetry(
                                        OpenTelemetry.builder(List.of("arn")).build()),
                        "The settings must not contain both Datadog and OpenTelemetry layers"));
    }

    @Test
    void a_batch_of_ten_needs_no_window() {
        assertThatCode(() -> dev().batchSize(10).batchWindow(0).build()).doesNotThrowAnyException();
    }

    @Test
    void an_invalid_secret_is_not_shown_because_it_may_be_the_key() {
        assertThatThrownBy(() -> Datadog.builder("0123456789abcdef0123456789abcdef", "datadoghq.eu")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The Datadog secret must be the ARN of a Secrets Manager secret; the value is not shown, because it may be the key");
    }

    @Test
    void a_site_is_a_host_name() {
        assertThatThrownBy(() -> Datadog.builder(Scenario.SECRET, "https://app.datadoghq.eu")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The Datadog site must be a host name, not \"https://app.datadoghq.eu\"");
    }

    @Test
    void there_are_one_to_five_layers() {
        assertThatThrownBy(() -> OpenTelemetry.builder(List.of()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The number of OpenTelemetry layers must be from 1 to 5, not 0");
    }

    private static ActivitySystemProps.Builder dev() {
        return ActivitySystemProps.builder("dev", JAR);
    }
}
