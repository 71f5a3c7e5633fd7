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
    void a_value_out_of_its_range_is_refused_by_name(ActivitySystemProps.Builder props, String message) {
        assertThatThrownBy(props::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> a_value_out_of_its_range_is_refused_by_name() {
        return Stream.of(
                Arguments.of(
                        ActivitySystemProps.builder("Dev", JAR),
                        "Invalid environment: \"Dev\" is not [a-z][a-z0-9-]{0,9}"),
                Arguments.of(dev().version("a b"), "Invalid version: \"a b\" is not [A-Za-z0-9._+-]{1,64}"),
                Arguments.of(dev().recordMemory(128), "Invalid record memory: \"128\" is not between 512 and 10240"),
                Arguments.of(dev().findMemory(10_241), "Invalid find memory: \"10241\" is not between 512 and 10240"),
                Arguments.of(dev().recordTimeout(301), "Invalid record timeout: \"301\" is not between 5 and 300"),
                Arguments.of(dev().findTimeout(30), "Invalid find timeout: \"30\" is not between 3 and 29"),
                Arguments.of(dev().maxReceiveCount(0), "Invalid receive count: \"0\" is not between 1 and 1000"),
                Arguments.of(dev().batchSize(10_001), "Invalid batch size: \"10001\" is not between 1 and 10000"),
                Arguments.of(
                        dev().batchSize(11).batchWindow(0), "Invalid batch size: \"11\" needs a window, being above 10"),
                Arguments.of(dev().batchWindow(61), "Invalid batch window: \"61\" is not between 0 and 60"),
                Arguments.of(dev().maximumConcurrency(1), "Invalid maximum concurrency: \"1\" is not between 2 and 1000"),
                Arguments.of(dev().throttlingRate(0), "Invalid throttling rate: \"0\" is not between 1 and 10000"),
                Arguments.of(dev().throttlingBurst(0), "Invalid throttling burst: \"0\" is not between 1 and 5000"),
                Arguments.of(dev().archiveDays(3_651), "Invalid archive days: \"3651\" is not between 0 and 3650"),
                Arguments.of(dev().messageAgeAlarm(59), "Invalid message age alarm: \"59\" is not between 60 and 86400"),
                Arguments.of(
                        dev().datadog(Datadog.builder(Scenario.SECRET, "datadoghq.eu")
                                        .build())
                                .openTelemetry(
                                        OpenTelemetry.builder(List.of("arn")).build()),
                        "Invalid telemetry: Datadog and OpenTelemetry layers exclude each other"));
    }

    @Test
    void a_batch_of_ten_needs_no_window() {
        assertThatCode(() -> dev().batchSize(10).batchWindow(0).build()).doesNotThrowAnyException();
    }

    @Test
    void what_is_given_for_a_secrets_ARN_is_not_shown_for_it_may_be_the_key() {
        assertThatThrownBy(() -> Datadog.builder("0123456789abcdef0123456789abcdef", "datadoghq.eu")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid Datadog secret: not the ARN of a Secrets Manager secret");
    }

    @Test
    void a_site_is_a_host_name() {
        assertThatThrownBy(() -> Datadog.builder(Scenario.SECRET, "https://app.datadoghq.eu")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid Datadog site: \"https://app.datadoghq.eu\"");
    }

    @Test
    void there_are_one_to_five_layers() {
        assertThatThrownBy(() -> OpenTelemetry.builder(List.of()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid OpenTelemetry layers: 0 are given, 1 to 5 are allowed");
    }

    private static ActivitySystemProps.Builder dev() {
        return ActivitySystemProps.builder("dev", JAR);
    }
}
