package dev.activityservice.aws.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driving.api.ActivityApi;
import dev.activityservice.aws.driving.api.ApiStreamHandler;
import dev.activityservice.aws.driving.api.CorsOrigins;
import dev.activityservice.aws.driving.api.TraceUrl;
import dev.activityservice.aws.lambda.priming.SnapStart;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
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
        FindSettings settings = FindSettings.read(new Variables(environment));
        FunctionSettings function = settings.function();
        AwsTelemetry telemetry = function.telemetry(openTelemetry);
        DynamoDbClient client = Stores.client(function.store());
        this.handler = handler(
                Stores.open(function.store(), client, telemetry),
                settings.readPolicy(),
                settings.corsOrigins(),
                settings.traceUrl(),
                telemetry,
                function.deadlineReserve(),
                StandardOutput::write);
        this.snapStart = function.snapStart()
                ? SnapStart.ofFindFunction(
                        Stores.builder(function.store(), client),
                        client,
                        settings.readPolicy(),
                        FindActivitiesFunction::primingHandler,
                        StandardOutput::write)
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

    private static ApiStreamHandler primingHandler(ActivityStore store, ReadPolicy policy) {
        return handler(
                store, policy, CorsOrigins.none(), TraceUrl.none(), AwsTelemetry.none(), Duration.ZERO, line -> {});
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        handler.handleRequest(input, output, context);
    }
}
