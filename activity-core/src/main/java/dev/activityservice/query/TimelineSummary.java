package dev.activityservice.query;

import dev.activityservice.model.Activity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a timeline contains, counted while it was read. Immutable and thread-safe.
 *
 * @param first the oldest activity; null if none was counted
 * @param last the newest activity; null for an empty timeline, or if it was not found within the bounds of a read
 * @param countByType the number of activities of each event type, most frequent types first, then by name; unmodifiable
 * @param isComplete whether all activities are counted; if false, the numbers are lower bounds
 * @param unreadableRows the number of stored rows that are not counted because they cannot be read; above 0, rows are corrupt
 */
public record TimelineSummary(
        @Nullable Activity first,
        @Nullable Activity last,
        Map<String, Integer> countByType,
        boolean isComplete,
        int unreadableRows) {

    public TimelineSummary {
        countByType = Collections.unmodifiableMap(new LinkedHashMap<>(countByType));
    }

    /** Returns the number of activities, or a lower bound of it. */
    public int count() {
        int count = 0;
        for (int each : countByType.values()) {
            count += each;
        }
        return count;
    }

    /** Contains only numbers, because activities may be personal. */
    @Override
    public String toString() {
        return "TimelineSummary[" + (isComplete ? "" : "at least ") + count() + " activities of " + countByType.size()
                + " types, unreadableRows=" + unreadableRows + "]";
    }
}
