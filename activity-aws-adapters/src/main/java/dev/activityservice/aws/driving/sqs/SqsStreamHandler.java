package dev.activityservice.aws.driving.sqs;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.activityservice.aws.driving.LambdaDeadline;
import dev.activityservice.aws.telemetry.JsonLog;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

/**
 * Handles the invocations of an SQS event source mapping. It reads the invocation's bytes itself: the classes of
 * {@code aws-lambda-java-events} would add about 300 ms to a cold start. Thread-safe.
 *
 * <p>The response is a <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html">partial batch
 * response</a>; the mapping must have {@code ReportBatchItemFailures} set. The whole invocation fails with
 * {@link IllegalArgumentException} if the event is not an SQS event or has no messages, or if a record has no message id. The exception
 * says what was received, without parts of bodies. The batch then stays on the queue, because a failure could not be reported for a
 * single message.
 */
public final class SqsStreamHandler implements RequestStreamHandler {

    private final SqsBatchHandler handler;
    private final Duration reserve;
    private final JsonLog.Invocations invocations = new JsonLog.Invocations();

    /** @param reserve the time between the deadline and Lambda's timeout; unfinished messages are reported as failures */
    public SqsStreamHandler(SqsBatchHandler handler, Duration reserve) {
        this.handler = handler;
        this.reserve = reserve;
    }

    @Override
    @SuppressWarnings("try") // The scope is only closed, never read.
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        List<String> failed;
        try (Scope scope = invocations.begin(context.getAwsRequestId()).makeCurrent()) {
            failed = handler.handle(read(input), LambdaDeadline.of(context, reserve));
        }
        // Lambda reads a misspelt key as success and deletes the messages, so tests compare these bytes.
        try (JsonGenerator out = SqsJson.FACTORY.createGenerator(output, JsonEncoding.UTF8)) {
            out.writeStartObject();
            out.writeArrayFieldStart("batchItemFailures");
            for (String messageId : failed) {
                out.writeStartObject();
                out.writeStringField("itemIdentifier", messageId);
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
    }

    private List<SqsMessage> read(InputStream input) throws IOException {
        try {
            return SqsEventReader.read(input);
        } catch (IllegalArgumentException e) {
            handler.invocationFailed(e);
            throw e;
        }
    }
}
