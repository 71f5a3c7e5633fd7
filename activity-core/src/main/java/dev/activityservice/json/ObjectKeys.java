package dev.activityservice.json;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Detects duplicate keys within one JSON object. Not thread-safe. */
public final class ObjectKeys {

    /** Above this number of keys, a hash set is faster than a linear search. */
    private static final int MAX_LINEAR_SEARCH_KEYS = 24;

    private @Nullable String[] array = new String[4];
    private int count;
    private @Nullable Set<String> set;

    /** Adds the key. Returns false if it is a duplicate. */
    public boolean add(String key) {
        if (set != null) {
            return set.add(key);
        }
        for (int i = 0; i < count; i++) {
            if (key.equals(array[i])) {
                return false;
            }
        }
        if (count == MAX_LINEAR_SEARCH_KEYS) {
            // Full tables, because a body of the maximum size has at most 2^17 short keys.
            Set<String> all = new HashSet<>(2 * MAX_LINEAR_SEARCH_KEYS, 1);
            for (int i = 0; i < count; i++) {
                all.add(String.valueOf(array[i]));
            }
            all.add(key);
            set = all;
            return true;
        }
        if (count == array.length) {
            array = Arrays.copyOf(array, Math.min(count * 2, MAX_LINEAR_SEARCH_KEYS));
        }
        array[count++] = key;
        return true;
    }
}
