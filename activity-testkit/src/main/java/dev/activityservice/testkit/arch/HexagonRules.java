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
 * The rules of a hexagon as ArchUnit rules, for this project and for programs that are cut like it. The core consists of these
 * packages below one base package, from the bottom to the top: {@code text} (helpers for strings), {@code model}, {@code json}
 * (not exported), {@code event}, {@code catalog} and {@code query}, then {@code port}, {@code port.driving} and
 * {@code port.driven}, and at the top the base package itself. {@code …driving…} and {@code …driven…} elsewhere are adapters.
 *
 * <pre>{@code
 * JavaClasses classes = new ClassFileImporter().importPackages("com.example.shop");
 * HexagonRules.of("com.example.shop").compositionRoots("com.example.shop.lambda..").checkAdapters(classes);
 * }</pre>
 *
 * <p>A rule passes where there is nothing to judge; so {@link #checkCore} first makes sure that every package which the rules
 * name is there, because a rule about a package that does not exist can never fail. Needs ArchUnit on the class path, which the
 * testkit itself does not bring. Immutable and thread-safe.
 */
public final class HexagonRules {

    private static final String[] PLAIN_JAVA = {"java..", "org.jspecify.annotations..", "org.immutables.."};
    /** From the bottom to the top. Packages of one list may use each other as far as the other rules allow it. */
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
    private final List<String> exceptions;

    private HexagonRules(String base, List<String> compositionRoots, List<String> exceptions) {
        this.base = base;
        this.compositionRoots = compositionRoots;
        this.exceptions = exceptions;
    }

    /** Rules for the classes in and below a base package; nothing there may read the environment or the clock yet. */
    public static HexagonRules of(String basePackage) {
        return new HexagonRules(basePackage, List.of(), List.of());
    }

    /** The same, where the classes of these packages (in ArchUnit's notation, {@code a.b..}) may read environment and clock. */
    public HexagonRules compositionRoots(String... packages) {
        return new HexagonRules(base, List.of(packages), exceptions);
    }

    /** The same, where these classes (full names as {@link Class#getName()} gives them) may read the clock: list few, and say why. */
    public HexagonRules ambientAllowedIn(String... classNames) {
        return new HexagonRules(base, compositionRoots, List.of(classNames));
    }

    /** Checks all rules of a core, after making sure that all its packages are there. */
    public void checkCore(JavaClasses classes) {
        requirePackages(classes);
        coreRules().forEach(rule -> rule.check(classes));
    }

    /** Checks all rules of a module with adapters. */
    public void checkAdapters(JavaClasses classes) {
        adapterRules().forEach(rule -> rule.check(classes));
    }

    /** All rules of a core. */
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

    /** All rules of a module with adapters. */
    public List<ArchRule> adapterRules() {
        List<ArchRule> rules = new ArrayList<>(List.of(adaptersDoNotKnowTheOtherSide(), adaptersDoNotKnowEachOther()));
        rules.addAll(commonRules());
        return List.copyOf(rules);
    }

    /** The rules that hold for every module. */
    public List<ArchRule> commonRules() {
        return List.of(
                environmentIsReadOnlyInCompositionRoots(),
                timeIdsAndRandomnessComeThroughParameters(),
                packagesHaveNoCycles(),
                generatedClassesStayHidden(),
                packagesAreNullMarked(),
                exceptionsAreUnchecked());
    }

    /** Throws {@link AssertionError} if {@code classes} has none of some package of a core that the rules name. */
    public void requirePackages(JavaClasses classes) {
        List<String> missing = CORE_LAYERS.stream()
                .flatMap(List::stream)
                .map(name -> base + "." + name)
                .filter(name -> !classes.containPackage(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new AssertionError(
                    "Cannot check the hexagon: these packages have no classes, so rules about them could"
                            + " never fail: " + missing);
        }
    }

    /** Classes of {@code model} use the JDK, {@code text} and each other, and nothing else. */
    public ArchRule modelStandsAlone() {
        return only(List.of("model", "text"))
                .because("the model is what everything else talks about, and must not change when anything else does");
    }

    /** Of the own packages, {@code event} uses {@code model}, {@code json} and {@code text} only. */
    public ArchRule eventsKnowOnlyTheModel() {
        return dependOnlyWithin("event", "model", "json", "text")
                .because("reading an event is a pure step, the first of three");
    }

    /** Of the own packages, {@code catalog} uses {@code model}, {@code json} and {@code text} only. */
    public ArchRule catalogKnowsOnlyTheModel() {
        return dependOnlyWithin("catalog", "model", "json", "text")
                .because("mapping starts from the model's events, however they were read");
    }

    /** Of the own packages, {@code query} uses {@code model} and {@code text} only. */
    public ArchRule queriesKnowOnlyTheModel() {
        return dependOnlyWithin("query", "model", "text").because("a question does not depend on who answers it");
    }

    /** Of the own packages, {@code port} uses {@code model}, {@code event}, {@code catalog}, {@code query} and {@code text} only. */
    public ArchRule portsKnowOnlyTheInside() {
        return dependOnlyWithin("port", "model", "event", "catalog", "query", "text")
                .because("ports are the words of the core, not of those who use or implement them");
    }

    /** {@code port.driven} does not use {@code port.driving}. */
    public ArchRule drivenPortsDoNotKnowDrivingPorts() {
        return noClasses()
                .that()
                .resideInAPackage(base + ".port.driven..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(base + ".port.driving..")
                .because("what the core needs must not depend on what it offers")
                .allowEmptyShould(true);
    }

    /**
     * No package of the core uses a package above it: {@code text}, {@code model}, {@code json}, then {@code event},
     * {@code catalog} and {@code query}, then the ports, then everything else below the base package.
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
                .because("a reader who knows the lower packages can read the next one without looking up")
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

    /** No class uses a cloud's, a logging framework's, a database's or a telemetry SDK's. */
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
                .because(
                        "the core runs in any program, and brings neither a cloud, nor a log, nor a telemetry SDK with it")
                .allowEmptyShould(true);
    }

    /** No public or protected member of a public class outside of {@code json} shows a JSON library's type. */
    public ArchRule jsonTypesStayHidden() {
        return classes()
                .that()
                .resideInAPackage(base + "..")
                .and()
                .resideOutsideOfPackage(base + ".json..")
                .and()
                .arePublic()
                .should(new ArchCondition<>("have no JSON library's type in what others can see") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        jsonInSignatures(type, events);
                    }
                })
                .because("who uses this library must not have to use, or update, its JSON parser")
                .allowEmptyShould(true);
    }

    /** Driving adapters do not use driven ones, nor these those. */
    public ArchRule adaptersDoNotKnowTheOtherSide() {
        DescribedPredicate<JavaClass> driving = adapter("driving");
        DescribedPredicate<JavaClass> driven = adapter("driven");
        return noClasses()
                .that(driving.or(driven).as("are adapters"))
                .should(new ArchCondition<>("know adapters of the other side") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        DescribedPredicate<JavaClass> other = driving.test(type) ? driven : driving;
                        type.getDirectDependenciesFromSelf().stream()
                                .filter(dependency -> other.test(dependency.getTargetClass()))
                                .forEach(dependency -> events.add(
                                        SimpleConditionEvent.satisfied(dependency, dependency.getDescription())));
                    }
                })
                .because("adapters meet in the core and in the composition root, nowhere else")
                .allowEmptyShould(true);
    }

    /** Adapters of one side do not use each other: {@code …driving.a} and {@code …driving.b} are two. */
    public ArchRule adaptersDoNotKnowEachOther() {
        return slices().matching(base + "..(driving|driven).(*)..")
                .should()
                .notDependOnEachOther()
                .because("an adapter can be taken away without another one noticing")
                .allowEmptyShould(true);
    }

    /** {@link System#getenv} and {@link System#getProperty} are for composition roots. */
    public ArchRule environmentIsReadOnlyInCompositionRoots() {
        return noAccess("read the environment", access -> {
                    String name = access.getTargetOwner().getName() + "."
                            + access.getTarget().getName();
                    return name.equals("java.lang.System.getenv")
                            || name.equals("java.lang.System.getProperty")
                            || name.equals("java.lang.System.getProperties");
                })
                .because(
                        "settings come in through parameters, so that a test can give them and a reader can find them");
    }

    /** Clocks, random numbers and random ids are for composition roots, by call and by method reference. */
    public ArchRule timeIdsAndRandomnessComeThroughParameters() {
        return noAccess("take time, ids or randomness from the surroundings", this::isAmbient)
                .because("what a test cannot set, it cannot repeat");
    }

    /** Packages below the base package do not go in circles. */
    public ArchRule packagesHaveNoCycles() {
        return slices().matching(base + ".(**)")
                .should()
                .beFreeOfCycles()
                .because("packages that need each other are one package with a wall through it")
                .allowEmptyShould(true);
    }

    /** Classes called {@code Immutable…} are not public. */
    public ArchRule generatedClassesStayHidden() {
        return classes()
                .that()
                .haveSimpleNameStartingWith("Immutable")
                .should()
                .notBePublic()
                .because("users see the interface and its builder; the generated class may change its shape")
                .allowEmptyShould(true);
    }

    /** Every class is in a package whose {@code package-info} says {@code @NullMarked}. */
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
                                type, marked, type.getName() + " is in a package that does not say @NullMarked"));
                    }
                })
                .because("without it null means nothing in particular to compilers and readers")
                .allowEmptyShould(true);
    }

    /**
     * For public exceptions outside of {@code json}, which is not exported: a hidden one that is checked has the compiler make
     * sure that it is caught.
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
                .because("misuse and trouble are not part of every caller's signature, and bad data is a value;"
                        + " what never leaves its package may be checked")
                .allowEmptyShould(true);
    }

    /** The first package uses plain Java and these packages only. */
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

    /** Of the own packages only these; what else may be used is for {@link #coreIsFreeOfTechnology} to say. */
    private ArchRule dependOnlyWithin(String name, String... others) {
        List<String> allowed = Stream.concat(Stream.of(name), Stream.of(others))
                .map(part -> base + "." + part)
                .toList();
        DescribedPredicate<JavaClass> outside = DescribedPredicate.describe(
                "are of other packages than " + allowed,
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

    private ArchRule noAccess(String what, AccessTest test) {
        return noClasses()
                .that()
                .resideInAPackage(base + "..")
                .and()
                .resideOutsideOfPackages(compositionRoots.toArray(String[]::new))
                .should(new ArchCondition<>(what) {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        // Calls, constructors and method references: `System::nanoTime` reads the clock as well.
                        type.getAccessesFromSelf().stream()
                                .filter(test::matches)
                                .forEach(access ->
                                        events.add(SimpleConditionEvent.satisfied(access, access.getDescription())));
                    }
                })
                .allowEmptyShould(true);
    }

    private boolean isAmbient(JavaAccess<?> access) {
        if (exceptions.contains(access.getOriginOwner().getName())
                || !(access.getTarget() instanceof CodeUnitAccessTarget target)) {
            return false;
        }
        String owner = target.getOwner().getName();
        boolean withoutParameters = target.getRawParameterTypes().isEmpty();
        return AMBIENT_METHODS.contains(owner + "." + target.getName())
                || (RANDOM_TYPES.contains(owner) && target.getName().equals("<init>") && withoutParameters)
                // With a clock as its parameter, `now` takes its time from there.
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
                        member, member.getFullName() + " shows a type of a JSON library"));
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
