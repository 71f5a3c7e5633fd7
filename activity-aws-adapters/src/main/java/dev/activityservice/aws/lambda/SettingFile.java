package dev.activityservice.aws.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the file that a setting names: a path, otherwise a resource of the class path. */
final class SettingFile {

    /** Core reads at most 1,048,576 characters of a file, of at most three bytes each. Bounds memory. */
    private static final int MAX_BYTES = 3 * 1024 * 1024;

    private SettingFile() {}

    /**
     * Returns the text of the file; null if the file does not exist. If it is not readable, too large or not in UTF-8, adds a fault and
     * returns null.
     *
     * @param expected the valid values of the setting, in words
     */
    static @Nullable String read(Variables variables, FunctionSetting setting, String expected) {
        String place = variables.required(setting, expected);
        try (InputStream in = open(place)) {
            if (in == null) {
                variables.invalid(setting, expected, place);
                return null;
            }
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                variables.invalid(setting, "a file of at most " + MAX_BYTES + " bytes", place);
                return null;
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IOException e) {
            variables.invalid(
                    setting,
                    "a readable file in UTF-8",
                    place,
                    " (" + e.getClass().getSimpleName() + ")");
            return null;
        }
    }

    private static @Nullable InputStream open(String place) throws IOException {
        try {
            Path path = Path.of(place);
            if (Files.isRegularFile(path)) {
                return Files.newInputStream(path);
            }
        } catch (InvalidPathException e) {
            // A resource may have this name.
        }
        String resource = place.startsWith("/") ? place.substring(1) : place;
        return SettingFile.class.getClassLoader().getResourceAsStream(resource);
    }
}
