package dev.activityservice.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.activityservice.ActivityService;
import dev.activityservice.port.Deadline;
import dev.activityservice.testkit.arch.HexagonRules;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HttpArchitectureTest {

    private static final String BASE = "dev.activityservice.http";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @Test
    void the_module_follows_the_rules_of_the_hexagon() {
        JavaClasses coreAndHttp = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importUrls(List.of(locationOf(ActivityService.class), locationOf(ActivityHttp.class)));
        HexagonRules rules = HexagonRules.activityService()
                .drivingAdapters("http..")
                // A listener receives the reason why the store is unavailable.
                .adapterMayUse("http..", "port.driven..")
                // A default that a caller can replace: the clock of the core.
                .ambientAllowedIn(ActivityService.Builder.class.getName());

        rules.check(coreAndHttp);
        rules.checkLibrary(coreAndHttp);
    }

    @Test
    void only_types_for_users_are_public() {
        List<String> types = CLASSES.stream()
                .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(type -> type.getSimpleName())
                .sorted()
                .toList();

        assertThat(types)
                .containsExactly(
                        "ActivityHttp",
                        "CorsOrigins",
                        "HttpFailureListener",
                        "HttpRequest",
                        "HttpResponse",
                        "HttpRoute",
                        "OpenApi",
                        "TraceUrl");
    }

    @Test
    void classes_use_only_the_core_and_the_json_parser() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "dev.activityservice..", "com.fasterxml.jackson.core..", "org.jspecify.annotations..")
                .because("any web server must be able to use the module")
                .check(CLASSES);
    }

    @Test
    void the_module_requires_only_the_core_and_the_json_parser() throws Exception {
        Path root = Path.of(locationOf(ActivityHttp.class).toURI());
        ModuleDescriptor module = ModuleFinder.of(root).find(BASE).orElseThrow().descriptor();

        Map<String, String> required = module.requires().stream()
                .collect(Collectors.toMap(
                        ModuleDescriptor.Requires::name,
                        each -> each.modifiers().stream().sorted().toList().toString()));

        assertThat(required)
                .isEqualTo(Map.of(
                        "dev.activityservice.core", "[TRANSITIVE]",
                        "org.jspecify", "[TRANSITIVE, STATIC]",
                        "com.fasterxml.jackson.core", "[]",
                        "java.base", "[MANDATED]"));
        assertThat(module.exports())
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactly(BASE);
    }

    @Test
    void tests_call_the_api_only_where_its_responses_are_validated() {
        JavaClasses tests = new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .importPackages(BASE);

        noClasses()
                .that()
                .doNotHaveSimpleName(CheckedHttp.class.getSimpleName())
                .should()
                .callMethod(ActivityHttp.class, "handle", HttpRequest.class, Deadline.class)
                .because("each response that a test sees must conform to docs/openapi.json")
                .check(tests);
        assertThat(tests.get(CheckedHttp.class).getMethodCallsFromSelf())
                .anyMatch(call -> call.getTarget().getFullName().startsWith(ActivityHttp.class.getName() + ".handle("));
    }

    private static URL locationOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
