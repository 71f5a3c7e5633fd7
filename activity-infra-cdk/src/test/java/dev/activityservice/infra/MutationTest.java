package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.infra.SystemModel.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests the comparison of the flavours with changed templates of the CDK and SAM ({@link Mutations}). The exhaustive tests run with {@code
 * -P thorough}.
 */
class MutationTest {

    private static final int MAX_RULES_IN_SAMPLE = 5;
    private static final Pattern RULE = Pattern.compile("Rule[0-9]");

    private static final Set<String> CDK_ROOTS = Set.of("Resources", "Outputs");
    private static final Set<String> SAM_ROOTS = Set.of("Resources", "Outputs", "Conditions", "Mappings", "Transform");

    @Tag("thorough")
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource(names = {"EVERYTHING", "DEVELOPER", "STAGE", "COGNITO", "TENANTS"})
    void every_change_of_the_CDKs_template_is_caught(Scenario scenario) {
        Mutations.assertCaught(
                Flavours.cdk(scenario), CDK_ROOTS, template -> CloudFormationReader.read(template, Map.of()));
    }

    @Tag("thorough")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void every_change_of_the_SAM_template_is_caught() {
        // All scenarios together use all branches of the template.
        Map<String, Object> template = Flavours.sam(Scenario.DEFAULTS);
        Mutations.assertCaught(template, SAM_ROOTS, MutationTest::samOfAllScenarios);
    }

    @Test
    void every_change_of_a_default_of_the_SAM_template_is_caught() {
        Map<String, Object> template = Flavours.sam(Scenario.DEFAULTS);
        SystemModel original = CloudFormationReader.read(SamExpander.expand(template), Map.of());
        List<String> uncaught = new ArrayList<>();
        map(template.get("Parameters")).forEach((name, parameter) -> {
            Object before = Objects.requireNonNull(map(parameter).put("Default", "42"), name);
            if (!Mutations.differs(original, () -> CloudFormationReader.read(SamExpander.expand(template), Map.of()))) {
                uncaught.add(name);
            }
            map(parameter).put("Default", before);
        });
        assertThat(uncaught)
                .describedAs("parameters that have no effect by default")
                .containsExactlyInAnyOrder(
                        // Only one value has another effect than the default. The mutated value is not that value.
                        "CognitoUserPoolArns",
                        "CognitoScopes",
                        "AuthorizerArn",
                        "AuthorizerType",
                        "AuthorizerIdentitySource",
                        "AuthorizerCacheSeconds",
                        "Protected",
                        "DatadogSite",
                        "DatadogTracerLayerVersion",
                        "DatadogExtensionLayerVersion",
                        "DatadogCapturePayload",
                        "DatadogDataStreams",
                        "DatadogTags",
                        "OpenTelemetryWrapper",
                        "OpenTelemetryEndpoint");
    }

    @Test
    void one_change_of_each_resource_of_the_CDKs_template_is_caught() {
        Mutations.assertSampleCaught(
                Flavours.cdk(Scenario.EVERYTHING),
                withFewRules(map(Flavours.cdk(Scenario.EVERYTHING).get("Resources")).keySet().stream()),
                CDK_ROOTS,
                List.of(template -> CloudFormationReader.read(template, Map.of())));
    }

    @Test
    void one_change_of_each_resource_of_the_SAM_template_is_caught() {
        Map<String, Object> template = Flavours.sam(Scenario.DEFAULTS);
        Mutations.assertSampleCaught(
                template,
                withFewRules(map(template.get("Resources")).keySet().stream()),
                SAM_ROOTS,
                parametersOfSam().values().stream()
                        .<Function<Map<String, Object>, SystemModel>>map(parameters ->
                                changed -> CloudFormationReader.read(SamExpander.expand(changed), parameters))
                        .toList());
    }

    /** Returns the places of all resources, but only of a few rules, because the rules differ only in their values. */
    private static List<String> withFewRules(Stream<String> ids) {
        List<String> places = new ArrayList<>();
        int rules = 0;
        for (String id : ids.toList()) {
            if (!RULE.matcher(id).find() || rules++ < MAX_RULES_IN_SAMPLE) {
                places.add("Resources/" + id + "/");
            }
        }
        return places;
    }

    private static SystemModel samOfAllScenarios(Map<String, Object> template) {
        Map<String, Object> expanded = SamExpander.expand(template);
        SystemModel all = SystemModel.empty();
        parametersOfSam()
                .forEach((name, parameters) -> add(all, name, CloudFormationReader.read(expanded, parameters)));
        return all;
    }

    private static Map<String, Map<String, String>> parametersOfSam() {
        Map<String, Map<String, String>> parameters = new LinkedHashMap<>();
        for (Scenario scenario : Scenario.values()) {
            parameters.put(scenario.name(), scenario.sam());
        }
        // Conditions name these environments. No scenario has them.
        for (String env : List.of("prod", "prod-a", "production-a", "prd-a", "live-a")) {
            parameters.put(env, Map.of("Env", env));
        }
        return parameters;
    }

    private static void add(SystemModel all, String prefix, SystemModel model) {
        for (Section section : Section.values()) {
            model.section(section).forEach((name, part) -> all.add(section, prefix + " " + name, part));
        }
    }
}
