package dev.activityservice.testkit.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.activityservice.ActivityService;
import dev.activityservice.model.Activity;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule fails for the violating classes and passes for the core and the testkit. */
class HexagonRulesTest {

    private static final String VIOLATING = "dev.activityservice.testkit.arch.violating";
    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(VIOLATING);
    /** All packages except {@code unmarked} have a role. */
    private static final HexagonRules RULES = HexagonRules.activityService(VIOLATING)
            .layer("code with faults", "ambient..", "failure..", "generated..", "technology..")
            .drivingAdapters("aws.driving.(*)..")
            .drivenAdapters("aws.driven.(*)..")
            .adapterSupport("aws.support..")
            .compositionRoots("lambda..");

    private static final JavaClasses SHOP_CLASSES = new ClassFileImporter().importPackages("com.example.shop");
    private static final HexagonRules SHOP = HexagonRules.of("com.example.shop")
            .domain("domain..")
            .drivingPorts("ports.in..")
            .drivenPorts("ports.out..")
            .application("application..")
            .drivingAdapters("adapter.web..")
            .drivenAdapters("adapter.persistence..")
            .compositionRoots("config..");

    @Test
    void the_core_passes_all_rules() {
        JavaClasses core = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importUrls(List.of(locationOf(ActivityService.class)));

        // The defaults of the builder are the only use of system clocks in the library.
        HexagonRules rules = HexagonRules.activityService().ambientAllowedIn(ActivityService.Builder.class.getName());

        assertThat(core.contain(Activity.class)).isTrue();
        rules.check(core);
        rules.checkLibrary(core);
    }

    @Test
    void the_testkit_passes_the_rules_of_a_library() {
        JavaClasses testkit = new ClassFileImporter().importUrls(List.of(locationOf(HexagonRules.class)));

        // The contracts give each store call a real deadline.
        HexagonRules rules = HexagonRules.of("dev.activityservice.testkit")
                .layer("testkit", "..")
                .coreMayUse("..")
                .ambientAllowedIn(
                        "dev.activityservice.testkit.contract.ActivityStoreContract",
                        "dev.activityservice.testkit.contract.ReadersContract");

        rules.check(testkit);
        rules.checkLibrary(testkit);
    }

    @Test
    void a_program_with_package_names_of_its_own_passes_all_rules() {
        SHOP.check(SHOP_CLASSES);

        assertThat(SHOP.rules()).extracting(ArchRule::getDescription).hasSize(12);
    }

    @Test
    void the_order_of_the_calls_is_the_order_of_the_layers() {
        HexagonRules inverted = HexagonRules.of("com.example.shop")
                .application("application..")
                .drivingPorts("ports.in..")
                .drivenPorts("ports.out..")
                .domain("domain..")
                .drivingAdapters("adapter..")
                .compositionRoots("config..");

        assertThat(failures(inverted.layersDependInward(), SHOP_CLASSES))
                .anyMatch(line -> line.contains("application.OrderService"))
                .anyMatch(line -> line.contains("ports.in.PlaceOrder"))
                .anyMatch(line -> line.contains("ports.out.Orders"));
    }

    @Test
    void a_message_names_both_packages_with_their_roles_and_the_cure() {
        HexagonRules swapped = HexagonRules.of("com.example.shop")
                .layer("values", "application..")
                .domain("domain..", "ports..")
                .drivingAdapters("adapter..")
                .compositionRoots("config..");

        assertThat(failures(swapped.layersDependInward(), SHOP_CLASSES))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("Package com.example.shop.application (role: values) must not use package"
                                + " com.example.shop.ports.in (role: domain model). ")
                        .contains("OrderService.java:0")
                        .endsWith("Move the shared type to an inner layer, or declare an interface there and implement"
                                + " it outside."));
    }

    @Test
    void a_class_without_a_role_is_reported() {
        assertThat(failures(RULES.packagesHaveRoles()))
                .hasSize(4)
                .anyMatch(line -> line.startsWith(VIOLATING + ".unmarked.Unmarked is in package " + VIOLATING
                        + ".unmarked, which has no role. Name the package in"))
                .anyMatch(line -> line.startsWith("Package " + VIOLATING + ".unmarked has no role. ")
                        && line.contains("technology.UnmarkedUser"));
    }

    @Test
    void each_rule_fails_for_a_package_that_does_not_exist() {
        HexagonRules misspelt = RULES.drivingAdapters("aws.drivin..").restrict("query..", "modle..");

        for (ArchRule rule : misspelt.rules()) {
            if (!rule.getDescription().contains("cycles")) {
                assertThat(failures(rule))
                        .as(rule.getDescription())
                        .contains(
                                "No class is in " + VIOLATING + ".aws.drivin.. (role: driving adapter). A rule about a"
                                        + " missing package cannot fail. Correct the name of the package, or import its"
                                        + " classes.")
                        .anyMatch(line -> line.contains(VIOLATING + ".modle.. (in restrict(…))"));
            }
        }
        assertThatThrownBy(() -> misspelt.check(CLASSES))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Cannot check the hexagon: no class is in " + VIOLATING + ".aws.drivin..");
        assertThatThrownBy(() -> HexagonRules.of("com.exmaple").check(CLASSES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no class is in com.exmaple.. (the base package)");
    }

    @Test
    void invalid_patterns_are_rejected() {
        assertThatThrownBy(() -> HexagonRules.of("com.example.."))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid base package: expected a full package name, for example \"com.example.shop\", not"
                        + " \"com.example..\"");
        assertThatThrownBy(() -> HexagonRules.of("com.example").domain("com.example.domain.."))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Invalid package pattern: expected a pattern below com.example, for example \"domain..\", not"
                                + " \"com.example.domain..\"");
        assertThatThrownBy(() -> SHOP.drivenPorts("domain.."))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid layout: expected one role for \"domain..\", not domain model and driven ports");
        assertThatThrownBy(() -> SHOP.drivenPorts())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid layout: expected at least one package for the driven ports");
    }

    @Test
    void the_domain_model_must_not_use_a_library() {
        assertThat(failures(RULES.domainStandsAlone()))
                .hasSize(2)
                .allMatch(line -> line.contains(".model.Order.check("));
        assertThat(failures(RULES.coreMayUse("org.assertj..").domainStandsAlone()))
                .isEmpty();
    }

    @Test
    void a_restricted_package_must_use_only_the_permitted_packages() {
        assertThat(failures(RULES.restrictedPackagesKeepTheirLimits()))
                .anyMatch(line -> line.contains("event.OrderEvent") && line.contains("query.OrderQuery"))
                .anyMatch(line -> line.contains("catalog.OrderCatalog") && line.contains("event.OrderEvent"))
                .anyMatch(line -> line.contains("query.OrderQuery") && line.contains("port.driving.PlaceOrder"))
                .anyMatch(line -> line.contains("port.OrderDesk") && line.contains("aws.driving.api.OrderHandler"));
    }

    @Test
    void a_driven_port_must_not_depend_on_a_driving_port() {
        assertThat(failures(RULES.drivenPortsDoNotKnowDrivingPorts()))
                .hasSize(1)
                .allMatch(line -> line.contains("port.driven.OrderStore.store("));
    }

    @Test
    void a_layer_must_not_depend_on_a_layer_outside_it() {
        assertThat(failures(RULES.layersDependInward()))
                .anyMatch(line -> line.contains("text.OrderText"))
                .anyMatch(line -> line.contains("json.OrderJson"))
                .anyMatch(line -> line.contains("telemetry.OrderTelemetry"))
                .anyMatch(line -> line.contains("port.OrderDesk"))
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
        assertThat(failures(RULES.coreIsFreeOfFrameworks()))
                .isNotEmpty()
                .allMatch(line -> line.contains("technology.LoggingRecorder"));
    }

    @Test
    void a_team_extends_and_shortens_the_list_of_frameworks() {
        assertThat(failures(RULES.coreMayUse("java.util.logging..").coreIsFreeOfFrameworks()))
                .isEmpty();
        assertThat(failures(RULES.coreMustNotUse("org.assertj..").coreIsFreeOfFrameworks()))
                .anyMatch(line -> line.contains("model.Order.check(") && line.contains("package org.assertj.core.api"));
    }

    @Test
    void a_json_type_must_not_be_in_a_field_result_or_parameter_or_type_argument() {
        assertThat(failures(RULES.jsonTypesStayHidden()))
                .hasSize(3)
                .anyMatch(line -> line.contains("JsonReader.factories"))
                .anyMatch(line -> line.contains("JsonReader.parser()"))
                .anyMatch(line -> line.contains("JsonReader.read("));
        assertThat(failures(RULES.internal("technology..").jsonTypesStayHidden()))
                .isEmpty();
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
                .isNotEmpty()
                .allMatch(line -> line.contains("aws.driving.sqs.OrderMessages"));
        assertThat(failures(RULES.adapterMayUse("aws.driving.sqs..", "aws.driving.api..")
                        .adaptersDoNotKnowEachOther()))
                .isEmpty();
        assertThat(failures(RULES.adapterMayUse("aws.driving.api..", "aws.driving.sqs..")
                        .adaptersDoNotKnowEachOther()))
                .isNotEmpty();
    }

    @Test
    void an_adapter_must_use_the_ports_of_its_side_only() {
        assertThat(failures(RULES.adaptersUseTheirPorts()))
                .anyMatch(line -> line.contains("aws.driving.sqs.OrderPoller"))
                .anyMatch(line -> line.contains("aws.driven.database.OrderRows"))
                .noneMatch(line -> line.contains("OrderHandler"));
        assertThat(failures(RULES.adapterMayUse("aws.driving.sqs..", "").adaptersUseTheirPorts()))
                .isNotEmpty()
                .allMatch(line -> line.contains("aws.driven.database.OrderRows"));
    }

    @Test
    void support_of_adapters_must_not_depend_on_an_adapter() {
        assertThat(failures(RULES.adapterSupportDoesNotKnowAdapters()))
                .isNotEmpty()
                .allMatch(line -> line.contains("aws.support.OrderSupport"));
    }

    @Test
    void nothing_must_depend_on_a_composition_root() {
        assertThat(failures(RULES.nothingDependsOnCompositionRoots()))
                .isNotEmpty()
                .allMatch(line -> line.contains("aws.driving.api.OrderSettings"));
    }

    @Test
    void only_a_composition_root_may_read_the_environment() {
        assertThat(failures(RULES.environmentIsReadOnlyInCompositionRoots()))
                .hasSize(3)
                .anyMatch(line -> line.contains("AmbientAccess.setting()"))
                .anyMatch(line -> line.contains("AmbientAccess.environment()"))
                .anyMatch(line -> line.contains("AmbientAccess.environmentByReference()"));
        assertThat(failures(HexagonRules.of(VIOLATING).environmentIsReadOnlyInCompositionRoots()))
                .anyMatch(line -> line.contains("lambda.Root.environment()"));
    }

    @Test
    void time_ids_and_randomness_must_not_come_from_the_system() {
        List<String> failures = failures(RULES.timeIdsAndRandomnessComeThroughParameters());

        for (String method : List.of(
                "now()",
                "nowInZone()",
                "clock()",
                "ticking()",
                "calendar()",
                "millis()",
                "nanosByReference()",
                "id()",
                "seedless()",
                "generator()",
                "dice()")) {
            assertThat(failures).as(method).anyMatch(line -> line.contains("AmbientAccess." + method));
        }
        assertThat(failures).hasSize(12).noneMatch(line -> line.contains("given(") || line.contains("seeded("));
    }

    @Test
    void an_exception_to_the_rule_about_time_applies_to_one_class_only() {
        HexagonRules excepting = RULES.ambientAllowedIn(VIOLATING + ".ambient.AmbientAccess");

        assertThat(failures(excepting.timeIdsAndRandomnessComeThroughParameters()))
                .isEmpty();
        assertThat(failures(RULES.ambientAllowedIn(VIOLATING + ".ambient.Other")
                        .timeIdsAndRandomnessComeThroughParameters()))
                .hasSize(12);
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
        List<ArchRule> rules = new ArrayList<>(RULES.rules());
        rules.addAll(RULES.libraryRules());

        assertThat(rules).hasSize(18).allSatisfy(rule -> {
            assertThat(failures(rule)).as(rule.getDescription()).isNotEmpty();
            assertThat(rule.getDescription()).contains("because");
        });
        assertThatThrownBy(() -> RULES.check(CLASSES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the domain model stands alone, because")
                .hasMessageContaining("each package has a role, because");
        assertThatThrownBy(() -> RULES.checkLibrary(CLASSES)).isInstanceOf(AssertionError.class);
    }

    private static List<String> failures(ArchRule rule) {
        return failures(rule, CLASSES);
    }

    private static List<String> failures(ArchRule rule, JavaClasses classes) {
        return rule.evaluate(classes).getFailureReport().getDetails();
    }

    private static URL locationOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
