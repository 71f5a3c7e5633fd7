package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.infra.SystemModel.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each method that reads has the authorizer of the access and the validator, in each access and flavour. */
class ApiSecurityTest {

    @ParameterizedTest
    @EnumSource
    void the_CDK_secures_each_read(Scenario scenario) {
        assertThat(faults(scenario, ParityTest.cdk(scenario))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void SAM_secures_each_read(Scenario scenario) {
        assertThat(faults(scenario, ParityTest.sam(scenario))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.activityservice.infra.Scenario#plannedByDefault")
    void Terraform_secures_each_read(Scenario scenario) {
        assertThat(faults(scenario, ParityTest.terraform(scenario))).isEmpty();
    }

    @Tag("thorough")
    @ParameterizedTest
    @MethodSource("dev.activityservice.infra.Scenario#plannedOnlyThoroughly")
    void Terraform_secures_each_read_in_each_other_scenario(Scenario scenario) {
        Terraform_secures_each_read(scenario);
    }

    @Test
    void the_scenarios_have_each_access_with_and_without_CORS() {
        Set<String> accesses = new TreeSet<>();
        Set<Boolean> cors = new TreeSet<>();
        for (Scenario scenario : Scenario.values()) {
            accesses.add(access(scenario)
                    + (access(scenario).equals("AUTHORIZER")
                            ? " " + scenario.settings().get(Setting.AUTHORIZER_TYPE)
                            : ""));
            cors.add(hasCors(scenario));
        }

        assertThat(accesses)
                .containsExactly("AUTHORIZER REQUEST", "AUTHORIZER TOKEN", "COGNITO", "IAM", "OPEN_TO_THE_INTERNET");
        assertThat(cors).containsExactly(false, true);
    }

    @ParameterizedTest
    @EnumSource
    void a_read_without_its_authorizer_or_validator_is_caught(Scenario scenario) {
        List<String> uncaught = new ArrayList<>();
        SystemModel model = ParityTest.sam(scenario);
        int mutations = 0;
        for (String route : model.section(Section.ROUTES).keySet()) {
            for (String part :
                    List.of("x-amazon-apigateway-auth", "security", "x-amazon-apigateway-request-validator")) {
                for (Object other : Arrays.asList("removed", Map.of("type", "NONE"), List.of(), List.of(Map.of()))) {
                    Map<String, Object> operation =
                            map(model.section(Section.ROUTES).get(route));
                    Object before = operation.remove(part);
                    if (!other.equals("removed")) {
                        operation.put(part, other);
                    }
                    if (!Objects.equals(before, operation.get(part))) {
                        mutations++;
                        if (faults(scenario, model).isEmpty()) {
                            uncaught.add(part + " of " + route + ": " + other);
                        }
                    }
                    operation.remove(part);
                    if (before != null) {
                        operation.put(part, before);
                    }
                }
            }
        }

        assertThat(mutations).isGreaterThan(30);
        assertThat(uncaught).isEmpty();
        assertThat(faults(scenario, model)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_method_too_many_or_too_few_is_caught(Scenario scenario) {
        SystemModel model = ParityTest.sam(scenario);
        Map<String, Object> routes = model.section(Section.ROUTES);
        Object get = Objects.requireNonNull(routes.get("GET /api/activity/{entity_type}"));

        routes.put("POST /api/activity/{entity_type}", get);
        assertThat(faults(scenario, model)).isNotEmpty();
        routes.remove("POST /api/activity/{entity_type}");
        assertThat(faults(scenario, model)).isEmpty();
        routes.remove("GET /api/activity/{entity_type}");
        assertThat(faults(scenario, model)).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void HEAD_is_GET_with_another_description(Scenario scenario) {
        Map<String, Object> routes = ParityTest.cdk(scenario).section(Section.ROUTES);

        for (String path : List.of("/api/activity/{entity_type}", "/api/activity/{entity_type}/{entity_id}")) {
            Map<String, Object> get = map(routes.get("GET " + path));
            Map<String, Object> head = map(routes.get("HEAD " + path));
            get.remove("responses");
            head.remove("responses");

            assertThat(head).isEqualTo(get);
        }
    }

    private static List<String> faults(Scenario scenario, SystemModel model) {
        return ApiSecurity.faults(model, access(scenario), hasCors(scenario));
    }

    private static String access(Scenario scenario) {
        return scenario.settings().get(Setting.API_ACCESS);
    }

    private static boolean hasCors(Scenario scenario) {
        return scenario.settings().has(Setting.CORS_ALLOW_ORIGIN);
    }
}
