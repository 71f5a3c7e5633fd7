package dev.activityservice.aws.lambda;

import dev.activityservice.aws.telemetry.JsonLog;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Environment variables, read one by one. Each fault is collected, so that one failed start shows all of them; the records of
 * settings throw them. An empty variable counts as one that is not set. Not thread-safe.
 */
final class Variables {

    private static final int MAX_QUOTED_CHARS = 64;

    private final Map<String, String> environment;
    private final List<String> faults = new ArrayList<>();

    Variables(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Throws {@link InvalidSettingsException} with all faults of the variables that have been read. */
    void requireValid() {
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
    }

    /** Adds a fault, which begins with the variable's name. */
    void fault(String name, String problem) {
        faults.add(name + problem);
    }

    /** Adds the fault that a variable's value is not as expected. */
    void invalid(String name, String value, String problem) {
        fault(name, " is " + JsonLog.quoted(value, MAX_QUOTED_CHARS) + ", " + problem);
    }

    /** The value; null if it is not set. */
    @Nullable
    String optional(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /**
     * The value; empty, with a fault, if it is not set.
     *
     * @param what what the value is, for the fault
     */
    String required(String name, String what) {
        String value = optional(name);
        if (value == null) {
            fault(name, " is not set: " + what);
            return "";
        }
        return value;
    }

    boolean flag(String name, boolean fallback) {
        String value = optional(name);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            invalid(name, value, "which is neither true nor false");
        }
        return value == null ? fallback : value.equals("true");
    }

    /**
     * The value as {@code parser} reads it; {@code fallback} if it is not set, or with a fault if the parser refuses it.
     *
     * @param parser throws {@link IllegalArgumentException} for a value that it does not understand
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

    /** An http or https URL; null if it is not set, or with a fault if it is none. */
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
            invalid(name, value, "which is no http or https URL");
            return null;
        }
        invalid(name, value, "which is no http or https URL");
        return null;
    }
}
