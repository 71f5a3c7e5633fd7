package dev.activityservice.aws.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driving.api.ApiStreamHandler;
import dev.activityservice.aws.driving.api.GatewayApi;
import dev.activityservice.aws.lambda.priming.SnapStart;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
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
 * The deployed function behind API Gateway. The name of this class is the name of its handler. Lambda creates one instance and calls
 * it once per request. Thread-safe.
 */
public final class FindActivitiesFunction implements RequestStreamHandler {

    private final ApiStreamHandler handler;
    /** A strong reference, because the CRaC context holds its resources weakly. */
    @SuppressWarnings("unused")
    private final @Nullable SnapStart snapStart;

    /**
     * Creates the function from the environment variables of the process. Throws {@link InvalidSettingsException} if variables are
     * missing or invalid.
     */
    public FindActivitiesFunction() {
        this(System.getenv());
    }

    /**
     * Creates the function in a program that is not a Lambda function. Throws {@link InvalidSettingsException} if variables are
     * missing or invalid.
     *
     * @param environment the variables of {@code docs/configuration.md}, by name
     */
    public FindActivitiesFunction(Map<String, String> environment) {
        this(environment, ProgramTelemetry.current());
    }

    /**
     * Creates the function with the OpenTelemetry instance of the program. Throws {@link InvalidSettingsException} if variables are
     * missing or invalid.
     *
     * @param environment the variables of {@code docs/configuration.md}, by name
     * @param openTelemetry receives the spans and metrics of {@code docs/telemetry.md}
     */
    public FindActivitiesFunction(Map<String, String> environment, OpenTelemetry openTelemetry) {
        FindSettings settings = FindSettings.read(new Variables(environment));
        FunctionSettings function = settings.function();
        AwsTelemetry telemetry = function.telemetry(openTelemetry);
        DynamoDbClient client = StoreFactory.client(function.store());
        this.handler = handler(settings, StoreFactory.open(function, client, telemetry), telemetry);
        this.snapStart = function.snapStart()
                ? SnapStart.ofFindFunction(
                        StoreFactory.builder(function, client),
                        client,
                        settings.readPolicy(),
                        (store, policy) -> primingHandler(settings.auditHash(), store, policy),
                        function.log())
                : null;
    }

    private static ApiStreamHandler handler(FindSettings settings, ActivityStore store, AwsTelemetry telemetry) {
        ActivityService service = ActivityService.builder(store)
                .readPolicy(settings.readPolicy())
                .tenanted(settings.tenantClaim() != null)
                // Without the filter, because the log of reads must be complete at every level.
                .readListener(new ReadLog(StandardOutput::write, settings.auditHash(), telemetry.showsIds()))
                .build();
        GatewayApi.Builder api = GatewayApi.builder(service)
                .cors(settings.corsOrigins())
                .traceUrl(settings.traceUrl())
                .telemetry(telemetry)
                .log(settings.function().log());
        if (settings.tenantClaim() != null) {
            api.tenantClaim(settings.tenantClaim());
        }
        return new ApiStreamHandler(api.build(), settings.function().deadlineReserve());
    }

    /** Without tenants, because the request of priming is nobody's. */
    private static ApiStreamHandler primingHandler(AuditHash hash, ActivityStore store, ReadPolicy policy) {
        Consumer<String> noLines = line -> {};
        ActivityService service = ActivityService.builder(store)
                .readPolicy(policy)
                .readListener(new ReadLog(noLines, hash, false))
                .build();
        return new ApiStreamHandler(GatewayApi.builder(service).log(noLines).build(), Duration.ZERO);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        handler.handleRequest(input, output, context);
    }
}
