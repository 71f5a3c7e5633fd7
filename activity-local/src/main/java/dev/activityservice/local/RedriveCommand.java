package dev.activityservice.local;

import dev.activityservice.local.queue.Queues;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * Sends the dead-letter queue back. Each message is on the queue before it leaves the dead-letter queue: interrupted at any
 * moment, none is lost, and one may go back twice, which is recorded once.
 */
@Command(
        name = "redrive",
        mixinStandardHelpOptions = true,
        description = "Sends the messages of the dead-letter queue of the running stack back to its queue.")
final class RedriveCommand implements Callable<Integer> {

    private static final int HIDDEN_SECONDS = 30;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private StackOptions stack = new StackOptions();

    @Override
    public Integer call() {
        try (SqsClient sqs = stack.sqs()) {
            String queue = stack.queueUrl(sqs, Queues.QUEUE);
            int sent = redrive(sqs, stack.deadLettersUrl(sqs), queue, this::progress);
            progress("Sent back " + sent + (sent == 1 ? " message." : " messages."));
        }
        return 0;
    }

    private void progress(String line) {
        if (spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(line);
            out.flush();
        }
    }

    /** Ends at the first message that has come around again: it was poison, and is back in the dead-letter queue. */
    static int redrive(SqsClient sqs, String from, String to, java.util.function.Consumer<String> progress) {
        int sent = 0;
        Set<String> bodies = new HashSet<>();
        while (true) {
            List<Message> messages = new ArrayList<>(sqs.receiveMessage(request -> request.queueUrl(from)
                            .maxNumberOfMessages(10)
                            .visibilityTimeout(HIDDEN_SECONDS)
                            .waitTimeSeconds(0))
                    .messages());
            if (messages.isEmpty()) {
                return sent;
            }
            sent += send(sqs, from, to, messages);
            progress.accept("… " + sent);
            bodies.addAll(messages.stream().map(Message::md5OfBody).collect(Collectors.toSet()));
        }
    }

    private static int send(SqsClient sqs, String from, String to, List<Message> messages) {
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            entries.add(SendMessageBatchRequestEntry.builder()
                    .id(String.valueOf(i))
                    .messageBody(messages.get(i).body())
                    .build());
        }
        Set<String> failed = sqs.sendMessageBatch(request -> request.queueUrl(to).entries(entries)).failed().stream()
                .map(BatchResultErrorEntry::id)
                .collect(Collectors.toSet());
        List<DeleteMessageBatchRequestEntry> done = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (!failed.contains(String.valueOf(i))) {
                done.add(DeleteMessageBatchRequestEntry.builder()
                        .id(String.valueOf(i))
                        .receiptHandle(messages.get(i).receiptHandle())
                        .build());
            }
        }
        if (!done.isEmpty()) {
            sqs.deleteMessageBatch(request -> request.queueUrl(from).entries(done));
        }
        return done.size();
    }
}
