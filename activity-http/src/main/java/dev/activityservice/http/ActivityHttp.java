package dev.activityservice.http;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.port.driving.FindActivities;
import dev.activityservice.port.driving.ReadDeniedException;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.InvalidQueryException;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import dev.activityservice.query.Principal;
import dev.activityservice.query.TimelineSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API: {@code GET /api/activity/{entity_type}/{entity_id}}, and {@code GET /api/activity/{entity_type}?id=…} for ids that
 * are unsafe in a path. It needs no server: a web framework or a gateway passes requests and sends the responses. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * ActivityHttp http = ActivityHttp.builder(service).build();
 * HttpRequest request = HttpRequest.builder("GET", "/api/activity/order/ORD-1").rawQuery("limit=20").principal(caller).build();
 * HttpResponse response = http.handle(request, Deadline.after(Duration.ofSeconds(5), System::nanoTime));
 * }</pre>
 *
 * <p>A page is JSON, NDJSON, CSV or a batch of CloudEvents, as the header {@code Accept} asks. All formats have the same parameters and
 * the same pages.
 *
 * <p>A response with status 200 has an {@code ETag}, the hash of its body. A request whose {@code If-None-Match} has this tag gets status
 * 304 without a body. The store is read in both cases.
 *
 * <p>An error response is a problem document (<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>) with a stable
 * {@code code}. It contains no text of the request, at most a number or a time from it.
 */
public final class ActivityHttp {

    /**
     * Maximum size of a body, as it is encoded in a JSON string. Lambda's limit is 6 MB (Lambda quotas), and the API Gateway handlers
     * wrap the body in a JSON string. The rest is a margin for headers and other gateways.
     */
    private static final int MAX_ENCODED_BODY_BYTES = 4 * 1024 * 1024;

    /** The value of {@code Cache-Control}, because a timeline is personal and changes. */
    static final String CACHE_CONTROL = "no-store";

    /** The value of {@code X-Content-Type-Options}. */
    static final String CONTENT_TYPE_OPTIONS = "nosniff";

    /** The value of {@code Retry-After}, in seconds. */
    static final String RETRY_AFTER_SECONDS = "2";

    /** The value of {@code Allow} without allowed CORS origins. */
    static final String METHODS = "GET, HEAD";

    /** The value of {@code Allow} with allowed CORS origins, whose pages send a preflight request. */
    static final String METHODS_WITH_CORS = METHODS + ", OPTIONS";

    private final FindActivities finder;
    private final CorsOrigins cors;
    private final EntryJson entries;
    private final EntryJson linesOfEntries;
    private final HttpFailureListener listener;

    private ActivityHttp(Builder builder) {
        this.finder = builder.finder;
        this.cors = builder.cors;
        this.entries = new EntryJson(builder.traceUrl, false);
        this.linesOfEntries = new EntryJson(builder.traceUrl, true);
        this.listener = builder.listener != null ? builder.listener : new HttpFailureListener() {};
    }

    /** Returns a builder of an API that reads with {@code finder}. */
    public static Builder builder(FindActivities finder) {
        return new Builder(finder);
    }

    /**
     * Returns the response to a request. Each method, path, query and header has a response. The response to {@code HEAD} is that to
     * {@code GET} without a body. A failure of the store or of this program is a response with status 503 or 500, and a call of the
     * listener.
     *
     * @param deadline the time at which this method must return; if the store needs longer, the status is 503
     */
    public HttpResponse handle(HttpRequest request, Deadline deadline) {
        HttpResponse response = answer(request, deadline);
        return request.method().equals("HEAD") ? response.withoutBody() : response;
    }

    private HttpResponse answer(HttpRequest request, Deadline deadline) {
        try {
            return find(request, deadline);
        } catch (HttpProblemException problem) {
            return respond(problem, request);
        } catch (InvalidQueryException e) {
            return respond(HttpProblemException.of(ProblemCode.of(e.reason()), message(e)), request);
        } catch (ReadDeniedException e) {
            ProblemCode code = e.isUnauthenticated() ? ProblemCode.UNAUTHENTICATED : ProblemCode.FORBIDDEN;
            return respond(HttpProblemException.of(code, message(e)), request);
        } catch (StoreUnavailableException e) {
            listener.storeUnavailable(e);
            return respond(
                    HttpProblemException.of(
                                    ProblemCode.STORE_UNAVAILABLE,
                                    "The activities are temporarily unavailable; retry later")
                            .with(HeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS),
                    request);
        } catch (Exception | StackOverflowError | LinkageError e) {
            listener.requestFailed(e);
            return respond(
                    HttpProblemException.of(
                            ProblemCode.INTERNAL_ERROR, "The request failed because of an internal error"),
                    request);
        }
    }

    private HttpResponse find(HttpRequest request, Deadline deadline) {
        // For each path, because a browser that gets no success here hides the error response from the page.
        if (request.method().equals("OPTIONS") && cors.isEnabled()) {
            Map<String, String> headers = new LinkedHashMap<>();
            cors.addTo(headers, request.header("Origin"));
            cors.addPreflightTo(headers);
            return new HttpResponse(204, headers, new byte[0]);
        }
        List<String> entity = request.route().entity();
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw HttpProblemException.of(ProblemCode.METHOD_NOT_ALLOWED, "The method must be GET or HEAD")
                    .with(HeaderNames.ALLOW, cors.isEnabled() ? METHODS_WITH_CORS : METHODS);
        }
        QueryParameters parameters = QueryParameters.of(request.parameters());
        Principal caller = request.principal();
        ActivityQuery query =
                parameters.toQuery(entity(entity, parameters.id()), caller == null ? null : caller.tenant());
        boolean keepsFormulas = parameters.keepsFormulas();
        String accept = request.header(HeaderNames.ACCEPT);
        if (parameters.isSummary()) {
            AcceptHeader.choose(accept, ResponseFormat.OF_SUMMARIES);
            return respond(finder.summarize(caller, query, deadline), query, request);
        }
        ResponseFormat format = AcceptHeader.choose(accept, ResponseFormat.OF_PAGES);
        Page<Activity> page = finder.find(caller, query, deadline);
        PageBuffer body = new PageBuffer(1024, MAX_ENCODED_BODY_BYTES);
        try (PageFormat out = open(format, body, query, keepsFormulas)) {
            return respond(page, query, parameters, out, body, request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PageFormat open(ResponseFormat format, PageBuffer body, ActivityQuery query, boolean keepsFormulas)
            throws IOException {
        return switch (format) {
            case JSON -> new JsonPage(body, query.entity(), entries);
            case NDJSON -> new NdjsonPage(body, linesOfEntries);
            case CSV -> new CsvPage(body, linesOfEntries, query.pageToken() == null, keepsFormulas);
            case CLOUD_EVENTS -> new CloudEventsPage(body, entries);
        };
    }

    private static EntityRef entity(List<String> segments, @Nullable String parameter) {
        String id;
        if (segments.size() == 1) {
            if (parameter == null) {
                throw HttpProblemException.of(
                        ProblemCode.INVALID_ENTITY, "The entity id must be in the path or in the parameter \"id\"");
            }
            id = parameter;
        } else {
            if (parameter != null) {
                throw HttpProblemException.of(
                        ProblemCode.INVALID_ENTITY,
                        "The entity id must be either in the path or in the parameter \"id\", not in both");
            }
            id = segments.get(1);
            if (id.equals(".") || id.equals("..")) {
                throw HttpProblemException.of(
                        ProblemCode.INVALID_ENTITY,
                        "The ids \".\" and \"..\" must be in the parameter \"id\", not in the path");
            }
        }
        try {
            return EntityRef.of(segments.get(0), id);
        } catch (InvalidValueException e) {
            throw HttpProblemException.of(ProblemCode.INVALID_ENTITY, "The " + e.field() + " " + e.problem());
        }
    }

    private HttpResponse respond(
            Page<Activity> page,
            ActivityQuery query,
            QueryParameters parameters,
            PageFormat out,
            PageBuffer body,
            HttpRequest request)
            throws IOException {
        reportUnreadable(query.entity(), page.unreadableRows());
        PageToken next = PageWriter.write(body, query, page, out);
        Map<String, String> headers = headers(out.contentType(), request);
        if (next != null) {
            headers.put(HeaderNames.LINK, "<" + parameters.nextPage(next) + ">; rel=\"next\"");
        }
        String extension = out.fileExtension();
        if (extension != null) {
            headers.put(HeaderNames.CONTENT_DISPOSITION, ContentDisposition.attachment(query.entity(), extension));
        }
        return unlessKnown(headers, body, request);
    }

    private HttpResponse respond(TimelineSummary summary, ActivityQuery query, HttpRequest request) {
        reportUnreadable(query.entity(), summary.unreadableRows());
        PageBuffer body = new PageBuffer(1024, MAX_ENCODED_BODY_BYTES);
        try {
            SummaryWriter.write(body, query.entity(), summary, entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return unlessKnown(headers(ResponseFormat.JSON.mediaType(), request), body, request);
    }

    private void reportUnreadable(EntityRef entity, int rows) {
        if (rows > 0) {
            listener.rowsUnreadable(entity, rows);
        }
    }

    /** Returns the response with its entity tag; without a body and with status 304 if the client already has this body. */
    private static HttpResponse unlessKnown(Map<String, String> headers, PageBuffer body, HttpRequest request) {
        EntityTag tag = EntityTag.of(body);
        headers.put(HeaderNames.ETAG, tag.text());
        if (tag.isKnownBy(request.header(HeaderNames.IF_NONE_MATCH))) {
            headers.remove(HeaderNames.CONTENT_TYPE);
            headers.remove(HeaderNames.CONTENT_DISPOSITION);
            return new HttpResponse(304, headers, new byte[0]);
        }
        return new HttpResponse(200, headers, body.toByteArray());
    }

    private HttpResponse respond(HttpProblemException problem, HttpRequest request) {
        PageBuffer body = new PageBuffer(256, MAX_ENCODED_BODY_BYTES);
        try {
            ProblemWriter.write(body, problem);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> headers = headers(HttpProblemException.MEDIA_TYPE, request);
        headers.putAll(problem.headers());
        return new HttpResponse(problem.code().status(), headers, body.toByteArray());
    }

    private Map<String, String> headers(String contentType, HttpRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(HeaderNames.CONTENT_TYPE, contentType);
        headers.put(HeaderNames.CACHE_CONTROL, CACHE_CONTROL);
        headers.put(HeaderNames.CONTENT_TYPE_OPTIONS, CONTENT_TYPE_OPTIONS);
        headers.put(HeaderNames.VARY, HeaderNames.ACCEPT);
        cors.addTo(headers, request.header("Origin"));
        return headers;
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    /** Builds an API; not thread-safe. */
    public static final class Builder {

        private final FindActivities finder;
        private CorsOrigins cors = CorsOrigins.none();
        private TraceUrl traceUrl = TraceUrl.none();
        private @Nullable HttpFailureListener listener;

        private Builder(FindActivities finder) {
            this.finder = finder;
        }

        /** Sets the allowed CORS origins. Default: {@link CorsOrigins#none()}. */
        public Builder cors(CorsOrigins cors) {
            this.cors = cors;
            return this;
        }

        /** Sets the template of {@code trace_url}. Default: {@link TraceUrl#none()}. */
        public Builder traceUrl(TraceUrl traceUrl) {
            this.traceUrl = traceUrl;
            return this;
        }

        /** Sets the receiver of failures, for example to log them. Default: none. */
        public Builder listener(HttpFailureListener listener) {
            this.listener = listener;
            return this;
        }

        /** Returns the API. */
        public ActivityHttp build() {
            return new ActivityHttp(this);
        }
    }
}
