package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each flavour refuses the same combinations of settings. The message names the setting at fault. */
class RefusalTest {

    @ParameterizedTest
    @EnumSource
    void the_tool_and_the_app_refuse_it_and_name_the_setting(Refusal refusal) {
        assertThatThrownBy(() -> {
                    DeploymentSettings settings = DeploymentSettings.read(null, refusal.environment());
                    settings.checkAccess(Catalog.read(refusal.catalog()).hasTenants(), settings.resourcePolicy());
                })
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageMatching("(?s)(.*\n)?" + refusal.atFault.name() + " must .*");
    }

    @ParameterizedTest
    // A rule of a template cannot look into a text. A pattern can: AccessRulesTest.
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"TOKEN_FROM_TWO_PLACES", "ORIGIN_WITH_A_PATH"})
    void the_rules_of_the_SAM_template_refuse_it_and_name_the_parameter(Refusal refusal) {
        Map<String, Object> template = SamExpander.parse(SamTemplate.render(
                Flavours.samText(),
                Catalog.read(refusal.catalog()),
                Subscription.DEFAULT_BUCKETS,
                refusal.resourcePolicy()));

        assertThat(CloudFormationReader.brokenRules(template, refusal.sam()))
                .anySatisfy(
                        fault -> assertThat(fault).contains(Objects.requireNonNull(refusal.atFault.samParameter())));
    }

    @ParameterizedTest
    @EnumSource
    void the_rules_of_the_SAM_template_allow_each_scenario(Scenario scenario) {
        assertThat(CloudFormationReader.brokenRules(Flavours.sam(scenario), scenario.sam()))
                .isEmpty();
    }

    @Test
    void the_rules_of_the_SAM_template_use_only_functions_that_rules_know() {
        List<String> unknown = new ArrayList<>();
        for (Scenario scenario : List.of(Scenario.DEFAULTS, Scenario.TENANTS)) {
            functions(Objects.requireNonNull(Flavours.sam(scenario).get("Rules")), unknown);
        }
        // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-rules.html
        unknown.removeAll(List.of("Ref", "Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals", "Fn::Contains"));

        assertThat(unknown).isEmpty();
    }

    private static void functions(Object tree, List<String> functions) {
        if (tree instanceof Map<?, ?>) {
            map(tree).forEach((key, value) -> {
                if (key.equals("Ref") || key.startsWith("Fn::")) {
                    functions.add(key);
                }
                functions(value, functions);
            });
        } else if (tree instanceof List<?> list) {
            list.forEach(item -> functions(Objects.requireNonNull(item), functions));
        }
    }

    @Tag("thorough")
    @Test
    void the_Terraform_module_refuses_each_of_them_and_names_the_variable() {
        List<Refusal> refusals = Arrays.stream(Refusal.values())
                .filter(Refusal::hasTerraformForm)
                .toList();
        Map<String, String> expected = new TreeMap<>();
        refusals.forEach(refusal -> expected.put(refusal.name(), "pass"));

        assertThat(Flavours.terraformRefusals(refusals)).isEqualTo(expected);
    }
}
