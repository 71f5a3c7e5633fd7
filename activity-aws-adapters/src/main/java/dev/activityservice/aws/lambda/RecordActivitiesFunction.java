package dev.activityservice.aws.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driving.sqs.BatchObserver;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.SqsMessage;
import dev.activityservice.aws.driving.sqs.SqsStreamHandler;
import dev.activityservice.aws.lambda.priming.SnapStart;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ActivityStore;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The deployed function behind the queue; its handler's name is this class's. Lambda makes one and calls it for each batch.
 * Thread-safe.
 */
public final class RecordActivitiesFunction implements RequestStreamHandler {

    private final SqsStreamHandler handler;
    /** Held, for Lambda does not. */
    @SuppressWarnings("unused")
    private final @Nullable SnapStart snapStart;

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
        this(environment, GlobalOpenTelemetry.getOrNoop());
    }

    /**
     * For programs that have a telemetry of their own. Throws {@link InvalidSettingsException}.
     *
     * @param environment the variables of {@code docs/configuration.md} by name
     * @param openTelemetry takes the spans and metrics of {@code docs/telemetry.md}
     */
    public RecordActivitiesFunction(Map<String, String> environment, OpenTelemetry openTelemetry) {
        this(environment, openTelemetry, InstantSource.system());
    }

    RecordActivitiesFunction(Map<String, String> environment, OpenTelemetry openTelemetry, InstantSource clock) {
        RecordSettings settings = RecordSettings.read(new Variables(environment));
        FunctionSettings function = settings.function();
        AwsTelemetry telemetry = function.telemetry(openTelemetry);
        DynamoDbClient client = Stores.client(function.store());
        ActivityService service = ActivityService.builder(Stores.open(function.store(), client, telemetry))
                .catalog(settings.catalog())
                .rejectUnrecordable(settings.rejectUnrecordable())
                .clock(clock)
                .openTelemetry(openTelemetry)
                .build();
        this.handler = handler(
                service,
                settings.catalog(),
                telemetry,
                settings.dataStreams(),
                function.deadlineReserve(),
                StandardOutput::write);
        this.snapStart = function.snapStart()
                ? SnapStart.ofRecordFunction(client, RecordActivitiesFunction::primingHandler, StandardOutput::write)
                : null;
    }

    private static SqsStreamHandler handler(
            ActivityService service,
            ActivityCatalog catalog,
            AwsTelemetry telemetry,
            @Nullable Consumer<SqsMessage> dataStreams,
            Duration reserve,
            Consumer<String> lines) {
        BatchObserver log = BatchObserver.logging(lines, event -> entities(catalog, event), telemetry.showsIds());
        SqsBatchHandler.Builder batches =
                SqsBatchHandler.builder(service).observer(log).telemetry(telemetry);
        if (dataStreams != null) {
            batches.messageListener(dataStreams);
        }
        return new SqsStreamHandler(batches.build(), reserve);
    }

    private static SqsStreamHandler primingHandler(ActivityStore store) {
        return handler(
                ActivityService.builder(store).build(),
                ActivityCatalog.reference(),
                AwsTelemetry.none(),
                null,
                Duration.ZERO,
                line -> {});
    }

    private static List<EntityRef> entities(ActivityCatalog catalog, DomainEvent event) {
        return catalog.map(event) instanceof ActivityCatalog.Mapping.Mapped mapped
                ? mapped.activities().stream().map(Activity::entity).toList()
                : List.of();
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        handler.handleRequest(input, output, context);
    }
}
