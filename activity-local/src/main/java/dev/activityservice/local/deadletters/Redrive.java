package dev.activityservice.local.deadletters;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;

/**
 * Sends messages of a dead-letter queue to the queue that the record function reads. Each is there before it leaves the dead-letter
 * queue: interrupted at any moment, none is lost, and one may be sent twice, which is recorded once. SQS's own move task is not used:
 * it knows no selection, and only dead-letter queues of queues, not those of rules. Used once; not thread-safe.
 */
final class Redrive {

    /** Amazon SQS quotas: the messages of one request, with their attributes, in bytes. */
    private static final int MAX_REQUEST = 1024 * 1024;

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
        List<DeadLetter> chosen = new ArrayList<>();
        for (Message message : batch) {
            if (sentIds.contains(message.messageId())) {
                continue;
            }
            seen++;
            DeadLetter letter = DeadLetter.of(message, dryRun);
            if (!selected.test(letter)) {
                passedOver++;
            } else {
                chosen.add(letter);
            }
        }
        if (rehearsal) {
            chosen.forEach(letter -> progress.accept(letter.line()));
            sent += chosen.size();
        } else {
            inRequests(chosen).forEach(this::move);
        }
    }

    /** As few requests as SQS takes: all messages of a receive together may be larger than those of one send. */
    private static List<List<DeadLetter>> inRequests(List<DeadLetter> letters) {
        List<List<DeadLetter>> requests = new ArrayList<>();
        int size = 0;
        for (DeadLetter letter : letters) {
            int more = letter.size();
            if (requests.isEmpty() || size + more > MAX_REQUEST) {
                requests.add(new ArrayList<>());
                size = 0;
            }
            requests.get(requests.size() - 1).add(letter);
            size += more;
        }
        return requests;
    }

    private void move(List<DeadLetter> letters) {
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
        for (DeadLetter letter : letters) {
            entries.add(copy(letter, entries.size()));
        }
        SendMessageBatchResponse answer =
                sqs.sendMessageBatch(request -> request.queueUrl(to).entries(entries));
        List<Message> done = new ArrayList<>();
        for (SendMessageBatchResultEntry each : answer.successful()) {
            sentIds.add(each.messageId());
            done.add(letters.get(Integer.parseInt(each.id())).message());
        }
        for (BatchResultErrorEntry each : answer.failed()) {
            progress.accept(letters.get(Integer.parseInt(each.id())).id() + " could not be sent: " + each.code());
        }
        sent += done.size();
        unsent += answer.failed().size();
        undeleted += from.delete(done);
    }

    private static SendMessageBatchRequestEntry copy(DeadLetter letter, int index) {
        SendMessageBatchRequestEntry.Builder copy = SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(index))
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
