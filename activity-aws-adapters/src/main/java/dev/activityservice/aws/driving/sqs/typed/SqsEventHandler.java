package dev.activityservice.aws.driving.sqs.typed;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.activityservice.aws.driving.LambdaDeadline;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.SqsMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Handles SQS batches that arrive as objects. {@link dev.activityservice.aws.driving.sqs.SqsStreamHandler} does the same from bytes
 * and starts faster. Throws {@link IllegalArgumentException} if a record has no message id. Thread-safe.
 */
public final class SqsEventHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private final SqsBatchHandler handler;
    private final Duration reserve;

    /** @param reserve the time between the deadline and Lambda's timeout; unfinished messages are reported as failures */
    public SqsEventHandler(SqsBatchHandler handler, Duration reserve) {
        this.handler = handler;
        this.reserve = reserve;
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        List<SqsMessage> messages = new ArrayList<>();
        List<SQSEvent.@Nullable SQSMessage> records = event.getRecords();
        if (records != null) {
            for (SQSEvent.SQSMessage each : records) {
                messages.add(message(each, messages.size()));
            }
        }
        List<SQSBatchResponse.BatchItemFailure> failures = new ArrayList<>();
        for (String messageId : handler.handle(messages, LambdaDeadline.of(context, reserve))) {
            failures.add(new SQSBatchResponse.BatchItemFailure(messageId));
        }
        return new SQSBatchResponse(failures);
    }

    private static SqsMessage message(SQSEvent.@Nullable SQSMessage message, int index) {
        String messageId = message == null ? null : message.getMessageId();
        if (message == null || messageId == null || messageId.isBlank()) {
            throw new IllegalArgumentException("Cannot handle the SQS batch: record " + index
                    + " has no messageId, so a failure could not be reported");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, SQSEvent.MessageAttribute> attributes = message.getMessageAttributes();
        if (attributes != null) {
            attributes.forEach((name, attribute) -> {
                if (attribute != null && attribute.getStringValue() != null) {
                    texts.put(name, attribute.getStringValue());
                }
            });
        }
        Map<String, String> system = message.getAttributes();
        return SqsMessage.of(
                messageId, message.getBody(), system == null ? Map.of() : system, texts, message.getEventSourceArn());
    }
}
