package dev.activityservice.aws.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driving.api.ActivityApi;
import dev.activityservice.aws.driving.api.ApiStreamHandler;
import dev.activityservice.aws.driving.api.CorsOrigins;
import dev.activityservice.aws.driving.api.TraceUrl;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The deployed function behind API Gateway; its handler's name is this class's. Lambda makes one and calls it for each request.
 * Thread-safe.
 */
public final class FindActivitiesFunction implements RequestStreamHandler {

    private final ApiStreamHandler handler;
    /** Held, for Lambda does not. */
    @SuppressWarnings("unused")
    private final @Nullable SnapStart snapStart;

    /** Throws {@link InvalidSettingsException} if the environment's variables are missing or wrong. */
    public FindActivitiesFunction() {
        this(System.getenv());
    }

    /**
     * For programs that run the function themselves. Throws {@link InvalidSettingsException}.
     *
     * @param environment the variables of {@code docs/configuration.md} by name
     */
    public FindActivitiesFunction(Map<String, String> environment) {
        this(environment, GlobalOpenTelemetry.getOrNoop());
    }

    /**
     * For programs that have a telemetry of their own. Throws {@link InvalidSettingsException}.
     *
     * @param environment the variables of {@code docs/configuration.md} by name
     * @param openTelemetry takes the spans and metrics of {@code docs/telemetry.md}
     */
    public FindActivitiesFunction(Map<String, String> environment, OpenTelemetry openTelemetry) {
        Settings settings = new Settings(environment);
        ReadPolicy policy = settings.readPolicy();
        CorsOrigins cors = settings.corsOrigins();
        Duration reserve = settings.deadlineReserve();
        TraceUrl traceUrl = settings.traceUrl();
        AwsTelemetry telemetry = settings.telemetry(openTelemetry);
        StoreSettings store = StoreSettings.read(settings);
        settings.requireValid();
        DynamoDbClient client = store.client();
        this.handler = handler(
                store.open(client, telemetry), policy, cors, traceUrl, telemetry, reserve, StandardOutput::write);
        this.snapStart = settings.snapStart()
                ? SnapStart.register(primings(store, client, policy), StandardOutput::write)
                : null;
    }

    private static ApiStreamHandler handler(
            ActivityStore store,
            ReadPolicy policy,
            CorsOrigins cors,
            TraceUrl traceUrl,
            AwsTelemetry telemetry,
            Duration reserve,
            Consumer<String> log) {
        ActivityApi api = ActivityApi.builder(
                        ActivityService.builder(store).readPolicy(policy).build())
                .cors(cors)
                .traceUrl(traceUrl)
                .telemetry(telemetry)
                .log(log)
                .build();
        return new ApiStreamHandler(api, reserve);
    }

    /** A read of a key that nobody uses; the function's own policy, which may refuse it; and one page with an activity. */
    static List<Priming> primings(StoreSettings store, DynamoDbClient client, ReadPolicy policy) {
        ActivityStore table = store.openForPriming(client);
        return List.of(
                priming(table, ReadPolicy.allowAll()),
                priming(table, policy),
                priming(store.openWithoutService(), ReadPolicy.allowAll()));
    }

    private static Priming priming(ActivityStore store, ReadPolicy policy) {
        return new Priming(
                handler(
                        store,
                        policy,
                        CorsOrigins.none(),
                        TraceUrl.none(),
                        AwsTelemetry.none(),
                        Duration.ZERO,
                        line -> {}),
                Priming.REQUEST);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        handler.handleRequest(input, output, context);
    }
}
