package dev.activityservice.aws.lambda;

import java.util.List;

/** Thrown when a function cannot start because environment variables are missing or invalid; contains all faults. */
public final class InvalidSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    InvalidSettingsException(List<String> faults) {
        super("Invalid settings: " + faults.size() + " fault(s)\n  " + String.join("\n  ", faults));
        this.faults = List.copyOf(faults);
    }

    /** Returns one sentence per fault, which begins with the name of the variable; at least one; unmodifiable. */
    public List<String> faults() {
        return faults;
    }
}
