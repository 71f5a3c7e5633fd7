package dev.activityservice.lab.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** What a run depends on beside the code: machine, JDK, versions and the command. Composition roots only. */
public final class Surroundings {

    private Surroundings() {}

    /** @param command what the reader types to repeat the run */
    public static Map<String, String> of(String command) {
        Runtime runtime = Runtime.getRuntime();
        Map<String, String> all = new LinkedHashMap<>();
        all.put("command", command);
        all.put(
                "machine",
                processor() + ", " + runtime.availableProcessors() + " processors, " + System.getProperty("os.name")
                        + " " + System.getProperty("os.arch"));
        all.put(
                "JDK",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version") + ", heap "
                        + runtime.maxMemory() / (1024 * 1024) + " MB");
        all.put("versions", versions() + dynamoDbLocal());
        return all;
    }

    /** By its jar: it comes by a class loader of its own, without a version to ask for. */
    private static String dynamoDbLocal() {
        String folder = System.getProperty("activity.dynamodb-local.dir");
        if (folder == null) {
            return "";
        }
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("DynamoDBLocal-"))
                    .findFirst()
                    .map(name -> ", " + name.replace(".jar", ""))
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private static String processor() {
        Path cpuinfo = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(cpuinfo)) {
            return "unknown processor";
        }
        try (Stream<String> lines = Files.lines(cpuinfo)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException e) {
            return "unknown processor";
        }
    }

    private static String versions() {
        Properties versions = new Properties();
        try (InputStream file = Surroundings.class.getResourceAsStream("versions.properties")) {
            if (file != null) {
                versions.load(file);
            }
        } catch (IOException e) {
            return "unknown";
        }
        StringBuilder out = new StringBuilder();
        versions.stringPropertyNames().stream().sorted().forEach(name -> {
            String version = versions.getProperty(name);
            out.append(out.length() == 0 ? "" : ", ").append(name).append(' ').append(version);
        });
        return out.toString();
    }
}
