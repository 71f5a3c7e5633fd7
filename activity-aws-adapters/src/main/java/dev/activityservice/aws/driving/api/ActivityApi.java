package dev.activityservice.aws.driving.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.aws.telemetry.JsonLog;
import dev.activityservice.aws.telemetry.JsonLog.Level;
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
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API: {@code GET /api/activity/{entity_type}/{entity_id}}, and {@code GET /api/activity/{entity_type}?id=…} for ids that
 * are unsafe in a path. Pass it to {@link ApiStreamHandler} or to a typed handler. Immutable and thread-safe.
 *
 * <p>An error response is a problem document (<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>) with a stable
 * {@code code}. It never repeats a value of the request.
 */
public final class ActivityApi {

    /** Maximum size of a page. Lambda's limit is 6 MB (Lambda quotas); the rest is a margin for headers and other gateways. */
    private static final int MAX_ENCODED_PAGE_BYTES = 4 * 1024 * 1024;

    private static final String RETRY_AFTER_SECONDS = "2";

    private final FindActivities finder;
    private final CorsOrigins cors;
    private final JsonLog log;
    private final TraceUrl traceUrl;
    private final ReadTelemetry telemetry;

    private ActivityApi(Builder builder) {
        this.finder = builder.finder;
        this.cors = builder.cors;
        this.log = JsonLog.to(builder.lines);
        this.traceUrl = builder.traceUrl;
        this.telemetry = new ReadTelemetry(builder.telemetry);
    }

    /** Returns a builder of an API that reads with {@code finder}. */
    public static Builder builder(FindActivities finder) {
        return new Builder(finder);
    }

    /**
     * Handles an event of API Gateway or of a function URL. Throws {@link IllegalArgumentException} if the event has another format.
     *
     * @param event the JSON of the event as maps, lists, strings, numbers and booleans
     * @param deadline the time at which this method must return; if the store needs longer, the status is 503
     */
    public ApiResponse handle(Map<String, @Nullable Object> event, Deadline deadline) {
        ApiRequest request = GatewayEvent.toRequest(event);
        return telemetry.observe(request, () -> answer(request, deadline));
    }

    private ApiResponse answer(ApiRequest request, Deadline deadline) {
        try {
            return find(request, deadline);
        } catch (ApiProblemException problem) {
            return respond(problem, request);
        } catch (InvalidQueryException e) {
            return respond(
                    ApiProblemException.badRequest(e.reason().name().toLowerCase(Locale.ROOT), message(e)), request);
        } catch (ReadDeniedException e) {
            boolean unauthenticated = e.isUnauthenticated();
            return respond(
                    ApiProblemException.of(
                            unauthenticated ? 401 : 403, unauthenticated ? "unauthenticated" : "forbidden", message(e)),
                    request);
        } catch (StoreUnavailableException e) {
            log.line(Level.WARN, "store_unavailable")
                    .with("code", e.reason().name().toLowerCase(Locale.ROOT))
                    .with(e)
                    .write();
            return respond(
                    ApiProblemException.of(
                                    503, "store_unavailable", "The activities are temporarily unavailable; retry later")
                            .with("Retry-After", RETRY_AFTER_SECONDS),
                    request);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            log.line(Level.ERROR, "request_failed").with(e).write();
            return respond(
                    ApiProblemException.of(500, "internal_error", "The request failed because of an internal error"),
                    request);
        }
    }

    private ApiResponse find(ApiRequest request, Deadline deadline) {
        List<String> entity = request.route().entity();
        if (request.method().equals("OPTIONS") && cors.isEnabled()) {
            Map<String, String> headers = new LinkedHashMap<>();
            cors.addTo(headers, request.origin());
            cors.addPreflightTo(headers);
            return new ApiResponse(204, headers, "");
        }
        if (!request.method().equals("GET")) {
            throw ApiProblemException.of(405, "method_not_allowed", "The method must be GET")
                    .with("Allow", cors.isEnabled() ? "GET, OPTIONS" : "GET");
        }
        QueryParameters parameters = QueryParameters.of(request.parameters());
        ActivityQuery query = parameters.toQuery(entity(entity, parameters.id()));
        return respond(finder.find(request.principal(), query, deadline), query, parameters, request);
    }

    private static EntityRef entity(List<String> segments, @Nullable String parameter) {
        String id;
        if (segments.size() == 1) {
            if (parameter == null) {
                throw ApiProblemException.badRequest(
                        "invalid_entity", "The entity id must be in the path or in the parameter \"id\"");
            }
            id = parameter;
        } else {
            if (parameter != null) {
                throw ApiProblemException.badRequest(
                        "invalid_entity",
                        "The entity id must be either in the path or in the parameter \"id\", not in both");
            }
            id = segments.get(1);
            if (id.equals(".") || id.equals("..")) {
                throw ApiProblemException.badRequest(
                        "invalid_entity", "The ids \".\" and \"..\" must be in the parameter \"id\", not in the path");
            }
        }
        try {
            return EntityRef.of(segments.get(0), id);
        } catch (InvalidValueException e) {
            throw ApiProblemException.badRequest("invalid_entity", "The " + e.field() + " " + e.problem());
        }
    }

    private ApiResponse respond(
            Page<Activity> page, ActivityQuery query, QueryParameters parameters, ApiRequest request) {
        if (page.unreadableRows() > 0) {
            log.line(Level.WARN, "rows_unreadable")
                    .with("entity_type", query.entity().type())
                    .with("rows", page.unreadableRows())
                    .write();
        }
        PageWriter.Written written;
        try {
            written = PageWriter.write(query, page, traceUrl, MAX_ENCODED_PAGE_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> headers = headers("application/json", request);
        if (written.next() != null) {
            headers.put("Link", "<" + parameters.nextPage(written.next()) + ">; rel=\"next\"");
        }
        return new ApiResponse(200, headers, written.body());
    }

    private ApiResponse respond(ApiProblemException problem, ApiRequest request) {
        StringWriter body = new StringWriter();
        try (JsonGenerator out = ApiJson.FACTORY.createGenerator(body)) {
            out.writeStartObject();
            out.writeStringField("type", "about:blank");
            out.writeStringField("title", problem.title());
            out.writeNumberField("status", problem.status());
            out.writeStringField("detail", problem.detail());
            out.writeStringField("code", problem.code());
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> headers = headers("application/problem+json", request);
        headers.putAll(problem.headers());
        return new ApiResponse(problem.status(), headers, body.toString());
    }

    private Map<String, String> headers(String contentType, ApiRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", contentType);
        headers.put("Cache-Control", "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        cors.addTo(headers, request.origin());
        return headers;
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    /** Builds an API; not thread-safe. */
    public static final class Builder {

        private final FindActivities finder;
        private CorsOrigins cors = CorsOrigins.none();
        private Consumer<String> lines = line -> {};
        private TraceUrl traceUrl = TraceUrl.none();
        private AwsTelemetry telemetry = AwsTelemetry.none();

        private Builder(FindActivities finder) {
            this.finder = finder;
        }

        /** Sets the allowed CORS origins. Default: {@link CorsOrigins#none()}. */
        public Builder cors(CorsOrigins cors) {
            this.cors = cors;
            return this;
        }

        /**
         * Sets the receiver of log lines. It gets one JSON line per response with status 500 or 503, and per page with unreadable
         * rows. Default: none.
         */
        public Builder log(Consumer<String> lines) {
            this.lines = lines;
            return this;
        }

        /** Sets the template of {@code trace_url}. Default: {@link TraceUrl#none()}. */
        public Builder traceUrl(TraceUrl traceUrl) {
            this.traceUrl = traceUrl;
            return this;
        }

        /** Sets the receiver of spans. Default: {@link AwsTelemetry#none()}. */
        public Builder telemetry(AwsTelemetry telemetry) {
            this.telemetry = telemetry;
            return this;
        }

        public ActivityApi build() {
            return new ActivityApi(this);
        }
    }
}
