package dev.activityservice.http;

import dev.activityservice.model.EntityRef;
import dev.activityservice.model.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The resource that a path names. The program that embeds the API uses it in its spans and metrics. The redacted texts contain no
 * entity id and no value of a parameter, because they may be personal. The replacement is {@code REDACTED}, as in the <a
 * href="https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/">conventions of OpenTelemetry</a>. Immutable and
 * thread-safe.
 */
public final class HttpRoute {

    private static final String PREFIX = "/api/activity/";

    /** Names of the parameters of a path. */
    static final String ENTITY_TYPE = "entity_type";

    static final String ENTITY_ID = "entity_id";

    /** The path of a type; the id is a parameter. */
    static final String TYPE_PATH = PREFIX + "{" + ENTITY_TYPE + "}";

    static final String ENTITY_PATH = TYPE_PATH + "/{" + ENTITY_ID + "}";

    private static final String REDACTED = "REDACTED";
    private static final int MAX_SEGMENTS = 2;

    private final Kind kind;
    /** At most one more than a resource has, because that already shows that the path names no resource. */
    private final List<String> segments;

    private final boolean encoded;
    private final List<QueryParameter> parameters;

    private HttpRoute(Kind kind, List<String> segments, boolean encoded, List<QueryParameter> parameters) {
        this.kind = kind;
        this.segments = segments;
        this.encoded = encoded;
        this.parameters = parameters;
    }

    private enum Kind {
        /** The URL exceeds the length limit, so the path was not parsed. */
        TOO_LONG,
        /** The path does not start with the prefix. */
        OUTSIDE,
        /** The path starts with the prefix. */
        ENTITY
    }

    /**
     * @param encoded true if the path is still percent-encoded
     * @param queryChars the length of the query, with its question mark
     */
    static HttpRoute of(String path, boolean encoded, List<QueryParameter> parameters, long queryChars) {
        if (path.length() + queryChars > HttpRequest.MAX_URL_CHARS) {
            return new HttpRoute(Kind.TOO_LONG, List.of(), encoded, parameters);
        }
        if (!path.startsWith(PREFIX)) {
            return new HttpRoute(Kind.OUTSIDE, List.of(), encoded, parameters);
        }
        List<String> segments = new ArrayList<>();
        for (int start = PREFIX.length(); start <= path.length() && segments.size() <= MAX_SEGMENTS; ) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            segments.add(path.substring(start, end));
            start = end + 1;
        }
        if (segments.size() == MAX_SEGMENTS && segments.get(1).isEmpty()) {
            // A slash behind the type is not an empty id, because clients and gateways append one.
            segments.remove(1);
        }
        return new HttpRoute(Kind.ENTITY, List.copyOf(segments), encoded, parameters);
    }

    /**
     * Returns the segments: an entity type, and the decoded entity id if the path has one. The type is never decoded. Otherwise, it
     * would have aliases, such as {@code %6Frder}, which IAM policies for paths compare as other texts. Throws
     * {@link HttpProblemException} if the path names no resource, or if the id is not percent-encoded UTF-8.
     */
    List<String> entity() {
        if (kind == Kind.TOO_LONG) {
            throw HttpProblemException.of(
                    ProblemCode.URL_TOO_LONG, "The URL must have at most " + HttpRequest.MAX_URL_CHARS + " characters");
        }
        if (kind == Kind.OUTSIDE || segments.size() > MAX_SEGMENTS) {
            throw HttpProblemException.of(
                    ProblemCode.NOT_FOUND,
                    "The path must be " + ENTITY_PATH + ", or " + TYPE_PATH
                            + " with the parameter \"id\"; an id with a slash must be in the parameter");
        }
        List<String> decoded = new ArrayList<>(segments);
        if (encoded && decoded.size() == MAX_SEGMENTS) {
            decoded.set(1, PercentEncoding.decode(decoded.get(1), false));
        }
        return decoded;
    }

    /**
     * Returns the template, {@code /api/activity/{entity_type}/{entity_id}} or {@code /api/activity/{entity_type}}; null if the path
     * names no resource.
     */
    public @Nullable String template() {
        if (segments.isEmpty() || segments.size() > MAX_SEGMENTS) {
            return null;
        }
        if (segments.size() == MAX_SEGMENTS) {
            return ENTITY_PATH;
        }
        return segments.get(0).isEmpty() ? null : TYPE_PATH;
    }

    /** Returns whether the URL is longer than 32,768 characters. Its response is 414, and its path should not be logged. */
    public boolean isTooLong() {
        return kind == Kind.TOO_LONG;
    }

    /**
     * Returns the path without the entity id, such as {@code /api/activity/order/REDACTED}; {@code /REDACTED} without a template. A text
     * that is not a valid entity type is also redacted, because it may contain an id, as in {@code /api/activity/order%2FORD-1}.
     */
    public String redactedPath() {
        if (template() == null) {
            return "/" + REDACTED;
        }
        return PREFIX + redactedType(segments.get(0)) + (segments.size() == MAX_SEGMENTS ? "/" + REDACTED : "");
    }

    private static String redactedType(String segment) {
        try {
            return EntityRef.requireType(segment);
        } catch (InvalidValueException e) {
            return REDACTED;
        }
    }

    /**
     * Returns the sorted names of the known parameters without values, such as {@code id=REDACTED&limit=REDACTED}. The name of other
     * parameters is also redacted. Null if the request has no parameters.
     */
    public @Nullable String redactedQuery() {
        if (parameters.isEmpty()) {
            return null;
        }
        Set<String> names = new TreeSet<>();
        for (QueryParameter each : parameters) {
            names.add(QueryParameters.KNOWN.contains(each.name()) ? each.name() : REDACTED);
        }
        return String.join("=" + REDACTED + "&", names) + "=" + REDACTED;
    }

    /** Returns the template and the redacted query. */
    @Override
    public String toString() {
        return "HttpRoute[template=" + template() + ", query=" + redactedQuery() + "]";
    }
}
