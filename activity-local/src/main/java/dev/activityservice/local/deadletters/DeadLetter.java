package dev.activityservice.local.deadletters;

import dev.activityservice.local.command.TerminalText;
import dev.activityservice.model.Rejection;
import dev.activityservice.port.driving.ExplainEvent.Explanation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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

    /** As in a pointer whose keys are not shown. */
    private static final String REDACTED = "REDACTED";

    private static final String ERROR_CODE = "ERROR_CODE";
    private static final String ERROR_MESSAGE = "ERROR_MESSAGE";
    private static final String RULE_ARN = "RULE_ARN";
    private static final String EXHAUSTED = "EXHAUSTED_RETRY_CONDITION";
    private static final Set<String> OF_EVENT_BRIDGE =
            Set.of(RULE_ARN, "TARGET_ARN", ERROR_CODE, ERROR_MESSAGE, EXHAUSTED, "RETRY_ATTEMPTS");

    /** EventBridge documents a sample of its codes, such as {@code NO_PERMISSIONS}. */
    private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

    private static final Pattern CONDITION = Pattern.compile("MaximumRetryAttempts|MaximumEventAgeInSeconds");
    /** Partition, region, account, then the name of a bus that is not the default one (a partner's has slashes) and the rule's. */
    private static final Pattern RULE =
            Pattern.compile("arn:aws[a-z-]{0,20}:events:[a-z0-9-]{1,32}:[0-9]{12}:rule/[A-Za-z0-9._/-]{1,321}");

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

    /** One line without an id of the payload, a value or a key of it, or what EventBridge would not have put into its attributes. */
    String line() {
        return line(false);
    }

    /** The same with EventBridge's attributes as they are, though whoever may send to the queue can set them. */
    String lineAsItIs() {
        return line(true);
    }

    private String line(boolean asItIs) {
        Instant sent = DryRun.sent(message);
        return id() + "  received " + received() + (sent == null ? "" : "  sent " + sent) + "  " + verdict()
                + delivery(asItIs);
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
            return reason() + (pointer.isEmpty() ? "" : " at " + TerminalText.line(pointer));
        }
        return switch (explanation.outcome().kind()) {
            case RECORDED -> isUndelivered() ? RECORDABLE : RECORDABLE + ": receives used up";
            case IGNORED -> "ignored: this catalog has no entry for its type";
            case NO_ENTITY -> "no_entity: it names none of its entry's entities";
            case EXPIRED -> "expired: its retention has passed";
            default -> reason();
        };
    }

    private String delivery(boolean asItIs) {
        String error = deliveryError();
        String rule = attribute(RULE_ARN);
        if (error == null || rule == null) {
            return "";
        }
        String condition = attribute(EXHAUSTED);
        return "  not delivered: " + told(error, CODE, asItIs)
                + (condition == null ? "" : ", " + told(condition, CONDITION, asItIs))
                + ", by " + told(rule, RULE, asItIs);
    }

    private static String told(String value, Pattern form, boolean asItIs) {
        return asItIs || form.matcher(value).matches() ? TerminalText.line(value) : REDACTED;
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
