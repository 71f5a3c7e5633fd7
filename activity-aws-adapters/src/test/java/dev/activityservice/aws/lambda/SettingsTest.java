package dev.activityservice.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.activityservice.aws.lambda.FunctionSetting.Reader;
import dev.activityservice.aws.lambda.FunctionSetting.Setter;
import dev.activityservice.text.Quoted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final Map<String, String> VALID = Map.of(
            "ACTIVITY_TABLE_NAME", "activities",
            "AWS_REGION", "eu-west-1",
            "AWS_ACCESS_KEY_ID", "key",
            "AWS_SECRET_ACCESS_KEY", "CANARY-SECRET");

    private static final String POLICY = """
            {"version":1,"rules":[{"claim":"groups","has":"support","may":["*"]},{"claim":"sub","is":"user","of":["order"]}]}""";

    @Test
    void the_required_settings_are_enough() {
        assertThat(new RecordActivitiesFunction(VALID)).isNotNull();
        assertThat(new FindActivitiesFunction(VALID)).isNotNull();
    }

    @Test
    void snapstart_credentials_are_enough_and_are_not_fetched_at_start() {
        Map<String, String> environment = Map.of(
                "ACTIVITY_TABLE_NAME", "activities",
                "AWS_REGION", "eu-west-1",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/credentials");

        assertThat(new RecordActivitiesFunction(environment)).isNotNull();
    }

    @Test
    void f62_no_value_of_a_setting_deceives_the_reader_of_the_faults() {
        String deceiving = "x\u202ey\u200b\u2028\u2029\u00ad\ufeff\udb40\udc41\u001b\\u202e";
        for (String prefix : List.of("", "claim:sub=", "claim:", "https://", "claim:=user")) {
            Map<String, String> environment = new HashMap<>();
            for (FunctionSetting setting : FunctionSetting.values()) {
                environment.put(setting.variable(), prefix + deceiving);
            }

            String record = catchThrowableOfType(
                            InvalidSettingsException.class, () -> new RecordActivitiesFunction(environment))
                    .getMessage();
            String find = catchThrowableOfType(
                            InvalidSettingsException.class, () -> new FindActivitiesFunction(environment))
                    .getMessage();

            assertThat((record + find).replace("\n", "").codePoints())
                    .as(record + find)
                    .noneMatch(Quoted::isUnsafe);
            assertThat(record).contains("\\u202ey\\u200b").doesNotContainPattern("[^\\\\]\\\\u202e\"");
        }
    }

    @Test
    void every_missing_setting_is_named() {
        InvalidSettingsException exception = catchThrowableOfType(
                InvalidSettingsException.class, () -> new RecordActivitiesFunction(Map.of("AWS_REGION", " ")));

        assertThat(exception.faults())
                .satisfiesExactly(
                        fault -> assertThat(fault)
                                .isEqualTo(
                                        "ACTIVITY_TABLE_NAME must be the name of the DynamoDB table, but is not set"),
                        fault -> assertThat(fault).startsWith("AWS_REGION must be an AWS region"),
                        fault -> assertThat(fault)
                                .startsWith("AWS_ACCESS_KEY_ID must be ")
                                .endsWith(", but is not set"),
                        fault -> assertThat(fault)
                                .startsWith("AWS_SECRET_ACCESS_KEY must be ")
                                .endsWith(", but is not set"));
        assertThat(exception).hasMessageContaining("4 fault(s)");
    }

    @Test
    void every_invalid_setting_is_named_with_its_value_but_without_secrets() {
        Map<String, String> environment = new HashMap<>(VALID);
        environment.put("ACTIVITY_TABLE_NAME", "a/b");
        environment.put("ACTIVITY_READ_POLICY", "everybody");
        environment.put("ACTIVITY_TENANT_CLAIM", " tenant");
        environment.put("ACTIVITY_AUDIT_KEY", "CANARY-KEY");
        environment.put("ACTIVITY_CORS_ALLOW_ORIGIN", "shop.example");
        environment.put("ACTIVITY_DEADLINE_RESERVE_MS", "1s");
        environment.put("AWS_ENDPOINT_URL_DYNAMODB", "localhost:8000");
        environment.put("AWS_REGION", "Frankfurt");

        InvalidSettingsException exception =
                catchThrowableOfType(InvalidSettingsException.class, () -> new FindActivitiesFunction(environment));

        assertThat(exception.faults()).hasSize(7);
        assertThat(exception)
                .hasMessageContainingAll(
                        "ACTIVITY_TABLE_NAME must be a DynamoDB table name (3 to 255 of a-z, A-Z, 0-9, '_', '.', '-'), not \"a/b\"",
                        "ACTIVITY_READ_POLICY must be authenticated, claim:<claim>=<entity type>, allow-all, a file or a classpath resource, not \"everybody\"",
                        "ACTIVITY_TENANT_CLAIM must be the name of a claim without spaces around it, not \" tenant\"",
                        "ACTIVITY_CORS_ALLOW_ORIGIN: Invalid origins: expected \"*\" or a list of origins such as"
                                + " https://shop.example, not \"shop.example\"",
                        "ACTIVITY_DEADLINE_RESERVE_MS must be a whole number of milliseconds from 0 to 60000, not \"1s\"",
                        "AWS_ENDPOINT_URL_DYNAMODB must be an http or https URL, not \"localhost:8000\"",
                        "AWS_REGION must be an AWS region, such as eu-west-1, not \"Frankfurt\"")
                .hasMessageNotContaining("CANARY");
    }

    @Test
    void a_catalog_with_faults_is_rejected_with_all_of_them(@TempDir Path folder) throws IOException {
        Path catalog = Files.writeString(folder.resolve("catalog.json"), "{\"version\":99,\"unknown\":true}");

        InvalidSettingsException exception = faultsOfCatalog(catalog.toString());

        assertThat(exception.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault)
                        .startsWith("ACTIVITY_CATALOG must be a valid catalog, not ")
                        .contains("Invalid catalog: ")
                        .contains("/unknown"));
    }

    @Test
    void a_catalog_that_is_missing_or_not_utf_8_is_rejected(@TempDir Path folder) throws IOException {
        Path latin = Files.write(folder.resolve("latin.json"), new byte[] {'{', '"', (byte) 0xe4, '"', '}'});

        assertThat(faultsOfCatalog("no/such/catalog.json"))
                .hasMessageContaining(
                        "ACTIVITY_CATALOG must be a file or a classpath resource, not \"no/such/catalog.json\"");
        assertThat(faultsOfCatalog(latin.toString())).hasMessageContaining("must be a readable file in UTF-8");
        assertThat(faultsOfCatalog("a\0b"))
                .hasMessageContaining("ACTIVITY_CATALOG must be a file or a classpath resource, not \"a\\u0000b\"");
    }

    @Test
    void a_policy_file_is_found_like_the_catalog(@TempDir Path folder) throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.json"), POLICY);

        for (String value : List.of(
                policy.toString(),
                "authenticated",
                "allow-all",
                "claim:sub=user",
                "read-policy.json",
                "/read-policy.json")) {
            assertThat(new FindActivitiesFunction(with("ACTIVITY_READ_POLICY", value)))
                    .as(value)
                    .isNotNull();
        }
    }

    @Test
    void a_policy_file_with_faults_is_rejected_with_all_of_them(@TempDir Path folder) throws IOException {
        Path policy = Files.writeString(
                folder.resolve("policy.json"),
                "{\"version\":1,\"rules\":[{\"clam\":\"sub\",\"is\":\"user\"},{\"claim\":\"sub\",\"is\":\"user\",\"hide\":[\"x\"]}]}");

        InvalidSettingsException exception = faultsOfPolicy(policy.toString());

        assertThat(exception.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault)
                        .startsWith("ACTIVITY_READ_POLICY must be a valid read policy, not ")
                        .contains("Invalid read policy: ", "/rules/0/clam", "/rules/1/hide/0"));
    }

    @Test
    void a_policy_file_that_is_missing_too_large_or_not_utf_8_is_rejected(@TempDir Path folder) throws IOException {
        Path latin = Files.write(folder.resolve("latin.json"), new byte[] {'{', '"', (byte) 0xe4, '"', '}'});
        Path large = Files.writeString(folder.resolve("large.json"), " ".repeat(3 * 1024 * 1024 + 1));

        assertThat(faultsOfPolicy("no/such/policy.json"))
                .hasMessageContaining("a file or a classpath resource, not \"no/such/policy.json\"");
        assertThat(faultsOfPolicy(folder.toString())).hasMessageContaining("a file or a classpath resource, not ");
        assertThat(faultsOfPolicy(latin.toString())).hasMessageContaining("must be a readable file in UTF-8");
        assertThat(faultsOfPolicy(large.toString())).hasMessageContaining("must be a file of at most 3145728 bytes");
        assertThat(faultsOfPolicy("claim:sub")).hasMessageContaining("ACTIVITY_READ_POLICY: Invalid read policy: ");
        assertThat(faultsOfPolicy("allow-all ")).hasMessageContaining("not \"allow-all \"");
    }

    @Test
    void f78_a_tenant_claim_needs_authenticated_callers() {
        Map<String, String> environment = with("ACTIVITY_READ_POLICY", "allow-all");
        environment.put("ACTIVITY_TENANT_CLAIM", "tenant");

        assertThatThrownBy(() -> new FindActivitiesFunction(environment))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageEndingWith(
                        "ACTIVITY_TENANT_CLAIM must not be set with ACTIVITY_READ_POLICY=allow-all, because a"
                                + " caller that is not authenticated has no tenant; use authenticated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"info", "DEBUG", "OFF", " WARN", "WARNING", "INFO,WARN"})
    void another_log_level_is_rejected(String value) {
        Map<String, String> environment = with("ACTIVITY_LOG_LEVEL", value);
        String fault = "ACTIVITY_LOG_LEVEL must be INFO, WARN or ERROR, not \"" + value + "\"";

        assertThatThrownBy(() -> new RecordActivitiesFunction(environment)).hasMessageEndingWith(fault);
        assertThatThrownBy(() -> new FindActivitiesFunction(environment)).hasMessageEndingWith(fault);
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVITY_METRICS, EMF, 'must be emf or none, not \"EMF\"'",
        "ACTIVITY_METRICS, true, 'must be emf or none, not \"true\"'",
        "ACTIVITY_SERVICE, a b, 'must be 1 to 64 letters, digits and the characters . _ -, not \"a b\"'",
        "ACTIVITY_ENVIRONMENT, a/b, 'must be 1 to 64 letters, digits and the characters . _ -, not \"a/b\"'"
    })
    void other_metrics_and_names_are_rejected(String variable, String value, String fault) {
        assertThatThrownBy(() -> new RecordActivitiesFunction(with(variable, value)))
                .hasMessageEndingWith(variable + " " + fault);
    }

    @Test
    void metrics_need_the_environment() {
        Map<String, String> environment = with("ACTIVITY_METRICS", "emf");

        assertThatThrownBy(() -> new RecordActivitiesFunction(environment))
                .hasMessageEndingWith("ACTIVITY_ENVIRONMENT must be the name of the environment, but is not set");

        environment.put("ACTIVITY_ENVIRONMENT", "dev");
        assertThat(new RecordActivitiesFunction(environment)).isNotNull();
    }

    @Test
    void a_boolean_is_true_or_false() {
        Map<String, String> environment = new HashMap<>(VALID);
        environment.put("ACTIVITY_REJECT_UNRECORDABLE", "yes");

        InvalidSettingsException exception =
                catchThrowableOfType(InvalidSettingsException.class, () -> new RecordActivitiesFunction(environment));

        assertThat(exception.faults())
                .containsExactly("ACTIVITY_REJECT_UNRECORDABLE must be true or false, not \"yes\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1048576", "2147483647", "0000000007"})
    void the_maximum_of_an_event_is_a_whole_number_of_bytes(String value) {
        Map<String, String> environment = new HashMap<>(VALID);
        environment.put("ACTIVITY_MAX_EVENT_BYTES", value);

        assertThat(RecordSettings.read(new Variables(environment), InstantSource.system())
                        .maxEventBytes())
                .isEqualTo(Integer.parseInt(value));
        assertThat(new RecordActivitiesFunction(environment)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-1", "+1", "2147483648", "99999999999", "1e6", "1.0", "1 MiB", "0x10", "\u0661", " 1"})
    void another_maximum_of_an_event_is_rejected(String value) {
        Map<String, String> environment = new HashMap<>(VALID);
        environment.put("ACTIVITY_MAX_EVENT_BYTES", value);

        InvalidSettingsException exception =
                catchThrowableOfType(InvalidSettingsException.class, () -> new RecordActivitiesFunction(environment));

        assertThat(exception.faults())
                .singleElement()
                .asString()
                .startsWith("ACTIVITY_MAX_EVENT_BYTES must be a whole number of bytes from 1 to 2147483647, not \"");
    }

    @Test
    void the_documentation_has_a_row_for_each_setting() throws IOException {
        String documentation = Files.readString(Path.of("..", "docs", "configuration.md"));

        List<List<String>> rows = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| ([^|]*) \\| ([^|]*) \\| (.*) \\|$")
                .matcher(documentation)
                .results()
                .map(row -> List.of(row.group(1), row.group(2), row.group(3), traits(row.group(4))))
                .toList();

        assertThat(rows)
                .isEqualTo(Stream.of(FunctionSetting.values())
                        .map(setting -> List.of(
                                setting.variable(),
                                setting.reader().name().toLowerCase(Locale.ROOT),
                                setting.defaultValue() == null
                                        ? setting.fallback()
                                        : "`" + setting.defaultValue() + "`",
                                (setting.isSecret() ? "secret " : "") + setting.setter()))
                        .toList());
    }

    /** Returns the words of a row's last column that correspond to the list. */
    private static String traits(String meaning) {
        return (meaning.startsWith("a secret") ? "secret " : "")
                + (meaning.contains("Lambda sets it") ? Setter.LAMBDA : Setter.DEPLOYMENT);
    }

    @Test
    void a_function_reads_the_settings_of_its_column_and_no_other_variable() {
        assertThat(read(RecordActivitiesFunction::new)).isEqualTo(settingsOf(Reader.RECORD));
        assertThat(read(FindActivitiesFunction::new)).isEqualTo(settingsOf(Reader.FIND));
    }

    /** Returns the variables that a function reads, with and without a URL of credentials. */
    private static Set<String> read(Consumer<Map<String, String>> function) {
        Set<String> read = new TreeSet<>();
        for (Map<String, String> each :
                List.of(VALID, with("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/credentials"))) {
            function.accept(new HashMap<>(each) {
                private static final long serialVersionUID = 1L;

                @Override
                public @Nullable String get(Object name) {
                    read.add((String) name);
                    return super.get(name);
                }
            });
        }
        return read;
    }

    private static Set<String> settingsOf(Reader reader) {
        return Stream.of(FunctionSetting.values())
                .filter(setting -> setting.reader() == reader || setting.reader() == Reader.BOTH)
                .map(FunctionSetting::variable)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void an_absent_variable_means_its_default_value() {
        for (FunctionSetting setting : FunctionSetting.values()) {
            String defaultValue = setting.defaultValue();
            if (defaultValue != null) {
                Map<String, String> environment = with(setting.variable(), defaultValue);
                assertThat(new Variables(VALID).optional(setting)).isEqualTo(defaultValue);
                assertThat(new RecordActivitiesFunction(environment)).isNotNull();
                assertThat(new FindActivitiesFunction(environment)).isNotNull();
            }
        }
    }

    @Test
    void a_fault_does_not_contain_the_value_of_a_secret() {
        for (FunctionSetting setting : FunctionSetting.values()) {
            Variables variables = new Variables(Map.of());
            variables.invalid(setting, "another value", "CANARY");

            List<String> faults = catchThrowableOfType(InvalidSettingsException.class, variables::requireValid)
                    .faults();

            assertThat(faults)
                    .singleElement()
                    .matches(fault -> fault.contains("CANARY") != setting.isSecret(), setting.variable());
        }
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> environment = new HashMap<>(VALID);
        environment.put(name, value);
        return environment;
    }

    private static InvalidSettingsException faultsOfPolicy(String value) {
        return catchThrowableOfType(
                InvalidSettingsException.class, () -> new FindActivitiesFunction(with("ACTIVITY_READ_POLICY", value)));
    }

    private static InvalidSettingsException faultsOfCatalog(String place) {
        Map<String, String> environment = new HashMap<>(VALID);
        environment.put("ACTIVITY_CATALOG", place);
        return catchThrowableOfType(InvalidSettingsException.class, () -> new RecordActivitiesFunction(environment));
    }
}
