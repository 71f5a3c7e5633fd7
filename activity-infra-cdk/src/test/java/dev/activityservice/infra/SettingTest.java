package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.aws.lambda.FunctionSetting;
import dev.activityservice.http.TraceUrl;
import dev.activityservice.infra.SystemModel.Section;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Compares {@link Setting} with each flavour, the documentation, and the settings of the functions, both ways. */
@Execution(ExecutionMode.CONCURRENT)
class SettingTest {

    private static final Path MODULE = Path.of("terraform", "module", "variables.tf");
    private static final Path DOCUMENT = Path.of("..", "docs", "deploy.md");
    private static final Pattern VARIABLE = Pattern.compile("(?ms)^variable \"(\\w+)\" \\{\n(.*?)^\\}");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("(?m)^    (\\w+) += (?:optional\\([^,\\n]*(?:, (.*))?\\)|[^\\n]*)$");

    @Test
    void the_parameters_of_SAM_are_settings_with_the_same_bounds_and_defaults() {
        Map<String, Object> parameters = map(Flavours.sam(Scenario.DEFAULTS).get("Parameters"));
        Map<String, Object> expected = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            if (setting.samParameter() != null) {
                Object type = map(parameters.getOrDefault(setting.samParameter(), Map.of()))
                        .get("Type");
                expected.put(setting.samParameter(), declaration(setting, "CommaDelimitedList".equals(type)));
            }
        }

        parameters
                .values()
                .forEach(parameter ->
                        map(parameter).keySet().removeAll(List.of("Description", "ConstraintDescription")));

        assertThat(parameters).containsExactlyInAnyOrderEntriesOf(expected);
    }

    /** Returns the parameter of SAM that the setting requires. */
    private static Map<String, Object> declaration(Setting setting, boolean list) {
        Map<String, Object> parameter = new LinkedHashMap<>();
        SettingForm form = setting.form();
        boolean number = form instanceof SettingForm.WholeNumber || form instanceof SettingForm.NumberChoice;
        parameter.put("Type", list ? "CommaDelimitedList" : number ? "Number" : "String");
        parameter.put("Default", number ? (Object) setting.defaultNumber() : setting.defaultValue());
        String optional = setting.defaultValue().isEmpty() ? "|" : "";
        if (form instanceof SettingForm.WholeNumber bounds) {
            parameter.put("MinValue", bounds.min());
            parameter.put("MaxValue", bounds.max());
        } else if (form instanceof SettingForm.NumberChoice choice) {
            parameter.put("AllowedValues", choice.values());
        } else if (form instanceof SettingForm.Choice choice) {
            parameter.put("AllowedValues", choice.values());
        } else if (form instanceof SettingForm.Flag) {
            parameter.put("AllowedValues", List.of("true", "false"));
        } else if (form instanceof SettingForm.Text text) {
            parameter.put("AllowedPattern", optional + text.pattern());
            parameter.put("MaxLength", SettingForm.Text.MAX_CHARS);
        } else if (form instanceof SettingForm.Policy) {
            parameter.put("AllowedPattern", optional + PackagedPolicy.VALUES + "|" + PackagedPolicy.PATH);
        } else if (form instanceof SettingForm.TextList items) {
            String item = items.item().pattern();
            parameter.put(
                    "AllowedPattern", optional + item + (list ? "" : "(," + item + "){0," + (items.max() - 1) + "}"));
        }
        return parameter;
    }

    @Test
    void the_variables_of_the_module_are_settings_with_the_same_defaults() {
        Map<String, String> expected = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            if (setting.terraformVariable() != null) {
                expected.put(setting.terraformVariable(), setting.defaultValue());
            }
        }
        Map<String, String> actual = new LinkedHashMap<>();
        variables().forEach((name, block) -> {
            if (block.contains("  type = object({\n")) {
                ATTRIBUTE
                        .matcher(block.substring(0, block.indexOf("})")))
                        .results()
                        .forEach(attribute -> actual.put(name + "." + attribute.group(1), value(attribute.group(2))));
            } else {
                Matcher matcher = Pattern.compile("(?m)^  default +?= (.*)$").matcher(block);
                actual.put(name, value(matcher.find() ? matcher.group(1) : null));
            }
        });

        assertThat(actual.remove("package_folder")).isEmpty();
        assertThat(actual).containsExactlyInAnyOrderEntriesOf(expected);
    }

    private static Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        VARIABLE.matcher(Flavours.text(MODULE))
                .results()
                .forEach(variable -> variables.put(variable.group(1), variable.group(2)));
        return variables;
    }

    private static String value(@Nullable String hcl) {
        return hcl == null || Set.of("null", "{}", "[]").contains(hcl) ? "" : hcl.replace("\"", "");
    }

    @Test
    void the_root_configuration_passes_each_variable_of_the_module() {
        String root = Flavours.text(Path.of("terraform", "main.tf"));
        Set<String> known = names(root, "(?m)^    \"(\\w+)\",$");
        Set<String> passed = names(root, "(?m)^  (\\w+) += local\\.settings\\.\\1$");
        Set<String> variables = new TreeSet<>(variables().keySet());

        assertThat(variables.remove("package_folder")).isTrue();
        assertThat(known).isEqualTo(variables);
        assertThat(passed).isEqualTo(variables);
    }

    private static Set<String> names(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void the_properties_of_the_construct_are_settings() {
        Set<String> properties = new TreeSet<>();
        for (Method method : ActivitySystemProps.class.getMethods()) {
            if (Modifier.isStatic(method.getModifiers()) || method.getName().equals("functionsJar")) {
                continue;
            }
            Class<?> type = method.getReturnType();
            if (type.isSealed() && type.getPackage().equals(ActivitySystemProps.class.getPackage())) {
                Arrays.stream(type.getMethods())
                        .filter(part -> !Modifier.isStatic(part.getModifiers()))
                        .forEach(part -> properties.add(method.getName() + "." + part.getName()));
            } else {
                properties.add(method.getName());
            }
        }

        assertThat(properties)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Setting.values())
                        .map(Setting::property)
                        .filter(Objects::nonNull)
                        .toList());
    }

    @Test
    void the_table_in_the_documentation_is_the_list() throws Exception {
        String document = Flavours.text(DOCUMENT);
        String table = table();
        Files.writeString(Path.of("target", "settings-table.md"), table);

        assertThat(document.contains("\n\n" + table + "\n"))
                .describedAs("docs/deploy.md must contain the table that this test writes to target/settings-table.md")
                .isTrue();
    }

    private static String table() {
        StringBuilder table =
                new StringBuilder("| key | CDK | SAM | Terraform | default | |\n|---|---|---|---|---|---|\n");
        for (Setting setting : Setting.values()) {
            table.append("| `").append(setting).append("` | ");
            table.append(code(setting.property())).append(" | ");
            boolean isForTargets = setting.property() == null;
            table.append(!isForTargets && setting.samParameter() == null ? "rendered" : code(setting.samParameter()))
                    .append(" | ");
            table.append(code(setting.terraformVariable())).append(" | ");
            table.append(setting.defaultValue().isEmpty() ? "" : code(setting.defaultValue()))
                    .append(" | ");
            table.append(setting.sentence().replace("|", "\\|").replace("<", "&lt;"))
                    .append(". ");
            table.append(
                    setting.form() instanceof SettingForm.Text text
                                    && text.rule().length() > 120
                            ? ""
                            : "Must be " + setting.form().rule().replace("<", "&lt;"));
            table.append(" |\n");
        }
        return table.toString();
    }

    private static String code(@Nullable String name) {
        return name == null ? "–" : "`" + name + "`";
    }

    @Test
    void each_setting_changes_what_SAM_deploys() {
        List<Setting> without = new ArrayList<>();
        Map<Map<String, String>, SystemModel> bases = new HashMap<>();
        Map<String, Map<String, Object>> templates = new HashMap<>();
        for (Setting setting : Setting.values()) {
            if (SamDigestTest.PLACE.contains(setting) || setting == Setting.TAGS) {
                continue;
            }
            SamDigestTest.Change change = SamDigestTest.change(setting);
            if (bases.computeIfAbsent(change.base(), base -> model(base, templates))
                    .differences(model(change.changed(), templates))
                    .isEmpty()) {
                without.add(setting);
            }
        }

        assertThat(without).describedAs("settings without an effect").isEmpty();
    }

    /** @param templates the templates by their texts, because most settings are parameters and do not change the text */
    private static SystemModel model(Map<String, String> values, Map<String, Map<String, Object>> templates) {
        DeploymentSettings settings = DeploymentSettings.read(null, values);
        // The digest would differ for each setting.
        String template = SamRendering.render(Flavours.samText(), Catalog.read(settings.catalog()), settings)
                .replaceAll("settings-[0-9a-f]{16}", SamRendering.NO_DIGEST);
        return CloudFormationReader.read(
                SamExpander.expand(templates.computeIfAbsent(template, SamExpander::parse)), settings.samParameters());
    }

    @Test
    void each_setting_of_the_functions_can_be_set() {
        Set<String> deployed = deployedVariables();
        for (FunctionSetting setting : FunctionSetting.values()) {
            boolean isReserved = setting.setter() == FunctionSetting.Setter.LAMBDA;
            List<String> faults = FreeVariables.faults(
                    Map.of(setting.variable(), "1"), Setting::defaultValue, Setting.ENVIRONMENT.name());
            boolean isFree = faults.isEmpty();

            assertThat(isFree || deployed.contains(setting.variable()))
                    .describedAs("%s: %s", setting, faults)
                    .isEqualTo(!isReserved);
        }
    }

    @Test
    void a_typed_setting_has_the_default_of_the_function() {
        Function<Setting, String> defaults = Setting::defaultValue;
        for (FunctionEnvironment.Verb verb : FunctionEnvironment.Verb.values()) {
            Map<String, String> variables = FunctionEnvironment.of(verb, defaults, "any");
            for (FunctionSetting setting : FunctionSetting.values()) {
                // The deployments decide about metrics by the other telemetry, and the functions have none by default.
                if (setting.defaultValue() != null
                        && variables.containsKey(setting.variable())
                        && setting != FunctionSetting.METRICS) {
                    assertThat(variables.get(setting.variable()))
                            .describedAs(setting.variable())
                            .isEqualTo(setting.defaultValue());
                }
            }
        }
    }

    @Test
    void the_refused_names_are_those_that_the_flavours_set() {
        Set<String> listed = new TreeSet<>(FunctionEnvironment.NAMES.keySet());
        Set<String> terraform = new TreeSet<>();
        String text = Flavours.text(Path.of("terraform", "module", "environment.tf"));
        for (String list : List.of("set_variables", "datadog_variables")) {
            int begin = text.indexOf("  " + list + " ");
            terraform.addAll(names(text.substring(begin, text.indexOf("]", begin)), "\"(\\w+)\""));
        }

        assertThat(listed).isEqualTo(deployedVariables());
        assertThat(terraform).isEqualTo(listed);
    }

    /** Returns the names of the variables in all scenarios, without free ones. */
    private static Set<String> deployedVariables() {
        Set<String> names = new TreeSet<>();
        for (Scenario scenario : Scenario.values()) {
            SystemModel model = ParityTest.sam(scenario);
            for (Object function : model.section(Section.FUNCTIONS).values()) {
                Set<String> variables =
                        new TreeSet<>(map(map(map(function).get("Environment")).get("Variables"))
                                .keySet());
                variables.removeAll(scenario.settings().environment().keySet());
                names.addAll(variables);
            }
        }
        return names;
    }

    @Test
    void the_functions_accept_each_link_that_the_pattern_accepts() {
        long seed = Long.getLong("activity.seed", 0);
        Random random = new Random(seed);
        List<String> parts = List.of(
                "https://",
                "http://",
                "a",
                "B9",
                "-",
                ".",
                "example.com",
                ":80",
                "/",
                "?",
                "#",
                "=",
                "&",
                "%",
                "%2f",
                "{trace_id}",
                "{span_id}",
                "{",
                "}",
                "[",
                "é",
                " ",
                "x_y",
                "$",
                "..",
                "//",
                "@",
                "localhost");
        Pattern pattern = Pattern.compile(((SettingForm.Text) Setting.TRACE_URL_TEMPLATE.form()).pattern());
        int accepted = 0;
        for (int i = 0; i < 40_000; i++) {
            String template = Stream.generate(() -> parts.get(random.nextInt(parts.size())))
                    .limit(1 + random.nextInt(9))
                    .collect(Collectors.joining());
            // Random texts are hardly ever URLs, so most of them get the beginning of one.
            template = switch (i % 4) {
                case 0 -> template;
                case 1 -> "https://" + template;
                case 2 -> "https://traces.example/" + template;
                default -> "http://localhost:80/" + template + "{trace_id}";
            };
            if (pattern.matcher(template).matches()) {
                accepted++;
                TraceUrl.parse(template);
            }
        }
        assertThat(accepted).describedAs("seed %s", seed).isGreaterThan(1000);
        for (String usual : List.of(
                "https://app.datadoghq.eu/apm/trace/{trace_id}?spanID={span_id}",
                "http://localhost:16686/trace/{trace_id}",
                "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#xray:traces/{trace_id}")) {
            assertThat(Setting.TRACE_URL_TEMPLATE.form().accepts(usual))
                    .describedAs(usual)
                    .isTrue();
        }
    }

    @Test
    void no_setting_brings_a_dynamic_reference_into_a_template() {
        List<String> wrong = new ArrayList<>();
        int texts = 0;
        for (Setting setting : Setting.values()) {
            for (Scenario scenario : Scenario.values()) {
                String value = scenario.settings().get(setting);
                // A template does not contain the path of a file. The readers of the files refuse references in them.
                for (int i = 0; i <= value.length() && !(setting.form() instanceof SettingForm.FilePath); i++) {
                    texts++;
                    String other = value.substring(0, i) + "{{resolve:ssm:a}}" + value.substring(i);
                    if (setting.form().accepts(other)) {
                        wrong.add(setting + "=" + other);
                    }
                }
            }
        }

        assertThat(texts).isGreaterThan(3000);
        assertThat(wrong).isEmpty();
    }

    @Test
    void the_parameters_of_SAM_accept_what_the_settings_accept() {
        Map<String, Object> parameters = map(Flavours.sam(Scenario.DEFAULTS).get("Parameters"));
        for (Setting setting : Setting.values()) {
            if (setting.samParameter() == null) {
                continue;
            }
            Map<String, Object> parameter = map(parameters.get(setting.samParameter()));
            Set<Boolean> results = new TreeSet<>();
            for (String value : SettingBounds.candidates(setting)) {
                if (PackagedPolicy.isFile(value) && setting == Setting.READ_POLICY) {
                    // The parameter is the path in the package.
                    continue;
                }
                boolean accepted = setting.form().accepts(value);
                results.add(accepted);
                assertThat(accepts(parameter, value))
                        .describedAs("%s=%s", setting, value)
                        .isEqualTo(accepted);
            }
            if (!(setting.form() instanceof SettingForm.Flag)) {
                assertThat(results).describedAs("candidates of %s", setting).containsExactly(false, true);
            }
        }
    }

    /** Returns whether CloudFormation accepts a value of a parameter. */
    private static boolean accepts(Map<String, Object> parameter, String value) {
        if (parameter.get("AllowedValues") instanceof List<?> values
                && values.stream().noneMatch(allowed -> String.valueOf(allowed).equals(value))) {
            return false;
        }
        Object type = parameter.get("Type");
        if ("Number".equals(type)) {
            if (!value.matches("-?[0-9]+(\\.[0-9]+)?")) {
                return false;
            }
            double number = Double.parseDouble(value);
            return number >= ((Number) parameter.getOrDefault("MinValue", Integer.MIN_VALUE)).doubleValue()
                    && number <= ((Number) parameter.getOrDefault("MaxValue", Integer.MAX_VALUE)).doubleValue();
        }
        if (value.length() > (int) parameter.getOrDefault("MaxLength", Integer.MAX_VALUE)) {
            return false;
        }
        Object pattern = parameter.get("AllowedPattern");
        List<String> items = "CommaDelimitedList".equals(type) ? List.of(value.split(",", -1)) : List.of(value);
        return pattern == null || items.stream().allMatch(item -> Pattern.matches(Trees.text(pattern), item));
    }
}
