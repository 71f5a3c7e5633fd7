package dev.activityservice.aws.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driving.api.ActivityApi;
import dev.activityservice.aws.driving.api.ApiStreamHandler;
import dev.activityservice.aws.driving.api.CorsOrigins;
import dev.activityservice.port.driven.ReadPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;

/**
 * The deployed function behind API Gateway; its handler's name is this class's. Lambda makes one and calls it for each request.
 * Thread-safe.
 */
public final class FindActivitiesFunction implements RequestStreamHandler {

    private final ApiStreamHandler handler;

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
        Settings settings = new Settings(environment);
        ReadPolicy policy = settings.readPolicy();
        CorsOrigins cors = settings.corsOrigins();
        Duration reserve = settings.deadlineReserve();
        StoreSettings store = StoreSettings.read(settings);
        settings.requireValid();
        ActivityService service =
                ActivityService.builder(store.open()).readPolicy(policy).build();
        ActivityApi api = ActivityApi.builder(service)
                .cors(cors)
                .log(StandardOutput::write)
                .build();
        this.handler = new ApiStreamHandler(api, reserve);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        handler.handleRequest(input, output, context);
    }
}
