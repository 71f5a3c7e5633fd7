package dev.activityservice.aws.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.core.importer.resolvers.SelectedClassResolverFromClasspath;
import dev.activityservice.ActivityService;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Checks that the core and the adapters link with the oldest OpenTelemetry API that the project supports. The build copies its jars to
 * {@code target/oldest-telemetry}.
 */
class OldestTelemetryApiTest {

    /** These classes call a newer method only after they have found it. Elsewhere, a missing method would fail at run time. */
    private static final Set<String> GUARDED = Set.of(
            "dev.activityservice.aws.driven.dynamodb.CounterState -> DoubleCounter.isEnabled",
            "dev.activityservice.aws.lambda.ProgramTelemetry -> GlobalOpenTelemetry.getOrNoop");

    @BeforeEach
    void seeOnlyTheOldestApi() {
        // The JDK only: the class path of this test has the newest API.
        ArchConfiguration.get().setClassResolver(SelectedClassResolverFromClasspath.class);
        ArchConfiguration.get().setClassResolverArguments("java");
    }

    @AfterEach
    void seeTheClassPathAgain() {
        ArchConfiguration.get().reset();
    }

    @Test
    void only_guarded_classes_use_newer_methods() throws URISyntaxException, IOException {
        Set<String> newer = new TreeSet<>();
        for (JavaClass type : classes()) {
            if (type.getName().startsWith("dev.activityservice.")) {
                for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                    JavaClass owner = access.getTargetOwner();
                    if (owner.getName().startsWith("io.opentelemetry.")
                            && !owner.getName().startsWith("io.opentelemetry.semconv.")
                            && access.getTarget().resolveMember().isEmpty()) {
                        newer.add(type.getName() + " -> " + owner.getSimpleName() + "." + access.getName());
                    }
                }
            }
        }

        assertThat(newer).isEqualTo(GUARDED);
    }

    private static Iterable<JavaClass> classes() throws URISyntaxException, IOException {
        List<Location> locations = new ArrayList<>();
        for (Class<?> published : List.of(ActivityService.class, AwsTelemetry.class)) {
            locations.add(Location.of(published
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI()));
        }
        try (JarFile api = new JarFile("target/oldest-telemetry/opentelemetry-api.jar");
                JarFile context = new JarFile("target/oldest-telemetry/opentelemetry-context.jar")) {
            locations.add(Location.of(api));
            locations.add(Location.of(context));
            return new ClassFileImporter().importLocations(locations);
        }
    }
}
