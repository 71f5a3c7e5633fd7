package dev.activityservice.aws.datadog;

import datadog.trace.api.experimental.DataStreamsCheckpointer;
import dev.activityservice.aws.driving.sqs.SqsMessage;
import java.util.function.Consumer;

/**
 * Checkpoints of Datadog's <a href="https://docs.datadoghq.com/data_streams/manual_instrumentation/">Data Streams Monitoring</a>: one
 * for each message, which continues the pathway that its producer has put into the body. Hand it to
 * {@link dev.activityservice.aws.driving.sqs.SqsBatchHandler.Builder#messageListener}. The API is the tracer's own, in a package
 * named experimental; the Java agent brings it. Without an agent it does nothing. Thread-safe.
 */
public final class DataStreams implements Consumer<SqsMessage> {

    private static final String SQS = "sqs";

    private final DataStreamsCheckpointer checkpointer;

    private DataStreams(DataStreamsCheckpointer checkpointer) {
        this.checkpointer = checkpointer;
    }

    /** Throws {@link NoClassDefFoundError} where neither the agent nor {@code dd-trace-api} is. */
    public static DataStreams create() {
        return new DataStreams(DataStreamsCheckpointer.get());
    }

    /** The tracer takes the span that is current, which must be the message's own: of two pathways in one span it drops one. */
    @Override
    public void accept(SqsMessage message) {
        String arn = message.eventSourceArn();
        String body = message.body();
        if (arn != null && body != null) {
            String queue = arn.substring(arn.lastIndexOf(':') + 1);
            checkpointer.setConsumeCheckpoint(SQS, queue, Pathway.read(body));
        }
    }
}
