package dev.activityservice.local.deadletters;

import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.local.command.TerminalText;
import dev.activityservice.local.queue.OutgoingMessage;
import dev.activityservice.port.driving.ExplainEvent.Explanation;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * One message of a dead-letter queue, and the result of its dry run.
 *
 * <p>If EventBridge could not deliver an event, the reason is in the message's attributes (<a
 * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html#eb-rule-dlq">EventBridge user
 * guide</a>). The body is then the event that the rule would have delivered.
 */
public record DeadLetter(Message message, Explanation explanation) {

    /** The reason of a message that can be recorded. */
    static final String RECORDABLE = "recordable";

    /** Replaces values that are not shown, as in the pointer of a rejection. */
    private static final String REDACTED = "REDACTED";

    private static final String ERROR_CODE = "ERROR_CODE";
    private static final String ERROR_MESSAGE = "ERROR_MESSAGE";
    private static final String RULE_ARN = "RULE_ARN";
    private static final String EXHAUSTED = "EXHAUSTED_RETRY_CONDITION";
    private static final Set<String> EVENT_BRIDGE_ATTRIBUTES =
            Set.of(RULE_ARN, "TARGET_ARN", ERROR_CODE, ERROR_MESSAGE, EXHAUSTED, "RETRY_ATTEMPTS");

    /** The form of an error code. EventBridge documents only examples, such as {@code NO_PERMISSIONS}. */
    private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

    private static final Pattern CONDITION = Pattern.compile("MaximumRetryAttempts|MaximumEventAgeInSeconds");
    /** Partition, region and account; then the bus, unless it is the default bus (names of partner buses contain slashes); then the rule. */
    private static final Pattern RULE =
            Pattern.compile("arn:aws[a-z-]{0,20}:events:[a-z0-9-]{1,32}:[0-9]{12}:rule/[A-Za-z0-9._/-]{1,321}");

    DeadLetter(Message message, DryRun dryRun) {
        this(message, dryRun.explain(message));
    }

    String id() {
        return message.messageId();
    }

    /** Returns {@link #RECORDABLE}, {@code ignored}, {@code no_entity}, {@code expired} or the code of the rejection, in lower case. */
    String reason() {
        Outcome outcome = explanation.outcome();
        if (outcome instanceof Outcome.Recorded) {
            return RECORDABLE;
        }
        Enum<?> reason = outcome instanceof Outcome.Rejected rejected
                ? rejected.rejection().code()
                : outcome.kind();
        return reason.name().toLowerCase(Locale.ROOT);
    }

    /** Returns EventBridge's error code; null unless a rule could not deliver the message. */
    @Nullable
    String deliveryError() {
        return attribute(ERROR_CODE);
    }

    /** Returns EventBridge's error message, which may quote data of the target; null if the message was delivered. */
    @Nullable
    String deliveryMessage() {
        return isUndelivered() ? attribute(ERROR_MESSAGE) : null;
    }

    /**
     * Returns one line without ids, keys and values of the payload.
     *
     * @param unredacted false to redact attributes that do not have EventBridge's form: everyone who may send to the queue can set
     *     them
     */
    String line(boolean unredacted) {
        Instant sent = DryRun.sent(message);
        String received = message.attributes().getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "?");
        return TerminalText.line(id()) + "  received " + TerminalText.line(received)
                + (sent == null ? "" : "  sent " + sent) + "  " + verdict() + delivery(unredacted);
    }

    /** Returns the original message: without the attributes that EventBridge adds when a delivery fails. */
    OutgoingMessage copy(int index) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>(message.messageAttributes());
        if (isUndelivered()) {
            attributes.keySet().removeAll(EVENT_BRIDGE_ATTRIBUTES);
        }
        String trace = message.attributes().get(MessageSystemAttributeName.AWS_TRACE_HEADER);
        return new OutgoingMessage(index, message.body(), attributes, trace);
    }

    private String verdict() {
        if (explanation.outcome() instanceof Outcome.Rejected rejected) {
            String pointer = rejected.rejection().redactedPointer();
            return reason() + (pointer.isEmpty() ? "" : " at " + TerminalText.line(pointer));
        }
        return switch (explanation.outcome().kind()) {
            case RECORDED -> isUndelivered() ? RECORDABLE : RECORDABLE + ": receives used up";
            case IGNORED ->
                explanation.mapping() instanceof Mapping.Superseded
                        ? "ignored: an event of a newer type of this catalog replaces it"
                        : "ignored: this catalog has no entry for its type";
            case NO_ENTITY -> "no_entity: it has no id for any entity of its entry";
            case EXPIRED -> "expired: its retention has passed";
            default -> reason();
        };
    }

    private String delivery(boolean unredacted) {
        String error = deliveryError();
        String rule = attribute(RULE_ARN);
        if (error == null || rule == null) {
            return "";
        }
        String condition = attribute(EXHAUSTED);
        return "  not delivered: " + shown(error, CODE, unredacted)
                + (condition == null ? "" : ", " + shown(condition, CONDITION, unredacted))
                + ", by " + shown(rule, RULE, unredacted);
    }

    private static String shown(String value, Pattern form, boolean unredacted) {
        return unredacted || form.matcher(value).matches() ? TerminalText.line(value) : REDACTED;
    }

    /** Returns true if EventBridge put the message into the dead-letter queue of a target: it always sets both attributes. */
    private boolean isUndelivered() {
        return attribute(RULE_ARN) != null && deliveryError() != null;
    }

    private @Nullable String attribute(String name) {
        MessageAttributeValue value = message.messageAttributes().get(name);
        return value == null ? null : value.stringValue();
    }
}
