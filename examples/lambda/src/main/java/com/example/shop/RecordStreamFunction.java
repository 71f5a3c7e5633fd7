package com.example.shop;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.aws.datadog.DataStreams;
import dev.activityservice.aws.driving.sqs.ProcessedMessage;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.SqsStreamHandler;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.port.driving.RecordActivities;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;

/** Records the same batch from the bytes of the invocation. It starts faster, because it does not need the event classes. */
public final class RecordStreamFunction implements RequestStreamHandler {

    private final SqsStreamHandler handler;

    /** With the telemetry of the agent, and with checkpoints of Datadog's Data Streams, which also need the agent. */
    public RecordStreamFunction() {
        this(Shop.fromEnvironment(), DataStreams.create(), GlobalOpenTelemetry.get());
    }

    RecordStreamFunction(RecordActivities recorder, Consumer<ProcessedMessage> listener, OpenTelemetry openTelemetry) {
        this.handler = new SqsStreamHandler(
                SqsBatchHandler.builder(recorder)
                        .messageListener(listener)
                        .telemetry(AwsTelemetry.of(openTelemetry))
                        .build(),
                Shop.RESERVE);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        handler.handleRequest(input, output, context);
    }
}
