package dev.activityservice.infra;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The zip file that Lambda runs. It contains the files of the deployable jar, the catalog, and the read policy if it is a file. The same
 * files always give the same bytes, so that a deployment without changes does not replace the functions.
 */
final class FunctionPackage {

    /** File name of the catalog in the package. */
    static final String CATALOG_ENTRY = "activity-catalog.json";
    /** Path of the catalog at run time: Lambda unpacks a package into {@code /var/task}. */
    static final String CATALOG_PATH = "/var/task/" + CATALOG_ENTRY;

    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private FunctionPackage() {}

    /**
     * Returns the file name of the package. It contains a digest of the catalog and the policy, so that other ones are another package.
     * The Terraform module computes the same name.
     */
    static String name(Catalog catalog, @Nullable PackagedPolicy policy) {
        String digest = Subscription.Digests.sha256(catalog.bytes());
        if (policy != null) {
            String both = digest + Subscription.Digests.sha256(policy.bytes());
            digest = Subscription.Digests.sha256(both.getBytes(StandardCharsets.UTF_8));
        }
        return "functions-" + digest.substring(0, 16) + ".zip";
    }

    /** Writes the package into a folder and returns its path. Creates the folder if it does not exist. */
    static Path write(Path jar, Catalog catalog, @Nullable PackagedPolicy policy, Path folder) {
        Path target = folder.resolve(name(catalog, policy));
        requireFunctions(jar);
        try {
            Files.createDirectories(folder);
            try (InputStream in = Files.newInputStream(jar);
                    ZipInputStream from = new ZipInputStream(in);
                    ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(target))) {
                for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                    if (!entry.isDirectory()) {
                        put(to, entry.getName(), from.readAllBytes());
                    }
                }
                put(to, CATALOG_ENTRY, catalog.bytes());
                if (policy != null) {
                    put(to, PackagedPolicy.ENTRY, policy.bytes());
                }
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the package of " + jar + " into " + folder + ": " + e, e);
        }
    }

    private static void requireFunctions(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (String entry : List.of(CATALOG_ENTRY, PackagedPolicy.ENTRY)) {
                if (zip.getEntry(entry) != null) {
                    throw new IllegalArgumentException("The functions' jar must not contain " + entry + ": " + jar);
                }
            }
            if (zip.stream().noneMatch(entry -> entry.getName().endsWith(".class"))) {
                throw new IllegalArgumentException("The functions' jar must contain classes: " + jar);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the functions' jar: " + jar + ": " + e.getMessage(), e);
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(EPOCH);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
