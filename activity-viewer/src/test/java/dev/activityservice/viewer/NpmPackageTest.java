package dev.activityservice.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar and the npm package contain the same script, which stays small. */
class NpmPackageTest {

    private static final int MAX_COMPRESSED_BYTES = 15_000;
    /** RFC 1952, 2.3. */
    private static final int GZIP_HEADER_AND_TRAILER_BYTES = 18;

    private static final Path PACKAGE = Path.of("target", "npm").toAbsolutePath();

    /** A header of a file in a tar archive (POSIX.1): its name and its size in octal digits. */
    private static final int BLOCK_BYTES = 512;

    @TempDir
    Path folder;

    @Test
    void the_script_has_at_most_15_kilobytes_with_gzip() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (DeflaterOutputStream gzip =
                new DeflaterOutputStream(compressed, new Deflater(Deflater.BEST_COMPRESSION, true))) {
            gzip.write(ViewerScript.bytes());
        }

        assertThat(compressed.size() + GZIP_HEADER_AND_TRAILER_BYTES).isLessThanOrEqualTo(MAX_COMPRESSED_BYTES);
    }

    @Test
    void the_path_of_the_script_has_its_version() throws IOException {
        JsonNode description = description();

        assertThat(ViewerScript.path())
                .isEqualTo("/webjars/activity-timeline/"
                        + description.path("version").asText() + "/activity-timeline.js");
        assertThat(text("/META-INF/resources/webjars-locator.properties"))
                .endsWith("\nactivity-timeline.version="
                        + description.path("version").asText() + "\n");
    }

    @Test
    void the_npm_package_has_the_bytes_of_the_jar_and_no_dependencies() throws IOException, InterruptedException {
        Map<String, byte[]> files = pack();

        assertThat(files.keySet())
                .containsExactly(
                        "package/LICENSE",
                        "package/NOTICE",
                        "package/README.md",
                        "package/activity-timeline.d.ts",
                        "package/activity-timeline.js",
                        "package/package.json");
        assertThat(files.get("package/activity-timeline.js")).isEqualTo(ViewerScript.bytes());
        assertThat(new String(
                        Objects.requireNonNull(files.get("package/activity-timeline.d.ts")), StandardCharsets.UTF_8))
                .isEqualTo(text("/META-INF/resources" + ViewerScript.path().replaceFirst("\\.js$", ".d.ts")));
        assertThat(description().fieldNames())
                .toIterable()
                .doesNotContain("dependencies", "peerDependencies", "optionalDependencies", "scripts");
    }

    /** Returns the files of the package by their names, as npm packs them without a network. */
    private Map<String, byte[]> pack() throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder("npm", "pack", "--offline", "--silent", PACKAGE.toString())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            Assumptions.abort("The path must contain npm, which Node brings: " + e.getMessage());
            throw e;
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        try (var archives = Files.list(folder)) {
            return untar(Files.readAllBytes(archives.findFirst().orElseThrow()));
        }
    }

    private static Map<String, byte[]> untar(byte[] archive) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        byte[] bytes = new GZIPInputStream(new ByteArrayInputStream(archive)).readAllBytes();
        for (int at = 0; at < bytes.length && bytes[at] != 0; ) {
            String name = field(bytes, at, 100);
            int size = Integer.parseInt(field(bytes, at + 124, 12), 8);
            int start = at + BLOCK_BYTES;
            files.put(name, Arrays.copyOfRange(bytes, start, start + size));
            at = start + (size + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
        }
        return files;
    }

    private static String field(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.US_ASCII).split("[\0 ]", 2)[0];
    }

    private static JsonNode description() throws IOException {
        return new JsonMapper().readTree(Files.readString(PACKAGE.resolve("package.json")));
    }

    private static String text(String resource) throws IOException {
        try (var in = Objects.requireNonNull(ViewerScript.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
