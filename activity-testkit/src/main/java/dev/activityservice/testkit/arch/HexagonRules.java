package dev.activityservice.testkit.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * ArchUnit rules for a hexagonal architecture: for this project, and for programs with the same package structure.
 *
 * <p>The core consists of these packages below one base package, from the bottom to the top:
 *
 * <ol>
 *   <li>{@code text}: helpers for strings
 *   <li>{@code model}
 *   <li>{@code json}: not exported
 *   <li>{@code event}, {@code catalog}, {@code query}
 *   <li>{@code port}, {@code port.driving}, {@code port.driven}
 *   <li>the base package and all other packages
 * </ol>
 *
 * <p>Other packages below the base package with a part {@code driving} or {@code driven} are adapters.
 *
 * <pre>{@code
 * JavaClasses classes = new ClassFileImporter().importPackages("com.example.shop");
 * HexagonRules.of("com.example.shop").compositionRoots("com.example.shop.lambda..").checkAdapters(classes);
 * }</pre>
 *
 * <p>A rule passes if no class matches it. {@link #checkCore} therefore first asserts that each package of the core has classes.
 * The class needs ArchUnit, which is an optional dependency of the testkit: add it to your tests. Immutable and thread-safe.
 */
public final class HexagonRules {

    private static final String[] PLAIN_JAVA = {"java..", "org.jspecify.annotations..", "org.immutables.."};
    /** From the bottom to the top. Packages in one list may use each other, within the limits of the other rules. */
    private static final List<List<String>> CORE_LAYERS = List.of(
            List.of("text"),
            List.of("model"),
            List.of("json"),
            List.of("event", "catalog", "query"),
            List.of("port", "port.driving", "port.driven"));

    private static final Set<String> AMBIENT_METHODS = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.util.UUID.randomUUID",
            "java.lang.Math.random",
            "java.util.concurrent.ThreadLocalRandom.current",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.time.Clock.system",
            "java.time.InstantSource.system");
    private static final Set<String> RANDOM_TYPES =
            Set.of("java.util.Random", "java.util.SplittableRandom", "java.security.SecureRandom", "java.util.Date");
    private static final String NULL_MARKED = "org.jspecify.annotations.NullMarked";

    private final String base;
    private final List<String> compositionRoots;
    private final List<String> ambientClasses;

    private HexagonRules(String base, List<String> compositionRoots, List<String> ambientClasses) {
        this.base = base;
        this.compositionRoots = compositionRoots;
        this.ambientClasses = ambientClasses;
    }

    /**
     * Returns rules for the classes in and below a base package. No class may read the environment or a system clock.
     *
     * @param basePackage the full name of the package, for example {@code com.example.shop}
     */
    public static HexagonRules of(String basePackage) {
        return new HexagonRules(basePackage, List.of(), List.of());
    }

    /**
     * Returns a copy in which the classes of these packages may read the environment and a system clock.
     *
     * @param packages package patterns of ArchUnit, for example {@code com.example.shop.lambda..}; they replace earlier patterns
     */
    public HexagonRules compositionRoots(String... packages) {
        return new HexagonRules(base, List.of(packages), ambientClasses);
    }

    /**
     * Returns a copy in which these classes may use a system clock, random ids and random numbers.
     *
     * @param classNames full names in the format of {@link Class#getName()}; they replace earlier names
     */
    public HexagonRules ambientAllowedIn(String... classNames) {
        return new HexagonRules(base, compositionRoots, List.of(classNames));
    }

    /** Checks that all packages of a core have classes, and then all rules of a core. Throws {@link AssertionError}. */
    public void checkCore(JavaClasses classes) {
        requirePackages(classes);
        coreRules().forEach(rule -> rule.check(classes));
    }

    /** Checks all rules of a module with adapters. Throws {@link AssertionError}. */
    public void checkAdapters(JavaClasses classes) {
        adapterRules().forEach(rule -> rule.check(classes));
    }

    /** Returns all rules of a core. */
    public List<ArchRule> coreRules() {
        List<ArchRule> rules = new ArrayList<>(List.of(
                modelStandsAlone(),
                eventsKnowOnlyTheModel(),
                catalogKnowsOnlyTheModel(),
                queriesKnowOnlyTheModel(),
                portsKnowOnlyTheInside(),
                drivenPortsDoNotKnowDrivingPorts(),
                packagesDependDownward(),
                coreIsFreeOfTechnology(),
                jsonTypesStayHidden()));
        rules.addAll(commonRules());
        return List.copyOf(rules);
    }

    /** Returns all rules of a module with adapters. */
    public List<ArchRule> adapterRules() {
        List<ArchRule> rules = new ArrayList<>(List.of(adaptersDoNotKnowTheOtherSide(), adaptersDoNotKnowEachOther()));
        rules.addAll(commonRules());
        return List.copyOf(rules);
    }

    /** Returns the rules for each module. */
    public List<ArchRule> commonRules() {
        return List.of(
                environmentIsReadOnlyInCompositionRoots(),
                timeIdsAndRandomnessComeThroughParameters(),
                packagesHaveNoCycles(),
                generatedClassesStayHidden(),
                packagesAreNullMarked(),
                exceptionsAreUnchecked());
    }

    /** Throws {@link AssertionError} if a package of the core has no classes, because a rule for this package could not fail. */
    public void requirePackages(JavaClasses classes) {
        List<String> missing = CORE_LAYERS.stream()
                .flatMap(List::stream)
                .map(name -> base + "." + name)
                .filter(name -> !classes.containPackage(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new AssertionError(
                    "Cannot check the hexagon: all packages of the core must have classes, but these have none: "
                            + missing);
        }
    }

    /** Classes in {@code model} depend only on {@code model}, {@code text}, the JDK and annotations. */
    public ArchRule modelStandsAlone() {
        return only(List.of("model", "text"))
                .because("all other packages use the model, so a change of another package must not change the model");
    }

    /** Below the base package, {@code event} depends only on {@code model}, {@code json} and {@code text}. */
    public ArchRule eventsKnowOnlyTheModel() {
        return dependOnlyWithin("event", "model", "json", "text")
                .because("reading an event is the first step, without knowledge of mapping and storing");
    }

    /** Below the base package, {@code catalog} depends only on {@code model}, {@code json} and {@code text}. */
    public ArchRule catalogKnowsOnlyTheModel() {
        return dependOnlyWithin("catalog", "model", "json", "text")
                .because("the mapping of an event must not depend on the format in which it was read");
    }

    /** Below the base package, {@code query} depends only on {@code model} and {@code text}. */
    public ArchRule queriesKnowOnlyTheModel() {
        return dependOnlyWithin("query", "model", "text")
                .because("a query must not depend on the store that executes it");
    }

    /** Below the base package, {@code port} depends only on {@code model}, {@code event}, {@code catalog}, {@code query}, {@code text}. */
    public ArchRule portsKnowOnlyTheInside() {
        return dependOnlyWithin("port", "model", "event", "catalog", "query", "text")
                .because(
                        "ports are interfaces of the core, so they must not depend on their callers or implementations");
    }

    /** {@code port.driven} does not depend on {@code port.driving}. */
    public ArchRule drivenPortsDoNotKnowDrivingPorts() {
        return noClasses()
                .that()
                .resideInAPackage(base + ".port.driven..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(base + ".port.driving..")
                .because("an implementation of a driven port must not need the driving ports")
                .allowEmptyShould(true);
    }

    /**
     * No package of the core depends on a package above it. The description of this class lists the packages from the bottom
     * to the top.
     */
    public ArchRule packagesDependDownward() {
        return noClasses()
                .that()
                .resideInAPackage(base + "..")
                .should(new ArchCondition<>("depend on a package above their own") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        int layer = layerOf(type);
                        type.getDirectDependenciesFromSelf().stream()
                                .filter(dependency -> isBelow(
                                        base, dependency.getTargetClass().getPackageName()))
                                .filter(dependency -> layerOf(dependency.getTargetClass()) > layer)
                                .forEach(dependency -> events.add(
                                        SimpleConditionEvent.satisfied(dependency, dependency.getDescription())));
                    }
                })
                .because("a reader of a package needs to know only the packages below it")
                .allowEmptyShould(true);
    }

    private int layerOf(JavaClass type) {
        for (int layer = 0; layer < CORE_LAYERS.size(); layer++) {
            for (String name : CORE_LAYERS.get(layer)) {
                if (isBelow(base + "." + name, type.getPackageName())) {
                    return layer;
                }
            }
        }
        return CORE_LAYERS.size();
    }

    /** No class depends on a cloud SDK, a logging framework, a database driver, an HTTP client or a telemetry SDK. */
    public ArchRule coreIsFreeOfTechnology() {
        return noClasses()
                .that()
                .resideInAPackage(base + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "software.amazon..",
                        "com.amazonaws..",
                        "org.slf4j..",
                        "org.apache.logging..",
                        "org.apache.commons.logging..",
                        "ch.qos.logback..",
                        "java.util.logging..",
                        "io.opentelemetry.sdk..",
                        "com.fasterxml.jackson.databind..",
                        "java.sql..",
                        "java.net.http..")
                .because("the core must run in any program, without additional libraries")
                .allowEmptyShould(true);
    }

    /** No public or protected member of a public class outside {@code json} has a type of a JSON library in its signature. */
    public ArchRule jsonTypesStayHidden() {
        return classes()
                .that()
                .resideInAPackage(base + "..")
                .and()
                .resideOutsideOfPackage(base + ".json..")
                .and()
                .arePublic()
                .should(new ArchCondition<>("have no type of a JSON library in public or protected signatures") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        jsonInSignatures(type, events);
                    }
                })
                .because("a user of the library must not depend on its JSON parser or on the version of the parser")
                .allowEmptyShould(true);
    }

    /** Driving adapters and driven adapters do not depend on each other. */
    public ArchRule adaptersDoNotKnowTheOtherSide() {
        DescribedPredicate<JavaClass> driving = adapter("driving");
        DescribedPredicate<JavaClass> driven = adapter("driven");
        return noClasses()
                .that(driving.or(driven).as("are adapters"))
                .should(new ArchCondition<>("depend on adapters of the other side") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        DescribedPredicate<JavaClass> other = driving.test(type) ? driven : driving;
                        type.getDirectDependenciesFromSelf().stream()
                                .filter(dependency -> other.test(dependency.getTargetClass()))
                                .forEach(dependency -> events.add(
                                        SimpleConditionEvent.satisfied(dependency, dependency.getDescription())));
                    }
                })
                .because("only the core and the composition root connect adapters of both sides")
                .allowEmptyShould(true);
    }

    /** Adapters of one side, for example {@code …driving.a} and {@code …driving.b}, do not depend on each other. */
    public ArchRule adaptersDoNotKnowEachOther() {
        return slices().matching(base + "..(driving|driven).(*)..")
                .should()
                .notDependOnEachOther()
                .because("it must be possible to remove an adapter without a change of another adapter")
                .allowEmptyShould(true);
    }

    /** Only composition roots call {@link System#getenv}, {@link System#getProperty} or {@link System#getProperties}. */
    public ArchRule environmentIsReadOnlyInCompositionRoots() {
        return noAccess("read the environment", access -> {
                    String name = access.getTargetOwner().getName() + "."
                            + access.getTarget().getName();
                    return name.equals("java.lang.System.getenv")
                            || name.equals("java.lang.System.getProperty")
                            || name.equals("java.lang.System.getProperties");
                })
                .because("settings must be parameters, so that a test can set them and a reader can find them");
    }

    /** Only composition roots take the time, random numbers or random ids from the JDK, by call or by method reference. */
    public ArchRule timeIdsAndRandomnessComeThroughParameters() {
        return noAccess("take time, ids or randomness from the system", this::isAmbient)
                .because("a test can repeat only what it can set");
    }

    /** Packages below the base package have no dependency cycles. */
    public ArchRule packagesHaveNoCycles() {
        return slices().matching(base + ".(**)")
                .should()
                .beFreeOfCycles()
                .because("packages in a cycle can be understood and changed only together")
                .allowEmptyShould(true);
    }

    /** Classes with names that start with {@code Immutable} are not public. */
    public ArchRule generatedClassesStayHidden() {
        return classes()
                .that()
                .haveSimpleNameStartingWith("Immutable")
                .should()
                .notBePublic()
                .because("users must depend on the interface and its builder, because generated code may change")
                .allowEmptyShould(true);
    }

    /** Each class is in a package whose {@code package-info} has the annotation {@code @NullMarked}. */
    public ArchRule packagesAreNullMarked() {
        return classes()
                .that()
                .resideInAPackage(base + "..")
                .should(new ArchCondition<>("be in a package that is null-marked") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean marked = type.getPackage()
                                .tryGetPackageInfo()
                                .map(info -> info.isAnnotatedWith(NULL_MARKED))
                                .orElse(false);
                        events.add(new SimpleConditionEvent(
                                type, marked, type.getName() + " is in a package without @NullMarked"));
                    }
                })
                .because("the annotation defines for compilers and readers which values may be null")
                .allowEmptyShould(true);
    }

    /**
     * Public exceptions are unchecked and have names that end with {@code Exception}. The package {@code json} is excluded,
     * because it is not exported. A hidden exception may be checked, so that the compiler enforces that it is caught.
     */
    public ArchRule exceptionsAreUnchecked() {
        return classes()
                .that()
                .areAssignableTo(Throwable.class)
                .and()
                .arePublic()
                .and()
                .resideInAPackage(base + "..")
                .and()
                .resideOutsideOfPackage(base + ".json..")
                .should()
                .beAssignableTo(RuntimeException.class)
                .andShould()
                .haveSimpleNameEndingWith("Exception")
                .because("callers rarely recover from misuse and failures, and bad data is reported as a value")
                .allowEmptyShould(true);
    }

    /** The first package depends only on plain Java and on these packages. */
    private ArchRule only(List<String> names) {
        String[] allowed = Stream.concat(
                        names.stream().map(name -> base + "." + name + ".."), Arrays.stream(PLAIN_JAVA))
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(base + "." + names.get(0) + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .allowEmptyShould(true);
    }

    /** Restricts dependencies on packages below the base package. {@link #coreIsFreeOfTechnology} restricts libraries. */
    private ArchRule dependOnlyWithin(String name, String... others) {
        List<String> allowed = Stream.concat(Stream.of(name), Stream.of(others))
                .map(part -> base + "." + part)
                .toList();
        DescribedPredicate<JavaClass> outside = DescribedPredicate.describe(
                "are in packages other than " + allowed,
                type -> isBelow(base, type.getPackageName())
                        && allowed.stream().noneMatch(part -> isBelow(part, type.getPackageName())));
        return noClasses()
                .that()
                .resideInAPackage(base + "." + name + "..")
                .should()
                .dependOnClassesThat(outside)
                .allowEmptyShould(true);
    }

    private DescribedPredicate<JavaClass> adapter(String side) {
        return DescribedPredicate.describe("are " + side + " adapters", type -> {
            String name = type.getPackageName() + ".";
            return isBelow(base, type.getPackageName())
                    && name.contains("." + side + ".")
                    && !name.contains(".port." + side + ".");
        });
    }

    private interface AccessTest {
        boolean matches(JavaAccess<?> access);
    }

    private ArchRule noAccess(String description, AccessTest test) {
        return noClasses()
                .that()
                .resideInAPackage(base + "..")
                .and()
                .resideOutsideOfPackages(compositionRoots.toArray(String[]::new))
                .should(new ArchCondition<>(description) {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        // Includes constructors and method references: `System::nanoTime` also reads the clock.
                        type.getAccessesFromSelf().stream()
                                .filter(test::matches)
                                .forEach(access ->
                                        events.add(SimpleConditionEvent.satisfied(access, access.getDescription())));
                    }
                })
                .allowEmptyShould(true);
    }

    private boolean isAmbient(JavaAccess<?> access) {
        if (ambientClasses.contains(access.getOriginOwner().getName())
                || !(access.getTarget() instanceof CodeUnitAccessTarget target)) {
            return false;
        }
        String owner = target.getOwner().getName();
        boolean withoutParameters = target.getRawParameterTypes().isEmpty();
        return AMBIENT_METHODS.contains(owner + "." + target.getName())
                || (RANDOM_TYPES.contains(owner) && target.getName().equals("<init>") && withoutParameters)
                // `now(clock)` is allowed, because its time comes from a parameter.
                || (owner.startsWith("java.time.")
                        && target.getName().equals("now")
                        && target.getRawParameterTypes().stream().noneMatch(type -> type.isAssignableTo(Clock.class)));
    }

    private static void jsonInSignatures(JavaClass type, ConditionEvents events) {
        for (JavaMember member : type.getMembers()) {
            boolean seen = member.getModifiers().contains(JavaModifier.PUBLIC)
                    || member.getModifiers().contains(JavaModifier.PROTECTED);
            Stream<JavaClass> types = Stream.empty();
            if (member instanceof JavaCodeUnit unit) {
                types = Stream.concat(unit.getAllInvolvedRawTypes().stream(), unit.getExceptionTypes().stream());
            } else if (member instanceof JavaField field) {
                types = field.getAllInvolvedRawTypes().stream();
            }
            if (seen && types.anyMatch(HexagonRules::isJson)) {
                events.add(SimpleConditionEvent.violated(
                        member, member.getFullName() + " has a type of a JSON library in its signature"));
            }
        }
        Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream())
                .filter(HexagonRules::isJson)
                .forEach(parent -> events.add(
                        SimpleConditionEvent.violated(type, type.getName() + " extends " + parent.getName())));
    }

    private static boolean isJson(JavaClass type) {
        return Stream.of("com.fasterxml.jackson", "tools.jackson", "com.google.gson", "jakarta.json", "org.json")
                .anyMatch(json -> isBelow(json, type.getPackageName()));
    }

    private static boolean isBelow(String base, String name) {
        return name.equals(base) || name.startsWith(base + ".");
    }
}
