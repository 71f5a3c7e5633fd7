package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamConfigTest {

    /**
     * How the SAM CLI reads a parameter
     * (https://github.com/aws/aws-sam-cli/blob/develop/samcli/cli/types.py, {@code CfnParameterOverridesType}).
     */
    private static final String SAM_VALUE = "(\"(?:\\\\.|[^\"\\\\]+)*\"|'(?:\\\\.|[^'\\\\]+)*'|(?:\\\\.|[^ \"\\\\]+)+)";

    private static final Pattern LONG_FORM =
            Pattern.compile("(?:ParameterKey=([A-Za-z0-9\"']+),ParameterValue=" + SAM_VALUE + ")");
    private static final Pattern SHORT_FORM = Pattern.compile("(?: )([A-Za-z0-9\"']+)=" + SAM_VALUE);

    @Test
    void every_parameter_is_in_the_file_also_those_with_defaults() {
        for (Scenario scenario : Scenario.values()) {
            Map<String, String> read = parameters(SamConfig.write(scenario.settings()));

            assertThat(read).isEqualTo(scenario.sam());
            assertThat(read.keySet())
                    .containsExactlyElementsOf(
                            Trees.map(Flavours.sam(scenario).get("Parameters")).keySet());
        }
    }

    @Test
    void values_arrive_as_they_are() {
        for (String value : List.of(
                "/a,b",
                "/a=b=c",
                "/\"quoted\"",
                "/it's",
                "/ends-with\"",
                "/a\\b",
                "/$AWS::Region",
                "/$HOME`id`",
                "/Env=prod",
                "/#comment")) {
            DeploymentSettings settings = DeploymentSettings.read(
                    null,
                    Map.of("OTEL_LAYERS", "arn:aws:lambda:eu-west-1:123456789012:layer:a:1", "OTEL_WRAPPER", value));

            assertThat(parameters(SamConfig.write(settings)))
                    .containsEntry("OpenTelemetryWrapper", value)
                    .containsEntry("AlarmTopicArn", "")
                    .isEqualTo(settings.samParameters());
        }
    }

    @Test
    void a_value_that_the_SAM_CLI_would_change_is_refused() {
        for (String value : List.of("/a\\", "/a\\\\b", "/a\\\"b", "/ParameterKey=Env,ParameterValue=prod")) {
            DeploymentSettings settings = DeploymentSettings.read(null, Map.of("OTEL_WRAPPER", value));

            assertThatThrownBy(() -> SamConfig.write(settings))
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessageStartingWith("The SAM CLI cannot pass the parameter OpenTelemetryWrapper: ");
        }
    }

    @Test
    void a_control_character_is_refused() {
        DeploymentSettings settings = DeploymentSettings.read(null, Map.of("READ_POLICY", "claim:a\tb=user"));

        assertThatThrownBy(() -> SamConfig.write(settings))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("must not have a control character")
                .hasMessageEndingWith("not \"claim:a\\u0009b=user\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cost centre=1", "owner=a b=c", "note=x y=1 z=2,k=v"})
    void a_tag_that_the_SAM_CLI_would_change_is_refused(String tags) {
        DeploymentSettings settings = DeploymentSettings.read(null, Map.of("TAGS", tags));

        assertThatThrownBy(() -> SamConfig.write(settings))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageStartingWith("The SAM CLI cannot pass the tag ");
    }

    @Test
    void the_stack_has_the_tags_of_the_other_flavours() {
        SystemModel cdk = ParityTest.cdk(Scenario.DEFAULTS);

        assertThat(SamConfig.write(Scenario.DEFAULTS.settings()))
                .contains("tags = [\n  \"Service=\\\"ActivityService\\\"\",\n  \"Environment=\\\"dev\\\"\",\n]");
        assertThat(cdk.section(SystemModel.Section.TAGS))
                .containsOnlyKeys("{Environment=dev, Service=ActivityService}");
    }

    @Test
    void both_commands_of_SAM_find_the_stack() {
        DeploymentSettings settings = DeploymentSettings.read(null, Map.of("ENV", "ann", "AWS_REGION", "eu-west-1"));

        String stack = """
                parameters]
                stack_name = "ActivityTimeline-ann"
                region = "eu-west-1"
                """;
        assertThat(SamConfig.write(settings))
                .contains("[default.deploy." + stack)
                .endsWith("[default.delete." + stack + "no_prompts = true\n");
    }

    /** Reads the parameters as the SAM CLI reads them. */
    private static Map<String, String> parameters(String toml) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String item : overrides(toml)) {
            String text = " " + item.strip();
            Pattern form = LONG_FORM.matcher(text).find() ? LONG_FORM : SHORT_FORM;
            Matcher matcher = form.matcher(text);
            while (matcher.find()) {
                parameters.put(unquoted(matcher.group(1)), unquoted(matcher.group(2)));
            }
        }
        return parameters;
    }

    private static String unquoted(String value) {
        boolean wrapped = value.matches("(?s)([\"']).*\\1") && value.length() > 1;
        String inner = wrapped ? value.substring(1, value.length() - 1) : value;
        return inner.replace("\\ ", " ").replace("\\\"", "\"").replace("\\'", "'");
    }

    /** Returns the texts of the list {@code parameter_overrides}, which has one item per line. */
    private static List<String> overrides(String toml) {
        List<String> items = new ArrayList<>();
        boolean within = false;
        for (String line : toml.lines().toList()) {
            if (line.equals("]")) {
                within = false;
            } else if (within) {
                assertThat(line).startsWith("  \"").endsWith("\",");
                items.add(line.substring(3, line.length() - 2).replaceAll("\\\\(.)", "$1"));
            } else {
                within = line.equals("parameter_overrides = [");
            }
        }
        return items;
    }
}
