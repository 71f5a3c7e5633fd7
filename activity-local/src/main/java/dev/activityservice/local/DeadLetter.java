package dev.activityservice.local;

import dev.activityservice.model.Rejection;
import dev.activityservice.port.driving.ExplainEvent.Explanation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * One message of a dead-letter queue, and what a dry run says of it. A message that EventBridge could not deliver has the reason in
 * attributes (<a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html#eb-rule-dlq">EventBridge
 * user guide</a>), and the event that the rule would have delivered as its body.
 */
record DeadLetter(Message message, Explanation explanation) {

    /** The reason of a message that has nothing wrong with it. */
    static final String RECORDABLE = "recordable";

    private static final String ERROR_CODE = "ERROR_CODE";
    private static final String ERROR_MESSAGE = "ERROR_MESSAGE";
    private static final String RULE_ARN = "RULE_ARN";
    private static final String EXHAUSTED = "EXHAUSTED_RETRY_CONDITION";
    private static final Set<String> OF_EVENT_BRIDGE =
            Set.of(RULE_ARN, "TARGET_ARN", ERROR_CODE, ERROR_MESSAGE, EXHAUSTED, "RETRY_ATTEMPTS");

    static DeadLetter of(Message message, DryRun dryRun) {
        return new DeadLetter(message, dryRun.explain(message));
    }

    String id() {
        return message.messageId();
    }

    /** {@link #RECORDABLE}, a rejection's code, or {@code ignored}, {@code no_entity} or {@code expired}; in lower case. */
    String reason() {
        Rejection rejection = explanation.outcome().rejection();
        if (rejection != null) {
            return rejection.code().name().toLowerCase(Locale.ROOT);
        }
        return switch (explanation.outcome().kind()) {
            case RECORDED -> RECORDABLE;
            default -> explanation.outcome().kind().name().toLowerCase(Locale.ROOT);
        };
    }

    /** EventBridge's own code, of a message that a rule could not deliver; else null. */
    @Nullable
    String deliveryError() {
        return attribute(ERROR_CODE);
    }

    /** EventBridge's own words, which may quote the target's; null if there are none. */
    @Nullable
    String deliveryMessage() {
        return isUndelivered() ? attribute(ERROR_MESSAGE) : null;
    }

    /** One line without an id of the payload, a value or a key of it. */
    String line() {
        Instant sent = DryRun.sent(message);
        return id() + "  received " + received() + (sent == null ? "" : "  sent " + sent) + "  " + verdict()
                + delivery();
    }

    /** What the sender had put there; EventBridge's account of its failure is no part of the event. */
    Map<String, MessageAttributeValue> attributesToSend() {
        return message.messageAttributes().entrySet().stream()
                .filter(each -> !isUndelivered() || !OF_EVENT_BRIDGE.contains(each.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** In bytes, as SQS counts a message: body, and names, types and values of attributes. */
    int size() {
        int size = bytes(message.body());
        for (Map.Entry<String, MessageAttributeValue> each :
                message.messageAttributes().entrySet()) {
            MessageAttributeValue value = each.getValue();
            size += bytes(each.getKey()) + bytes(value.dataType()) + bytes(value.stringValue());
            size += value.binaryValue() == null ? 0 : value.binaryValue().asByteArrayUnsafe().length;
        }
        return size;
    }

    private static int bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }

    private String verdict() {
        Rejection rejection = explanation.outcome().rejection();
        if (rejection != null) {
            String pointer = rejection.redactedPointer();
            return reason() + (pointer.isEmpty() ? "" : " at " + Terminal.line(pointer));
        }
        return switch (explanation.outcome().kind()) {
            case RECORDED -> isUndelivered() ? RECORDABLE : RECORDABLE + ": receives used up";
            case IGNORED -> "ignored: this catalog has no entry for its type";
            case NO_ENTITY -> "no_entity: it names none of its entry's entities";
            case EXPIRED -> "expired: its retention has passed";
            default -> reason();
        };
    }

    private String delivery() {
        String error = deliveryError();
        if (!isUndelivered()) {
            return "";
        }
        String condition = attribute(EXHAUSTED);
        String rule = attribute(RULE_ARN);
        return "  not delivered: " + (error == null ? "no code" : Terminal.line(error))
                + (condition == null ? "" : ", " + Terminal.line(condition))
                + (rule == null ? "" : ", by " + Terminal.line(rule));
    }

    /** Both are there whenever EventBridge puts a message into a target's dead-letter queue. */
    private boolean isUndelivered() {
        return attribute(RULE_ARN) != null && deliveryError() != null;
    }

    private String received() {
        String count = message.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT);
        return count == null ? "?" : count;
    }

    private @Nullable String attribute(String name) {
        MessageAttributeValue value = message.messageAttributes().get(name);
        return value == null ? null : value.stringValue();
    }
}
