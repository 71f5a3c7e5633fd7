package dev.activityservice.aws.datadog;

import datadog.trace.api.experimental.DataStreamsCheckpointer;
import dev.activityservice.aws.driving.sqs.ProcessedMessage;
import java.util.function.Consumer;

/**
 * Sets a checkpoint of Datadog's
 * <a href="https://docs.datadoghq.com/data_streams/manual_instrumentation/">Data Streams Monitoring</a> for each event. The type of the
 * checkpoint is {@code eventbridge}, and its topic is the type of the event, because producers to EventBridge set their checkpoints with
 * the same two. The checkpoint continues the pathway (the trace of a message through queues) that the producer put into the message body.
 * Pass it to
 * {@link dev.activityservice.aws.driving.sqs.SqsBatchHandler.Builder#messageListener}. The tracer's API is experimental. It does
 * nothing without Datadog's Java agent. Thread-safe.
 */
public final class DataStreams implements Consumer<ProcessedMessage> {

    private static final String EVENTBRIDGE = "eventbridge";

    private final DataStreamsCheckpointer checkpointer;

    private DataStreams(DataStreamsCheckpointer checkpointer) {
        this.checkpointer = checkpointer;
    }

    /** Throws {@link NoClassDefFoundError} if neither the agent nor {@code dd-trace-api} is present. */
    public static DataStreams create() {
        return new DataStreams(DataStreamsCheckpointer.get());
    }

    /** Requires the message's own span as current span, because the tracer keeps only one pathway per span. */
    @Override
    public void accept(ProcessedMessage processed) {
        String type = processed.eventType();
        String body = processed.message().body();
        if (type != null && body != null) {
            checkpointer.setConsumeCheckpoint(EVENTBRIDGE, type, Pathway.read(body));
        }
    }
}
