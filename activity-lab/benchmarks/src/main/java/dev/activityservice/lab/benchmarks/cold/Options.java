package dev.activityservice.lab.benchmarks.cold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the command line and the environment say. */
final class Options {

    static final String HELP = """
            make bench-cold [BENCH_JDK25=<folder>] [BENCH_ARGS="<option> ..."]

              --runs <n>            starts of each subject, in turns; 10
              --subjects <a,b>      only these, by the keys of the table; all
              --deployable <jar>    another build of the functions, to compare
              --agent <jar>         the agent of record-agent and its like; the one that the build of the adapters put aside, if it did
              --out <folder>        where cold.json and cold.md go; activity-lab/benchmarks/target/benchmarks

            BENCH_JDK25 is the home of a JDK 25 or newer, for the subjects with an AOT cache.
            What each subject loaded is in <out>/cold/output/<key>.loaded, what it printed in <key>.log.""";

    private static final Path TARGET = Path.of("activity-lab/benchmarks/target");
    private static final Path ADAPTERS = Path.of("activity-aws-adapters/target");

    private int runs = 10;
    private Set<String> subjects = Set.of();
    private Path out = TARGET.resolve("benchmarks");
    private @Nullable Path deployable;
    private @Nullable Path agent;
    private @Nullable Path jdk25Home;

    private Options() {}

    static Options parse(String[] args, Map<String, String> environment) {
        Options options = new Options();
        Path agent = ADAPTERS.resolve("datadog/dd-java-agent.jar");
        options.agent = Files.exists(agent) ? agent : null;
        String jdk25 = environment.get("BENCH_JDK25");
        options.jdk25Home = jdk25 == null || jdk25.isBlank() ? null : Path.of(jdk25);
        for (int i = 0; i < args.length; i += 2) {
            String value = i + 1 < args.length ? args[i + 1] : "";
            switch (args[i]) {
                case "--runs" -> options.runs = Integer.parseInt(value);
                case "--subjects" -> options.subjects = Set.of(value.split(","));
                case "--deployable" -> options.deployable = Path.of(value);
                case "--agent" -> options.agent = Path.of(value);
                case "--out" -> options.out = Path.of(value);
                default -> throw new IllegalArgumentException("Invalid argument: " + args[i] + "\n\n" + HELP);
            }
        }
        return options;
    }

    int runs() {
        return runs;
    }

    boolean chooses(Subject subject) {
        return subjects.isEmpty() || subjects.contains(subject.key());
    }

    Path out() {
        return out;
    }

    /** The JDK that runs this. */
    Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    @Nullable
    Path jdk25Home() {
        return jdk25Home;
    }

    @Nullable
    Path jdk25() {
        return jdk25Home == null ? null : jdk25Home.resolve("bin").resolve("java");
    }

    @Nullable
    Path agent() {
        return agent;
    }

    List<Path> libraries() throws IOException {
        try (Stream<Path> jars = Files.list(TARGET.resolve("lib"))) {
            return jars.toList();
        }
    }

    Path deployable() throws IOException {
        if (deployable == null) {
            try (Stream<Path> jars = Files.list(ADAPTERS)) {
                deployable = jars.filter(jar -> jar.getFileName().toString().endsWith("-lambda.jar"))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("There is no deployable jar in " + ADAPTERS));
            }
        }
        return deployable;
    }
}
