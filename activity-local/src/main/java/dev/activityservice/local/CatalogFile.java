package dev.activityservice.local;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.catalog.InvalidCatalogException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Loads the catalog that the functions load, by the same rules: a path, else a classpath resource. */
final class CatalogFile {

    private CatalogFile() {}

    /** @param place null for the reference catalog */
    static ActivityCatalog load(@Nullable String place) {
        if (place == null) {
            return ActivityCatalog.reference();
        }
        try {
            return ActivityCatalog.parse(read(place));
        } catch (InvalidCatalogException e) {
            throw new LocalStackException("Cannot use the catalog " + place + ". " + e.getMessage(), e);
        } catch (IOException e) {
            throw new LocalStackException("Cannot read the catalog " + place + ": " + e, e);
        }
    }

    private static String read(String place) throws IOException {
        Path file = Path.of(place);
        if (Files.exists(file)) {
            return Files.readString(file);
        }
        try (InputStream in = CatalogFile.class.getClassLoader().getResourceAsStream(place)) {
            if (in == null) {
                throw new LocalStackException(
                        "Cannot read the catalog " + place + ": it is neither a file nor a classpath resource", null);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
