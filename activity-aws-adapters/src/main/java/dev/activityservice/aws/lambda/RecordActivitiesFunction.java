package dev.activityservice.aws.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driving.sqs.BatchObserver;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.SqsStreamHandler;
import dev.activityservice.catalog.ActivityCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;

/**
 * The deployed function behind the queue; its handler's name is this class's. Lambda makes one and calls it for each batch.
 * Thread-safe.
 */
public final class RecordActivitiesFunction implements RequestStreamHandler {

    private final SqsStreamHandler handler;

    /** Throws {@link InvalidSettingsException} if the environment's variables are missing or wrong. */
    public RecordActivitiesFunction() {
        this(System.getenv());
    }

    /**
     * For programs that run the function themselves. Throws {@link InvalidSettingsException}.
     *
     * @param environment the variables of {@code docs/configuration.md} by name
     */
    public RecordActivitiesFunction(Map<String, String> environment) {
        Settings settings = new Settings(environment);
        ActivityCatalog catalog = settings.catalog();
        boolean rejectUnrecordable = settings.rejectUnrecordable();
        Duration reserve = settings.deadlineReserve();
        StoreSettings store = StoreSettings.read(settings);
        settings.requireValid();
        ActivityService service = ActivityService.builder(store.open())
                .catalog(catalog)
                .rejectUnrecordable(rejectUnrecordable)
                .build();
        BatchObserver log = BatchObserver.logging(StandardOutput::write);
        this.handler = new SqsStreamHandler(SqsBatchHandler.of(service.reader(), service, log), reserve);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        handler.handleRequest(input, output, context);
    }
}
