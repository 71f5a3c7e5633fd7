package dev.activityservice.lab.benchmarks.cold;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Creates class-data archives and AOT caches with the script of the container image. */
final class Archives {

    private static final Path SCRIPT = Path.of("activity-aws-adapters/container/make-archive");

    private final Path folder;
    private final Map<String, String> environment;
    private final List<String> options;

    /**
     * @param endpoint a DynamoDB that rejects the priming, over TLS so that the archive contains TLS classes
     * @param options additional JVM options, such as a trust store
     */
    Archives(Path folder, URI endpoint, List<String> options) {
        this.folder = folder;
        this.environment = Map.of("AWS_ENDPOINT_URL_DYNAMODB", endpoint.toString());
        this.options = options;
    }

    Path create(String name, Path java, List<Path> classPath, String handler) throws IOException, InterruptedException {
        Path archive = folder.resolve(name);
        Path log = folder.resolve(name + ".log");
        List<String> jvm = new ArrayList<>(Start.MANAGED_OPTIONS);
        jvm.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(
                        SCRIPT.toAbsolutePath().toString(),
                        java.toString(),
                        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                        handler,
                        archive.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_OPTIONS", String.join(" ", jvm));
        builder.environment().put("ARCHIVE_TRAINING_PORT", Integer.toString(freePort()));
        if (builder.start().waitFor() != 0) {
            throw new IllegalStateException(
                    "Cannot create an archive: " + Files.readString(log, StandardCharsets.UTF_8));
        }
        return archive;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
