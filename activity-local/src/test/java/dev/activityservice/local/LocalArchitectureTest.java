package dev.activityservice.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.Socket;
import java.net.URLConnection;
import java.net.http.HttpClient;
import org.junit.jupiter.api.Test;

class LocalArchitectureTest {

    private static final DescribedPredicate<JavaClass> CLIENT = DescribedPredicate.describe(
            "an HTTP client or a socket",
            type -> type.isEquivalentTo(HttpClient.class)
                    || type.isEquivalentTo(Socket.class)
                    || type.isAssignableTo(URLConnection.class));

    @Test
    void tests_send_requests_only_where_the_responses_of_the_api_are_validated() {
        JavaClasses tests = new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .importPackages("dev.activityservice.local");

        noClasses()
                .that()
                .doNotBelongToAnyOf(CheckedClient.class, LocalArchitectureTest.class)
                .and()
                .resideOutsideOfPackage("dev.activityservice.local.deadletters..")
                .should()
                .dependOnClassesThat(CLIENT)
                .because("each response of the API that a test sees must conform to docs/openapi.json;"
                        + " the tests of dead letters send requests only to queues")
                .check(tests);
        assertThat(tests.get(CheckedClient.class).getDirectDependenciesFromSelf())
                .anyMatch(each -> CLIENT.test(each.getTargetClass()));
    }
}
