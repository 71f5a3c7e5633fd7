package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.text.Quoted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The variables of the Terraform module accept what {@link Setting} accepts, {@code environment} what {@link FreeVariables} accepts, and
 * {@code api_resource_policy} what {@link ResourcePolicy} accepts. One run of Terraform tests all values. The tested module contains only the variables, so it needs no provider.
 */
@Tag("thorough")
class TerraformBoundsTest {

    private static final Path MODULE = Path.of("terraform", "module");

    /** One value of one variable. */
    private record Case(String description, String variable, Map<String, Object> variables, boolean accepted) {}

    private final Path folder = Path.of("target", "bounds").toAbsolutePath();

    private final List<Case> cases = new ArrayList<>();

    @Test
    void each_variable_accepts_the_values_of_its_setting() throws IOException {
        addCases();

        assertTerraformAgrees();
    }

    private void addCases() throws IOException {
        Tools.requireTerraform();
        Files.createDirectories(folder);
        Path catalog = Files.writeString(
                folder.resolve("catalog.json"), Catalog.read(null).json());
        addBounds(catalog);
        addFreeVariables(catalog);
        addResourcePolicies(catalog);
        addCatalogs();
        Map<String, Set<Boolean>> seen = new TreeMap<>();
        cases.forEach(one ->
                seen.computeIfAbsent(one.variable, key -> new TreeSet<>()).add(one.accepted));
        seen.forEach((variable, accepted) ->
                assertThat(accepted).describedAs(variable).containsExactly(false, true));
    }

    private void assertTerraformAgrees() throws IOException {
        Map<String, String> results = results();
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            if (!"pass".equals(results.get("case_" + i))) {
                wrong.add(cases.get(i).description + " must be " + (cases.get(i).accepted ? "accepted" : "refused"));
            }
        }

        assertThat(results).describedAs("runs of Terraform in %s", folder).hasSameSizeAs(cases);
        assertThat(wrong).isEmpty();
    }

    /** Runs Terraform once with all cases. Returns the status of each run by its name. */
    private Map<String, String> results() throws IOException {
        Files.writeString(folder.resolve("variables.tf"), Flavours.text(MODULE.resolve("variables.tf")));
        // The rest of the file uses the whole module.
        String rules = Flavours.text(MODULE.resolve("environment.tf"));
        Files.writeString(
                folder.resolve("environment.tf"),
                rules.substring(0, rules.indexOf("  # The size as Lambda")) + "}\n" + otherLocals());
        StringBuilder runs = new StringBuilder();
        for (int i = 0; i < cases.size(); i++) {
            runs.append(run(i, cases.get(i)));
        }
        Files.createDirectories(folder.resolve("tests"));
        Files.writeString(folder.resolve("tests").resolve("bounds.tftest.hcl"), runs);
        Map<String, String> results = new TreeMap<>();
        for (String line : Tools.lines(List.of("terraform", "test", "-json"), folder)) {
            if (!line.startsWith("{")) {
                continue;
            }
            Map<String, Object> message = map(Trees.parse(line));
            if ("test_run".equals(message.get("type"))) {
                Map<String, Object> run = map(message.get("test_run"));
                if ("complete".equals(run.get("progress"))) {
                    results.put(Trees.text(run.get("run")), Trees.text(run.get("status")));
                }
            }
        }
        return results;
    }

    /** Returns the locals of other files that the variables use. Each is one line. */
    private static String otherLocals() throws IOException {
        StringBuilder module = new StringBuilder();
        try (Stream<Path> files = Files.list(MODULE)) {
            files.filter(path -> path.toString().endsWith(".tf"))
                    .filter(path -> !path.endsWith("variables.tf") && !path.endsWith("environment.tf"))
                    .sorted()
                    .forEach(path -> module.append(Flavours.text(path)));
        }
        Map<String, String> locals = new TreeMap<>();
        addLocals(Flavours.text(MODULE.resolve("variables.tf")), module, locals);
        return "locals {\n" + String.join("\n", locals.values()) + "\n}\n";
    }

    private static void addLocals(String text, CharSequence module, Map<String, String> locals) {
        Pattern.compile("local\\.(\\w+)")
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .forEach(name -> {
                    Matcher definition =
                            Pattern.compile("(?m)^  " + name + " += .*$").matcher(module);
                    if (!locals.containsKey(name) && definition.find()) {
                        locals.put(name, definition.group());
                        addLocals(definition.group(), module, locals);
                    }
                });
    }

    private void addBounds(Path catalog) {
        for (Setting setting : Setting.values()) {
            String variable = setting.terraformVariable();
            SettingForm form = setting.form();
            if (variable == null || form instanceof SettingForm.FilePath || form instanceof SettingForm.Flag) {
                continue;
            }
            Scenario scenario = scenario(setting);
            List<String> values = new ArrayList<>(SettingBounds.candidates(setting));
            if (setting == Setting.TAGS) {
                values.addAll(DeploymentSettingsTest.REFUSED_TAGS);
            }
            for (String value : values) {
                boolean accepted = form.accepts(value);
                if (accepted && !isValid(scenario, setting, value)) {
                    // Another setting excludes this value.
                    continue;
                }
                Map<String, Object> variables =
                        scenario.terraform(scenario.catalog() == null ? catalog : scenario.catalog());
                put(variables, variable, form.typed(value));
                cases.add(new Case(setting + "=" + value, variable.replaceFirst("\\..*", ""), variables, accepted));
            }
        }
    }

    private void addFreeVariables(Path catalog) {
        Map<String, String> candidates = new LinkedHashMap<>();
        for (String name : FunctionEnvironment.NAMES.keySet()) {
            candidates.put(name, "1");
        }
        for (String name : List.of(
                "A_B",
                "aB",
                "X",
                "1A",
                "A-B",
                "_HANDLER",
                "A B",
                "\u00c4B",
                "AWS_REGION",
                "AWS_REGIONS",
                "AWS_LAMBDA_FUNCTION_NAME",
                "AWS_LAMBDA_ANYTHING",
                "AWS_ACCESS_KEY_ID",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_SESSION_TOKEN",
                "AWS_EXECUTION_ENV",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                "AWS_ENDPOINT_URL_DYNAMODB",
                "LAMBDA_TASK_ROOT",
                "LAMBDA_RUNTIME_DIR",
                "LAMBDA_OTHER",
                "DB_PASSWORD",
                "password",
                "MY_SECRET_NAME",
                "MY_SECRET_ARN",
                "GITHUB_TOKEN",
                "API_KEY",
                "APIKEY_2",
                "SIGNING_KEY",
                "KEYBOARD",
                "MONKEY",
                "DB_PWD",
                "BYPASS",
                "DB_PASS",
                "Credentials",
                "DD_API_KEY",
                "DD_TRACE_ENABLED",
                "ACTIVITY_DEADLINE_RESERVE_MS",
                "ACTIVITY_UNKNOWN",
                "JAVA_TOOL_OPTIONS",
                "TZ")) {
            candidates.put(name, "1");
        }
        candidates.put("RESOLVED", "{{resolve:ssm:x}}");
        candidates.put("LINES", "a\nb\tc");
        candidates.put("CONTROL", "a\u0001");
        candidates.put("DELETE", "\u007f");
        candidates.put("UNICODE", "\u00e9\ud83d\ude00${x}%{y}");
        candidates.forEach((name, value) -> {
            Map<String, String> environment = Map.of(name, value);
            boolean accepted = FreeVariables.faults(environment, Setting::defaultValue, "environment")
                    .isEmpty();
            Map<String, Object> variables = Scenario.DEFAULTS.terraform(catalog);
            variables.put("environment", environment);
            cases.add(new Case(name + "=" + value, "environment", variables, accepted));
        });
    }

    private void addCatalogs() throws IOException {
        int number = 0;
        for (String event : List.of("'a.b'", "'a.{{b'", "'a.{{resolve:ssm:b}}'", "'a.*'", "'{{resolve:*'")) {
            for (String source : List.of("", "'sources': ['a*', '{{']", "'sources': ['a', '{{resolve:ssm:b}}*']")) {
                String json = ("{'events': {" + event + ": {" + source + "}}}").replace('\'', '"');
                Path file = Files.writeString(folder.resolve("catalog" + number++ + ".json"), json);
                cases.add(new Case(
                        json, "catalog", Scenario.DEFAULTS.terraform(file), !json.contains(DynamicReference.BEGIN)));
            }
        }
    }

    private void addResourcePolicies(Path catalog) throws IOException {
        int number = 0;
        for (ResourcePolicyCase one : ResourcePolicyCase.all()) {
            Path file = Files.writeString(folder.resolve("policy" + number++ + ".json"), one.json());
            Map<String, Object> variables = Scenario.DEVELOPER.terraform(catalog);
            variables.put("api_resource_policy", file.toString());
            cases.add(
                    new Case(Quoted.truncate(one.json(), 300), "api_resource_policy", variables, one.fault() == null));
        }
    }

    private String run(int number, Case one) {
        StringBuilder run = new StringBuilder("run \"case_" + number + "\" {\n  command = plan\n");
        if (!one.accepted) {
            run.append("  expect_failures = [var.").append(one.variable).append("]\n");
        }
        run.append("  variables {\n    package_folder = \"any\"\n");
        one.variables.forEach((name, value) -> run.append("    " + name + " = " + Flavours.hcl(value) + "\n"));
        return run.append("  }\n}\n").toString();
    }

    /** Returns a scenario that sets the setting to another value than its default. */
    static Scenario scenario(Setting setting) {
        for (Scenario scenario : Scenario.values()) {
            @Nullable String value = scenario.given().get(setting.name());
            if (value != null && !value.equals(setting.defaultValue())) {
                return scenario;
            }
        }
        throw new AssertionError("A scenario must set " + setting + " to another value than its default");
    }

    /** Returns whether the settings of a scenario are valid with another value. */
    static boolean isValid(Scenario scenario, Setting setting, String value) {
        Map<String, String> values = new LinkedHashMap<>(scenario.given());
        values.put(setting.name(), value);
        try {
            DeploymentSettings.read(null, values);
            return true;
        } catch (InvalidSettingsException e) {
            return false;
        }
    }

    private static void put(Map<String, Object> variables, String name, Object value) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            variables.put(name, value);
        } else {
            map(variables.get(name.substring(0, dot))).put(name.substring(dot + 1), value);
        }
    }
}
