package dev.activityservice.query;

import java.util.Map;
import java.util.TreeSet;

/**
 * Who asks, as the driving adapter has authenticated them.
 *
 * @param id how the caller is known: a subject, an ARN; for people and logs, never parsed
 * @param claims what the authentication says about the caller, by name; unmodifiable
 */
public record Principal(String id, Map<String, String> claims) {

    public Principal {
        claims = Map.copyOf(claims);
    }

    public static Principal of(String id) {
        return new Principal(id, Map.of());
    }

    public static Principal of(String id, Map<String, String> claims) {
        return new Principal(id, claims);
    }

    /** Claims hold names and addresses of people, so only what they are called is part of it. */
    @Override
    public String toString() {
        return "Principal[id=" + id + ", claims=" + new TreeSet<>(claims.keySet()) + "]";
    }
}
