package dev.activityservice.testkit.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import dev.activityservice.testkit.arch.Layout.Kind;
import dev.activityservice.testkit.arch.Layout.Part;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * ArchUnit rules for a hexagonal architecture, over the package names of your program. Name the role of each package, the core from
 * the inside to the outside:
 *
 * <pre>{@code
 * JavaClasses classes = new ClassFileImporter()
 *         .withImportOption(new ImportOption.DoNotIncludeTests())
 *         .importPackages("com.example.shop");
 *
 * HexagonRules.of("com.example.shop")
 *         .domain("domain..")
 *         .drivingPorts("ports.in..")
 *         .drivenPorts("ports.out..")
 *         .application("application..")
 *         .drivingAdapters("adapter.web..", "adapter.queue..")
 *         .drivenAdapters("adapter.persistence..")
 *         .compositionRoots("config..")
 *         .check(classes);
 * }</pre>
 *
 * <p>A package pattern has the format of ArchUnit and is relative to the base package: {@code domain} is one package,
 * {@code domain..} is a package with all packages below it, {@code *.domain..} is such a package in each feature, and the empty
 * pattern is the base package. If several patterns match a package, the longest pattern decides.
 *
 * <p>The order of the calls is the order of the layers of the core. A layer may use itself and the layers named before it. All
 * adapters may use the core. A package without a role is a violation, so that no class escapes the rules. A rule also fails if a
 * package that it names has no classes, because a rule about a missing package cannot fail.
 *
 * <p>The class needs ArchUnit, which is an optional dependency of the testkit: add it to your tests. Immutable and thread-safe.
 */
public final class HexagonRules {

    /** Libraries that a domain may use. They have no code that runs. */
    private static final List<String> PLAIN_JAVA = List.of("java..", "org.jspecify.annotations..", "org.immutables..");

    /** Cloud SDKs, logging, databases, HTTP, messaging, telemetry SDKs and application frameworks. */
    private static final List<String> FRAMEWORKS = List.of(
            "ch.qos.logback..",
            "com.amazonaws..",
            "com.azure..",
            "com.fasterxml.jackson.databind..",
            "com.google.cloud..",
            "com.mongodb..",
            "com.rabbitmq..",
            "com.zaxxer.hikari..",
            "dagger..",
            "io.grpc..",
            "io.javalin..",
            "io.lettuce..",
            "io.micrometer..",
            "io.micronaut..",
            "io.netty..",
            "io.opentelemetry.sdk..",
            "io.quarkus..",
            "io.vertx..",
            "jakarta.ejb..",
            "jakarta.enterprise..",
            "jakarta.jms..",
            "jakarta.mail..",
            "jakarta.persistence..",
            "jakarta.servlet..",
            "jakarta.transaction..",
            "jakarta.ws..",
            "java.net.http..",
            "java.sql..",
            "java.util.logging..",
            "javax.ejb..",
            "javax.enterprise..",
            "javax.jms..",
            "javax.persistence..",
            "javax.servlet..",
            "javax.sql..",
            "javax.transaction..",
            "javax.ws..",
            "okhttp3..",
            "org.apache.commons.logging..",
            "org.apache.hc..",
            "org.apache.http..",
            "org.apache.kafka..",
            "org.apache.logging..",
            "org.hibernate..",
            "org.jdbi..",
            "org.jooq..",
            "org.slf4j..",
            "org.springframework..",
            "redis.clients..",
            "retrofit2..",
            "software.amazon..",
            "tools.jackson.databind..");

    private static final List<String> JSON_LIBRARIES =
            List.of("com.fasterxml.jackson..", "tools.jackson..", "com.google.gson..", "jakarta.json..", "org.json..");

    private static final Set<String> ENVIRONMENT_METHODS = Set.of(
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.System.getProperties",
            "java.lang.Boolean.getBoolean",
            "java.lang.Integer.getInteger",
            "java.lang.Long.getLong");
    private static final Set<String> AMBIENT_METHODS = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.util.UUID.randomUUID",
            "java.lang.Math.random",
            "java.util.concurrent.ThreadLocalRandom.current",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.time.Clock.system",
            "java.time.Clock.tickMillis",
            "java.time.Clock.tickSeconds",
            "java.time.Clock.tickMinutes",
            "java.util.Calendar.getInstance",
            "java.util.random.RandomGenerator.getDefault",
            "java.security.SecureRandom.getInstanceStrong",
            "java.time.InstantSource.system");
    private static final Set<String> RANDOM_TYPES = Set.of(
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.security.SecureRandom",
            "java.util.Date",
            "java.util.GregorianCalendar");
    private static final String CURE_ROLE =
            " Name the package in one of the methods that give roles, for example layer(…) or adapterSupport(…).";
    private static final String NULL_MARKED = "org.jspecify.annotations.NullMarked";

    private final Layout layout;
    private final Exceptions exceptions;

    private HexagonRules(Layout layout, Exceptions exceptions) {
        this.layout = layout;
        this.exceptions = exceptions;
    }

    /**
     * Returns rules for the classes in and below a base package, before any package has a role.
     *
     * @param basePackage the full name of the package, for example {@code com.example.shop}
     * @throws IllegalArgumentException if the text is not a package name
     */
    public static HexagonRules of(String basePackage) {
        return new HexagonRules(Layout.of(basePackage), Exceptions.NONE);
    }

    /**
     * Returns the rules for the core of the Activity Service. An adapter module adds its own packages:
     * {@code HexagonRules.activityService().drivingAdapters("http..").check(classes)}. The classes must include the core.
     */
    public static HexagonRules activityService() {
        return activityService("dev.activityservice");
    }

    /** Returns the layout of {@link #activityService()} below another base package. */
    static HexagonRules activityService(String base) {
        return of(base).layer("text helpers", "text..")
                .domain("model..")
                .layer("JSON tools", "json..")
                .layer("events, catalog and queries", "event..", "catalog..", "query..")
                .layer("values of the ports", "port")
                .drivenPorts("port.driven..")
                .drivingPorts("port.driving..")
                .layer("telemetry of the core", "telemetry..")
                .application("")
                .restrict("event..", "model..", "json..", "text..")
                .restrict("catalog..", "model..", "json..", "text..")
                .restrict("query..", "model..", "text..")
                .restrict("port..", "model..", "event..", "catalog..", "query..", "json..", "text..")
                .internal("json..", "text..");
    }

    /**
     * Returns a copy with a layer around the layers so far. Use it for layers other than the domain model, ports and use cases, for
     * example helpers inside the domain model.
     *
     * @param role the name of the layer in messages
     * @param packages patterns relative to the base package. Packages of one layer may use each other ({@link #restrict})
     */
    public HexagonRules layer(String role, String... packages) {
        return with(Kind.LAYER, role, packages);
    }

    /** Returns a copy in which these packages are the domain model. It uses only plain Java, itself and inner layers. */
    public HexagonRules domain(String... packages) {
        return with(Kind.DOMAIN, "domain model", packages);
    }

    /** Returns a copy in which these packages are the interfaces that driving adapters call. */
    public HexagonRules drivingPorts(String... packages) {
        return with(Kind.DRIVING_PORTS, "driving ports", packages);
    }

    /** Returns a copy in which these packages are the interfaces that the core calls and driven adapters implement. */
    public HexagonRules drivenPorts(String... packages) {
        return with(Kind.DRIVEN_PORTS, "driven ports", packages);
    }

    /** Returns a copy in which these packages are the use cases. Adapters must not use them if the core has driving ports. */
    public HexagonRules application(String... packages) {
        return with(Kind.APPLICATION, "use cases", packages);
    }

    /**
     * Returns a copy in which each of these packages is one driving adapter, for example a web controller.
     *
     * @param packages patterns relative to the base package. In {@code adapter.in.(*)..}, each captured name is one adapter
     */
    public HexagonRules drivingAdapters(String... packages) {
        return with(Kind.DRIVING_ADAPTERS, "driving adapter", packages);
    }

    /** Returns a copy in which each of these packages is one driven adapter, for example a database. */
    public HexagonRules drivenAdapters(String... packages) {
        return with(Kind.DRIVEN_ADAPTERS, "driven adapter", packages);
    }

    /** Returns a copy in which these packages are code that several adapters share. It may use the core, but not adapters. */
    public HexagonRules adapterSupport(String... packages) {
        return with(Kind.ADAPTER_SUPPORT, "support of adapters", packages);
    }

    /**
     * Returns a copy in which these packages create and connect all parts. Only they read the environment and the system clock, and
     * no other package uses them.
     */
    public HexagonRules compositionRoots(String... packages) {
        return with(Kind.COMPOSITION_ROOTS, "composition root", packages);
    }

    /**
     * Returns a copy in which one adapter may also use these packages: another adapter, the use cases, or ports of the other side.
     *
     * @param adapter a pattern that {@link #drivingAdapters} or {@link #drivenAdapters} names, or a pattern inside it
     * @param others patterns of the packages to use
     */
    public HexagonRules adapterMayUse(String adapter, String... others) {
        return with(exceptions.adapterMayUse(adapter, List.of(others)));
    }

    /**
     * Returns a copy in which classes of one package may use only these other packages below the base package, and their own.
     *
     * @param pattern the restricted packages
     * @param others patterns of the packages that they may use, for example inner layers
     */
    public HexagonRules restrict(String pattern, String... others) {
        return with(exceptions.restrict(pattern, List.of(others)));
    }

    /**
     * Returns a copy in which these packages are not for users of the library, for example because the module does not export them.
     * {@link #libraryRules} do not restrict their public types.
     */
    public HexagonRules internal(String... packages) {
        return with(exceptions.internal(List.of(packages)));
    }

    /**
     * Returns a copy in which the core, including the domain model, may use these libraries.
     *
     * @param packages package patterns of ArchUnit, for example {@code org.joda.money..}
     */
    public HexagonRules coreMayUse(String... packages) {
        return with(exceptions.coreMayUse(List.of(packages)));
    }

    /**
     * Returns a copy in which the core must not use these libraries, in addition to the known frameworks.
     *
     * @param packages package patterns of ArchUnit, for example {@code com.acme.framework..}
     */
    public HexagonRules coreMustNotUse(String... packages) {
        return with(exceptions.coreMustNotUse(List.of(packages)));
    }

    /**
     * Returns a copy in which these classes may use a system clock, random ids and random numbers.
     *
     * @param classNames full names in the format of {@link Class#getName()}
     */
    public HexagonRules ambientAllowedIn(String... classNames) {
        return with(exceptions.ambientAllowedIn(List.of(classNames)));
    }

    private HexagonRules with(Kind kind, String label, String... packages) {
        return new HexagonRules(layout.with(kind, label, packages), exceptions);
    }

    private HexagonRules with(Exceptions changed) {
        return new HexagonRules(layout, changed);
    }

    /** Checks {@link #rules()} and reports the violations of all rules together. Throws {@link AssertionError}. */
    public void check(JavaClasses classes) {
        check(rules(), classes);
    }

    /** Checks {@link #libraryRules()} and reports the violations of all rules together. Throws {@link AssertionError}. */
    public void checkLibrary(JavaClasses classes) {
        check(libraryRules(), classes);
    }

    private void check(List<ArchRule> rules, JavaClasses classes) {
        List<String> missing = allPackages().entrySet().stream()
                .filter(named ->
                        classes.stream().noneMatch(type -> named.getValue().matches(packageOf(type))))
                .map(Map.Entry::getKey)
                .toList();
        if (!missing.isEmpty()) {
            throw new AssertionError("Cannot check the hexagon: no class is in " + String.join(", in ", missing)
                    + ". A rule about a missing package cannot fail."
                    + " Correct the name of the package, or import its classes.");
        }
        List<String> reports = rules.stream()
                .map(rule -> rule.evaluate(classes))
                .filter(EvaluationResult::hasViolation)
                .map(result -> result.getFailureReport().toString())
                .toList();
        if (!reports.isEmpty()) {
            throw new AssertionError(String.join("\n\n", reports));
        }
    }

    /** Returns the rules of a hexagon. A rule for a role that no package has is left out. */
    public List<ArchRule> rules() {
        List<ArchRule> rules = new ArrayList<>(List.of(packagesHaveRoles()));
        if (has(Kind::isCore)) {
            rules.add(layersDependInward());
            rules.add(coreIsFreeOfFrameworks());
        }
        if (has(Kind.DOMAIN::equals)) {
            rules.add(domainStandsAlone());
        }
        if (has(Kind.DRIVEN_PORTS::equals) && has(Kind.DRIVING_PORTS::equals)) {
            rules.add(drivenPortsDoNotKnowDrivingPorts());
        }
        if (!exceptions.limits().isEmpty()) {
            rules.add(restrictedPackagesKeepTheirLimits());
        }
        if (has(Kind.DRIVING_ADAPTERS::equals) && has(Kind.DRIVEN_ADAPTERS::equals)) {
            rules.add(adaptersDoNotKnowTheOtherSide());
        }
        if (has(Kind::isAdapter)) {
            rules.add(adaptersDoNotKnowEachOther());
        }
        if (has(Kind::isAdapter) && has(Kind.DRIVING_PORTS::equals)) {
            rules.add(adaptersUseTheirPorts());
        }
        if (has(Kind.ADAPTER_SUPPORT::equals)) {
            rules.add(adapterSupportDoesNotKnowAdapters());
        }
        if (has(Kind.COMPOSITION_ROOTS::equals)) {
            rules.add(nothingDependsOnCompositionRoots());
        }
        rules.add(environmentIsReadOnlyInCompositionRoots());
        rules.add(timeIdsAndRandomnessComeThroughParameters());
        rules.add(packagesHaveNoCycles());
        return List.copyOf(rules);
    }

    /** Returns additional rules for a library that other teams use. */
    public List<ArchRule> libraryRules() {
        return List.of(
                jsonTypesStayHidden(), generatedClassesStayHidden(), packagesAreNullMarked(), exceptionsAreUnchecked());
    }

    private boolean has(Predicate<Kind> kind) {
        return layout.parts().stream().anyMatch(part -> kind.test(part.kind()));
    }

    /** Each class below the base package, and each class that it uses there, is in a package with a role. */
    public ArchRule packagesHaveRoles() {
        return rule(
                "each package has a role",
                "no other rule sees a package without a role",
                allPackages(),
                (type, violations) -> {
                    if (layout.partOf(packageOf(type)).isEmpty()) {
                        violations.accept(type.getName() + " is in package " + packageOf(type) + ", which has no role."
                                + CURE_ROLE);
                    }
                    dependencies(type)
                            .filter(dependency -> layout.contains(packageOf(dependency.getTargetClass()))
                                    && layout.partOf(packageOf(dependency.getTargetClass()))
                                            .isEmpty())
                            .forEach(dependency -> violations.accept("Package "
                                    + packageOf(dependency.getTargetClass()) + " has no role. "
                                    + dependency.getDescription() + "." + CURE_ROLE));
                });
    }

    /** No layer of the core depends on a layer outside it, an adapter or a composition root. */
    public ArchRule layersDependInward() {
        return dependencyRule(
                "layers of the core depend only inward",
                "a change outside must not change the inside",
                Kind::isCore,
                (from, to) -> to.level() > from.level(),
                "Move the shared type to an inner layer, or declare an interface there and implement it outside.");
    }

    /** The domain model, and the layers inside it, depend only on each other and on plain Java. */
    public ArchRule domainStandsAlone() {
        int level = layout.parts().stream()
                .filter(part -> part.kind() == Kind.DOMAIN)
                .mapToInt(Part::level)
                .max()
                .orElse(-1);
        List<String> libraries = Stream.concat(PLAIN_JAVA.stream(), exceptions.coreMayUse().stream())
                .toList();
        return rule(
                "the domain model stands alone",
                "the model must change only if the business changes",
                part -> part.kind().isCore() && part.level() <= level,
                (type, violations) -> dependencies(type)
                        .filter(dependency -> !layout.contains(packageOf(dependency.getTargetClass())))
                        .filter(dependency -> !matches(libraries, dependency.getTargetClass())
                                && !dependency
                                        .getTargetClass()
                                        .getBaseComponentType()
                                        .isPrimitive())
                        .forEach(dependency -> violations.accept(from(type) + " must use only plain Java. "
                                + dependency.getDescription()
                                + ". Move this code to an adapter, or permit the library with coreMayUse(…).")));
    }

    /** The core does not depend on a framework, cloud SDK, logging framework, database driver or telemetry SDK. */
    public ArchRule coreIsFreeOfFrameworks() {
        List<String> forbidden = Stream.concat(FRAMEWORKS.stream(), exceptions.coreMustNotUse().stream())
                .toList();
        return rule(
                "the core is free of frameworks",
                "the core must run in any program and in a test without infrastructure",
                part -> part.kind().isCore(),
                (type, violations) -> dependencies(type)
                        .filter(dependency -> matches(forbidden, dependency.getTargetClass())
                                && !matches(exceptions.coreMayUse(), dependency.getTargetClass()))
                        .forEach(dependency -> violations.accept(from(type) + " must not use package "
                                + packageOf(dependency.getTargetClass()) + ". " + dependency.getDescription()
                                + ". Move this code to an adapter behind a driven port,"
                                + " or permit the library with coreMayUse(…).")));
    }

    /** Driven ports do not depend on driving ports. */
    public ArchRule drivenPortsDoNotKnowDrivingPorts() {
        return dependencyRule(
                "driven ports do not know driving ports",
                "an implementation of a driven port must not need the driving ports",
                Kind.DRIVEN_PORTS::equals,
                (from, to) -> to.kind() == Kind.DRIVING_PORTS,
                "Move the shared type to the domain model.");
    }

    /** Packages that {@link #restrict} names depend only on the packages that it permits. */
    public ArchRule restrictedPackagesKeepTheirLimits() {
        return rule(
                "restricted packages keep their limits",
                "the program names these limits with restrict(…)",
                allPackages(),
                (type, violations) -> exceptions.limits().forEach((pattern, others) -> {
                    if (layout.matcher(pattern).matches(packageOf(type))) {
                        dependencies(type)
                                .filter(dependency -> isOutside(pattern, others, dependency.getTargetClass()))
                                .forEach(dependency -> violations.accept(from(type) + " may use only " + others
                                        + " and itself, not package " + packageOf(dependency.getTargetClass()) + ". "
                                        + dependency.getDescription()
                                        + ". Move the shared type to a permitted package, or permit this package in"
                                        + " restrict(…)."));
                    }
                }));
    }

    private boolean isOutside(String pattern, List<String> others, JavaClass target) {
        return layout.contains(packageOf(target))
                && Stream.concat(Stream.of(pattern), others.stream())
                        .noneMatch(permitted -> layout.matcher(permitted).matches(packageOf(target)));
    }

    /** Driving adapters and driven adapters do not depend on each other. */
    public ArchRule adaptersDoNotKnowTheOtherSide() {
        return dependencyRule(
                "adapters do not know adapters of the other side",
                "only the core and the composition root connect adapters of both sides",
                Kind::isAdapter,
                (from, to) -> to.kind().isAdapter() && to.kind() != from.kind(),
                "Call a port of the core, and connect both adapters in a composition root.");
    }

    /** Adapters of one side do not depend on each other. Each pattern is one adapter, or each captured name. */
    public ArchRule adaptersDoNotKnowEachOther() {
        return rule(
                "adapters do not know each other",
                "it must be possible to remove an adapter without a change of another adapter",
                part -> part.kind().isAdapter(),
                (type, violations) -> partOf(type)
                        .ifPresent(from -> dependencies(type)
                                .filter(dependency -> isOtherAdapter(from, type, dependency.getTargetClass()))
                                .forEach(dependency -> violations.accept(mustNotUse(
                                        type,
                                        dependency,
                                        "Move the shared code to adapterSupport(…), or permit the use with"
                                                + " adapterMayUse(…).")))));
    }

    private boolean isOtherAdapter(Part from, JavaClass type, JavaClass target) {
        String name = packageOf(target);
        return partOf(target)
                        .filter(to ->
                                to.kind() == from.kind() && !to.unitOf(name).equals(from.unitOf(packageOf(type))))
                        .isPresent()
                && !isExcepted(type, target);
    }

    /**
     * Driving adapters use driving ports, and driven adapters use driven ports. Neither uses the use cases behind the ports or the
     * ports of the other side.
     */
    public ArchRule adaptersUseTheirPorts() {
        return dependencyRule(
                "adapters use their own ports",
                "a port is the complete contract between the core and an adapter",
                Kind::isAdapter,
                (from, to) -> to.kind() == Kind.APPLICATION
                        || to.kind() == (from.kind() == Kind.DRIVING_ADAPTERS ? Kind.DRIVEN_PORTS : Kind.DRIVING_PORTS),
                "Use a port of this side, or permit the use with adapterMayUse(…).");
    }

    /** Code that adapters share does not depend on adapters. */
    public ArchRule adapterSupportDoesNotKnowAdapters() {
        return dependencyRule(
                "support of adapters does not know adapters",
                "adapters that share this code must not depend on each other through it",
                Kind.ADAPTER_SUPPORT::equals,
                (from, to) -> to.kind().isAdapter(),
                "Move the code that needs the adapter into the adapter.");
    }

    /** Only composition roots depend on composition roots. */
    public ArchRule nothingDependsOnCompositionRoots() {
        return dependencyRule(
                "nothing depends on composition roots",
                "a part that knows its composition root cannot be used in another program",
                kind -> kind != Kind.COMPOSITION_ROOTS,
                (from, to) -> to.kind() == Kind.COMPOSITION_ROOTS,
                "Pass the value as a parameter, from the composition root to this class.");
    }

    /** Only composition roots read environment variables or system properties with a method of the JDK. */
    public ArchRule environmentIsReadOnlyInCompositionRoots() {
        return noAccess(
                "the environment is read only in composition roots",
                "settings must be parameters, so that a test can set them and a reader can find them",
                access -> ENVIRONMENT_METHODS.contains(access.getTargetOwner().getName() + "."
                        + access.getTarget().getName()),
                "Read the setting in a composition root, and pass it as a parameter.");
    }

    /** Only composition roots take the time, random numbers or random ids from the JDK, by call or by method reference. */
    public ArchRule timeIdsAndRandomnessComeThroughParameters() {
        return noAccess(
                "time, ids and randomness come through parameters",
                "a test can repeat only what it can set",
                this::isAmbient,
                "Pass a Clock, a supplier or a Random as a parameter, or permit the class with ambientAllowedIn(…).");
    }

    /** Packages below the base package have no dependency cycles. */
    public ArchRule packagesHaveNoCycles() {
        return slices().matching(layout.base() + ".(**)")
                .should()
                .beFreeOfCycles()
                .because("packages in a cycle can be understood and changed only together. Move the shared types to a"
                        + " package that both may use")
                .allowEmptyShould(true);
    }

    /** No public or protected member of a public class of the core has a type of a JSON library in its signature. */
    public ArchRule jsonTypesStayHidden() {
        return rule(
                "types of JSON libraries stay out of public signatures of the core",
                "a user of the library must not depend on its JSON parser or on the version of the parser",
                part -> part.kind().isCore(),
                (type, violations) -> {
                    if (isPublic(type) && !isInternal(type)) {
                        jsonInSignatures(type, violations);
                    }
                });
    }

    /** Classes with names that start with {@code Immutable} are not public. */
    public ArchRule generatedClassesStayHidden() {
        return libraryRule(
                "generated classes are not public",
                "users must depend on the interface and its builder, because generated code may change",
                (type, violations) -> {
                    if (isPublic(type) && type.getSimpleName().startsWith("Immutable")) {
                        violations.accept(type.getName()
                                + " is generated and public. Set its visibility to PACKAGE in @Value.Style.");
                    }
                });
    }

    /** Each class is in a package whose {@code package-info} has the annotation {@code @NullMarked}. */
    public ArchRule packagesAreNullMarked() {
        return libraryRule(
                "packages are null-marked",
                "the annotation defines for compilers and readers which values may be null",
                (type, violations) -> {
                    boolean marked = type.getPackage()
                            .tryGetPackageInfo()
                            .map(info -> info.isAnnotatedWith(NULL_MARKED))
                            .orElse(false);
                    if (!marked) {
                        violations.accept(type.getName() + " is in package " + packageOf(type)
                                + " without @NullMarked. Add the annotation to its package-info.java.");
                    }
                });
    }

    /**
     * Public exceptions are unchecked and have names that end with {@code Exception}. A hidden or internal exception may be checked,
     * so that the compiler enforces that it is caught.
     */
    public ArchRule exceptionsAreUnchecked() {
        return libraryRule(
                "public exceptions are unchecked and named …Exception",
                "callers rarely recover from misuse and failures, and bad data is reported as a value",
                (type, violations) -> {
                    if (isPublic(type) && !isInternal(type) && type.isAssignableTo(Throwable.class)) {
                        if (!type.isAssignableTo(RuntimeException.class)) {
                            violations.accept(
                                    type.getName()
                                            + " is a checked exception. Extend RuntimeException, or make the class not public.");
                        }
                        if (!type.getSimpleName().endsWith("Exception")) {
                            violations.accept(type.getName() + " has another ending. End the name with \"Exception\".");
                        }
                    }
                });
    }

    private ArchRule libraryRule(String description, String reason, BiConsumer<JavaClass, Consumer<String>> finder) {
        return rule(description, reason, allPackages(), finder);
    }

    private ArchRule dependencyRule(
            String description, String reason, Predicate<Kind> subjects, PartTest forbidden, String cure) {
        return rule(
                description,
                reason,
                part -> subjects.test(part.kind()),
                (type, violations) -> partOf(type)
                        .ifPresent(from -> dependencies(type)
                                .filter(dependency -> partOf(dependency.getTargetClass())
                                        .filter(to -> forbidden.matches(from, to))
                                        .isPresent())
                                .filter(dependency -> !isExcepted(type, dependency.getTargetClass()))
                                .forEach(dependency -> violations.accept(mustNotUse(type, dependency, cure)))));
    }

    private interface PartTest {
        boolean matches(Part from, Part to);
    }

    /** A rule about the classes with these roles. */
    private ArchRule rule(
            String description,
            String reason,
            Predicate<Part> subjects,
            BiConsumer<JavaClass, Consumer<String>> finder) {
        return rule(description, reason, allPackages(), (type, violations) -> {
            if (partOf(type).filter(subjects).isPresent()) {
                finder.accept(type, violations);
            }
        });
    }

    private ArchRule rule(
            String description,
            String reason,
            Map<String, PackageMatcher> named,
            BiConsumer<JavaClass, Consumer<String>> finder) {
        return classes()
                .should(new Violations(description, named, (type, violations) -> {
                    if (layout.contains(packageOf(type))) {
                        finder.accept(type, violations);
                    }
                }))
                .as(description)
                .because(reason)
                .allowEmptyShould(true);
    }

    /** Returns all packages that these rules name, by their description in messages. */
    private Map<String, PackageMatcher> allPackages() {
        Map<String, PackageMatcher> named = new LinkedHashMap<>();
        named.put(layout.base() + ".. (the base package)", layout.matcher(".."));
        layout.parts().forEach(part -> named.put(described(part.pattern(), "role: " + part.label()), part.matcher()));
        exceptions.limits().forEach((pattern, others) -> plus(named, "in restrict(…)", pattern, others));
        exceptions.adapterUses().forEach((pattern, others) -> plus(named, "in adapterMayUse(…)", pattern, others));
        exceptions.internal().forEach(pattern -> plus(named, "in internal(…)", pattern, List.of()));
        return named;
    }

    private void plus(Map<String, PackageMatcher> named, String where, String pattern, List<String> others) {
        Stream.concat(Stream.of(pattern), others.stream())
                .forEach(each -> named.put(described(each, where), layout.matcher(each)));
    }

    private interface AccessTest {
        boolean matches(JavaAccess<?> access);
    }

    private ArchRule noAccess(String description, String reason, AccessTest test, String cure) {
        return rule(description, reason, allPackages(), (type, violations) -> {
            if (partOf(type)
                    .filter(part -> part.kind() == Kind.COMPOSITION_ROOTS)
                    .isEmpty()) {
                // Includes constructors and method references: `System::nanoTime` also reads the clock.
                type.getAccessesFromSelf().stream()
                        .filter(test::matches)
                        .forEach(access -> violations.accept(
                                from(type) + " is not a composition root. " + access.getDescription() + ". " + cure));
            }
        });
    }

    private boolean isAmbient(JavaAccess<?> access) {
        if (exceptions.ambientClasses().contains(access.getOriginOwner().getName())
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

    private static void jsonInSignatures(JavaClass type, Consumer<String> violations) {
        for (JavaMember member : type.getMembers()) {
            boolean seen = member.getModifiers().contains(JavaModifier.PUBLIC)
                    || member.getModifiers().contains(JavaModifier.PROTECTED);
            Stream<JavaClass> types = Stream.empty();
            if (member instanceof JavaCodeUnit unit) {
                types = Stream.concat(unit.getAllInvolvedRawTypes().stream(), unit.getExceptionTypes().stream());
            } else if (member instanceof JavaField field) {
                types = field.getAllInvolvedRawTypes().stream();
            }
            if (seen && types.anyMatch(involved -> matches(JSON_LIBRARIES, involved))) {
                violations.accept(member.getFullName()
                        + " has a type of a JSON library in its signature. Use a text or a type of the core.");
            }
        }
        Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream())
                .filter(parent -> matches(JSON_LIBRARIES, parent))
                .forEach(parent -> violations.accept(
                        type.getName() + " extends " + parent.getName() + ". Use this type in a field instead."));
    }

    private String mustNotUse(JavaClass type, Dependency dependency, String cure) {
        JavaClass target = dependency.getTargetClass();
        String role = partOf(target).map(Part::label).orElse("none");
        return from(type) + " must not use package " + packageOf(target) + " (role: " + role + "). "
                + dependency.getDescription() + ". " + cure;
    }

    private String from(JavaClass type) {
        return "Package " + packageOf(type) + " (role: "
                + partOf(type).map(Part::label).orElse("none") + ")";
    }

    private boolean isExcepted(JavaClass type, JavaClass target) {
        return exceptions.adapterUses().entrySet().stream()
                .filter(entry -> layout.matcher(entry.getKey()).matches(packageOf(type)))
                .flatMap(entry -> entry.getValue().stream())
                .anyMatch(other -> layout.matcher(other).matches(packageOf(target)));
    }

    private boolean isInternal(JavaClass type) {
        return exceptions.internal().stream()
                .anyMatch(pattern -> layout.matcher(pattern).matches(packageOf(type)));
    }

    private Optional<Part> partOf(JavaClass type) {
        return layout.partOf(packageOf(type));
    }

    private String described(String pattern, String label) {
        return layout.absolute(pattern) + " (" + label + ")";
    }

    private static Stream<Dependency> dependencies(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream();
    }

    /** Returns the package of a class, or of the elements of an array. */
    private static String packageOf(JavaClass type) {
        return type.getBaseComponentType().getPackageName();
    }

    private static boolean matches(List<String> patterns, JavaClass type) {
        return patterns.stream().anyMatch(pattern -> PackageMatcher.of(pattern).matches(packageOf(type)));
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC);
    }
}
