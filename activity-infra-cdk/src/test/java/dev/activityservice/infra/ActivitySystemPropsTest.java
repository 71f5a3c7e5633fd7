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
import software.amazon.awscdk.services.logs.RetentionDays;

class ActivitySystemPropsTest {

    private static final Path JAR = Path.of("functions.jar");
    private static final String ENV_RULE =
            "env must be 1 to 10 lower-case letters, digits and hyphens, starting with a letter or a digit,"
                    + " but not with aws or ssm";

    @ParameterizedTest
    @MethodSource
    void a_value_outside_its_range_is_rejected_with_its_name(ActivitySystemProps.Builder props, String message) {
        assertThatThrownBy(props::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> a_value_outside_its_range_is_rejected_with_its_name() {
        return Stream.of(
                Arguments.of(ActivitySystemProps.builder("Dev", JAR), ENV_RULE + ", not \"Dev\""),
                Arguments.of(
                        dev().version("a b").recordMemory(128),
                        "version must be 1 to 64 letters, digits, dots, underscores, plus signs and hyphens, not \"a b\"\n"
                                + "recordMemory must be a whole number from 512 to 10240 MB, not \"128\""),
                Arguments.of(ActivitySystemProps.builder("aws1", JAR), ENV_RULE + ", not \"aws1\""),
                Arguments.of(ActivitySystemProps.builder("ssm", JAR), ENV_RULE + ", not \"ssm\""),
                Arguments.of(ActivitySystemProps.builder("-dev", JAR), ENV_RULE + ", not \"-dev\""),
                Arguments.of(ActivitySystemProps.builder("a-long-name", JAR), ENV_RULE + ", not \"a-long-name\""),
                Arguments.of(
                        dev().recordTimeout(31),
                        "recordTimeout must be one of the numbers 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300 (seconds),"
                                + " not \"31\""),
                Arguments.of(
                        dev().batchSize(11).batchWindow(0),
                        "batchSize must be from 1 to 10 without a batch window, not 11"),
                Arguments.of(
                        dev().archiveDays(30),
                        "archiveDays must be 0 with a shared bus, not 30: archive the shared bus instead"),
                Arguments.of(dev().ruleBuckets(32), "ruleBuckets must be one of the numbers 64, 128, 256, not \"32\""),
                Arguments.of(
                        dev().alarmTopicArn("alarms"), "alarmTopicArn must be the ARN of an SNS topic, not \"alarms\""),
                Arguments.of(
                        dev().datadog(Datadog.builder(Scenario.SECRET, "datadoghq.eu")
                                        .build())
                                .openTelemetry(OpenTelemetry.builder(
                                                List.of("arn:aws:lambda:eu-west-1:123456789012:layer:agent:1"))
                                        .build()),
                        "openTelemetry.layerArns must not be set if datadog.apiKeySecretArn is set"));
    }

    @Test
    void the_CDK_has_no_retention_that_the_other_flavours_do_not_have() {
        Tools.requireNode();

        assertThatThrownBy(() -> dev().logRetention(RetentionDays.INFINITE).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("logRetention must be one of the numbers 1, 3, 5,")
                .hasMessageEndingWith("not \"INFINITE\"");
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
                        "datadog.apiKeySecretArn must be the ARN of a Secrets Manager secret, not the key itself; the value is not shown, because it may be a secret");
    }

    @Test
    void a_site_is_a_host_name() {
        assertThatThrownBy(() -> Datadog.builder(Scenario.SECRET, "https://app.datadoghq.eu")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "datadog.site must be a host name, for example datadoghq.eu, not \"https://app.datadoghq.eu\"");
    }

    @Test
    void there_are_one_to_five_layers() {
        assertThatThrownBy(() -> OpenTelemetry.builder(List.of()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The number of OpenTelemetry layers must be from 1 to 5, not 0");
    }

    @Test
    void access_that_the_functions_refuse_is_refused_and_names_the_property() {
        ActivitySystemProps.Builder props = dev().apiAccess(ActivitySystemProps.ApiAccess.AUTHORIZER)
                .cognito(Cognito.builder(List.of("arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_A"))
                        .build())
                .readPolicy("allow-all")
                .corsAllowOrigin("https://shop.example/");

        assertThatThrownBy(props::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "corsAllowOrigin must be * or origins such as https://shop.example, separated by commas without"
                                + " spaces: in lower case, without a path and a default port, not \"https://shop.example/\"");
        assertThatThrownBy(props.corsAllowOrigin(null)::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("""
                        cognito.userPoolArns must not be set unless apiAccess is COGNITO
                        authorizer.functionArn must be set if apiAccess is AUTHORIZER
                        readPolicy must not be allow-all unless apiAccess is OPEN_TO_THE_INTERNET: use authenticated, \
                        claim:<claim>=<entity type> or a policy file""");
        assertThatCode(props.cognito(null)
                        .authorizer(LambdaAuthorizer.builder("arn:aws:lambda:eu-west-1:123456789012:function:f")
                                .build())
                        .readPolicy("authenticated")::build)
                .doesNotThrowAnyException();
    }

    private static ActivitySystemProps.Builder dev() {
        return ActivitySystemProps.builder("dev", JAR);
    }
}
