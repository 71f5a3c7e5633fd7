package dev.activityservice.aws.driving.api;

import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.aws.telemetry.AwsTelemetryNames;
import dev.activityservice.http.HttpRequest;
import dev.activityservice.http.HttpResponse;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driving.FindActivities;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.Principal;
import dev.activityservice.query.TimelineSummary;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Emits a SERVER span per request, and counts refusals. The span follows the semantic conventions for
 * <a href="https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span">HTTP servers</a>. Entity ids and the values
 * of parameters are redacted, as the conventions allow for sensitive data. Thread-safe.
 */
final class ReadTelemetry {

    private static final String OTHER_METHOD = "_OTHER";
    /** The methods of RFC 9110, and PATCH (RFC 5789). */
    private static final Set<String> METHODS =
            Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");

    private final Tracer tracer;
    private final ContextPropagators propagators;
    private final boolean showsIds;
    private final LongCounter refused;

    ReadTelemetry(AwsTelemetry telemetry) {
        this.tracer = telemetry.tracer();
        this.propagators = telemetry.openTelemetry().getPropagators();
        this.showsIds = telemetry.showsIds();
        this.refused = telemetry
                .meter()
                .counterBuilder(AwsTelemetryNames.READS_REFUSED)
                .setUnit("{request}")
                .setDescription("Reads that were refused with the status 401 or 403.")
                .build();
    }

    /** Runs {@code answer} in a span and returns its response. */
    @SuppressWarnings("try") // The scope is only closed, never read.
    HttpResponse observe(GatewayEvent event, Supplier<HttpResponse> answer) {
        Span span = start(event);
        try (Scope scope = span.makeCurrent()) {
            HttpResponse response = answer.get();
            span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) response.status());
            if (response.status() == 401 || response.status() == 403) {
                refused.add(1, Attributes.of(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) response.status()));
            }
            if (response.status() >= 500) {
                span.setAttribute(ErrorAttributes.ERROR_TYPE, Integer.toString(response.status()));
                span.setStatus(StatusCode.ERROR);
            }
            return response;
        } catch (RuntimeException | Error e) {
            span.setAttribute(ErrorAttributes.ERROR_TYPE, e.getClass().getName());
            span.setStatus(StatusCode.ERROR);
            throw e;
        } finally {
            span.end();
        }
    }

    /**
     * Returns a finder that also puts the id of the entity on the current span, if telemetry shows ids. Only if the read is allowed,
     * because a caller without access must not invent attributes.
     */
    FindActivities naming(FindActivities finder) {
        if (!showsIds) {
            return finder;
        }
        return new FindActivities() {
            @Override
            public Page<Activity> find(@Nullable Principal caller, ActivityQuery query, Deadline deadline) {
                Page<Activity> page = finder.find(caller, query, deadline);
                name(query.entity());
                return page;
            }

            @Override
            public TimelineSummary summarize(@Nullable Principal caller, ActivityQuery query, Deadline deadline) {
                TimelineSummary summary = finder.summarize(caller, query, deadline);
                name(query.entity());
                return summary;
            }
        };
    }

    private static void name(EntityRef entity) {
        Span.current().setAttribute(AwsTelemetryNames.ENTITY_PREFIX + entity.type(), entity.id());
    }

    private Span start(GatewayEvent event) {
        HttpRequest request = event.request();
        String method = METHODS.contains(request.method()) ? request.method() : OTHER_METHOD;
        String route = request.route().template();
        String spanName = method.equals(OTHER_METHOD) ? "HTTP" : method;
        SpanBuilder builder = tracer.spanBuilder(route == null ? spanName : spanName + " " + route)
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent(request))
                .setAttribute(HttpAttributes.HTTP_REQUEST_METHOD, method)
                // API Gateway serves only HTTPS.
                .setAttribute(UrlAttributes.URL_SCHEME, "https")
                .setAttribute(UrlAttributes.URL_PATH, path(request))
                .setAttribute(AwsTelemetryNames.FAAS_TRIGGER, AwsTelemetryNames.HTTP);
        if (route != null) {
            builder.setAttribute(HttpAttributes.HTTP_ROUTE, route);
        }
        String query = request.route().redactedQuery();
        if (query != null) {
            builder.setAttribute(UrlAttributes.URL_QUERY, query);
        }
        String tenant = tenant(request);
        if (tenant != null) {
            builder.setAttribute(AwsTelemetryNames.TENANT, tenant);
        }
        String address = event.serverAddress();
        if (address != null) {
            builder.setAttribute(ServerAttributes.SERVER_ADDRESS, address);
        }
        return builder.startSpan();
    }

    /** Returns the context of the invocation's span if an agent has started one; otherwise that from the request headers. */
    private Context parent(HttpRequest request) {
        Context current = Context.current();
        return Span.fromContext(current).getSpanContext().isValid()
                ? current
                : propagators.getTextMapPropagator().extract(current, request, Headers.GETTER);
    }

    private @Nullable String tenant(HttpRequest request) {
        Principal principal = request.principal();
        return showsIds && principal != null ? principal.tenant() : null;
    }

    private String path(HttpRequest request) {
        return showsIds && !request.route().isTooLong()
                ? request.path()
                : request.route().redactedPath();
    }

    private static final class Headers implements TextMapGetter<HttpRequest> {

        static final Headers GETTER = new Headers();

        // Deprecated, but abstract in older versions of the API.
        @Override
        @SuppressWarnings("deprecation")
        public Iterable<String> keys(HttpRequest request) {
            return request.headers().keySet();
        }

        @Override
        public @Nullable String get(@Nullable HttpRequest request, String key) {
            return request == null ? null : request.header(key);
        }
    }
}
