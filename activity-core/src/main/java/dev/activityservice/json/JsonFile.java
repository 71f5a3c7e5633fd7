package dev.activityservice.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.activityservice.text.Quoted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON file that a person wrote: a catalog or a read policy. Collects all its faults and sorts them by location. Not thread-safe,
 * used once.
 */
public final class JsonFile {

    /** Maximum number of reported faults. A file of one megabyte could have a hundred thousand. */
    private static final int MAX_FAULTS = 100;

    /** The message contains up to 256 characters of the file. An escaped character has up to six characters. */
    private static final int MAX_PARSER_MESSAGE_CHARS = 400;

    private static final int MAX_VERSION_CHARS = 64;

    /** The version of both formats. */
    private static final int VERSION = 1;

    /**
     * A fault of a file.
     *
     * @param pointer the location as {@link LocatedJson#pointer()} returns it
     * @param message the end of a sentence
     */
    public record Fault(String pointer, String message) {}

    /** @param offset the index of the character in the file at which the fault is */
    private record LocatedFault(long offset, Fault fault) {}

    private final List<LocatedFault> faults = new ArrayList<>();
    private final String name;
    private final BiFunction<String, List<Fault>, ? extends RuntimeException> exception;

    /**
     * @param name the file in messages, for example {@code catalog}
     * @param exception creates the exception from its message and the faults
     */
    public JsonFile(String name, BiFunction<String, List<Fault>, ? extends RuntimeException> exception) {
        this.name = name;
        this.exception = exception;
    }

    /**
     * Reads the whole file. Throws the exception if it is too long, is not JSON or has too many values.
     *
     * @param rule the value that the file must have, for example {@code must be an object}
     * @return the value of the file; null if the file is empty, which is then a fault
     */
    public @Nullable LocatedJson read(String json, String rule) {
        if (json.length() > Json.MAX_BYTES) {
            throw invalid("must be at most " + Json.MAX_BYTES + " characters long, not " + json.length());
        }
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            if (parser.nextToken() == null) {
                add(0, "", rule + ", not empty");
                return null;
            }
            LocatedJson root = LocatedJson.read(parser, json, this);
            if (parser.nextToken() != null) {
                add(parser.currentTokenLocation().getCharOffset(), "", "must end at the closing brace of the " + name);
            }
            return root;
        } catch (JsonProcessingException e) {
            throw invalid(notJson(e));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a string", e);
        }
    }

    /** Returns the number of faults so far. */
    public int count() {
        return faults.size();
    }

    /** Adds a fault at the location of a value. Throws the exception when the maximum number of faults is reached. */
    public void add(LocatedJson value, String message) {
        add(value.offset(), value.pointer(), message);
    }

    private void add(long offset, String pointer, String message) {
        faults.add(new LocatedFault(offset, new Fault(pointer, message)));
        if (faults.size() == MAX_FAULTS) {
            throw toException();
        }
    }

    /** Throws the exception if there are faults. */
    public void throwIfAny() {
        if (!faults.isEmpty()) {
            throw toException();
        }
    }

    /** Checks the member {@code version} of a file. */
    public void version(LocatedJson root) {
        LocatedJson version = root.member("version");
        if (version == null) {
            add(root, "must have \"version\": " + VERSION);
        } else if (version.type() != LocatedJson.Type.INTEGER) {
            wrongType(version, "must be the number " + VERSION);
        } else if (!version.digits().equals(Integer.toString(VERSION))) {
            add(version, "must be " + VERSION + ", not " + Quoted.truncate(version.digits(), MAX_VERSION_CHARS));
        }
    }

    /** Returns whether the value is an object. Reports the duplicate keys of an object, and the type of any other value. */
    public boolean isObject(LocatedJson value, String rule) {
        if (value.type() != LocatedJson.Type.OBJECT) {
            wrongType(value, rule);
            return false;
        }
        for (LocatedJson duplicate : value.duplicates()) {
            add(duplicate, "is a duplicate key");
        }
        return true;
    }

    /** Returns a member of an object. Reports the object if it has no such member. */
    public @Nullable LocatedJson required(LocatedJson object, String key) {
        LocatedJson member = object.member(key);
        if (member == null) {
            add(object, "must have \"" + key + "\"");
        }
        return member;
    }

    /** Returns the text of a string. Reports the type of any other value and returns null. */
    public @Nullable String string(LocatedJson value, String rule) {
        if (value.type() != LocatedJson.Type.STRING) {
            wrongType(value, rule);
            return null;
        }
        return value.string();
    }

    /** Reports the type of a value. */
    public void wrongType(LocatedJson value, String rule) {
        add(value, rule + ", not " + value.type().inWords());
    }

    /** Reports unknown keys, and returns the known keys that they probably stand for. */
    public Set<String> unknownKeys(LocatedJson object, List<String> known) {
        Set<String> meant = new HashSet<>();
        for (LocatedJson member : object.members()) {
            if (!known.contains(member.key())) {
                String nearest = Suggestion.nearest(member.key(), known);
                if (nearest != null) {
                    meant.add(nearest);
                }
                add(member, "is not a known key; " + suggestion(nearest, "keys", known));
            }
        }
        return meant;
    }

    /** Reports a text that does not equal a known one. */
    public void unknownText(LocatedJson place, String text, String kind, List<String> known) {
        add(
                place,
                Quoted.of(text) + " is not a known " + kind + "; "
                        + suggestion(Suggestion.nearest(text, known), kind + "s", known));
    }

    private static String suggestion(@Nullable String nearest, String kinds, List<String> known) {
        return nearest != null
                ? "did you mean \"" + nearest + "\"?"
                : "known " + kinds + " are \"" + String.join("\", \"", known) + "\"";
    }

    /** Returns the exception with one fault of the whole file. */
    RuntimeException invalid(String message) {
        faults.clear();
        faults.add(new LocatedFault(0, new Fault("", message)));
        return toException();
    }

    private RuntimeException toException() {
        List<Fault> sorted = faults.stream()
                .sorted(Comparator.comparingLong(LocatedFault::offset))
                .map(LocatedFault::fault)
                .toList();
        return exception.apply(
                sorted.stream()
                        .map(fault -> "  " + (fault.pointer().isEmpty() ? "(whole file)" : fault.pointer()) + ": "
                                + fault.message())
                        .collect(
                                Collectors.joining("\n", "Invalid " + name + ": " + sorted.size() + " fault(s)\n", "")),
                sorted);
    }

    private static String notJson(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        String place =
                location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
        // For an unclosed object, the parser adds a description of the source.
        String problem = String.valueOf(e.getOriginalMessage()).replaceAll(" \\([^()]*\\[Source: [^\\]]*\\]\\)", "");
        return "is not well-formed JSON" + place + ": "
                + Quoted.truncate(
                        Quoted.escape(Quoted.truncate(problem, MAX_PARSER_MESSAGE_CHARS)), MAX_PARSER_MESSAGE_CHARS);
    }
}
