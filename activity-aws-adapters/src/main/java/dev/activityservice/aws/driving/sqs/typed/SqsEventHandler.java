package dev.activityservice.aws.driving.sqs.typed;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.activityservice.aws.driving.LambdaDeadline;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.SqsMessage;
import dev.activityservice.aws.telemetry.JsonLog;
import io.opentelemetry.context.Scope;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Handles SQS batches that arrive as objects. {@link dev.activityservice.aws.driving.sqs.SqsStreamHandler} does the same from bytes
 * and starts faster, and it reports what it received instead of messages, because Lambda's deserializer drops all fields of other events.
 * Throws {@link IllegalArgumentException} without messages, or if a record has no message id. Thread-safe.
 */
public final class SqsEventHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private final SqsBatchHandler handler;
    private final Duration reserve;
    private final JsonLog.Invocations invocations = new JsonLog.Invocations();

    /** @param reserve the time between the deadline and Lambda's timeout; unfinished messages are reported as failures */
    public SqsEventHandler(SqsBatchHandler handler, Duration reserve) {
        this.handler = handler;
        this.reserve = reserve;
    }

    @Override
    @SuppressWarnings("try") // The scope is only closed, never read.
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        List<SQSBatchResponse.BatchItemFailure> failures = new ArrayList<>();
        try (Scope scope = invocations.begin(context.getAwsRequestId()).makeCurrent()) {
            for (String messageId : handler.handle(read(event), LambdaDeadline.of(context, reserve))) {
                failures.add(new SQSBatchResponse.BatchItemFailure(messageId));
            }
        }
        return new SQSBatchResponse(failures);
    }

    private List<SqsMessage> read(@Nullable SQSEvent event) {
        try {
            return messages(event);
        } catch (IllegalArgumentException e) {
            handler.invocationFailed(e);
            throw e;
        }
    }

    private static List<SqsMessage> messages(@Nullable SQSEvent event) {
        List<SQSEvent.@Nullable SQSMessage> records = event == null ? null : event.getRecords();
        if (records == null || records.isEmpty()) {
            throw new IllegalArgumentException("Cannot read the SQS event: expected messages in \"Records\", not "
                    + (event == null ? "null" : records == null ? "an object without records" : "an empty list")
                    + ". Only the event source mapping of an SQS queue may invoke this function");
        }
        List<SqsMessage> messages = new ArrayList<>(records.size());
        for (SQSEvent.SQSMessage each : records) {
            messages.add(message(each, messages.size()));
        }
        return messages;
    }

    private static SqsMessage message(SQSEvent.@Nullable SQSMessage message, int index) {
        String messageId = message == null ? null : message.getMessageId();
        if (message == null || messageId == null || messageId.isBlank()) {
            throw new IllegalArgumentException("Cannot handle the SQS batch: record " + index
                    + " has no messageId, so a failure could not be reported");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, ByteBuffer> bytes = new LinkedHashMap<>();
        Map<String, SQSEvent.MessageAttribute> attributes = message.getMessageAttributes();
        if (attributes != null) {
            attributes.forEach((name, attribute) -> {
                if (attribute != null && attribute.getStringValue() != null) {
                    texts.put(name, attribute.getStringValue());
                } else if (attribute != null && attribute.getBinaryValue() != null) {
                    bytes.put(name, attribute.getBinaryValue());
                }
            });
        }
        Map<String, String> system = message.getAttributes();
        return SqsMessage.of(
                messageId,
                message.getBody(),
                system == null ? Map.of() : system,
                texts,
                bytes,
                message.getEventSourceArn());
    }
}
