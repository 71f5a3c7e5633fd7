package dev.activityservice.aws.datadog;

import datadog.trace.api.experimental.DataStreamsCheckpointer;
import dev.activityservice.aws.driving.sqs.SqsMessage;
import java.util.function.Consumer;

/**
 * Sets a checkpoint of Datadog's
 * <a href="https://docs.datadoghq.com/data_streams/manual_instrumentation/">Data Streams Monitoring</a> for each message. The
 * checkpoint continues the pathway (the trace of a message through queues) that the producer put into the message body. Pass it to
 * {@link dev.activityservice.aws.driving.sqs.SqsBatchHandler.Builder#messageListener}. The tracer's API is experimental. It does
 * nothing without Datadog's Java agent. Thread-safe.
 */
public final class DataStreams implements Consumer<SqsMessage> {

    private static final String SQS = "sqs";

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
    public void accept(SqsMessage message) {
        String arn = message.eventSourceArn();
        String body = message.body();
        if (arn != null && body != null) {
            String queue = arn.substring(arn.lastIndexOf(':') + 1);
            checkpointer.setConsumeCheckpoint(SQS, queue, Pathway.read(body));
        }
    }
}
