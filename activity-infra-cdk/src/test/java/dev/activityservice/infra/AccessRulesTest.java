package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.http.CorsOrigins;
import dev.activityservice.port.driven.ReadPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of the access accept what the functions accept. {@link RefusalTest} checks combinations of settings. */
@Execution(ExecutionMode.CONCURRENT)
class AccessRulesTest {

    private static final long SEED = Long.getLong("activity.seed", 0);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "https://shop.example",
                "http://localhost:3000",
                "https://shop.example,http://localhost:3000",
                "https://shop.example,https://shop.example",
                "https://a-b.c_d.example:8443",
                "http://127.0.0.1:8080",
                "https://shop.example:1",
                "https://shop.example:65535"
            })
    void the_function_accepts_the_origins_that_the_setting_accepts(String origins) {
        assertThat(Setting.CORS_ALLOW_ORIGIN.form().accepts(origins)).isTrue();
        assertThatCode(() -> CorsOrigins.parse(origins)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop.example/",
                "https://shop.example/path",
                "shop.example",
                "ftp://shop.example",
                "https://*.shop.example",
                "*,https://shop.example",
                "https://shop.example,*",
                "https://shop.example,",
                ",https://shop.example",
                "https://shop.example:123456",
                "https://shop.example:",
                "https://shop.example:65536",
                "https://shop.example:0",
                "https://shop.example:443",
                "http://shop.example:80",
                "https://Shop.example",
                "https://shop..example",
                "https://shop.example.",
                "https://-shop.example",
                "http://256.0.0.1",
                "http://127.1",
                "http://1",
                "http://0x7f",
                "http://[::1]",
                "https://",
                "null",
                "https://shop.example https://other.example",
                "https://user@shop.example",
                "'",
                "https://shop.example'"
            })
    void the_setting_refuses_the_origins_that_the_function_refuses(String origins) {
        assertThatThrownBy(() -> CorsOrigins.parse(origins)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Setting.CORS_ALLOW_ORIGIN.form().accepts(origins)).isFalse();
    }

    @Test
    void the_function_accepts_each_random_text_that_the_setting_accepts() {
        Random random = new Random(SEED);
        List<String> parts = List.of(
                "http",
                "https",
                "://",
                ":",
                ".",
                "-",
                "_",
                ",",
                "*",
                "a",
                "Z",
                "0x",
                "f",
                "7",
                "80",
                "443",
                "65535",
                "65536",
                "99999",
                "127.0.0.1",
                "255",
                "256",
                "shop.example",
                "localhost",
                "/",
                " ",
                "https://",
                ":44",
                ":8");
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text =
                    new StringBuilder(random.nextInt(4) == 0 ? "" : random.nextBoolean() ? "https://" : "http://");
            for (int length = random.nextInt(6); length >= 0; length--) {
                text.append(parts.get(random.nextInt(parts.size())));
            }
            String origins = text.toString();
            if (Setting.CORS_ALLOW_ORIGIN.form().accepts(origins)) {
                accepted++;
                assertThatCode(() -> CorsOrigins.parse(origins))
                        .describedAs("seed %s: %s", SEED, origins)
                        .doesNotThrowAnyException();
            }
        }

        assertThat(accepted).isGreaterThan(500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authenticated",
                "allow-all",
                "claim:sub=user",
                "claim:https://shop.example/id=customer.v1",
                "claim:a=b=user",
                "claim:=user",
                "claim:sub=",
                "claim:sub=1user",
                "claim:sub=user ",
                "claim:sub",
                "claim:sub=us er",
                "Authenticated",
                "allow_all",
                "none"
            })
    void the_setting_accepts_the_policies_that_the_function_accepts(String policy) {
        boolean accepted;
        try {
            ReadPolicy.parse(policy);
            accepted = true;
        } catch (RuntimeException e) {
            accepted = false;
        }

        assertThat(Setting.READ_POLICY.form().accepts(policy)).isEqualTo(accepted);
    }

    @Test
    void the_patterns_of_the_SAM_template_and_the_Terraform_module_are_those_of_the_settings() throws IOException {
        Map<String, Object> parameters = map(Flavours.sam(Scenario.DEFAULTS).get("Parameters"));
        String variables = Files.readString(Path.of("terraform", "module", "variables.tf"));
        assertThat(map(parameters.get("CorsAllowOrigin")).get("AllowedPattern")).isEqualTo("|" + OriginPattern.LIST);
        assertThat(Files.readString(Path.of("terraform", "module", "api.tf")))
                .contains("origin = \"" + OriginPattern.ONE + "\"\n");
        assertThat(variables).contains("\"^([*]|${local.origin}(,${local.origin})*)$\"");
        for (Setting setting :
                List.of(Setting.AUTHORIZER_ARN, Setting.AUTHORIZER_IDENTITY_SOURCE, Setting.TENANT_CLAIM)) {
            String pattern = ((SettingForm.Text) setting.form()).pattern();
            String anchored =
                    pattern.contains("|") && !pattern.startsWith("(") ? "^(" + pattern + ")$" : "^" + pattern + "$";

            assertThat(map(parameters.get(setting.samParameter())).get("AllowedPattern"))
                    .isEqualTo((setting.defaultValue().isEmpty() ? "|" : "") + pattern);
            assertThat(variables).containsAnyOf("\"" + anchored + "\"", "\"^" + pattern + "$\"");
        }
        for (Setting setting : List.of(Setting.COGNITO_USER_POOL_ARNS, Setting.COGNITO_SCOPES)) {
            SettingForm.TextList list = (SettingForm.TextList) setting.form();
            String pattern = list.item().pattern();

            assertThat(map(parameters.get(setting.samParameter())).get("AllowedPattern"))
                    .isEqualTo("|" + pattern + "(," + pattern + "){0," + (list.max() - 1) + "}");
            assertThat(variables).contains("\"^" + pattern + "$\"");
        }
    }
}
