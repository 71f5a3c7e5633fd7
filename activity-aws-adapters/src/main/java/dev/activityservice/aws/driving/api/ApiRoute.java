package dev.activityservice.aws.driving.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The resource that a path names. A request parses its path once; the API and the telemetry read the result.
 *
 * @param kind the category of the path
 * @param segments the segments behind the prefix, as the gateway sent them; at most one more than a resource has, because that
 *     already shows that the path names no resource
 * @param encoded true if the segments are still percent-encoded
 */
record ApiRoute(Kind kind, List<String> segments, boolean encoded) {

    private static final String PREFIX = "/api/activity/";
    private static final String ENTITY_TYPE = "{entity_type}";
    private static final String ENTITY_ID = "{entity_id}";
    private static final int MAX_SEGMENTS = 2;

    enum Kind {
        /** The URL exceeds the length limit, so the path was not parsed. */
        TOO_LONG,
        /** The path does not start with the prefix. */
        OUTSIDE,
        /** The path starts with the prefix. */
        ENTITY
    }

    static ApiRoute tooLong() {
        return new ApiRoute(Kind.TOO_LONG, List.of(), false);
    }

    static ApiRoute of(ApiPath path) {
        String text = path.text();
        if (!text.startsWith(PREFIX)) {
            return new ApiRoute(Kind.OUTSIDE, List.of(), false);
        }
        List<String> segments = new ArrayList<>();
        for (int start = PREFIX.length(); start <= text.length() && segments.size() <= MAX_SEGMENTS; ) {
            int slash = text.indexOf('/', start);
            int end = slash < 0 ? text.length() : slash;
            segments.add(text.substring(start, end));
            start = end + 1;
        }
        return new ApiRoute(Kind.ENTITY, List.copyOf(segments), path.encoded());
    }

    /**
     * Returns the decoded segments: an entity type, and the entity id if the path has one. Throws {@link ApiProblemException} if the
     * path names no resource or is not percent-encoded UTF-8.
     */
    List<String> entity() {
        if (kind == Kind.TOO_LONG) {
            throw ApiProblemException.of(
                    414, "url_too_long", "The URL must have at most " + ApiRequest.MAX_URL_CHARS + " characters");
        }
        List<String> decoded = new ArrayList<>();
        for (String segment : segments) {
            decoded.add(encoded ? PercentEncoding.decode(segment, false) : segment);
        }
        if (kind == Kind.OUTSIDE || decoded.size() > MAX_SEGMENTS) {
            throw ApiProblemException.of(
                    404,
                    "not_found",
                    "The path must be " + PREFIX + ENTITY_TYPE + "/" + ENTITY_ID + ", or " + PREFIX + ENTITY_TYPE
                            + " with the parameter \"id\"; an id with a slash must be in the parameter");
        }
        return decoded;
    }

    /** Returns the template of the route, such as {@code /api/activity/{entity_type}}; null if the path names no resource. */
    @Nullable
    String template() {
        if (segments.isEmpty() || segments.size() > MAX_SEGMENTS) {
            return null;
        }
        if (segments.size() == MAX_SEGMENTS) {
            return PREFIX + ENTITY_TYPE + "/" + ENTITY_ID;
        }
        return segments.get(0).isEmpty() ? null : PREFIX + ENTITY_TYPE;
    }

    /** Returns the path with {@code replacement} instead of the entity id, or instead of the whole path without a template. */
    String redacted(String replacement) {
        if (template() == null) {
            return "/" + replacement;
        }
        return PREFIX + segments.get(0) + (segments.size() == MAX_SEGMENTS ? "/" + replacement : "");
    }
}
