package com.example.compatibility;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.Location;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.http.ActivityHttp;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds what the classes of the published jars use and this class path does not have. A compiler would report it, but the jars are
 * compiled already, with newer libraries.
 */
final class Links {

    /** Dependencies that are optional, or that the compiler alone needs. */
    private static final List<String> OPTIONAL = List.of(
            "com.amazonaws.services.lambda.runtime.events.", "datadog.trace.api.", "org.crac.", "org.immutables.");

    /** These classes call a newer method only after they have found it. */
    static final Set<String> GUARDED = Set.of(
            "dev.activityservice.aws.driven.dynamodb.CounterState uses io.opentelemetry.api.metrics.DoubleCounter.isEnabled()",
            "dev.activityservice.aws.lambda.ProgramTelemetry uses io.opentelemetry.api.GlobalOpenTelemetry.getOrNoop()");

    private Links() {}

    static List<Location> publishedJars() {
        return Stream.of(
                        ActivityService.class,
                        ActivityHttp.class,
                        DynamoDbActivityStore.class,
                        InMemoryActivityStore.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(jar -> {
                    try {
                        return Location.of(jar.toURI());
                    } catch (URISyntaxException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    /** Returns the missing classes and members with the class that uses them, in order. */
    static Set<String> missing(JavaClasses published) {
        Set<String> missing = new TreeSet<>();
        for (JavaClass type : published) {
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> !target.isPrimitive() && !exists(target) && !isOptional(target))
                    .forEach(target -> missing.add(type.getName() + " uses " + target.getName()));
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                JavaClass target = access.getTargetOwner();
                if (!target.isArray()
                        && exists(target)
                        && access.getTarget().resolveMember().isEmpty()) {
                    missing.add(type.getName() + " uses " + access.getTarget().getFullName());
                }
            }
        }
        return missing;
    }

    private static boolean exists(JavaClass type) {
        String file = type.getName().replace('.', '/') + ".class";
        return ClassLoader.getSystemResource(file) != null;
    }

    private static boolean isOptional(JavaClass type) {
        return OPTIONAL.stream().anyMatch(type.getName()::startsWith);
    }
}
