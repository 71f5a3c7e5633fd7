package dev.activityservice.local.bus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Sends events to a queue, in as few requests as SQS allows. Thread-safe. */
final class QueueTarget {

    /** Maximum size of the messages of one request (Amazon SQS quotas). */
    private static final int MAX_REQUEST_BYTES = 1024 * 1024;

    private final SqsClient sqs;
    private final String queueUrl;

    QueueTarget(SqsClient sqs, String queueUrl) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
    }

    /** @param traceHeader becomes the message's {@code AWSTraceHeader}, as in EventBridge */
    record Message(String body, @Nullable String traceHeader) {}

    /** Sends at most 10 messages. Returns for each the reason why the queue did not take it; null if the queue took it. */
    List<@Nullable BusFailure> send(List<Message> messages) {
        List<@Nullable BusFailure> failures = new ArrayList<>();
        messages.forEach(message -> failures.add(null));
        List<Integer> chunk = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < messages.size(); i++) {
            int size = messages.get(i).body().getBytes(StandardCharsets.UTF_8).length;
            if (!chunk.isEmpty() && bytes + size > MAX_REQUEST_BYTES) {
                send(messages, chunk, failures);
                chunk.clear();
                bytes = 0;
            }
            chunk.add(i);
            bytes += size;
        }
        if (!chunk.isEmpty()) {
            send(messages, chunk, failures);
        }
        return failures;
    }

    private void send(List<Message> messages, List<Integer> chunk, List<@Nullable BusFailure> failures) {
        Map<String, Integer> indexes = new LinkedHashMap<>();
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
        for (int index : chunk) {
            Message message = messages.get(index);
            SendMessageBatchRequestEntry.Builder entry =
                    SendMessageBatchRequestEntry.builder().id("m" + index).messageBody(message.body());
            if (message.traceHeader() != null) {
                entry.messageSystemAttributes(Map.of(
                        MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                        MessageSystemAttributeValue.builder()
                                .dataType("String")
                                .stringValue(message.traceHeader())
                                .build()));
            }
            entries.add(entry.build());
            indexes.put("m" + index, index);
        }
        try {
            List<BatchResultErrorEntry> failed = sqs.sendMessageBatch(
                            request -> request.queueUrl(queueUrl).entries(entries))
                    .failed();
            for (BatchResultErrorEntry each : failed) {
                Integer index = indexes.get(each.id());
                if (index != null) {
                    failures.set(index, undelivered(each.code()));
                }
            }
        } catch (SdkException e) {
            BusFailure failure = undelivered(e.getClass().getSimpleName());
            chunk.forEach(index -> failures.set(index, failure));
        }
    }

    private static BusFailure undelivered(String reason) {
        return new BusFailure("InternalFailure", "The queue did not accept the event (" + reason + "); try again.");
    }
}
