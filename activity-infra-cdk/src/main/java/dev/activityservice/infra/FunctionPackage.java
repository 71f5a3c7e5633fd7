package dev.activityservice.infra;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * The zip that Lambda runs: the adapters' jar and, beside its classes, the catalog. The same jar and catalog always
 * give the same bytes, so that a deployment without a change changes nothing.
 */
final class FunctionPackage {

    /** The catalog's name within the package. */
    static final String CATALOG_ENTRY = "activity-catalog.json";
    /** Where a function finds it: Lambda unpacks a package there. */
    static final String CATALOG_PATH = "/var/task/" + CATALOG_ENTRY;

    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private FunctionPackage() {}

    /** Writes the package into a folder, which is made if it is missing, and answers where. */
    static Path write(Path jar, Catalog catalog, Path folder) {
        Path target = folder.resolve(catalog.packageName());
        try {
            Files.createDirectories(folder);
            try (InputStream in = Files.newInputStream(jar);
                    ZipInputStream from = new ZipInputStream(in);
                    ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(target))) {
                for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                    if (entry.getName().equals(CATALOG_ENTRY)) {
                        throw new IllegalArgumentException(
                                "Invalid functions jar: it has a " + CATALOG_ENTRY + " already");
                    }
                    if (!entry.isDirectory()) {
                        put(to, entry.getName(), from.readAllBytes());
                    }
                }
                put(to, CATALOG_ENTRY, catalog.bytes());
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot package functions: " + jar, e);
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
