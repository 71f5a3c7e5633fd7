package dev.activityservice.infra;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * The zip file that Lambda runs. It contains the files of the deployable jar, and the catalog. The same jar and catalog always give the
 * same bytes, so that a deployment without changes does not replace the functions.
 */
final class FunctionPackage {

    /** File name of the catalog in the package. */
    static final String CATALOG_ENTRY = "activity-catalog.json";
    /** Path of the catalog at run time: Lambda unpacks a package into {@code /var/task}. */
    static final String CATALOG_PATH = "/var/task/" + CATALOG_ENTRY;

    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private FunctionPackage() {}

    /** Writes the package into a folder and returns its path. Creates the folder if it does not exist. */
    static Path write(Path jar, Catalog catalog, Path folder) {
        Path target = folder.resolve(catalog.packageName());
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
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the package of " + jar + " into " + folder + ": " + e, e);
        }
    }

    private static void requireFunctions(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            if (zip.getEntry(CATALOG_ENTRY) != null) {
                throw new IllegalArgumentException("The functions' jar must not contain " + CATALOG_ENTRY + ": " + jar);
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
