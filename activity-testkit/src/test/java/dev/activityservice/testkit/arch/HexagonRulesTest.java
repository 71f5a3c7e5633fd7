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

/** Each rule fails for the violating classes and passes for the core and the testkit. */
class HexagonRulesTest {

    private static final String VIOLATING = "dev.activityservice.testkit.arch.violating";
    private static final HexagonRules RULES = HexagonRules.of(VIOLATING).compositionRoots(VIOLATING + ".lambda..");
    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(VIOLATING);

    @Test
    void the_core_passes_all_rules_of_a_core() {
        JavaClasses core = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importUrls(List.of(locationOf(ActivityService.class)));

        // The defaults of the builder are the only use of system clocks in the library.
        HexagonRules rules =
                HexagonRules.of("dev.activityservice").ambientAllowedIn(ActivityService.Builder.class.getName());

        assertThat(core.contain(Activity.class)).isTrue();
        rules.checkCore(core);
    }

    @Test
    void the_testkit_passes_the_rules_for_each_module() {
        JavaClasses testkit = new ClassFileImporter().importUrls(List.of(locationOf(HexagonRules.class)));

        // The contract gives each store call a real deadline.
        HexagonRules rules = HexagonRules.of("dev.activityservice.testkit")
                .ambientAllowedIn("dev.activityservice.testkit.contract.ActivityStoreContract");

        rules.commonRules().forEach(rule -> rule.check(testkit));
    }

    @Test
    void the_model_must_not_depend_on_other_packages() {
        assertThat(failures(RULES.modelStandsAlone()))
                .hasSize(2)
                .allMatch(line -> line.contains(".model.Order.check("));
    }

    @Test
    void event_must_not_depend_on_query() {
        assertThat(failures(RULES.eventsKnowOnlyTheModel()))
                .isNotEmpty()
                .allMatch(line -> line.contains("event.OrderEvent"));
    }

    @Test
    void catalog_must_not_depend_on_event() {
        assertThat(failures(RULES.catalogKnowsOnlyTheModel()))
                .isNotEmpty()
                .allMatch(line -> line.contains("catalog.OrderCatalog"));
    }

    @Test
    void query_must_not_depend_on_a_port() {
        assertThat(failures(RULES.queriesKnowOnlyTheModel()))
                .isNotEmpty()
                .allMatch(line -> line.contains("query.OrderQuery"));
    }

    @Test
    void a_port_must_not_depend_on_an_adapter() {
        assertThat(failures(RULES.portsKnowOnlyTheInside()))
                .isNotEmpty()
                .allMatch(line -> line.contains("port.OrderDesk"));
    }

    @Test
    void a_driven_port_must_not_depend_on_a_driving_port() {
        assertThat(failures(RULES.drivenPortsDoNotKnowDrivingPorts()))
                .hasSize(1)
                .allMatch(line -> line.contains("port.driven.OrderStore.store("));
    }

    @Test
    void a_package_must_not_depend_on_a_package_above_it() {
        assertThat(failures(RULES.packagesDependDownward()))
                .anyMatch(line -> line.contains("text.OrderText"))
                .anyMatch(line -> line.contains("json.OrderJson"))
                .noneMatch(line -> line.contains("catalog.OrderCatalog"));
    }

    @Test
    void the_telemetry_of_the_core_does_not_depend_on_the_service() {
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
    void a_core_must_not_log() {
        assertThat(failures(RULES.coreIsFreeOfTechnology()))
                .isNotEmpty()
                .allMatch(line -> line.contains("technology.LoggingRecorder"));
    }

    @Test
    void a_json_type_must_not_be_in_a_field_result_or_parameter_or_type_argument() {
        assertThat(failures(RULES.jsonTypesStayHidden()))
                .hasSize(3)
                .anyMatch(line -> line.contains("JsonReader.factories"))
                .anyMatch(line -> line.contains("JsonReader.parser()"))
                .anyMatch(line -> line.contains("JsonReader.read("));
    }

    @Test
    void an_adapter_must_not_depend_on_the_other_side() {
        assertThat(failures(RULES.adaptersDoNotKnowTheOtherSide()))
                .isNotEmpty()
                .allMatch(line -> line.contains("aws.driven.database.OrderTable"));
    }

    @Test
    void an_adapter_must_not_depend_on_another_adapter_of_its_side() {
        assertThat(failures(RULES.adaptersDoNotKnowEachOther()))
                .anyMatch(line -> line.contains("aws.driving.sqs.OrderMessages"));
    }

    @Test
    void only_a_composition_root_may_read_the_environment() {
        assertThat(failures(RULES.environmentIsReadOnlyInCompositionRoots()))
                .hasSize(2)
                .anyMatch(line -> line.contains("AmbientAccess.environment()"))
                .anyMatch(line -> line.contains("AmbientAccess.environmentByReference()"));
        assertThat(failures(HexagonRules.of(VIOLATING).environmentIsReadOnlyInCompositionRoots()))
                .anyMatch(line -> line.contains("lambda.Root.environment()"));
    }

    @Test
    void time_ids_and_randomness_must_not_come_from_the_system() {
        List<String> failures = failures(RULES.timeIdsAndRandomnessComeThroughParameters());

        for (String method : List.of(
                "now()", "nowInZone()", "clock()", "millis()", "nanosByReference()", "id()", "seedless()", "dice()")) {
            assertThat(failures).as(method).anyMatch(line -> line.contains("AmbientAccess." + method));
        }
        assertThat(failures).hasSize(9).noneMatch(line -> line.contains("given(") || line.contains("seeded("));
    }

    @Test
    void an_exception_to_the_rule_about_time_applies_to_one_class_only() {
        HexagonRules excepting = RULES.ambientAllowedIn(VIOLATING + ".ambient.AmbientAccess");

        assertThat(failures(excepting.timeIdsAndRandomnessComeThroughParameters()))
                .isEmpty();
        assertThat(failures(RULES.ambientAllowedIn(VIOLATING + ".ambient.Other")
                        .timeIdsAndRandomnessComeThroughParameters()))
                .hasSize(9);
    }

    @Test
    void packages_must_not_have_cycles() {
        assertThat(failures(RULES.packagesHaveNoCycles())).anyMatch(line -> line.contains("Slice query"));
    }

    @Test
    void a_generated_class_must_not_be_public() {
        assertThat(failures(RULES.generatedClassesStayHidden()))
                .hasSize(1)
                .allMatch(line -> line.contains("generated.ImmutableOrder"));
    }

    @Test
    void a_package_must_be_null_marked() {
        assertThat(failures(RULES.packagesAreNullMarked()))
                .hasSize(1)
                .allMatch(line -> line.contains("unmarked.Unmarked"));
    }

    @Test
    void a_public_exception_must_be_unchecked_and_named_exception() {
        assertThat(failures(RULES.exceptionsAreUnchecked()))
                .hasSize(2)
                .anyMatch(line -> line.contains("failure.OrderException"))
                .anyMatch(line -> line.contains("failure.OrderFailure"));
    }

    @Test
    void the_violating_classes_break_each_rule_and_each_rule_has_a_reason() {
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
    void a_missing_package_of_the_core_is_reported() {
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
