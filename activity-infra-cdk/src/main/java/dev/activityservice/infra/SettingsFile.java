package dev.activityservice.infra;

import dev.activityservice.json.Suggestion;
import dev.activityservice.text.Quoted;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of settings: lines {@code KEY=value}, in UTF-8. A value is literal: everything after the first equals sign, without
 * quotes, escapes or variables. Empty lines and lines that begin with {@code #} have no meaning.
 */
final class SettingsFile {

    /** Another name of {@link Setting#VERSION}, which the reference system uses. */
    static final String COMMIT_HASH = "COMMIT_HASH";

    /** The key itself. It must not be in a file. */
    static final String DD_API_KEY = "DD_API_KEY";

    static final List<String> KEYS = Stream.concat(
                    Arrays.stream(Setting.values()).map(Setting::name), Stream.of(COMMIT_HASH))
            .toList();

    /** A value with the number of its line. */
    record Line(String value, int number) {}

    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final Path path;
    private final List<String> faults;

    private SettingsFile(Path path, List<String> faults) {
        this.path = path;
        this.faults = faults;
    }

    /**
     * Returns the values by their keys, without empty values. Adds faults to the list. A fault never contains a value of an unknown key,
     * because it may be a secret.
     */
    static Map<String, Line> read(Path path, List<String> faults) {
        SettingsFile file = new SettingsFile(path, faults);
        try {
            List<String> texts = Files.readAllLines(path);
            for (int i = 0; i < texts.size(); i++) {
                file.add(i == 0 ? texts.get(i).replaceFirst("^\uFEFF", "") : texts.get(i), i + 1);
            }
        } catch (NoSuchFileException e) {
            faults.add("Cannot find the file of settings: " + path);
        } catch (CharacterCodingException e) {
            faults.add("The file of settings must be in UTF-8: " + path);
        } catch (IOException e) {
            faults.add("Cannot read the file of settings: " + path + ": " + e.getMessage());
        }
        file.lines.values().removeIf(line -> line.value().isEmpty());
        return file.lines;
    }

    private void add(String text, int number) {
        if (text.isBlank() || text.strip().startsWith("#")) {
            return;
        }
        int equals = text.indexOf('=');
        if (equals < 0) {
            fault(number, "must be KEY=value, a comment that begins with #, or empty");
            return;
        }
        String key = text.substring(0, equals).strip();
        if (key.equalsIgnoreCase(DD_API_KEY)) {
            fault(number, DatadogKey.REFUSAL);
        } else if (!KEYS.contains(key)) {
            fault(number, unknown(key));
        } else if (lines.containsKey(key)) {
            fault(
                    number,
                    key + " must be set only once, but line " + lines.get(key).number() + " also sets it");
        } else {
            lines.put(key, new Line(text.substring(equals + 1), number));
        }
    }

    /** Returns the fault of an unknown key, with the known key that it probably stands for. */
    static String unknown(String key) {
        @Nullable String nearest = Suggestion.nearest(key.toUpperCase(Locale.ROOT), KEYS);
        return Quoted.of(key) + " is not a known key"
                + (nearest == null ? "; \"make settings\" lists all keys" : "; did you mean \"" + nearest + "\"?");
    }

    private void fault(int number, String message) {
        faults.add(path + ", line " + number + ": " + message);
    }
}
