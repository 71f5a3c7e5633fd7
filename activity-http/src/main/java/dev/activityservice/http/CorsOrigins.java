package dev.activityservice.http;

import dev.activityservice.text.Quoted;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The allowed CORS origins (<a href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch standard</a>). Immutable and thread-safe.
 */
public final class CorsOrigins {

    private static final CorsOrigins NONE = new CorsOrigins(Set.of());

    private static final String ANY = "*";

    private static final int MAX_QUOTED_CHARS = 64;

    private static final String METHODS = "GET, HEAD, OPTIONS";

    /**
     * The headers that signed requests, requests with tokens or API keys, conditional requests, and traces of W3C and Datadog need.
     * {@code Authorization} must be in the list, because {@code *} does not include it (Fetch standard).
     */
    private static final String REQUEST_HEADERS =
            "Authorization, Content-Type, If-None-Match, X-Amz-Date, X-Amz-Security-Token,"
                    + " X-Amz-Content-Sha256, X-Api-Key, traceparent, tracestate, baggage, x-datadog-trace-id,"
                    + " x-datadog-parent-id, x-datadog-origin, x-datadog-sampling-priority";

    /** The headers of responses that a page cannot read otherwise. */
    private static final String RESPONSE_HEADERS = "Content-Disposition, ETag, Link, Retry-After";

    private static final String PREFLIGHT_MAX_AGE_SECONDS = "600";

    private final Set<String> origins;

    private CorsOrigins(Set<String> origins) {
        this.origins = origins;
    }

    /** Returns no allowed origin: responses have no CORS headers. */
    public static CorsOrigins none() {
        return NONE;
    }

    /**
     * Parses {@code *}, or origins separated by commas. An origin has the form that browsers send, such as {@code https://shop.example} or
     * {@code http://localhost:3000}: {@code http} or {@code https}, the host in lower case, the port unless it is the default, and no path.
     * Throws {@link IllegalArgumentException} if the text has another form; the message contains the right form if there is one.
     */
    public static CorsOrigins parse(String text) {
        Set<String> origins = new LinkedHashSet<>();
        for (String each : text.split(",", -1)) {
            String origin = each.trim();
            if (!origin.equals(ANY) && !OriginSyntax.isOrigin(origin)) {
                throw new IllegalArgumentException(
                        "Invalid origins: expected \"*\" or a list of origins such as https://shop.example, not "
                                + Quoted.of(origin, MAX_QUOTED_CHARS) + "; " + OriginSyntax.cure(origin));
            }
            origins.add(origin);
        }
        if (origins.contains(ANY) && origins.size() > 1) {
            throw new IllegalArgumentException("Invalid origins: \"*\" must be the only origin, not "
                    + Quoted.of(text, MAX_QUOTED_CHARS) + "; remove it, or remove the others");
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
        if (origins.contains(ANY)) {
            headers.put("Access-Control-Allow-Origin", ANY);
        } else {
            // Caches must know that the response depends on the origin.
            headers.merge(HeaderNames.VARY, "Origin", (others, origins) -> others + ", " + origins);
            if (origin == null || !origins.contains(origin)) {
                return;
            }
            headers.put("Access-Control-Allow-Origin", origin);
        }
        headers.put("Access-Control-Expose-Headers", RESPONSE_HEADERS);
    }

    void addPreflightTo(Map<String, String> headers) {
        headers.put("Access-Control-Allow-Methods", METHODS);
        headers.put("Access-Control-Allow-Headers", REQUEST_HEADERS);
        headers.put("Access-Control-Max-Age", PREFLIGHT_MAX_AGE_SECONDS);
    }
}
