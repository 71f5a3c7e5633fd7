package dev.activityservice.infra;

import dev.activityservice.json.JsonFile;
import dev.activityservice.json.LocatedJson;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the file of {@link Setting#ENVIRONMENT}: a JSON object of texts in UTF-8. */
final class EnvironmentFile {

    private EnvironmentFile() {}

    /** Returns the variables in the order of the file. Throws {@link InvalidSettingsException} with all faults of the file. */
    static Map<String, String> read(Path path) {
        JsonFile file = new JsonFile(
                "environment",
                (message, faults) -> new InvalidSettingsException(List.of("ENVIRONMENT: " + path + ": " + message)));
        Map<String, String> variables = new LinkedHashMap<>();
        LocatedJson root = file.read(text(path), "must be an object");
        if (root != null && file.isObject(root, "must be an object")) {
            for (LocatedJson member : root.members()) {
                @Nullable String value = file.string(member, "must be a string");
                if (value != null) {
                    variables.put(member.key(), value);
                }
            }
        }
        file.throwIfAny();
        return variables;
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (CharacterCodingException e) {
            throw new InvalidSettingsException(List.of("ENVIRONMENT: the file must be in UTF-8: " + path));
        } catch (IOException e) {
            throw new InvalidSettingsException(List.of("ENVIRONMENT: cannot read the file: " + path));
        }
    }
}
