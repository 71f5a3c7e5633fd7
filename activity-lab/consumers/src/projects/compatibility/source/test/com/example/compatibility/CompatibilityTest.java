package com.example.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Runs the program with the class path of this project, in this JVM and on every other JDK of the machine from 17. */
class CompatibilityTest {

    private static final String EXPECTED = """
            outcomes [RECORDED, REJECTED]
            found [orders.orderCreated.v1]
            served 200 true
            traced [BatchWriteItem, Query, Query]
            counted [activity.event.age, activity.events, activity.store.consumed_capacity, activity.store.requests]""";

    private static final String ROW = System.getProperty("compatibility.row");
    private static final int OLDEST_JDK = 17;
    private static final long MAX_START_SECONDS = 60;

    private static DynamoDbLocal database;

    @BeforeAll
    static void startDatabase() throws Exception {
        database = DynamoDbLocal.start(Path.of(System.getProperty("compatibility.dynamodb-local")));
    }

    @AfterAll
    static void stopDatabase() throws Exception {
        database.close();
    }

    @Test
    void each_class_and_member_that_the_published_jars_use_exists() {
        JavaClasses published = new ClassFileImporter().importLocations(Links.publishedJars());

        Set<String> missing = Links.missing(published);

        assertThat(missing).isSubsetOf(Links.GUARDED);
        if (ROW.equals("minimum versions")) {
            // Otherwise the guards are not needed, or the check finds nothing.
            assertThat(missing).isEqualTo(Links.GUARDED);
        }
    }

    @Test
    void the_program_records_and_finds_on_each_jdk(@TempDir Path folder) throws Exception {
        Map<Integer, Path> jdks = jdks();

        assertThat(RecordAndFind.run(database.endpoint())).isEqualTo(EXPECTED);
        for (Path java : jdks.values()) {
            assertThat(runOn(java, folder)).as("with " + java).isEqualTo(EXPECTED);
        }

        jdks.put(Runtime.version().feature(), Path.of("."));
        writeRow(jdks.keySet().toString());
    }

    @Test
    void only_one_project_is_a_module() {
        boolean isModule = RecordAndFind.class.getModule().isNamed();

        assertThat(isModule).isEqualTo(ROW.equals("module path"));
    }

    private static String runOn(Path java, Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java.toString()));
        if (RecordAndFind.class.getModule().isNamed()) {
            // Surefire keeps jars on the class path that only automatic modules need.
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
            command.addAll(List.of("-p", System.getProperty("jdk.module.path"), "-m"));
            command.add(RecordAndFind.class.getModule().getName() + "/" + RecordAndFind.class.getName());
        } else {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), RecordAndFind.class.getName()));
        }
        command.add(database.endpoint().toString());
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(MAX_START_SECONDS, TimeUnit.SECONDS))
                    .as("ends")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as(() -> text(output) + "\n" + text(errors))
                .isZero();
        return text(output).strip();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Returns the JDKs next to the running one, by version, without the running version. */
    private static Map<Integer, Path> jdks() throws IOException {
        Map<Integer, Path> found = new TreeMap<>();
        Path siblings = Path.of(System.getProperty("java.home")).toRealPath().getParent();
        try (Stream<Path> homes = Files.list(siblings)) {
            for (Path home : homes.toList()) {
                int version = version(home);
                if (version >= OLDEST_JDK && version != Runtime.version().feature()) {
                    found.put(version, home.resolve("bin/java"));
                }
            }
        }
        return found;
    }

    /** Returns the version that a JDK states about itself, or 0 if the folder is not a JDK. */
    private static int version(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.exists(release)) {
            return 0;
        }
        Matcher version = Pattern.compile("JAVA_VERSION=\"(\\d+)").matcher(Files.readString(release));
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }

    private static void writeRow(String jdks) throws IOException {
        String row = Stream.of(
                        ROW,
                        version(OpenTelemetry.class),
                        version(DynamoDbClient.class),
                        version(JsonFactory.class),
                        version(Test.class),
                        version(Assertions.class),
                        version(ClassFileImporter.class),
                        jdks.replaceAll("[\\[\\]]", ""),
                        "passed")
                .reduce("|", (cells, cell) -> cells + " " + cell + " |");
        Path rows = Files.createDirectories(Path.of(System.getProperty("compatibility.rows")));
        Files.writeString(rows.resolve(ROW + ".md"), row + "\n");
    }

    /** Returns the version in the name of the jar that contains the class. */
    private static String version(Class<?> type) {
        String jar = type.getProtectionDomain().getCodeSource().getLocation().getPath();
        Matcher version = Pattern.compile("-(\\d[^/]*)\\.jar$").matcher(jar);
        return version.find() ? version.group(1) : jar;
    }
}
