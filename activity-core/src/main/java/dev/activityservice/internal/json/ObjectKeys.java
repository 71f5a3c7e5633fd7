package dev.activityservice.internal.json;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys that one JSON object has shown so far, to notice the second of two equal ones. Not thread-safe. */
public final class ObjectKeys {

    private static final int FEW = 24;

    private @Nullable String[] few = new String[4];
    private int count;
    private @Nullable Set<String> many;

    /** Returns false if the key was there already. */
    public boolean add(String key) {
        if (many != null) {
            return many.add(key);
        }
        for (int i = 0; i < count; i++) {
            if (key.equals(few[i])) {
                return false;
            }
        }
        if (count == FEW) {
            Set<String> set = new HashSet<>();
            for (int i = 0; i < count; i++) {
                set.add(String.valueOf(few[i]));
            }
            set.add(key);
            many = set;
            return true;
        }
        if (count == few.length) {
            few = Arrays.copyOf(few, Math.min(count * 2, FEW));
        }
        few[count++] = key;
        return true;
    }
}
