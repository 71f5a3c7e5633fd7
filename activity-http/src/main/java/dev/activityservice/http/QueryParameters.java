package dev.activityservice.http;

import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.PageToken;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request, the known ones each at most once. Unknown ones have no meaning here, because gateways and proxies use
 * some, for example an API key. The link to the next page repeats them.
 */
final class QueryParameters {

    static final String ID = "id";
    static final String LIMIT = "limit";
    static final String ORDER = "order";
    static final String FROM = "from";
    static final String UNTIL = "until";
    static final String TYPE = "type";
    static final String CURSOR = "cursor";

    static final String VIEW = "view";
    static final String FORMULAS = "formulas";

    static final Set<String> KNOWN = Set.of(ID, LIMIT, ORDER, FROM, UNTIL, TYPE, CURSOR, VIEW, FORMULAS);

    /** The parameters that a summary does not have, because it counts the whole range. */
    private static final List<String> ONLY_OF_PAGES = List.of(LIMIT, ORDER, CURSOR);

    /** The value of {@link #VIEW}. */
    static final String SUMMARY = "summary";

    /** The value of {@link #FORMULAS}. */
    static final String KEEP = "keep";

    /** Values of {@link #ORDER}. */
    static final String OLDEST_FIRST = "asc";

    static final String NEWEST_FIRST = "desc";

    /** Bounds work. API Gateway limits a URL to 10 KB, which leaves room for far fewer parameters in practice. */
    static final int MAX_PARAMETERS = 1000;

    private static final int MAX_LIMIT_DIGITS = 9;

    /**
     * Maximum length of the link to the next page, in characters. <a
     * href="https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html">API Gateway</a> limits the values of all headers
     * to 10,240 bytes together. The other headers have less than 1 KB.
     */
    static final int MAX_LINK_CHARS = 8192;

    private final Map<String, String> values;
    private final List<QueryParameter> unknown;

    private QueryParameters(Map<String, String> values, List<QueryParameter> unknown) {
        this.values = values;
        this.unknown = unknown;
    }

    /** Throws {@link HttpProblemException} if a known parameter is repeated, because the intended value is unknown. */
    static QueryParameters of(List<QueryParameter> parameters) {
        if (parameters.size() > MAX_PARAMETERS) {
            throw HttpProblemException.of(
                    ProblemCode.MALFORMED_URL, "The URL must have at most " + MAX_PARAMETERS + " parameters");
        }
        Map<String, String> values = new LinkedHashMap<>();
        List<QueryParameter> unknown = new ArrayList<>();
        for (QueryParameter given : parameters) {
            QueryParameter each = given.decoded();
            if (!KNOWN.contains(each.name())) {
                unknown.add(each);
            } else if (values.putIfAbsent(each.name(), each.value()) != null) {
                throw HttpProblemException.of(
                        ProblemCode.REPEATED_PARAMETER, "The parameter \"" + each.name() + "\" must occur only once");
            }
        }
        return new QueryParameters(values, unknown);
    }

    @Nullable
    String id() {
        return values.get(ID);
    }

    /** Returns whether the request is for a summary instead of a page. Throws {@link HttpProblemException} if the view is invalid. */
    boolean isSummary() {
        String view = values.get(VIEW);
        if (view == null) {
            return false;
        }
        if (!view.equals(SUMMARY)) {
            throw HttpProblemException.of(
                    ProblemCode.INVALID_VIEW, "The parameter \"view\" must be \"summary\" or absent");
        }
        for (String name : ONLY_OF_PAGES) {
            if (values.containsKey(name)) {
                throw HttpProblemException.of(
                        ProblemCode.INVALID_VIEW,
                        "The parameter \"" + name
                                + "\" must be absent in a request for a summary, which counts the whole range");
            }
        }
        return true;
    }

    /**
     * Returns whether CSV keeps texts that spreadsheets take for formulas. Throws {@link HttpProblemException} if the parameter is
     * invalid.
     */
    boolean keepsFormulas() {
        String formulas = values.get(FORMULAS);
        if (formulas != null && !formulas.equals(KEEP)) {
            throw HttpProblemException.of(
                    ProblemCode.INVALID_FORMULAS, "The parameter \"formulas\" must be \"keep\" or absent");
        }
        return formulas != null;
    }

    /**
     * Returns the query. The tenant is the caller's and never comes from the URL. Throws {@link HttpProblemException} or
     * {@link dev.activityservice.query.InvalidQueryException} if a parameter is invalid.
     */
    ActivityQuery toQuery(EntityRef entity, @Nullable String tenant) {
        ActivityQuery.Builder query = ActivityQuery.builder(entity).tenant(tenant);
        String limit = values.get(LIMIT);
        if (limit != null) {
            query.limit(parseLimit(limit));
        }
        String order = values.get(ORDER);
        if (order != null) {
            switch (order) {
                case OLDEST_FIRST -> query.oldestFirst();
                case NEWEST_FIRST -> query.newestFirst();
                default ->
                    throw HttpProblemException.of(
                            ProblemCode.INVALID_ORDER, "The parameter \"order\" must be \"asc\" or \"desc\"");
            }
        }
        String from = values.get(FROM);
        if (from != null) {
            query.from(parseTime(FROM, from));
        }
        String until = values.get(UNTIL);
        if (until != null) {
            query.until(parseTime(UNTIL, until));
        }
        String types = values.get(TYPE);
        if (types != null) {
            query.types(parseTypes(types));
        }
        String cursor = values.get(CURSOR);
        if (cursor != null) {
            query.pageToken(PageToken.parse(cursor));
        }
        return query.build();
    }

    /**
     * Returns a reference to the next page, relative to the URL of the request (RFC 3986, section 5). It is therefore correct with any
     * stage, base path and domain. It consists of the known parameters, the cursor, and the unknown parameters in their order. An
     * unknown parameter is left out if the reference would be longer than {@value #MAX_LINK_CHARS} characters with it. All names and
     * values are percent-encoded, so that none of them can end the reference or the header.
     */
    String nextPage(PageToken next) {
        StringBuilder link = new StringBuilder("?");
        values.forEach((name, value) -> {
            if (!name.equals(CURSOR)) {
                link.append(pair(name, value)).append('&');
            }
        });
        link.append(CURSOR).append('=').append(next);
        for (QueryParameter each : unknown) {
            // Not encoded if it is too long anyway.
            if (link.length() + each.name().length() + each.value().length() < MAX_LINK_CHARS) {
                String pair = pair(each.name(), each.value());
                if (link.length() + 1 + pair.length() <= MAX_LINK_CHARS) {
                    link.append('&').append(pair);
                }
            }
        }
        return link.toString();
    }

    private static String pair(String name, String value) {
        return PercentEncoding.encode(name) + '=' + PercentEncoding.encode(value);
    }

    private static int parseLimit(String text) {
        boolean digits = !text.isEmpty() && text.length() <= MAX_LIMIT_DIGITS;
        for (int i = 0; digits && i < text.length(); i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!digits) {
            throw HttpProblemException.of(
                    ProblemCode.INVALID_LIMIT,
                    "The parameter \"limit\" must be a whole number from 1 to " + ActivityQuery.MAX_LIMIT);
        }
        return Integer.parseInt(text);
    }

    /** Reads a space as a plus sign, because an unencoded plus sign of an offset arrives as a space. */
    private static Instant parseTime(String name, String text) {
        String time = text.replace(' ', '+').toUpperCase(Locale.ROOT);
        try {
            if (hasRfc3339Shape(time)) {
                return OffsetDateTime.parse(time).toInstant();
            }
        } catch (DateTimeException e) {
            throw invalidTime(name);
        }
        throw invalidTime(name);
    }

    private static HttpProblemException invalidTime(String name) {
        return HttpProblemException.of(
                ProblemCode.INVALID_RANGE,
                "The parameter \"" + name + "\" must be an RFC 3339 time with an offset, such as 2026-01-05T10:00:00Z");
    }

    /** Rejects times without seconds, offsets with seconds and years of five digits: the JDK accepts them, RFC 3339 does not. */
    private static boolean hasRfc3339Shape(String time) {
        int offset = time.endsWith("Z") ? time.length() - 1 : time.length() - "+00:00".length();
        return time.length() <= "2026-01-05T10:00:00.123456789+00:00".length()
                && offset >= "2026-01-05T10:00:00".length()
                && time.charAt(4) == '-'
                && time.charAt(10) == 'T'
                && time.charAt(16) == ':'
                && "Z+-".indexOf(time.charAt(offset)) >= 0;
    }

    private static List<EventTypePattern> parseTypes(String text) {
        List<EventTypePattern> types = new ArrayList<>();
        for (String each : text.split(",", ActivityQuery.MAX_TYPES + 2)) {
            try {
                types.add(EventTypePattern.parse(withoutSpacesAround(each)));
            } catch (InvalidValueException e) {
                throw HttpProblemException.of(
                        ProblemCode.INVALID_TYPE, "The parameter \"type\" has an invalid entry, which " + e.problem());
            }
        }
        return types;
    }

    /** Removes spaces of any kind, because people write {@code a, b}. With a space, a type would silently match nothing. */
    private static String withoutSpacesAround(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (start < end && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** Also finds no-break spaces, which {@link Character#isWhitespace} excludes. */
    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
