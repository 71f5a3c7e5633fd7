package dev.activityservice.aws.driving.api;

import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.aws.telemetry.JsonLog;
import dev.activityservice.http.ActivityHttp;
import dev.activityservice.http.CorsOrigins;
import dev.activityservice.http.HttpResponse;
import dev.activityservice.http.TraceUrl;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driving.FindActivities;
import io.opentelemetry.context.Scope;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link ActivityHttp} behind API Gateway or a function URL: converts events to requests, starts spans, and writes log lines. Pass it
 * to {@link ApiStreamHandler} or to a typed handler. Immutable and thread-safe.
 */
public final class GatewayApi {

    private final ActivityHttp http;
    private final ReadTelemetry telemetry;
    private final @Nullable String tenantClaim;

    private GatewayApi(ActivityHttp http, ReadTelemetry telemetry, @Nullable String tenantClaim) {
        this.http = http;
        this.telemetry = telemetry;
        this.tenantClaim = tenantClaim;
    }

    /** Returns a builder of an API that reads with {@code finder}. */
    public static Builder builder(FindActivities finder) {
        return new Builder(finder);
    }

    /**
     * Handles an event of API Gateway or of a function URL. Throws {@link IllegalArgumentException} if the event is another one,
     * for example of a load balancer, of SQS or of a Lambda authorizer. The message contains the kind of the event.
     *
     * @param event the JSON of the event as maps, lists, strings, numbers and booleans
     * @param deadline the time at which this method must return; if the store needs longer, the status is 503
     */
    @SuppressWarnings("try") // The scope is only closed, never read.
    public HttpResponse handle(Map<String, @Nullable Object> event, Deadline deadline) {
        GatewayEvent received = GatewayEvent.of(event, tenantClaim);
        try (Scope scope = JsonLog.gatewayRequest(received.requestId()).makeCurrent()) {
            return telemetry.observe(received, () -> http.handle(received.request(), deadline));
        }
    }

    /** Builds an API; not thread-safe. */
    public static final class Builder {

        private final FindActivities finder;
        private CorsOrigins cors = CorsOrigins.none();
        private TraceUrl traceUrl = TraceUrl.none();
        private Consumer<String> lines = line -> {};
        private AwsTelemetry telemetry = AwsTelemetry.none();
        private @Nullable String tenantClaim;

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

        /**
         * Sets the claim whose value is the tenant of the caller. A caller has no tenant if the claim is absent, has more than one value
         * or is not a valid tenant. Use it with a service that is {@link dev.activityservice.ActivityService.Builder#tenanted tenanted},
         * so that such a caller gets the status 403. Default: callers have no tenants.
         */
        public Builder tenantClaim(String name) {
            this.tenantClaim = name;
            return this;
        }

        /** Returns the API. */
        public GatewayApi build() {
            ReadTelemetry reads = new ReadTelemetry(telemetry);
            ActivityHttp http = ActivityHttp.builder(reads.naming(finder))
                    .cors(cors)
                    .traceUrl(traceUrl)
                    .listener(new FailureLog(lines))
                    .build();
            return new GatewayApi(http, reads, tenantClaim);
        }
    }
}
