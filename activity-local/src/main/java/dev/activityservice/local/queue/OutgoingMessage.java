package dev.activityservice.local.queue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * A message to send.
 *
 * @param index the id of its entry in a request
 * @param traceHeader becomes the message's {@code AWSTraceHeader}, as in EventBridge
 */
public record OutgoingMessage(
        int index,
        String body,
        Map<String, MessageAttributeValue> attributes,
        @Nullable String traceHeader) {

    /** Maximum size of a message, and of all messages of one request, with their attributes (Amazon SQS quotas). */
    public static final int MAX_BYTES = 1024 * 1024;

    /** Splits at most 10 messages into as few requests as SQS allows: the messages of one receive may be too large for one send. */
    public static List<List<SendMessageBatchRequestEntry>> requests(List<OutgoingMessage> messages) {
        List<List<SendMessageBatchRequestEntry>> requests = new ArrayList<>();
        int bytes = 0;
        for (OutgoingMessage message : messages) {
            int more = message.size();
            if (requests.isEmpty() || bytes + more > MAX_BYTES) {
                requests.add(new ArrayList<>());
                bytes = 0;
            }
            requests.get(requests.size() - 1).add(message.entry());
            bytes += more;
        }
        return requests;
    }

    private SendMessageBatchRequestEntry entry() {
        SendMessageBatchRequestEntry.Builder entry = SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(index))
                .messageBody(body)
                .messageAttributes(attributes);
        if (traceHeader != null) {
            entry.messageSystemAttributes(Map.of(
                    MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                    MessageSystemAttributeValue.builder()
                            .dataType("String")
                            .stringValue(traceHeader)
                            .build()));
        }
        return entry.build();
    }

    /** Returns the size in bytes as SQS counts it: the body, and names, types and values of the attributes. */
    private int size() {
        int size = bytes(body);
        for (Map.Entry<String, MessageAttributeValue> each : attributes.entrySet()) {
            MessageAttributeValue value = each.getValue();
            size += bytes(each.getKey()) + bytes(value.dataType()) + bytes(value.stringValue());
            size += value.binaryValue() == null ? 0 : value.binaryValue().asByteArrayUnsafe().length;
        }
        return size;
    }

    /**
     * Returns whether a message may have this code point.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html">SendMessage</a>
     */
    public static boolean isAllowed(int codePoint) {
        return (codePoint >= 0x20 && codePoint <= 0xd7ff)
                || (codePoint >= 0xe000 && codePoint <= 0xfffd)
                || codePoint >= 0x10000
                || codePoint == '\t'
                || codePoint == '\n'
                || codePoint == '\r';
    }

    /** Returns the size in UTF-8. */
    public static int bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
