package dev.activityservice.lab.benchmarks.cold;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** What a report says of the parts of a run that this JVM is not made of. */
final class Version {

    private Version() {}

    /** As {@code java -version} says it, without its first line's repetition. */
    static String ofJava(Path java) throws IOException {
        Process process = new ProcessBuilder(java.toString(), "-version")
                .redirectErrorStream(true)
                .start();
        try (var out = process.inputReader(StandardCharsets.UTF_8)) {
            return out.lines()
                    .filter(line -> line.contains("Runtime Environment"))
                    .findFirst()
                    .orElse("unknown");
        }
    }

    /** By its manifest, or else by its file's name. */
    static String ofJar(Path jar) throws IOException {
        String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
        try (JarFile file = new JarFile(jar.toFile())) {
            @Nullable Manifest manifest = file.getManifest();
            @Nullable
            String version = manifest == null
                    ? null
                    : manifest.getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
            return version == null || name.endsWith(version) ? name : name + " " + version;
        }
    }
}
