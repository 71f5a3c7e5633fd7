package dev.activityservice.aws.fuzz;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs Jazzer, a coverage-guided fuzzer, in a separate process, because its agent changes the classes that it loads. Its classes are
 * not on the class path of the tests.
 *
 * @param folder the folder of findings and of inputs that reach new code; created if it does not exist
 */
record Jazzer(Path folder) {

    private static final Path JARS = Path.of("target", "jazzer");
    private static final String INSTRUMENTED = "dev.activityservice.**:com.fasterxml.jackson.core.**";
    /** Captures a file name. */
    private static final Pattern WRITTEN = Pattern.compile("Test unit written to (.*)");

    private static final Pattern EXECUTED = Pattern.compile("stat::number_of_executed_units: *([0-9]+)");
    private static final Pattern COVERED = Pattern.compile(" cov: ([0-9]+) ");

    /**
     * The result of a run.
     *
     * @param started true if at least one input was tried; otherwise Jazzer cannot run on this machine
     * @param inputs the number of inputs tried
     * @param covered the number of branches reached
     * @param finding the input that caused a finding; empty without a finding
     * @param output all lines of output
     */
    record Outcome(boolean started, long inputs, long covered, List<Path> finding, List<String> output) {

        String lastWords() {
            return output.stream()
                    .skip(Math.max(0, output.size() - 40L))
                    .collect(Collectors.joining(System.lineSeparator()));
        }
    }

    /**
     * Tries all existing inputs, without a time limit, and then new ones.
     *
     * @param time the time after the start of the process in which new inputs are tried
     * @param inputs the number of inputs to try, including existing ones; -1 for no limit
     * @param progress receives each line of output
     */
    Outcome run(List<Target> targets, Duration time, long inputs, long seed, Consumer<String> progress)
            throws IOException, InterruptedException {
        Path found = Files.createDirectories(folder.resolve("corpus"));
        Path findings = Files.createDirectories(folder.resolve("findings"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                JARS.resolve("jazzer.jar")
                        + File.pathSeparator
                        + JARS.resolve("jazzer-api.jar")
                        + File.pathSeparator
                        + System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + JazzerEntry.class.getName(),
                "--target_args=" + targets.stream().map(Target::title).collect(Collectors.joining(" ")),
                "--instrumentation_includes=" + INSTRUMENTED,
                "--custom_hook_includes=" + INSTRUMENTED,
                "--reproducer_path=" + findings,
                "-artifact_prefix=" + findings + File.separator,
                "-max_total_time=" + time.toSeconds(),
                "-runs=" + inputs,
                // The target checks its own time limits. The fuzzer only reports an input that hangs.
                "-timeout=120",
                "-report_slow_units=120",
                "-max_len=4096",
                "-rss_limit_mb=0",
                "-print_final_stats=1",
                "-seed=" + seed,
                found.toString()));
        command.addAll(seeds(targets));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("JAZZER_") || name.startsWith("JAVA_TOOL_"));
        Process process = builder.start();
        try {
            return read(process, progress);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static Outcome read(Process process, Consumer<String> progress) throws IOException, InterruptedException {
        long inputs = 0;
        long covered = 0;
        List<Path> finding = new ArrayList<>();
        List<String> output = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                progress.accept(line);
                output.add(line);
                Matcher written = WRITTEN.matcher(line);
                if (written.find()) {
                    finding.add(Path.of(written.group(1)));
                }
                inputs = number(EXECUTED, line, inputs);
                covered = number(COVERED, line, covered);
            }
        }
        boolean started = inputs > 0;
        if (process.waitFor() != 0 && finding.isEmpty() && started) {
            throw new IllegalStateException(
                    "Jazzer ended with " + process.exitValue() + ":\n" + String.join("\n", output));
        }
        return new Outcome(started, inputs, covered, finding, output);
    }

    private static long number(Pattern pattern, String line, long otherwise) {
        Matcher matcher = pattern.matcher(line);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : otherwise;
    }

    /** Returns the folder of the inputs in the source tree. With several targets, a first byte selects the target. */
    private List<String> seeds(List<Target> targets) throws IOException {
        if (targets.size() == 1) {
            return List.of(targets.get(0).corpus().toString());
        }
        Path seeds = Files.createDirectories(folder.resolve("seeds"));
        for (int i = 0; i < targets.size(); i++) {
            for (Path input : targets.get(i).inputs()) {
                byte[] bytes = Files.readAllBytes(input);
                byte[] seed = new byte[bytes.length + 1];
                seed[0] = (byte) i;
                System.arraycopy(bytes, 0, seed, 1, bytes.length);
                Files.write(seeds.resolve(targets.get(i).title() + "-" + input.getFileName()), seed);
            }
        }
        return List.of(seeds.toString());
    }

    /** Returns the inputs that reached new code, in this run and in earlier ones. */
    List<Path> found() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("corpus"))) {
            return files.sorted().toList();
        }
    }
}
