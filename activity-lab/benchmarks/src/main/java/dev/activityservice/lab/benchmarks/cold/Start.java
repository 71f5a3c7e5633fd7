package dev.activityservice.lab.benchmarks.cold;

import dev.activityservice.testbed.lambda.RuntimeApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A start of a candidate: from the start of its JVM, or its restoration, to its first answer.
 *
 * @param cpuMillis processor time since the start of the JVM; {@code -1} if unknown
 * @param classes loaded until the answer, or between restoration and answer; empty if they were not counted
 */
record Start(double millis, long cpuMillis, List<LoadedClass> classes) {

    private static final long TIMEOUT_SECONDS = 120;

    /** @param archived whether an archive contained the class, so that it was not verified again */
    record LoadedClass(String name, boolean archived) {}

    /** The options of Lambda's managed runtimes for a function of 1 GB. */
    static final List<String> MANAGED_OPTIONS = List.of(
            "-XX:MaxHeapSize=891289k",
            "-XX:+UseSerialGC",
            "-XX:+TieredCompilation",
            "-XX:TieredStopAtLevel=1",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
            "-Djava.net.preferIPv4Stack=true");

    private static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

    /**
     * @param prefix of the command, such as {@code taskset -c 0}
     * @param countClasses whether to count classes, which makes the start slower
     * @param folder for the output of the function
     * @param onRestore runs before the function continues from its snapshot
     */
    static Start of(Candidate candidate, List<String> prefix, boolean countClasses, Path folder, Runnable onRestore)
            throws IOException, InterruptedException {
        Path output = folder.resolve(candidate.key() + ".log");
        Path classLog = folder.resolve(candidate.key() + ".classes");
        if (countClasses) {
            Files.deleteIfExists(classLog);
        }
        AtomicInteger loadedBefore = new AtomicInteger();
        Runnable beforeRestored = () -> {
            onRestore.run();
            loadedBefore.set(countClasses ? loaded(classLog).size() : 0);
        };
        List<LoadedClass> loaded = new CopyOnWriteArrayList<>();
        Runnable onAnswer = () -> loaded.addAll(countClasses ? loaded(classLog) : List.of());
        SingleInvocation invocation = new SingleInvocation(candidate.call().event(), beforeRestored, onAnswer);
        try (RuntimeApi runtime = new RuntimeApi(invocation)) {
            List<String> command = new ArrayList<>(prefix);
            command.add(candidate.launch().java().toString());
            if (countClasses) {
                command.add("-Xlog:class+load:file=" + classLog + "::filecount=0");
            }
            command.addAll(command(candidate.launch()));
            command.add(candidate.call().handler());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(candidate.launch().task().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().clear();
            builder.environment().putAll(candidate.call().environment());
            builder.environment().put("AWS_LAMBDA_RUNTIME_API", runtime.address());
            builder.environment().put("AWS_LAMBDA_FUNCTION_NAME", "function");
            long startedAt = System.nanoTime();
            Process process = builder.start();
            try {
                SingleInvocation.TimedAnswer timed = invocation.answer().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                RuntimeApi.Answer answer = timed.answer();
                long cpu = process.info()
                        .totalCpuDuration()
                        .map(Duration::toMillis)
                        .orElse(-1L);
                if (!answer.kind().equals("response")
                        || !answer.body().contains(candidate.call().goodAnswer())) {
                    throw failure(candidate, answer.body(), output);
                }
                List<LoadedClass> classes = List.copyOf(loaded);
                long begin = invocation.restoredAt() == 0 ? startedAt : invocation.restoredAt();
                return new Start(
                        (timed.nanos() - begin) / 1e6, cpu, classes.subList(loadedBefore.get(), classes.size()));
            } catch (TimeoutException | ExecutionException e) {
                throw failure(candidate, "none", output);
            } finally {
                process.destroyForcibly().onExit().join();
            }
        }
    }

    /** Returns the command without {@code java} and the name of the handler. */
    static List<String> command(Candidate.Launch launch) {
        List<String> command = new ArrayList<>(MANAGED_OPTIONS);
        command.addAll(launch.options());
        command.add("-cp");
        command.add(launch.classPath().stream().map(Path::toString).collect(Collectors.joining(":")));
        command.add(MAIN);
        return command;
    }

    private static IllegalStateException failure(Candidate candidate, String answer, Path output) throws IOException {
        return new IllegalStateException("The answer of " + candidate.name() + " must be good, not " + answer
                + "; the output:\n" + Files.readString(output, StandardCharsets.UTF_8));
    }

    /** Reads the class log. It is complete, because the JVM flushes each line. */
    static List<LoadedClass> loaded(Path log) {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.contains(" source: "))
                    .map(line -> {
                        String text = line.substring(line.lastIndexOf(']') + 1).strip();
                        return new LoadedClass(
                                text.substring(0, text.indexOf(" source: ")).strip(),
                                text.contains("shared objects file"));
                    })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
