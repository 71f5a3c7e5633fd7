package dev.activityservice.audit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Advisories in files: a folder of JSON files, a zip of them as OSV publishes one for each ecosystem, or one file. */
final class Database {

    private static final JsonReaderFactory READERS = Json.createReaderFactory(Map.of());

    private Database() {}

    /** Throws {@link AuditException} if one file is no advisory, or there is none at all. */
    static List<Advisory> read(Path place) {
        List<Advisory> advisories = new ArrayList<>();
        try {
            if (Files.isDirectory(place)) {
                try (Stream<Path> files = Files.walk(place)) {
                    for (Path file : files.filter(each -> each.toString().endsWith(".json"))
                            .sorted()
                            .toList()) {
                        advisories.add(advisory(file.toString(), Files.readAllBytes(file)));
                    }
                }
            } else if (place.toString().endsWith(".zip")) {
                readZip(place, advisories);
            } else {
                advisories.add(advisory(place.toString(), Files.readAllBytes(place)));
            }
        } catch (IOException e) {
            throw new AuditException("Cannot read the database " + place + ": " + e, e);
        }
        if (advisories.isEmpty()) {
            throw new AuditException("There is no advisory in the database " + place);
        }
        return advisories;
    }

    private static void readZip(Path place, List<Advisory> advisories) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(place))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().endsWith(".json")) {
                    advisories.add(advisory(place + "!" + entry.getName(), zip.readAllBytes()));
                }
            }
        }
    }

    private static Advisory advisory(String name, byte[] json) {
        try {
            return Advisory.read(object(new ByteArrayInputStream(json)));
        } catch (RuntimeException e) {
            throw new AuditException("Cannot read the advisory " + name + ": " + e.getMessage(), e);
        }
    }

    static JsonObject object(InputStream in) {
        try (JsonReader reader = READERS.createReader(in)) {
            return reader.readObject();
        }
    }
}
