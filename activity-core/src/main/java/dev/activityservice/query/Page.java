package dev.activityservice.query;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A piece of an answer, and where the rest begins. A page may be short, even empty, and still have a next one: the read budget
 * was spent, or the store gave no further answer, before the filter let enough through. Only a page without a next token is the last. Immutable and thread-safe.
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

    /** @param tokenAfter gives the token of the page that begins behind an item */
    public static <T> Page<T> of(
            List<T> items, @Nullable PageToken next, int unreadableRows, Function<? super T, PageToken> tokenAfter) {
        return new Page<>(items, next, unreadableRows, tokenAfter);
    }

    /** In the query's order; unmodifiable. */
    public List<T> items() {
        return items;
    }

    /** Where to go on; null if this is the end. */
    public @Nullable PageToken next() {
        return next;
    }

    /** How many stored rows on the way could not be read and were left out; more than zero calls for a look at the store. */
    public int unreadableRows() {
        return unreadableRows;
    }

    /** This page cut to its first {@code count} items, with the token that fits; itself if it has no more. */
    public Page<T> first(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("Invalid count: " + count + " is less than 1");
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
