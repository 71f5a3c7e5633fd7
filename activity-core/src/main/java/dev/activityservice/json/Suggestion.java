package dev.activityservice.json;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the known key or name that the author of a file probably meant by an unknown one. */
public final class Suggestion {

    private Suggestion() {}

    /** Returns the most similar of the known keys, or null if none is similar enough. */
    public static @Nullable String nearest(String key, List<String> known) {
        String nearest = known.stream()
                .min(Comparator.comparingInt(candidate -> distance(key, candidate)))
                .orElseThrow();
        int distance = distance(key, nearest);
        // A distance as long as the longer of the two means that they have nothing in common.
        return distance <= Math.max(2, nearest.length() / 3) && distance < Math.max(key.length(), nearest.length())
                ? nearest
                : null;
    }

    /** Returns the Levenshtein distance. If {@code a} is much longer than {@code b}, returns the length of {@code a}. */
    public static int distance(String a, String b) {
        if (a.length() > 2 * b.length() + 2) {
            return a.length();
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
