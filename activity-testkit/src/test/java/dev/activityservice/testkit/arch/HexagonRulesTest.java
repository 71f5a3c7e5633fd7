package dev.activityservice.testkit.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.FailureReport;
import dev.activityservice.ActivityService;
import dev.activityservice.model.Activity;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule fails where it is broken, and holds for the real core and for this testkit. */
class HexagonRulesTest {

    private static final String VIOLATING = "dev.activityservice.testkit.arch.violating";
    private static final HexagonRules RULES = HexagonRules.of(VIOLATING).compositionRoots(VIOLATING + ".lambda..");
    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(VIOLATING);

    @Test
    void the_core_keeps_all_rules_of_a_core() {
        JavaClasses core = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importUrls(List.of(locationOf(ActivityService.class)));

        // The builder's defaults are the one place where the library itself reaches for the system's clocks.
        HexagonRules rules =
                HexagonRules.of("dev.activityservice").ambientAllowedIn(ActivityService.Builder.class.getName());

        assertThat(core.contain(Activity.class)).isTrue();
        rules.checkCore(core);
    }

    @Test
    void the_testkit_keeps_the_rules_for_every_module() {
        JavaClasses testkit = new ClassFileImporter().importUrls(List.of(locationOf(HexagonRules.class)));

        // The contract gives stores a real deadline, so it reads the one clock that only moves on.
        HexagonRules rules = HexagonRules.of("dev.activityservice.testkit")
                .ambientAllowedIn("dev.activityservice.testkit.contract.ActivityStoreContract");

        rules.commonRules().forEach(rule -> rule.check(testkit));
    }

    @Test
    void a_model_may_not_look_outside() {
        assertThat(failures(RULES.modelStandsAlone()))
                .hasSize(2)
                .allMatch(line -> line.contains(".model.Order.check("));
    }

    @Test
    void event_reading_may_not_know_the_query() {
        assertThat(failures(RULES.eventsKnowOnlyTheModel()))
                .isNotEmpty()
                .allMatch(line -> line.contains("event.OrderEvent"));
    }

    @Test
    void the_catalog_may_not_know_event_reading() {
        assertThat(failures(RULES.catalogKnowsOnlyTheModel()))
                .isNotEmpty()
                .allMatch(line -> line.contains("catalog.OrderCatalog"));
    }

    @Test
    void a_query_may_not_know_a_port() {
        assertThat(failures(RULES.queriesKnowOnlyTheModel()))
                .isNotEmpty()
                .allMatch(line -> line.contains("query.OrderQuery"));
    }

    @Test
    void a_port_may_not_know_an_adapter() {
        assertThat(failures(RULES.portsKnowOnlyTheInside())).isNotEmpty().allMatch(line -> line.contains("port.Clerk"));
    }

    @Test
    void a_driven_port_may_not_know_a_driving_port() {
        assertThat(failures(RULES.drivenPortsDoNotKnowDrivingPorts()))
                .hasSize(1)
                .allMatch(line -> line.contains("port.driven.OrderStore.store("));
    }

    @Test
    void a_package_may_not_use_a_package_above_it() {
        assertThat(failures(RULES.packagesDependDownward()))
                .anyMatch(line -> line.contains("text.OrderText"))
                .anyMatch(line -> line.contains("json.OrderJson"))
                .noneMatch(line -> line.contains("catalog.OrderCatalog"));
    }

    @Test
    void the_core_s_telemetry_does_not_know_the_service() {
        JavaClasses core = new ClassFileImporter().importUrls(List.of(locationOf(ActivityService.class)));

        noClasses()
                .that()
                .resideInAPackage("dev.activityservice.telemetry")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.activityservice")
                .because("the base package is the top of the core")
                .check(core);
    }

    @Test
    void a_core_may_not_log() {
        assertThat(failures(RULES.coreIsFreeOfTechnology()))
                .isNotEmpty()
                .allMatch(line -> line.contains("technology.LoggingRecorder"));
    }

    @Test
    void a_json_parser_may_be_seen_in_no_field_result_or_parameter_not_even_as_a_type_argument() {
        assertThat(failures(RULES.jsonTypesStayHidden()))
                .hasSize(3)
                .anyMatch(line -> line.contains("JsonReader.factories"))
                .anyMatch(line -> line.contains("JsonReader.parser()"))
                .anyMatch(line -> line.contains("JsonReader.read("));
    }

    @Test
    void an_adapter_may_not_know_the_other_side() {
        assertThat(failures(RULES.adaptersDoNotKnowTheOtherSide()))
                .isNotEmpty()
                .allMatch(line -> line.contains("aws.driven.database.OrderTable"));
    }

    @Test
    void an_adapter_may_not_know_another_one_of_its_side() {
        assertThat(failures(RULES.adaptersDoNotKnowEachOther()))
                .anyMatch(line -> line.contains("aws.driving.sqs.OrderMessages"));
    }

    @Test
    void only_a_composition_root_may_read_the_environment() {
        assertThat(failures(RULES.environmentIsReadOnlyInCompositionRoots()))
                .hasSize(2)
                .anyMatch(line -> line.contains("Surroundings.environment()"))
                .anyMatch(line -> line.contains("Surroundings.environmentByReference()"));
        assertThat(failures(HexagonRules.of(VIOLATING).environmentIsReadOnlyInCompositionRoots()))
                .anyMatch(line -> line.contains("lambda.Root.environment()"));
    }

    @Test
    void time_ids_and_randomness_may_not_be_taken_from_the_surroundings() {
        List<String> failures = failures(RULES.timeIdsAndRandomnessComeThroughParameters());

        for (String method : List.of(
                "now()", "nowInZone()", "clock()", "millis()", "nanosByReference()", "id()", "seedless()", "dice()")) {
            assertThat(failures).as(method).anyMatch(line -> line.contains("Surroundings." + method));
        }
        assertThat(failures).hasSize(9).noneMatch(line -> line.contains("given(") || line.contains("seeded("));
    }

    @Test
    void an_exception_to_the_rule_about_time_is_one_class_only() {
        HexagonRules excepting = RULES.ambientAllowedIn(VIOLATING + ".ambient.Surroundings");

        assertThat(failures(excepting.timeIdsAndRandomnessComeThroughParameters()))
                .isEmpty();
        assertThat(failures(RULES.ambientAllowedIn(VIOLATING + ".ambient.Other")
                        .timeIdsAndRandomnessComeThroughParameters()))
                .hasSize(9);
    }

    @Test
    void packages_may_not_go_in_a_circle() {
        assertThat(failures(RULES.packagesHaveNoCycles())).anyMatch(line -> line.contains("Slice query"));
    }

    @Test
    void a_generated_class_may_not_be_public() {
        assertThat(failures(RULES.generatedClassesStayHidden()))
                .hasSize(1)
                .allMatch(line -> line.contains("generated.ImmutableOrder"));
    }

    @Test
    void a_package_may_not_leave_open_what_null_means() {
        assertThat(failures(RULES.packagesAreNullMarked()))
                .hasSize(1)
                .allMatch(line -> line.contains("unmarked.Unmarked"));
    }

    @Test
    void an_exception_may_be_neither_checked_nor_called_otherwise() {
        assertThat(failures(RULES.exceptionsAreUnchecked()))
                .hasSize(2)
                .anyMatch(line -> line.contains("trouble.OrderException"))
                .anyMatch(line -> line.contains("trouble.OrderTrouble"));
    }

    @Test
    void every_rule_is_broken_by_the_violating_classes_and_has_its_reason() {
        List<ArchRule> rules = new ArrayList<>(RULES.coreRules());
        rules.addAll(RULES.adapterRules());

        assertThat(rules).allSatisfy(rule -> {
            assertThat(failures(rule)).as(rule.getDescription()).isNotEmpty();
            assertThat(rule.getDescription()).contains("because");
        });
        assertThatThrownBy(() -> RULES.checkCore(CLASSES)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> RULES.checkAdapters(CLASSES)).isInstanceOf(AssertionError.class);
    }

    @Test
    void a_package_that_rules_name_and_that_is_not_there_is_told() {
        HexagonRules elsewhere = HexagonRules.of(VIOLATING + ".aws");

        assertThatThrownBy(() -> elsewhere.checkCore(CLASSES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(VIOLATING + ".aws.model")
                .hasMessageContaining(VIOLATING + ".aws.port.driving");
        assertThatCode(() -> RULES.requirePackages(CLASSES)).doesNotThrowAnyException();
    }

    private static List<String> failures(ArchRule rule) {
        FailureReport report = rule.evaluate(CLASSES).getFailureReport();
        return report.getDetails();
    }

    private static URL locationOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
