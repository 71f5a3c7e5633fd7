package dev.activityservice.query;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An authenticated caller. The driving adapter creates it from data that the authentication has verified. Immutable and thread-safe.
 *
 * @param id the caller's id, such as a subject or an ARN; never parsed
 * @param claims the values of each claim of the authentication, by name; unmodifiable. No name, list or value is null
 */
public record Principal(String id, Map<String, List<String>> claims) {

    public Principal {
        Map<String, List<String>> copy = new TreeMap<>();
        claims.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        claims = Map.copyOf(copy);
    }

    /** Returns a caller without claims. */
    public static Principal of(String id) {
        return new Principal(id, Map.of());
    }

    /** Returns a caller with the values of each claim, by name. */
    public static Principal of(String id, Map<String, List<String>> claims) {
        return new Principal(id, claims);
    }

    /** Returns the same caller with these values of a claim. They replace the values that the claim has. */
    public Principal with(String claim, String... values) {
        Map<String, List<String>> extended = new TreeMap<>(claims);
        extended.put(claim, List.of(values));
        return new Principal(id, extended);
    }

    /** Returns the values of a claim; unmodifiable, and empty if the caller does not have the claim. */
    public List<String> claim(String name) {
        return claims.getOrDefault(name, List.of());
    }

    /** Contains only the names of claims, because their values may be personal. */
    @Override
    public String toString() {
        return "Principal[id=" + id + ", claims=" + new TreeSet<>(claims.keySet()) + "]";
    }
}
