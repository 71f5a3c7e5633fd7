package dev.activityservice.lab.guards;

import dev.activityservice.lab.guards.TestRun.End;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/**
 * Removes one guard at a time from the production code and expects the tests of its patch to fail by an assertion. {@code make mutants}
 * builds the modules and runs this program. The working tree does not change: changed sources are written to {@code target/mutants},
 * compiled there, and put in front of the module's classes in a separate JVM.
 */
final class Mutants {

    private static final String HELP = """
            Usage: make mutants [MUTANTS="part-of-a-name ..."]
            Applies each patch of activity-lab/guards/src/mutants whose name contains one of the parts, or every patch without parts.
            Compiles the changed sources and runs the tests that the patch names. Each test must fail by an assertion, and pass without
            the patch.
            The exit code is 1 if a mutant survives, breaks its test by another exception, does not compile or does not apply.
            """;
    private static final String WORK = "target/mutants";
    private static final int TEST_TIMEOUT_SECONDS = 300;

    private final Repository repository;
    private final Path work;

    private Mutants(Repository repository) {
        this.repository = repository;
        this.work = repository.root().resolve(WORK);
    }

    /** The result of a mutant. */
    enum Verdict {
        KILLED,
        SURVIVED,
        BROKE_ITS_TEST,
        DID_NOT_COMPILE,
        DID_NOT_APPLY,
        TEST_FAILS_WITHOUT_IT;

        /** Returns the result from the outcomes of its tests, with the mutant and without. */
        static Verdict of(List<End> mutated, List<End> unchanged) {
            if (unchanged.stream().anyMatch(end -> end != End.PASSED)) {
                return TEST_FAILS_WITHOUT_IT;
            }
            if (mutated.stream().allMatch(End.FAILED::equals)) {
                return KILLED;
            }
            return mutated.contains(End.PASSED) ? SURVIVED : BROKE_ITS_TEST;
        }
    }

    /** @param args {@code --help}, or parts of patch names */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (Arrays.asList(args).contains("--help")) {
            System.out.print(HELP);
            return;
        }
        Repository repository = new Repository(Path.of("").toAbsolutePath());
        List<Mutant> mutants = Mutant.all(repository).stream()
                .filter(mutant -> args.length == 0 || Arrays.stream(args).anyMatch(mutant.name()::contains))
                .toList();
        System.exit(new Mutants(repository).run(mutants) ? 0 : 1);
    }

    private boolean run(List<Mutant> mutants) throws IOException, InterruptedException {
        Map<String, End> unchanged = runUnchanged(mutants);
        Map<Verdict, Integer> counts = new LinkedHashMap<>();
        List<String> table = new ArrayList<>();
        int done = 0;
        for (Mutant mutant : mutants) {
            long begin = System.nanoTime();
            Verdict verdict = judge(mutant, unchanged);
            counts.merge(verdict, 1, Integer::sum);
            String line = String.format("%-22s %-44s %s", verdict, mutant.name(), mutant.guard());
            table.add(line);
            System.out.printf(
                    "[%d/%d, %d s] %s%n",
                    ++done, mutants.size(), TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin), line);
        }
        Collections.sort(table);
        System.out.println();
        table.forEach(System.out::println);
        System.out.println(mutants.size() + " mutants: " + counts);
        return !mutants.isEmpty() && counts.equals(Map.of(Verdict.KILLED, mutants.size()));
    }

    /** Runs the tests without a patch, because a test that fails anyway proves nothing. */
    private Map<String, End> runUnchanged(List<Mutant> mutants) throws IOException, InterruptedException {
        Map<String, Set<String>> tests = new LinkedHashMap<>();
        for (Mutant mutant : mutants) {
            tests.computeIfAbsent(mutant.testModule(), module -> new LinkedHashSet<>())
                    .addAll(mutant.testNames());
        }
        Map<String, End> all = new LinkedHashMap<>();
        for (Map.Entry<String, Set<String>> each : tests.entrySet()) {
            System.out.println("Running " + each.getValue().size() + " tests of " + each.getKey() + " without a patch");
            List<String> names = List.copyOf(each.getValue());
            List<End> ends = runTests(work.resolve("unchanged-" + each.getKey()), each.getKey(), names);
            for (int i = 0; i < names.size(); i++) {
                all.put(names.get(i), ends.get(i));
                if (ends.get(i) != End.PASSED) {
                    System.out.println(ends.get(i) + " without a patch: " + names.get(i));
                }
            }
        }
        return all;
    }

    private Verdict judge(Mutant mutant, Map<String, End> unchanged) throws IOException, InterruptedException {
        Path folder = work.resolve(mutant.name());
        Map<String, String> sources;
        try {
            sources = mutant.apply(repository);
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
            return Verdict.DID_NOT_APPLY;
        }
        if (!compile(sources, folder, mutant.testModule())) {
            return Verdict.DID_NOT_COMPILE;
        }
        return Verdict.of(
                runTests(folder, mutant.testModule(), mutant.testNames()),
                mutant.testNames().stream()
                        .map(test -> unchanged.getOrDefault(test, End.NOT_RUN))
                        .toList());
    }

    private boolean compile(Map<String, String> sources, Path folder, String module) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-nowarn",
                "-encoding",
                "UTF-8",
                "--release",
                "17",
                "-d",
                classes.toString(),
                "-cp",
                classPath(module)));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = folder.resolve("src").resolve(source.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
            arguments.add(file.toString());
        }
        ToolProvider javac = ToolProvider.findFirst("javac")
                .orElseThrow(() -> new IllegalStateException("Cannot compile: a JDK is required, not a JRE"));
        return javac.run(System.out, System.out, arguments.toArray(new String[0])) == 0;
    }

    private List<End> runTests(Path folder, String module, List<String> tests)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path ends = folder.resolve("ends");
        Files.deleteIfExists(ends);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dactivity.dynamodb-local.dir="
                        + repository.root().resolve("activity-testbed/dynamodb-local-jars/target/dynamodb-local"),
                "-cp",
                folder.resolve("classes")
                        + File.pathSeparator
                        + classPath(module)
                        + File.pathSeparator
                        + ownClassPath(),
                TestRun.class.getName(),
                ends.toString()));
        command.addAll(tests);
        Process process = new ProcessBuilder(command)
                .directory(repository.root().resolve(module).toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
        try {
            if (process.waitFor(TEST_TIMEOUT_SECONDS, TimeUnit.SECONDS) && Files.exists(ends)) {
                return Files.readAllLines(ends).stream().map(End::valueOf).toList();
            }
            return Collections.nCopies(tests.size(), End.BROKEN);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Returns the class path of {@link TestRun}. It is last, so that the module's own libraries have priority. */
    private static String ownClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Returns the class path of a module's tests. */
    private String classPath(String module) throws IOException {
        Path target = repository.root().resolve(module).resolve("target");
        return String.join(
                File.pathSeparator,
                target.resolve("test-classes").toString(),
                target.resolve("classes").toString(),
                Files.readString(target.resolve("test-classpath")).trim());
    }
}
