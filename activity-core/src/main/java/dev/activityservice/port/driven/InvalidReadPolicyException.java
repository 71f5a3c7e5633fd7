package dev.activityservice.port.driven;

import dev.activityservice.json.JsonFile;
import java.util.List;

/** Thrown when the file of a read policy is not valid. Contains all faults with their locations, at most 100. */
public final class InvalidReadPolicyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    InvalidReadPolicyException(String message, List<JsonFile.Fault> faults) {
        super(message);
        this.faults = faults.stream()
                .map(fault -> new Fault(fault.pointer(), fault.message()))
                .toList();
    }

    /** Returns the faults in the order of the file: at least one. Empty if the exception was deserialised. */
    public List<Fault> faults() {
        return faults;
    }

    /**
     * A fault of a read policy.
     *
     * @param pointer the location in the file as a JSON Pointer (RFC 6901). Long keys in it are truncated. Backslashes and characters of
     *     the categories Cc, Cf, Zl and Zp are escaped as in JSON
     * @param message the rule that the value at the location does not follow, as the end of a sentence
     */
    public record Fault(String pointer, String message) {}
}
