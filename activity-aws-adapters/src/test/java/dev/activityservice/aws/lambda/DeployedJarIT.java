package dev.activityservice.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.activityservice.aws.driving.sqs.SqsEvents;
import dev.activityservice.testbed.lambda.LambdaProcess;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the same tests with the deployable jar and the libraries of Lambda's runtime only. */
class DeployedJarIT extends FunctionsOnRuntimeClientTest {

    /** Limited because each cold start reads the jar and each deployment uploads it. */
    private static final long MAX_JAR_BYTES = 8_100_000;

    private static final Path JAR = Path.of(System.getProperty("activity.lambda.jar"));

    /** The classes of the SDK and of Jackson that the build excludes, as they are named in class files. */
    private static final Pattern EXCLUDED = Pattern.compile("awssdk/services/dynamodb/(\\w*Async"
            + "|(internal/warmup|jmespath|paginators|streams|waiters)/"
            + "|model/(DescribeStream|DynamoDbStreams|GetRecords|GetShardIterator|ListStreams))"
            + "|awssdk/awscore/presigner/|awssdk/core/(internal/)?(pagination|waiters|warmup)/"
            + "|awssdk/core/internal/http/(AmazonAsyncHttpClient|IdempotentAsync|TransformingAsync|async/|loader/\\w*Warm"
            + "|pipeline/stages/\\w*Async)"
            + "|awssdk/core/(async/(AsyncResponseTransformerUtils|listener/)|client/handler/\\w*Async"
            + "|internal/handler/BaseAsync)|awssdk/awscore/client/handler/AwsAsync|jackson/core/filter/");

    @Override
    String classPath() {
        String runtime = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains("aws-lambda-java-runtime-interface-client")
                        || entry.contains("aws-lambda-java-serialization")
                        || entry.contains("aws-lambda-java-core"))
                .collect(Collectors.joining(File.pathSeparator));
        return JAR + File.pathSeparator + runtime;
    }

    @Test
    void the_jar_is_small() throws IOException {
        assumeLean();

        assertThat(Files.size(JAR)).isLessThanOrEqualTo(MAX_JAR_BYTES);
    }

    @Test
    void no_excluded_class_is_missing() throws IOException {
        assumeLean();

        List<String> missing = new ArrayList<>();
        try (JarFile jar = new JarFile(JAR.toFile())) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                assertThat(entry.getName())
                        .doesNotStartWith("datadog/")
                        .doesNotContain("/typed/")
                        .doesNotContainIgnoringCase("activityservice/http/openapi")
                        .doesNotContain("activityservice/viewer", "webjars", "activity-timeline")
                        .doesNotMatch(".*(" + EXCLUDED + ").*[^/]");
                byte[] bytes = jar.getInputStream(entry).readAllBytes();
                // Class files contain names as plain bytes, and Latin-1 decodes each byte to a character.
                if (entry.getName().endsWith(".class")
                        && EXCLUDED.matcher(new String(bytes, StandardCharsets.ISO_8859_1))
                                .find()) {
                    missing.add(entry.getName().substring(entry.getName().lastIndexOf('/') + 1));
                }
            }
        }

        assertThat(missing).containsExactlyInAnyOrder("DefaultDynamoDbClient.class", "DynamoDbClient.class");
    }

    @Test
    void data_streams_without_the_agent_are_a_fault_of_the_settings() throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("ACTIVITY_DATADOG_STREAMS", "true");
        try (LambdaProcess runtime =
                new LambdaProcess(RecordActivitiesFunction.class, classPath(), environment, folder)) {

            assertThat(runtime.answer().body())
                    .contains("ACTIVITY_DATADOG_STREAMS must be false without Datadog's Java tracer");
        }
    }

    @Test
    void a_cold_start_logs_only_json() throws IOException, InterruptedException {
        try (LambdaProcess runtime =
                new LambdaProcess(RecordActivitiesFunction.class, classPath(), environment(), folder)) {

            runtime.invoke(SqsEvents.event(SqsEvents.record("m1", SqsEvents.orderCreated("e9", "ORD-9", "U-9"))));

            assertThat(runtime.output().lines())
                    .containsExactly("{\"level\":\"INFO\",\"event\":\"batch_processed\",\"request_id\":\"request-1\","
                            + "\"cold_start\":true,\"messages\":1,\"recorded\":1}");
        }
    }

    private static void assumeLean() {
        assumeThat(Boolean.getBoolean("activity.lambda.lean"))
                .as("a jar that was built with -Dlean=false has the whole SDK")
                .isTrue();
    }
}
