package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.infra.SystemModel.Section;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The three flavours deploy the same system. {@link KnownDifference} lists the exceptions. */
class ParityTest {

    @ParameterizedTest
    @EnumSource
    void the_CDK_and_SAM_deploy_the_same(Scenario scenario) {
        SystemModel cdk = cdk(scenario);
        SystemModel sam = sam(scenario);

        KnownDifference.hide(cdk, sam, Flavour.SAM);

        assertThat(cdk.differences(sam)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.activityservice.infra.Scenario#plannedByDefault")
    void the_CDK_and_Terraform_deploy_the_same(Scenario scenario) {
        SystemModel cdk = cdk(scenario);
        SystemModel terraform = terraform(scenario);

        KnownDifference.hide(cdk, terraform, Flavour.TERRAFORM);

        assertThat(cdk.differences(terraform)).isEmpty();
    }

    @Tag("thorough")
    @ParameterizedTest
    @MethodSource("dev.activityservice.infra.Scenario#plannedOnlyThoroughly")
    void the_CDK_and_Terraform_deploy_the_same_in_each_other_scenario(Scenario scenario) {
        the_CDK_and_Terraform_deploy_the_same(scenario);
    }

    @Test
    void no_section_is_empty_in_any_flavour() {
        // A shared bus excludes an archive.
        assertThat(empty(cdk(Scenario.EVERYTHING))).containsExactlyInAnyOrder(Section.ARCHIVE);
        assertThat(empty(sam(Scenario.EVERYTHING))).containsExactlyInAnyOrder(Section.ARCHIVE, Section.TAGS);
        assertThat(empty(terraform(Scenario.EVERYTHING)))
                .containsExactlyInAnyOrder(Section.ARCHIVE, Section.DELETION, Section.EXPORTS);
        assertThat(cdk(Scenario.DEVELOPER).section(Section.ARCHIVE)).hasSize(1);
        assertThat(sam(Scenario.DEVELOPER).section(Section.ARCHIVE)).hasSize(1);
        assertThat(terraform(Scenario.DEVELOPER).section(Section.ARCHIVE)).hasSize(1);
        assertThat(cdk(Scenario.DEFAULTS).section(Section.LOG_GROUPS)).hasSize(3);
        assertThat(cdk(Scenario.EVERYTHING).section(Section.LOG_GROUPS)).hasSize(1);
    }

    private static Set<Section> empty(SystemModel model) {
        return model.sections().entrySet().stream()
                .filter(section -> section.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .collect(java.util.stream.Collectors.toSet());
    }

    static SystemModel cdk(Scenario scenario) {
        return CloudFormationReader.read(Flavours.cdk(scenario), Map.of());
    }

    static SystemModel sam(Scenario scenario) {
        return CloudFormationReader.read(SamExpander.expand(Flavours.sam(scenario)), scenario.sam());
    }

    static SystemModel terraform(Scenario scenario) {
        return TerraformReader.read(Flavours.terraform(scenario));
    }

    enum Flavour {
        CDK,
        SAM,
        TERRAFORM
    }
}
