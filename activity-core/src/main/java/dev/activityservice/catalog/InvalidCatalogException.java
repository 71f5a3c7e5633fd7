package dev.activityservice.catalog;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown for a catalog with faults; names all of them, but at most 100, each with its place. */
public final class InvalidCatalogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    InvalidCatalogException(List<Fault> faults) {
        super(faults.stream()
                .map(fault -> "  " + (fault.pointer().isEmpty() ? "(the whole file)" : fault.pointer()) + ": "
                        + fault.message())
                .collect(Collectors.joining("\n", "Invalid catalog: " + faults.size() + " fault(s)\n", "")));
        this.faults = List.copyOf(faults);
    }

    /** At least one; in the order of the file. */
    public List<Fault> faults() {
        return faults;
    }

    /**
     * @param pointer the place in the catalog file, as a JSON Pointer (RFC 6901); long keys in it are cut, and control characters
     *     are escaped as in JSON
     * @param message what is wrong and what would be right
     */
    public record Fault(String pointer, String message) {}
}
