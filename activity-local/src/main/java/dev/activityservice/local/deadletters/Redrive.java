package dev.activityservice.local.deadletters;

import dev.activityservice.local.command.TerminalText;
import dev.activityservice.local.queue.OutgoingMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;

/**
 * Sends messages of a dead-letter queue to the queue that the record function reads. Use an instance once. Not thread-safe.
 *
 * <p>Implementation note: each message is sent before it is deleted. If the redrive is interrupted, no message is lost. A message
 * may be sent twice, and is then recorded once. The message move task of SQS is not used, because it cannot select messages and
 * does not support the dead-letter queues of rules.
 */
public final class Redrive {

    private final SqsClient sqs;
    private final DeadLetterQueue from;
    private final String toUrl;
    private final DryRun dryRun;
    private final Predicate<DeadLetter> selection;
    private final boolean onlyReport;
    private final Consumer<String> progress;
    /** Ids of sent messages. SQS keeps the id of a message that it moves, so a message that fails again meanwhile is recognised. */
    private final Set<String> sentIds = new HashSet<>();

    private int seen;
    private int sent;
    private int notSelected;
    private int unsent;
    private int undeleted;

    /** @param onlyReport true to report the messages that would be sent, without sending them */
    public Redrive(
            SqsClient sqs,
            DeadLetterQueue from,
            String toUrl,
            DryRun dryRun,
            Predicate<DeadLetter> selection,
            boolean onlyReport,
            Consumer<String> progress) {
        this.sqs = sqs;
        this.from = from;
        this.toUrl = toUrl;
        this.dryRun = dryRun;
        this.selection = selection;
        this.onlyReport = onlyReport;
        this.progress = progress;
    }

    /** Returns true if all selected messages were sent and deleted. */
    public boolean run() {
        int expected = from.size();
        from.visit(() -> false, batch -> {
            process(batch);
            progress.accept("  " + seen + " of about " + Math.max(seen, expected) + " inspected, " + sent
                    + (onlyReport ? " to send" : " sent"));
        });
        return unsent == 0 && undeleted == 0;
    }

    /** Returns the number of messages that were sent. */
    public int sent() {
        return sent;
    }

    String summary() {
        String text = (onlyReport ? "Would send " : "Sent back ") + messages(sent) + "; left " + notSelected + ".";
        if (unsent > 0) {
            text += " Could not send " + messages(unsent) + ": still in the dead-letter queue.";
        }
        if (undeleted > 0) {
            text += " Could not delete " + messages(undeleted)
                    + " after sending: the next redrive sends them again, and they are recorded once.";
        }
        return text;
    }

    private void process(List<Message> batch) {
        List<DeadLetter> selected = new ArrayList<>();
        for (Message message : batch) {
            if (sentIds.contains(message.messageId())) {
                continue;
            }
            seen++;
            DeadLetter letter = new DeadLetter(message, dryRun);
            if (selection.test(letter)) {
                selected.add(letter);
            } else {
                notSelected++;
            }
        }
        if (onlyReport) {
            selected.forEach(letter -> progress.accept(letter.line(false)));
            sent += selected.size();
        } else {
            List<OutgoingMessage> copies = new ArrayList<>();
            for (DeadLetter letter : selected) {
                copies.add(letter.copy(copies.size()));
            }
            OutgoingMessage.requests(copies).forEach(entries -> move(entries, selected));
        }
    }

    private void move(List<SendMessageBatchRequestEntry> entries, List<DeadLetter> letters) {
        SendMessageBatchResponse response =
                sqs.sendMessageBatch(request -> request.queueUrl(toUrl).entries(entries));
        List<Message> done = new ArrayList<>();
        for (SendMessageBatchResultEntry each : response.successful()) {
            sentIds.add(each.messageId());
            done.add(letters.get(Integer.parseInt(each.id())).message());
        }
        for (BatchResultErrorEntry each : response.failed()) {
            String id = letters.get(Integer.parseInt(each.id())).id();
            progress.accept(
                    TerminalText.line(id) + " could not be sent: " + TerminalText.line(String.valueOf(each.code())));
        }
        sent += done.size();
        unsent += response.failed().size();
        undeleted += from.delete(done);
    }

    private static String messages(int count) {
        return count + (count == 1 ? " message" : " messages");
    }
}
