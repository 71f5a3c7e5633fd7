package dev.activityservice.query;

import dev.activityservice.model.Activity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated caller. The driving adapter creates it from data that the authentication has verified. Immutable and thread-safe.
 *
 * @param id the caller's id, such as a subject or an ARN; never parsed
 * @param tenant the tenant to which the caller belongs; null without tenants
 * @param claims the values of each claim of the authentication, by name; unmodifiable. No name, list or value is null
 */
public record Principal(String id, @Nullable String tenant, Map<String, List<String>> claims) {

    /** Throws {@link dev.activityservice.model.InvalidValueException} if the tenant is not valid. */
    public Principal {
        if (tenant != null) {
            Activity.requireTenant(tenant);
        }
        Map<String, List<String>> copy = new TreeMap<>();
        claims.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        claims = Map.copyOf(copy);
    }

    /** Returns a caller without tenant and claims. */
    public static Principal of(String id) {
        return new Principal(id, null, Map.of());
    }

    /** Returns a caller with the values of each claim, by name, and without a tenant. */
    public static Principal of(String id, Map<String, List<String>> claims) {
        return new Principal(id, null, claims);
    }

    /** Returns the same caller in a tenant. */
    public Principal in(String tenant) {
        return new Principal(id, tenant, claims);
    }

    /** Returns the same caller with these values of a claim. They replace the values that the claim has. */
    public Principal with(String claim, String... values) {
        Map<String, List<String>> extended = new TreeMap<>(claims);
        extended.put(claim, List.of(values));
        return new Principal(id, tenant, extended);
    }

    /** Returns the values of a claim; unmodifiable, and empty if the caller does not have the claim. */
    public List<String> claim(String name) {
        return claims.getOrDefault(name, List.of());
    }

    /** Contains only the names of claims, because their values may be personal. */
    @Override
    public String toString() {
        return "Principal[id=" + id + ", tenant=" + tenant + ", claims=" + new TreeSet<>(claims.keySet()) + "]";
    }
}
