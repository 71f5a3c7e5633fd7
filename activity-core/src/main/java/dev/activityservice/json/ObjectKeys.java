package dev.activityservice.json;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Detects duplicate keys within one JSON object. Not thread-safe. */
public final class ObjectKeys {

    /** Above this number of keys, a hash set is faster than a linear search. */
    private static final int MAX_LINEAR_SEARCH_KEYS = 24;

    /** The number of keys that need no array. Most objects have no more. */
    private static final int FIELDS = 4;

    private static final @Nullable String[] NONE = {};

    private @Nullable String first;
    private @Nullable String second;
    private @Nullable String third;
    private @Nullable String fourth;
    private @Nullable String[] more = NONE;
    private int count;
    private @Nullable Set<String> set;

    /** Adds the key. Returns false if it is a duplicate. */
    public boolean add(String key) {
        if (set != null) {
            return set.add(key);
        }
        if (key.equals(first) || key.equals(second) || key.equals(third) || key.equals(fourth)) {
            return false;
        }
        if (count >= FIELDS) {
            return addMore(key);
        }
        switch (count++) {
            case 0 -> first = key;
            case 1 -> second = key;
            case 2 -> third = key;
            default -> fourth = key;
        }
        return true;
    }

    private boolean addMore(String key) {
        int used = count - FIELDS;
        for (int i = 0; i < used; i++) {
            if (key.equals(more[i])) {
                return false;
            }
        }
        if (count == MAX_LINEAR_SEARCH_KEYS) {
            // Full tables, because a body of the maximum size has at most 2^17 short keys.
            Set<String> all = new HashSet<>(2 * MAX_LINEAR_SEARCH_KEYS, 1);
            for (String each : new @Nullable String[] {first, second, third, fourth}) {
                all.add(String.valueOf(each));
            }
            for (String each : more) {
                all.add(String.valueOf(each));
            }
            all.add(key);
            set = all;
            return true;
        }
        if (used == more.length) {
            more = Arrays.copyOf(more, Math.min(Math.max(used * 2, FIELDS), MAX_LINEAR_SEARCH_KEYS - FIELDS));
        }
        more[used] = key;
        count++;
        return true;
    }
}
