package dev.activityservice.lab.benchmarks.cold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.lambda.RuntimeApi;
import dev.activityservice.testbed.proxy.SlowLink;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts the classes that a start loads, which do not depend on the speed of the machine. {@code make bench-cold} measures the times. */
@Tag("thorough")
class ColdStartTest {

    private static final Path ADAPTERS = Path.of("../..", "activity-aws-adapters");
    private static final Path SCRIPTS = ADAPTERS.resolve("container");

    private static final int TIMEOUT_SECONDS = 60;

    @TempDir
    static Path folder;

    private static DynamoDbLocalServer dynamoDb;
    private static SlowLink plain;
    private static SlowLink tls;
    private static Layouts layouts;
    private static Candidates candidates;

    @BeforeAll
    static void layOut() throws IOException, InterruptedException {
        Path deployable = ADAPTERS.resolve("target")
                .resolve("activity-aws-adapters-" + System.getProperty("activity.version") + "-lambda.jar")
                .toAbsolutePath();
        Assumptions.assumeTrue(
                Files.exists(deployable),
                () -> deployable + " is not built: starts are checked by mvn package or verify, not by mvn test");
        List<Path> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        dynamoDb = DynamoDbLocalServer.inMemory();
        ColdStartBenchmark.createTable(dynamoDb);
        layouts = new Layouts(folder.resolve("layouts"), classPath, deployable);
        plain = SlowLink.before(dynamoDb.endpoint(), Duration.ZERO);
        tls = SlowLink.overTls(dynamoDb.endpoint(), layouts.folder("tls"));
        candidates = new Candidates(
                layouts, Path.of(System.getProperty("java.home"), "bin", "java"), dynamoDb.endpoint(), plain);
        candidates.addZip();
        candidates.addTls(tls);
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : Arrays.asList(plain, tls, dynamoDb)) {
            if (each != null) {
                each.close();
            }
        }
    }

    @Test
    void a_restored_function_connects_anew_and_loads_nothing_of_ours_for_its_first_request()
            throws IOException, InterruptedException {
        // The first start writes what the second one finds. One is over TLS, one is not; each takes seconds.
        Series record = series("record-tls-snapstart");
        Series find = series("find-snapstart");

        assertThat(List.of(record, find)).allSatisfy(series -> {
            assertThat(series.classes()).isNotEmpty().hasSizeLessThanOrEqualTo(ColdStartBenchmark.MAX_CLASSES_RESTORED);
            assertThat(series.classesOfLibraries())
                    .as("%s", series.classes())
                    .isLessThanOrEqualTo(ColdStartBenchmark.MAX_LIBRARY_CLASSES_RESTORED);
            assertThat(series.classesOfOurs()).as("%s", series.classes()).isZero();
        });
        assertThat(List.of(tls.connections(), plain.connections()))
                .as("priming's, and the first request's; a busy machine may need one more")
                .allMatch(connections -> connections >= 2);
    }

    @Test
    void the_container_images_scripts_make_an_archive_from_which_the_function_starts() throws Exception {
        Path image = layouts.image(SCRIPTS);
        Candidate.Call call = candidate("record").call();
        Path classes = folder.resolve("container.classes");

        int made = start(image, Map.of(), "--archive", call.handler()).waitFor();
        SingleInvocation invocation = new SingleInvocation(call.event(), () -> {}, () -> {});
        try (RuntimeApi runtime = new RuntimeApi(invocation)) {
            Map<String, String> environment = new HashMap<>(call.environment());
            environment.put("AWS_LAMBDA_RUNTIME_API", runtime.address());
            environment.put("AWS_LAMBDA_FUNCTION_NAME", "function");
            environment.put("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + classes + "::filecount=0");
            Process function = start(image, environment, call.handler());
            try {
                RuntimeApi.Answer answer = invocation
                        .answer()
                        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        .answer();

                assertThat(made).isZero();
                assertThat(answer.body()).isEqualTo(call.goodAnswer());
                assertThat(Start.loaded(classes))
                        .filteredOn(each -> each.name().startsWith("dev.activityservice."))
                        .hasSizeGreaterThan(100)
                        .allMatch(Start.LoadedClass::archived);
            } finally {
                function.destroyForcibly().onExit().join();
            }
        }
    }

    @Test
    void the_container_image_builds() throws IOException, InterruptedException {
        String base = "public.ecr.aws/lambda/java:25";
        Assumptions.assumeTrue(
                succeeds("docker", "info"),
                "No Docker engine answers, so the image was not built; its scripts were run");
        Assumptions.assumeTrue(
                succeeds("docker", "image", "inspect", base), () -> "Not built, for that would download " + base);

        assertThat(succeeds(
                        "docker",
                        "build",
                        "--network=none",
                        "-f",
                        SCRIPTS.resolve("Dockerfile").toString(),
                        ADAPTERS.toString()))
                .isTrue();
    }

    private static Series series(String key) throws IOException, InterruptedException {
        Candidate candidate = candidate(key);
        Start start = Start.of(
                candidate,
                List.of(),
                true,
                layouts.folder("output"),
                () -> List.of(plain, tls).forEach(SlowLink::closeConnections));
        return new Series(candidate, List.of(), start.classes());
    }

    private static Candidate candidate(String key) {
        return candidates.all().stream()
                .filter(candidate -> candidate.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static Process start(Path image, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(image.resolve("start").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(layouts.folder("empty").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("container.log").toFile()));
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment()
                .put("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.endpoint().toString());
        return builder.start();
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
