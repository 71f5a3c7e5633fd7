package dev.activityservice.local;

import dev.activityservice.local.queue.Queues;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Sends the dead-letter queue back. Each message is on the queue before it leaves the dead-letter queue: interrupted at any
 * moment, none is lost, and one may go back twice, which is recorded once.
 */
@Command(
        name = "redrive",
        mixinStandardHelpOptions = true,
        description = "Sends the messages of the dead-letter queue of the running stack back to its queue.")
final class RedriveCommand implements Callable<Integer> {

    private static final int BATCH = 10;
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

    /**
     * Sends back as many messages as there were at the beginning: one that is poison comes around again meanwhile.
     *
     * @param progress takes a line now and then
     */
    static int redrive(SqsClient sqs, String from, String to, Consumer<String> progress) {
        int sent = 0;
        int waiting = waiting(sqs, from);
        List<Message> messages = receive(sqs, from);
        while (sent < waiting && !messages.isEmpty()) {
            for (Message message : messages) {
                sqs.sendMessage(copy(message, to));
                sqs.deleteMessage(request -> request.queueUrl(from).receiptHandle(message.receiptHandle()));
                sent++;
            }
            progress.accept("  " + sent + " of " + Math.max(sent, waiting));
            messages = receive(sqs, from);
        }
        return sent;
    }

    private static int waiting(SqsClient sqs, String queueUrl) {
        String count = sqs.getQueueAttributes(request ->
                        request.queueUrl(queueUrl).attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes()
                .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
        return count == null ? 0 : Integer.parseInt(count);
    }

    private static List<Message> receive(SqsClient sqs, String queueUrl) {
        return sqs.receiveMessage(request -> request.queueUrl(queueUrl)
                        .maxNumberOfMessages(BATCH)
                        .visibilityTimeout(HIDDEN_SECONDS)
                        .waitTimeSeconds(0)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.AWS_TRACE_HEADER))
                .messages();
    }

    private static SendMessageRequest copy(Message message, String queueUrl) {
        SendMessageRequest.Builder copy = SendMessageRequest.builder()
                .queueUrl(queueUrl)
                .messageBody(message.body())
                .messageAttributes(message.messageAttributes());
        String trace = message.attributes().get(MessageSystemAttributeName.AWS_TRACE_HEADER);
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
}
