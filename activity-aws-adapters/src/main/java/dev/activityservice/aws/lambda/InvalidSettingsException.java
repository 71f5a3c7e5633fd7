package dev.activityservice.aws.lambda;

import java.util.List;

/** Thrown when a function cannot start because of its environment variables; names every one that is missing or wrong. */
public final class InvalidSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    InvalidSettingsException(List<String> faults) {
        super("Invalid settings: " + faults.size() + " fault(s)\n  " + String.join("\n  ", faults));
        this.faults = List.copyOf(faults);
    }

    /** At least one, each a sentence that begins with the variable's name; unmodifiable. */
    public List<String> faults() {
        return faults;
    }
}
