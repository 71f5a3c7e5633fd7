package dev.activityservice.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a timeline, and the token of the next part. A page can be short or empty although more pages follow: the
 * read budget was used up, the deadline passed, or the store became unavailable. Only a page without a token is the last one.
 * Immutable and thread-safe.
 *
 * @param items the items in the query's order; unmodifiable
 * @param next the token of the next page; null on the last page
 * @param unreadableRows the number of stored rows that were left out because they cannot be read; above 0, rows are corrupt
 */
public record Page<T>(List<T> items, @Nullable PageToken next, int unreadableRows) {

    public Page {
        items = List.copyOf(items);
    }

    /** Contains only the number of items, because their content may be personal. */
    @Override
    public String toString() {
        return "Page[" + items.size() + " items, next=" + next + ", unreadableRows=" + unreadableRows + "]";
    }
}
