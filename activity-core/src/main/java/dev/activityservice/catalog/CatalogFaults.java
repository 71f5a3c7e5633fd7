package dev.activityservice.catalog;

import dev.activityservice.catalog.InvalidCatalogException.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the faults of one catalog file, and sorts them by their location. Not thread-safe. */
final class CatalogFaults {

    /** More than anyone mends at once; a file of one megabyte could have a hundred thousand. */
    private static final int MAX_FAULTS = 100;

    /** @param offset the character of the file at which the fault is */
    private record LocatedFault(long offset, Fault fault) {}

    private final List<LocatedFault> faults = new ArrayList<>();

    int count() {
        return faults.size();
    }

    void add(LocatedJson value, String message) {
        add(value.offset(), value.pointer(), message);
    }

    /** Throws {@link InvalidCatalogException} for the last fault that is reported. */
    void add(long offset, String pointer, String message) {
        faults.add(new LocatedFault(offset, new Fault(pointer, message)));
        if (faults.size() == MAX_FAULTS) {
            throw toException();
        }
    }

    void throwIfAny() {
        if (!faults.isEmpty()) {
            throw toException();
        }
    }

    private InvalidCatalogException toException() {
        return new InvalidCatalogException(faults.stream()
                .sorted(Comparator.comparingLong(LocatedFault::offset))
                .map(LocatedFault::fault)
                .toList());
    }
}
