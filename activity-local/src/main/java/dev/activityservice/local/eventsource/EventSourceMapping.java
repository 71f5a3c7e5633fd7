package dev.activityservice.local.eventsource;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.activityservice.local.command.TerminalText;
import dev.activityservice.local.queue.Queues;
import dev.activityservice.testbed.lambda.LambdaContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * Polls a queue and invokes a function, as Lambda does with a batch size of 10 and {@code ReportBatchItemFailures}. Deletes the
 * messages that the function did not report as failed. The other messages become visible again, and the queue's redrive policy
 * applies. A function that throws fails its batch. Thread-safe.
 */
public final class EventSourceMapping implements AutoCloseable {

    /** The notice for a function that exceeds its timeout. This class does not stop it, unlike Lambda. */
    public static final String LATE = "The function exceeded its timeout; Lambda would have stopped it";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final int BATCH_MESSAGES = 10;
    private static final int POLLERS = 2;
    /** How long a receive waits. A longer wait would delay a stop. */
    private static final int WAIT_SECONDS = 1;

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(200);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final SqsClient sqs;
    private final Queue queue;
    private final RequestStreamHandler function;
    private final Supplier<LambdaContext> contexts;
    private final Consumer<String> notices;
    private final Consumer<Message> accepted;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> pollers = new ArrayList<>();

    /** The queue that is polled. */
    public record Queue(String url, String arn, String region) {}

    /**
     * Starts polling.
     *
     * @param contexts supplies a new context for each invocation
     * @param notices takes one line for each failure of the queue or the function, and for each exceeded timeout
     */
    public EventSourceMapping(
            SqsClient sqs,
            Queue queue,
            RequestStreamHandler function,
            Supplier<LambdaContext> contexts,
            Consumer<String> notices) {
        this(sqs, queue, function, contexts, notices, message -> {});
    }

    /**
     * Starts polling.
     *
     * @param contexts supplies a new context for each invocation
     * @param notices takes one line for each failure of the queue or the function, and for each exceeded timeout
     * @param accepted takes each message that the function did not report as failed
     */
    public EventSourceMapping(
            SqsClient sqs,
            Queue queue,
            RequestStreamHandler function,
            Supplier<LambdaContext> contexts,
            Consumer<String> notices,
            Consumer<Message> accepted) {
        this.sqs = sqs;
        this.queue = queue;
        this.function = function;
        this.contexts = contexts;
        this.notices = notices;
        this.accepted = accepted;
        for (int i = 0; i < POLLERS; i++) {
            Thread poller = new Thread(this::poll, "event-source-" + i);
            poller.setDaemon(true);
            pollers.add(poller);
        }
        pollers.forEach(Thread::start);
    }

    /** Stops polling, and waits up to 5 seconds for the batches in progress. */
    @Override
    public void close() {
        stopped.countDown();
        long end = System.nanoTime() + STOP_TIMEOUT.toNanos();
        try {
            for (Thread poller : pollers) {
                poller.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll() {
        boolean reachable = true;
        while (stopped.getCount() > 0) {
            try {
                List<Message> messages = receive();
                if (!messages.isEmpty()) {
                    Set<String> failed = invoke(messages);
                    List<Message> done = messages.stream()
                            .filter(message -> !failed.contains(message.messageId()))
                            .toList();
                    done.forEach(accepted);
                    Queues.delete(sqs, queue.url(), done);
                }
                reachable = true;
            } catch (SdkException e) {
                if (reachable && stopped.getCount() > 0) {
                    notices.accept(
                            "Cannot reach the queue, retrying: " + TerminalText.line(String.valueOf(e.getMessage())));
                }
                reachable = false;
                pause();
            }
        }
    }

    private List<Message> receive() {
        return sqs.receiveMessage(request -> request.queueUrl(queue.url())
                        .maxNumberOfMessages(BATCH_MESSAGES)
                        .waitTimeSeconds(WAIT_SECONDS)
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                        .messageAttributeNames("All"))
                .messages();
    }

    /** Returns the ids of the messages that failed. */
    private Set<String> invoke(List<Message> messages) {
        Set<String> ids = messages.stream().map(Message::messageId).collect(Collectors.toSet());
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        try {
            byte[] event = SqsEventJson.write(messages, queue.arn(), queue.region());
            LambdaContext context = contexts.get();
            function.handleRequest(new ByteArrayInputStream(event), response, context);
            if (context.getRemainingTimeInMillis() == 0) {
                notices.accept(LATE);
            }
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            // An exception's message may contain data.
            notices.accept("The function failed with " + e.getClass().getName() + ": its batch is delivered again");
            return ids;
        }
        return failures(response.toByteArray(), ids);
    }

    /**
     * Reads a function's response as Lambda does with the setting {@code ReportBatchItemFailures}. An invalid response means that
     * all messages failed.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html">success and failure conditions</a>
     */
    static Set<String> failures(byte[] response, Set<String> messageIds) {
        JsonNode object;
        try {
            object = JSON.readTree(new String(response, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            return messageIds;
        }
        JsonNode failures = object.path("batchItemFailures");
        if (object.isNull() || failures.isNull() || (object.isObject() && failures.isMissingNode())) {
            return Set.of();
        }
        if (!failures.isArray()) {
            return messageIds;
        }
        Set<String> failed = new HashSet<>();
        for (JsonNode each : failures) {
            String id = each.path("itemIdentifier").textValue();
            if (id == null || !messageIds.contains(id)) {
                return messageIds;
            }
            failed.add(id);
        }
        return failed;
    }

    private void pause() {
        try {
            boolean unused = stopped.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped.countDown();
        }
    }
}
