package dev.activityservice.query;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a timeline, and the token of the next part. A page can be short or empty although more pages follow: the
 * read budget was used up, the deadline passed, or the store became unavailable. Only a page without a token is the last one.
 * Immutable and thread-safe.
 */
public final class Page<T> {

    private final List<T> items;
    private final @Nullable PageToken next;
    private final int unreadableRows;
    private final Function<? super T, PageToken> tokenAfter;

    private Page(
            List<T> items, @Nullable PageToken next, int unreadableRows, Function<? super T, PageToken> tokenAfter) {
        this.items = List.copyOf(items);
        this.next = next;
        this.unreadableRows = unreadableRows;
        this.tokenAfter = tokenAfter;
    }

    /** @param tokenAfter returns the token of the page that starts after an item */
    public static <T> Page<T> of(
            List<T> items, @Nullable PageToken next, int unreadableRows, Function<? super T, PageToken> tokenAfter) {
        return new Page<>(items, next, unreadableRows, tokenAfter);
    }

    /** Returns the items in the query's order; unmodifiable. */
    public List<T> items() {
        return items;
    }

    /** Returns the token of the next page; null on the last page. */
    public @Nullable PageToken next() {
        return next;
    }

    /** Returns the number of stored rows that were left out because they cannot be read. A number above 0 indicates corrupt rows. */
    public int unreadableRows() {
        return unreadableRows;
    }

    /** Returns a page with the first {@code count} items and a token after them, or this page if it is not longer. */
    public Page<T> first(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("Invalid count: expected at least 1, not " + count);
        }
        return count >= items.size()
                ? this
                : new Page<>(
                        items.subList(0, count), tokenAfter.apply(items.get(count - 1)), unreadableRows, tokenAfter);
    }

    @Override
    public String toString() {
        return "Page{" + items.size() + " items, next=" + next + ", unreadableRows=" + unreadableRows + "}";
    }
}
