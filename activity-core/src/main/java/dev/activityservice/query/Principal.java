package dev.activityservice.query;

import java.util.Map;
import java.util.TreeSet;

/**
 * An authenticated caller. The driving adapter creates it.
 *
 * @param id the caller's id, such as a subject or an ARN; never parsed
 * @param claims the claims of the authentication, by name; unmodifiable
 */
public record Principal(String id, Map<String, String> claims) {

    public Principal {
        claims = Map.copyOf(claims);
    }

    /** Returns a caller without claims. */
    public static Principal of(String id) {
        return new Principal(id, Map.of());
    }

    /** Returns a caller with claims. */
    public static Principal of(String id, Map<String, String> claims) {
        return new Principal(id, claims);
    }

    /** Contains only the names of claims, because their values may be personal. */
    @Override
    public String toString() {
        return "Principal[id=" + id + ", claims=" + new TreeSet<>(claims.keySet()) + "]";
    }
}
