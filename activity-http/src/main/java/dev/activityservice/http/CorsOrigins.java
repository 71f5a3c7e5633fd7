package dev.activityservice.http;

import dev.activityservice.text.Quoted;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The allowed CORS origins (Fetch standard). Immutable and thread-safe. */
public final class CorsOrigins {

    private static final CorsOrigins NONE = new CorsOrigins(Set.of());
    private static final Pattern ORIGIN = Pattern.compile("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|\\*");

    private static final int MAX_QUOTED_CHARS = 64;

    private final Set<String> origins;

    private CorsOrigins(Set<String> origins) {
        this.origins = origins;
    }

    /** Returns no allowed origin: responses have no CORS headers. */
    public static CorsOrigins none() {
        return NONE;
    }

    /**
     * Parses {@code *}, or origins such as {@code https://shop.example}, separated by commas. Throws
     * {@link IllegalArgumentException} if the text has another form.
     */
    public static CorsOrigins parse(String text) {
        Set<String> origins = new LinkedHashSet<>();
        for (String each : text.split(",", -1)) {
            String origin = each.trim();
            if (!ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException(
                        "Invalid origins: expected \"*\" or a list of origins such as https://shop.example, not "
                                + Quoted.of(text, MAX_QUOTED_CHARS));
            }
            origins.add(origin);
        }
        if (origins.contains("*") && origins.size() > 1) {
            throw new IllegalArgumentException(
                    "Invalid origins: \"*\" must be the only origin, not " + Quoted.of(text, MAX_QUOTED_CHARS));
        }
        return new CorsOrigins(origins);
    }

    boolean isEnabled() {
        return !origins.isEmpty();
    }

    void addTo(Map<String, String> headers, @Nullable String origin) {
        if (!isEnabled()) {
            return;
        }
        if (origins.contains("*")) {
            headers.put("Access-Control-Allow-Origin", "*");
        } else {
            // Caches must know that the response depends on the origin.
            headers.put("Vary", "Origin");
            if (origin == null || !origins.contains(origin)) {
                return;
            }
            headers.put("Access-Control-Allow-Origin", origin);
        }
        headers.put("Access-Control-Expose-Headers", "Link, Retry-After");
    }

    void addPreflightTo(Map<String, String> headers) {
        headers.put("Access-Control-Allow-Methods", "GET, OPTIONS");
        headers.put(
                "Access-Control-Allow-Headers",
                "Authorization, X-Amz-Date, X-Amz-Security-Token, X-Amz-Content-Sha256, X-Api-Key, traceparent, tracestate");
        headers.put("Access-Control-Max-Age", "600");
    }
}
