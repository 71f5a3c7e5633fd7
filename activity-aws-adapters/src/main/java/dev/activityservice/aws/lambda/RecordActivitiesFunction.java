package dev.activityservice.aws.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driving.sqs.BatchObserver;
import dev.activityservice.aws.driving.sqs.ProcessedMessage;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.SqsStreamHandler;
import dev.activityservice.aws.lambda.priming.SnapStart;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.port.driven.ActivityStore;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The deployed function behind the queue. The name of this class is the name of its handler. Lambda creates one instance and calls it
 * once per batch. Thread-safe.
 */
public final class RecordActivitiesFunction implements RequestStreamHandler {

    private final SqsStreamHandler handler;
    /** A strong reference, because the CRaC context holds its resources weakly. */
    @SuppressWarnings("unused")
    private final @Nullable SnapStart snapStart;

    /**
     * Creates the function from the environment variables of the process. Throws {@link InvalidSettingsException} if variables are
     * missing or invalid.
     */
    public RecordActivitiesFunction() {
        this(System.getenv());
    }

    /**
     * Creates the function in a program that is not a Lambda function. Throws {@link InvalidSettingsException} if variables are
     * missing or invalid.
     *
     * @param environment the variables of {@code docs/configuration.md}, by name
     */
    public RecordActivitiesFunction(Map<String, String> environment) {
        this(environment, ProgramTelemetry.current());
    }

    /**
     * Creates the function with the OpenTelemetry instance of the program. Throws {@link InvalidSettingsException} if variables are
     * missing or invalid.
     *
     * @param environment the variables of {@code docs/configuration.md}, by name
     * @param openTelemetry receives the spans and metrics of {@code docs/telemetry.md}
     */
    public RecordActivitiesFunction(Map<String, String> environment, OpenTelemetry openTelemetry) {
        this(environment, openTelemetry, InstantSource.system());
    }

    RecordActivitiesFunction(Map<String, String> environment, OpenTelemetry openTelemetry, InstantSource clock) {
        RecordSettings settings = RecordSettings.read(new Variables(environment), clock);
        FunctionSettings function = settings.function();
        AwsTelemetry telemetry = function.telemetry(openTelemetry);
        DynamoDbClient client = StoreFactory.client(function.store());
        ActivityService service = ActivityService.builder(StoreFactory.open(function, client, telemetry))
                .catalog(settings.catalog())
                .rejectUnrecordable(settings.rejectUnrecordable())
                .maxEventBytes(settings.maxEventBytes())
                .clock(clock)
                .openTelemetry(openTelemetry)
                .build();
        BatchObserver observer =
                BatchObserver.logging(function.log(), telemetry.showsIds()).andThen(settings.metrics());
        this.handler = handler(service, telemetry, settings.dataStreams(), function.deadlineReserve(), observer);
        this.snapStart = function.snapStart()
                ? SnapStart.ofRecordFunction(client, RecordActivitiesFunction::primingHandler, function.log())
                : null;
    }

    private static SqsStreamHandler handler(
            ActivityService service,
            AwsTelemetry telemetry,
            @Nullable Consumer<ProcessedMessage> dataStreams,
            Duration reserve,
            BatchObserver observer) {
        SqsBatchHandler.Builder batches =
                SqsBatchHandler.builder(service).observer(observer).telemetry(telemetry);
        if (dataStreams != null) {
            batches.messageListener(dataStreams);
        }
        return new SqsStreamHandler(batches.build(), reserve);
    }

    private static SqsStreamHandler primingHandler(ActivityStore store) {
        BatchObserver observer = BatchObserver.logging(line -> {})
                .andThen(BatchObserver.metrics(line -> {}, "priming", "priming", InstantSource.system()));
        return handler(ActivityService.builder(store).build(), AwsTelemetry.none(), null, Duration.ZERO, observer);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        handler.handleRequest(input, output, context);
    }
}
