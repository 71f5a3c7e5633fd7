package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.list;
import static dev.activityservice.infra.Trees.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.infra.SystemModel.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SamTemplateTest {

    @Test
    void the_template_in_the_repository_is_the_one_for_the_reference_catalog() {
        String inRepository = Flavours.samText();

        assertThat(SamTemplate.render(inRepository, Catalog.read(null), Subscription.DEFAULT_BUCKETS, null))
                .isEqualTo(inRepository);
    }

    @Test
    void the_template_deploys_the_package_of_its_catalog() {
        Catalog catalog = Catalog.read(Scenario.EVERYTHING.catalog());
        Map<String, Object> resources = map(Flavours.sam(Scenario.EVERYTHING).get("Resources"));

        for (String function : List.of("RecordFunction", "FindFunction")) {
            Map<String, Object> properties = map(map(resources.get(function)).get("Properties"));

            assertThat(properties.get("CodeUri")).isEqualTo(FunctionPackage.name(catalog, null));
        }
    }

    @Tag("thorough")
    @ParameterizedTest
    @EnumSource
    void the_expanded_template_passes_the_offline_validator(Scenario scenario) {
        Path assembly = Flavours.validateSam(scenario);

        assertThat(ValidationReport.faultsOfSam(assembly)).isEmpty();
    }

    @Test
    void the_visibility_timeout_of_each_allowed_timeout_is_that_of_the_CDK() {
        Map<String, Object> template = Flavours.sam(Scenario.DEFAULTS);
        List<Object> timeouts =
                list(map(map(template.get("Parameters")).get("RecordTimeout")).get("AllowedValues"));
        Map<String, Object> visibility = map(map(template.get("Mappings")).get("Visibility"));

        assertThat(visibility).hasSameSizeAs(timeouts);
        for (Object timeout : timeouts) {
            Object seconds = map(visibility.get(timeout.toString())).get("Seconds");

            assertThat(seconds).isEqualTo(6 * (Integer) timeout + ActivitySystemProps.MAX_BATCH_WINDOW);
        }
    }

    @Test
    void patterns_are_lists_and_effects_are_effects() {
        SystemModel model = ParityTest.sam(Scenario.EVERYTHING);

        model.section(Section.RULES)
                .values()
                .forEach(rule -> assertThat(map(map(rule).get("EventPattern")).get("detail-type"))
                        .isInstanceOf(List.class));
        model.section(Section.ROLES)
                .values()
                .forEach(role -> map(role)
                        .values()
                        .forEach(statements -> list(statements)
                                .forEach(statement ->
                                        assertThat(map(statement).get("Effect")).isIn("Allow", "Deny"))));
        model.section(Section.QUEUE_POLICIES)
                .values()
                .forEach(statements -> list(statements)
                        .forEach(statement ->
                                assertThat(map(statement).get("Effect")).isIn("Allow", "Deny")));
    }

    @Test
    void a_template_without_a_generated_part_is_rejected() {
        String template = Flavours.samText().replace("# begin rules\n", "");

        assertThatThrownBy(() -> SamTemplate.render(template, Catalog.read(null), Subscription.DEFAULT_BUCKETS, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The SAM template must contain the lines \"# begin rules\" and \"# end rules\"");
    }

    @Test
    void the_expansion_rejects_unknown_properties() {
        Map<String, Object> template = Flavours.sam(Scenario.DEFAULTS);
        Map<String, Object> function =
                map(map(map(template.get("Resources")).get("FindFunction")).get("Properties"));
        function.put("Tracing", "Active");

        assertThatThrownBy(() -> SamExpander.expand(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown properties of FindFunction: [Tracing]");
    }

    @ParameterizedTest
    @CsvSource({
        "dev, auto, 0, true",
        "dev, auto, 30, false",
        "prod, auto, 30, false",
        "ann, auto, 30, true",
        "ann, true, 30, false",
        "dev, false, 30, true"
    })
    void the_template_and_the_settings_refuse_an_archive_with_a_shared_bus(
            String env, String integrated, String days, boolean isAccepted) {
        List<String> refusals = CloudFormationReader.brokenRules(
                Flavours.sam(Scenario.DEFAULTS), Map.of("Env", env, "Integrated", integrated, "ArchiveDays", days));
        Map<String, String> settings = Map.of("ENV", env, "INTEGRATED", integrated, "ARCHIVE_DAYS", days);

        if (isAccepted) {
            assertThat(refusals).isEmpty();
            assertThat(DeploymentSettings.read(null, settings).number(Setting.ARCHIVE_DAYS))
                    .isEqualTo(Integer.parseInt(days));
        } else {
            assertThat(refusals)
                    .containsExactly("ArchiveDays must be 0 with a shared bus: archive the shared bus instead");
            assertThatThrownBy(() -> DeploymentSettings.read(null, settings))
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessage("ARCHIVE_DAYS must be 0 with a shared bus, not 30: archive the shared bus instead");
        }
    }

    @Tag("thorough")
    @Test
    void the_validator_catches_an_invalid_value() {
        Map<String, Object> template = Flavours.sam(Scenario.DEFAULTS);
        map(map(map(template.get("Resources")).get("Table")).get("Properties")).put("BillingMode", "PAY_PER_REQUESTS");

        assertThat(Flavours.validated("sam-broken", template, Scenario.DEFAULTS))
                .anySatisfy(fault -> assertThat(fault).contains("PAY_PER_REQUEST"));
    }
}
