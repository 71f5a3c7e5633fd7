package dev.activityservice.http;

import dev.activityservice.query.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request, independent of the web server. Immutable and thread-safe.
 *
 * <p>By default, the path and the query are those of the request line, still percent-encoded. A servlet has them in
 * {@code getRequestURI()} and {@code getQueryString()}. The JDK's server has them in {@code getRequestURI().getRawPath()} and
 * {@code getRequestURI().getRawQuery()}.
 */
public final class HttpRequest {

    /**
     * Maximum length of path and query together, in characters, as received. <a
     * href="https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html">API Gateway</a> limits the request line and the
     * headers to 10,240 bytes together; AWS documents no limit for function URLs.
     */
    static final int MAX_URL_CHARS = 32_768;

    private final String method;
    private final String path;
    private final List<QueryParameter> parameters;
    private final Map<String, String> headers;
    private final @Nullable Principal principal;
    private final HttpRoute route;

    private HttpRequest(Builder builder) {
        this.method = builder.method;
        this.path = builder.path;
        this.parameters = List.copyOf(builder.parameters);
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(builder.headers));
        this.principal = builder.principal;
        this.route = HttpRoute.of(path, builder.pathIsEncoded, parameters, builder.queryChars);
    }

    /**
     * Returns a builder of a request.
     *
     * @param method the HTTP method, as the client sent it
     * @param path the path from the root of the API, for example {@code /api/activity/order/ORD-1}, without the context path of the
     *     program; null if the request has no path, for example a {@code CONNECT} request
     */
    public static Builder builder(String method, @Nullable String path) {
        return new Builder(method, path == null ? "" : path);
    }

    /** Returns the HTTP method, as the client sent it. */
    public String method() {
        return method;
    }

    /** Returns the path, as received; empty if the request has none. */
    public String path() {
        return path;
    }

    /** Returns the resource that the path names. */
    public HttpRoute route() {
        return route;
    }

    /** Returns the last value of a header, whose name may have any case; null if it is missing or blank. */
    public @Nullable String header(String name) {
        String value = headers.get(name.toLowerCase(Locale.ROOT));
        return value == null || value.isBlank() ? null : value;
    }

    /** Returns the last value of each header, by its name in lower case; unmodifiable. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns the authenticated caller; null if the request is not authenticated. */
    public @Nullable Principal principal() {
        return principal;
    }

    /** Returns all parameters in order, including repeated ones; unmodifiable. */
    List<QueryParameter> parameters() {
        return parameters;
    }

    /** Contains neither ids nor values, because they may be personal. */
    @Override
    public String toString() {
        return "HttpRequest[" + method + " " + route.redactedPath() + "]";
    }

    /** Builds a request; not thread-safe. */
    public static final class Builder {

        private final String method;
        private final String path;
        private boolean pathIsEncoded = true;
        private final List<QueryParameter> parameters = new ArrayList<>();
        private long queryChars;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private @Nullable Principal principal;

        private Builder(String method, String path) {
            this.method = Objects.requireNonNull(method, "method");
            this.path = path;
        }

        /**
         * Sets whether the path is still percent-encoded. It must be decoded exactly once, by the server or by this API. Default:
         * true.
         */
        public Builder pathIsEncoded(boolean pathIsEncoded) {
            this.pathIsEncoded = pathIsEncoded;
            return this;
        }

        /**
         * Adds the parameters of a query that is still percent-encoded.
         *
         * @param query the text behind the question mark; null if the URL has no query
         */
        public Builder rawQuery(@Nullable String query) {
            if (query != null) {
                queryChars += 1 + query.length();
                addParameters(query);
            }
            return this;
        }

        private void addParameters(String query) {
            int end;
            for (int start = 0; start < query.length(); start = end + 1) {
                end = query.indexOf('&', start);
                // One more than the maximum shows that there are too many. It contains the rest.
                if (end < 0 || (end > start && parameters.size() >= QueryParameters.MAX_PARAMETERS)) {
                    end = query.length();
                }
                String pair = query.substring(start, end);
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                if (!pair.isEmpty()) {
                    parameters.add(new QueryParameter(name, equals < 0 ? "" : pair.substring(equals + 1), true));
                }
            }
        }

        /** Adds a parameter that the server has already decoded. Use either this method or {@link #rawQuery}. */
        public Builder parameter(String name, String value) {
            // Two separators: "?" or "&" before the name, and "=" before the value.
            queryChars += name.length() + value.length() + 2;
            parameters.add(new QueryParameter(name, value, false));
            return this;
        }

        /** Sets a header, whose name may have any case. A null value has no effect. */
        public Builder header(String name, @Nullable String value) {
            if (value != null) {
                headers.put(name.toLowerCase(Locale.ROOT), value);
            }
            return this;
        }

        /**
         * Sets the authenticated caller. Create it from data that the authentication has verified, never from a header, the query or a
         * body. Default: null, which means that the request is not authenticated.
         */
        public Builder principal(@Nullable Principal principal) {
            this.principal = principal;
            return this;
        }

        /** Returns the request. */
        public HttpRequest build() {
            return new HttpRequest(this);
        }
    }
}
