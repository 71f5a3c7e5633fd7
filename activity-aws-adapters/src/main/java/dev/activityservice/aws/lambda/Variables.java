package dev.activityservice.aws.lambda;

import dev.activityservice.text.Quoted;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads environment variables and collects all faults, so that one failed start reports all of them. The records of settings throw
 * the faults. A blank variable counts as not set. Not thread-safe.
 */
final class Variables {

    private static final int MAX_QUOTED_CHARS = 64;

    private final Map<String, String> environment;
    private final List<String> faults = new ArrayList<>();

    Variables(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Throws {@link InvalidSettingsException} if a variable that was read has a fault. */
    void requireValid() {
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
    }

    /** Adds a fault whose text is the name of the variable, followed by {@code problem}. */
    void fault(String name, String problem) {
        faults.add(name + problem);
    }

    /**
     * Adds a fault about an invalid value.
     *
     * @param expected the valid values, in words
     */
    void invalid(String name, String expected, String value) {
        invalid(name, expected, value, "");
    }

    /**
     * Adds a fault about an invalid value.
     *
     * @param expected the valid values, in words
     * @param details the end of the text
     */
    void invalid(String name, String expected, String value, String details) {
        fault(name, " must be " + expected + ", not " + Quoted.of(value, MAX_QUOTED_CHARS) + details);
    }

    /** Returns the value; null if the variable is not set. */
    @Nullable
    String optional(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /**
     * Returns the value. If the variable is not set, adds a fault and returns an empty string.
     *
     * @param expected the valid values, in words
     */
    String required(String name, String expected) {
        String value = optional(name);
        if (value == null) {
            fault(name, " must be " + expected + ", but is not set");
            return "";
        }
        return value;
    }

    /** Returns a boolean; {@code fallback} if the variable is not set. */
    boolean flag(String name, boolean fallback) {
        String value = optional(name);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            invalid(name, "true or false", value);
        }
        return value == null ? fallback : value.equals("true");
    }

    /**
     * Returns the parsed value; {@code fallback} if the variable is not set. If the parser throws, adds a fault and returns
     * {@code fallback}.
     *
     * @param parser throws {@link IllegalArgumentException} if the value is invalid
     */
    <T> T parsed(String name, Function<String, T> parser, T fallback) {
        String value = optional(name);
        try {
            return value == null ? fallback : parser.apply(value);
        } catch (IllegalArgumentException e) {
            fault(name, ": " + e.getMessage());
            return fallback;
        }
    }

    /** Returns a URL; null if the variable is not set. If the value is not an http or https URL, adds a fault and returns null. */
    @Nullable
    URI url(String name) {
        String value = optional(name);
        if (value == null) {
            return null;
        }
        try {
            URI uri = URI.create(value);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            invalid(name, "an http or https URL", value);
            return null;
        }
        invalid(name, "an http or https URL", value);
        return null;
    }
}
