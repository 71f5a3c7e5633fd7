package dev.activityservice.catalog;

import dev.activityservice.catalog.InvalidCatalogException.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the faults of one catalog file and sorts them by location. Not thread-safe. */
final class CatalogFaults {

    /** Maximum number of reported faults. A file of one megabyte could have a hundred thousand. */
    private static final int MAX_FAULTS = 100;

    /** @param offset the index of the character in the file at which the fault is */
    private record LocatedFault(long offset, Fault fault) {}

    private final List<LocatedFault> faults = new ArrayList<>();

    /** Returns the number of faults so far. */
    int count() {
        return faults.size();
    }

    /** Adds a fault at the location of a value. */
    void add(LocatedJson value, String message) {
        add(value.offset(), value.pointer(), message);
    }

    /** Adds a fault. Throws {@link InvalidCatalogException} when the maximum is reached. */
    void add(long offset, String pointer, String message) {
        faults.add(new LocatedFault(offset, new Fault(pointer, message)));
        if (faults.size() == MAX_FAULTS) {
            throw toException();
        }
    }

    /** Throws {@link InvalidCatalogException} if there are faults. */
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
