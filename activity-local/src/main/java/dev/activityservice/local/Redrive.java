package dev.activityservice.local;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Sends messages of a dead-letter queue to the queue that the record function reads. Each is there before it leaves the dead-letter
 * queue: interrupted at any moment, none is lost, and one may be sent twice, which is recorded once. SQS's own move task is not used:
 * it knows no selection, and only dead-letter queues of queues, not those of rules. Used once; not thread-safe.
 */
final class Redrive {

    private final SqsClient sqs;
    private final DeadLetterQueue from;
    private final String to;
    private final DryRun dryRun;
    private final Predicate<DeadLetter> selected;
    private final boolean rehearsal;
    private final Consumer<String> progress;
    /** SQS keeps a message's id when it moves it: one that is poison and comes around meanwhile is known by it. */
    private final Set<String> sentIds = new HashSet<>();

    private int seen;
    private int sent;
    private int passedOver;
    private int unsent;
    private int undeleted;

    /** @param rehearsal whether only to say what would be sent */
    Redrive(
            SqsClient sqs,
            DeadLetterQueue from,
            String to,
            DryRun dryRun,
            Predicate<DeadLetter> selected,
            boolean rehearsal,
            Consumer<String> progress) {
        this.sqs = sqs;
        this.from = from;
        this.to = to;
        this.dryRun = dryRun;
        this.selected = selected;
        this.rehearsal = rehearsal;
        this.progress = progress;
    }

    /** Whether all that was selected has been sent and has left the dead-letter queue. */
    boolean run() {
        int about = from.size();
        from.visit(() -> false, batch -> {
            take(batch);
            progress.accept("  " + seen + " of about " + Math.max(seen, about) + " looked at, " + sent
                    + (rehearsal ? " to send" : " sent"));
        });
        return unsent == 0 && undeleted == 0;
    }

    String summary() {
        String text = (rehearsal ? "Would send " : "Sent back ") + messages(sent) + "; left " + passedOver + ".";
        if (unsent > 0) {
            text += " Could not send " + messages(unsent) + ": still among the dead letters.";
        }
        if (undeleted > 0) {
            text += " Could not delete " + messages(undeleted)
                    + " after sending: sent once more by the next redrive, and recorded once.";
        }
        return text;
    }

    private void take(List<Message> batch) {
        List<Message> done = new ArrayList<>();
        for (Message message : batch) {
            if (sentIds.contains(message.messageId())) {
                continue;
            }
            seen++;
            DeadLetter letter = DeadLetter.of(message, dryRun);
            if (!selected.test(letter)) {
                passedOver++;
            } else if (rehearsal) {
                progress.accept(letter.line());
                sent++;
            } else if (send(letter)) {
                done.add(message);
                sent++;
            }
        }
        undeleted += from.delete(done);
    }

    private boolean send(DeadLetter letter) {
        try {
            sentIds.add(sqs.sendMessage(copy(letter)).messageId());
            return true;
        } catch (SdkException e) {
            if (unsent == 0 && sent == 0) {
                // Nothing has gone well yet: the same would happen to all the others, so whoever called hears of it.
                throw e;
            }
            unsent++;
            progress.accept(letter.id() + " could not be sent: " + AwsTrouble.describe(e));
            return false;
        }
    }

    private SendMessageRequest copy(DeadLetter letter) {
        SendMessageRequest.Builder copy = SendMessageRequest.builder()
                .queueUrl(to)
                .messageBody(letter.message().body())
                .messageAttributes(letter.attributesToSend());
        String trace = letter.message().attributes().get(MessageSystemAttributeName.AWS_TRACE_HEADER);
        if (trace != null) {
            copy.messageSystemAttributes(Map.of(
                    MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                    MessageSystemAttributeValue.builder()
                            .dataType("String")
                            .stringValue(trace)
                            .build()));
        }
        return copy.build();
    }

    private static String messages(int count) {
        return count + (count == 1 ? " message" : " messages");
    }
}
