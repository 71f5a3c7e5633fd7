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
    /** As many as the largest number has. */
    private static final int MAX_DIGITS = 10;

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
    void fault(FunctionSetting setting, String problem) {
        faults.add(setting.variable() + problem);
    }

    /**
     * Adds a fault about an invalid value.
     *
     * @param expected the valid values, in words
     */
    void invalid(FunctionSetting setting, String expected, String value) {
        invalid(setting, expected, value, "");
    }

    /**
     * Adds a fault about an invalid value. Without the value of a secret.
     *
     * @param expected the valid values, in words
     * @param details the end of the text
     */
    void invalid(FunctionSetting setting, String expected, String value, String details) {
        String actual = setting.isSecret() ? "the given secret" : Quoted.of(value, MAX_QUOTED_CHARS);
        fault(setting, " must be " + expected + ", not " + actual + details);
    }

    /** Returns the value; the default value if the variable is not set, or null without a default value. */
    @Nullable
    String optional(FunctionSetting setting) {
        String value = environment.get(setting.variable());
        return value == null || value.isBlank() ? setting.defaultValue() : value;
    }

    /**
     * Returns the value. If the variable is not set, adds a fault and returns an empty string.
     *
     * @param expected the valid values, in words
     */
    String required(FunctionSetting setting, String expected) {
        String value = optional(setting);
        if (value == null) {
            fault(setting, " must be " + expected + ", but is not set");
            return "";
        }
        return value;
    }

    /** Returns a boolean. If the value is not one, adds a fault and returns false. */
    boolean flag(FunctionSetting setting) {
        String value = required(setting, "true or false");
        if (!value.equals("true") && !value.equals("false")) {
            invalid(setting, "true or false", value);
        }
        return value.equals("true");
    }

    /**
     * Returns a whole number in decimal digits. If the value is not one in the range, adds a fault and returns {@code min}.
     *
     * @param unit the unit, in the plural
     * @param min zero or more
     */
    int number(FunctionSetting setting, String unit, int min, int max) {
        String expected = "a whole number of " + unit + " from " + min + " to " + max;
        String value = required(setting, expected);
        long number = isDigits(value) ? Long.parseLong(value) : -1;
        if (number < min || number > max) {
            invalid(setting, expected, value);
            return min;
        }
        return (int) number;
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MAX_DIGITS;
    }

    /**
     * Returns the parsed value; {@code fallback} if the variable is not set and has no default value. If the parser throws, adds a
     * fault and returns {@code fallback}.
     *
     * @param parser throws {@link IllegalArgumentException} if the value is invalid
     */
    <T> T parsed(FunctionSetting setting, Function<String, T> parser, T fallback) {
        String value = optional(setting);
        try {
            return value == null ? fallback : parser.apply(value);
        } catch (IllegalArgumentException e) {
            fault(setting, ": " + e.getMessage());
            return fallback;
        }
    }

    /** Returns a URL; null if the variable is not set. If the value is not an http or https URL, adds a fault and returns null. */
    @Nullable
    URI url(FunctionSetting setting) {
        String value = optional(setting);
        if (value == null) {
            return null;
        }
        try {
            URI uri = URI.create(value);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            invalid(setting, "an http or https URL", value);
            return null;
        }
        invalid(setting, "an http or https URL", value);
        return null;
    }
}
