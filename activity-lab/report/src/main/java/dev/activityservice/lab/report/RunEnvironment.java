package dev.activityservice.lab.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Describes what a run depends on except the code: command, machine, JDK and versions. Composition roots only. */
final class RunEnvironment {

    private static final String UNKNOWN = "unknown";

    private RunEnvironment() {}

    /** @param command repeats the run */
    static Map<String, String> of(String command) {
        Runtime runtime = Runtime.getRuntime();
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        String jvm = System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version");
        Map<String, String> all = new LinkedHashMap<>();
        all.put("command", "`" + command + "`");
        all.put("machine", "%s, %d processors, %s".formatted(processor(), runtime.availableProcessors(), system));
        all.put("JDK", "%s, heap %d MB".formatted(jvm, runtime.maxMemory() / (1024 * 1024)));
        all.put("versions", versions() + ", " + dynamoDbLocal());
        return all;
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** The jars of DynamoDB Local are not on the class path, so the version comes from the file name. */
    private static String dynamoDbLocal() {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("activity.dynamodb-local.dir", "")))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("DynamoDBLocal-"))
                    .findFirst()
                    .orElse("DynamoDBLocal-" + UNKNOWN)
                    .replace(".jar", "");
        } catch (IOException e) {
            return "DynamoDBLocal-" + UNKNOWN;
        }
    }

    private static String versions() {
        Properties versions = new Properties();
        try (InputStream file = RunEnvironment.class.getResourceAsStream("versions.properties")) {
            versions.load(file);
        } catch (IOException e) {
            return UNKNOWN;
        }
        return new TreeMap<>(versions)
                .entrySet().stream()
                        .map(version -> version.getKey() + " " + version.getValue())
                        .collect(Collectors.joining(", "));
    }
}
