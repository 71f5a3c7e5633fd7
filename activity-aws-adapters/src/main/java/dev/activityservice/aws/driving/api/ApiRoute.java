package dev.activityservice.aws.driving.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which resource of the API a path names, parsed once per request.
 *
 * @param kind whether the path names one
 * @param segments what is behind the prefix, as the gateway passed it on; of a longer path only the first segments, which suffice
 *     to know that it names no resource
 * @param encoded whether the segments are still percent-encoded
 */
record ApiRoute(Kind kind, List<String> segments, boolean encoded) {

    private static final String PREFIX = "/api/activity/";
    private static final String ENTITY_TYPE = "{entity_type}";
    private static final String ENTITY_ID = "{entity_id}";
    private static final int MAX_SEGMENTS = 2;

    enum Kind {
        /** The URL was not looked at. */
        TOO_LONG,
        /** The path is not below the prefix. */
        ELSEWHERE,
        /** The path is below the prefix. */
        ENTITY
    }

    static ApiRoute tooLong() {
        return new ApiRoute(Kind.TOO_LONG, List.of(), false);
    }

    static ApiRoute of(ApiPath path) {
        String text = path.text();
        if (!text.startsWith(PREFIX)) {
            return new ApiRoute(Kind.ELSEWHERE, List.of(), false);
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
     * The decoded segments: an entity type, and the id if the path has one. Throws {@link ApiProblemException} if the path names no
     * resource or is not percent-encoded UTF-8.
     */
    List<String> entity() {
        if (kind == Kind.TOO_LONG) {
            throw ApiProblemException.of(
                    414, "url_too_long", "The URL is longer than " + ApiRequest.MAX_URL + " characters");
        }
        List<String> decoded = new ArrayList<>();
        for (String segment : segments) {
            decoded.add(encoded ? PercentEncoding.decode(segment, false) : segment);
        }
        if (kind == Kind.ELSEWHERE || decoded.size() > MAX_SEGMENTS) {
            throw ApiProblemException.of(
                    404, "not_found", "There is nothing at this path; an id with a slash goes into the parameter id");
        }
        return decoded;
    }

    /** The route's template; null if the path names no resource. */
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

    /** The path with {@code replacement} for the entity's id, or for the whole path if it names no resource. */
    String redacted(String replacement) {
        if (template() == null) {
            return "/" + replacement;
        }
        return PREFIX + segments.get(0) + (segments.size() == MAX_SEGMENTS ? "/" + replacement : "");
    }
}
