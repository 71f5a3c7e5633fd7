package dev.activityservice.testkit.arch;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A condition that reports violations in words. It also reports each package that the rule names and that has no classes, because a
 * rule about a missing package cannot fail.
 */
final class Violations extends ArchCondition<JavaClass> {

    private final Map<String, PackageMatcher> named;
    private final BiConsumer<JavaClass, Consumer<String>> finder;
    private final Set<String> packages = new LinkedHashSet<>();

    /**
     * @param named the packages that must have classes, by their description in messages
     * @param finder passes the text of each violation of a class to the consumer
     */
    Violations(String description, Map<String, PackageMatcher> named, BiConsumer<JavaClass, Consumer<String>> finder) {
        super(description);
        this.named = new LinkedHashMap<>(named);
        this.finder = finder;
    }

    @Override
    public void init(Collection<JavaClass> classes) {
        packages.clear();
        packages.addAll(classes.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()));
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        finder.accept(type, message -> events.add(SimpleConditionEvent.violated(type, message)));
    }

    @Override
    public void finish(ConditionEvents events) {
        named.forEach((description, matcher) -> {
            if (packages.stream().noneMatch(matcher::matches)) {
                events.add(SimpleConditionEvent.violated(
                        description,
                        "No class is in " + description + ". A rule about a missing package cannot fail."
                                + " Correct the name of the package, or import its classes."));
            }
        });
    }
}
