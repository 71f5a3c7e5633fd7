package dev.activityservice.local;

import static dev.activityservice.local.SharedStack.await;
import static dev.activityservice.local.SharedStack.column;
import static dev.activityservice.local.SharedStack.messagesOn;
import static dev.activityservice.local.SharedStack.timeline;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.local.command.LocalClients;
import dev.activityservice.local.eventsource.EventSourceMapping;
import dev.activityservice.local.queue.ElasticMqServer;
import dev.activityservice.local.queue.Queues;
import dev.activityservice.testbed.proxy.FaultProxy;
import dev.activityservice.testbed.proxy.Reply;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Tests messages that a queue delivers more than once, with a real queue and a real table. */
class RedeliveryTest {

    private static final URI DYNAMO_DB = SharedStack.STACK.dynamoDbEndpoint();
    private static final Pattern MESSAGES = Pattern.compile("\"batch_processed\".*?\"messages\":(\\d+)");
    private static final int UNLIMITED_RECEIVES = 1_000;

    private static ElasticMqServer server;
    private static SqsClient sqs;

    @TempDir
    Path folder;

    @BeforeAll
    static void startQueues() {
        server = ElasticMqServer.start(0, null, LocalClients.REGION, LocalClients.ACCOUNT);
        sqs = LocalClients.sqs(server.endpoint());
    }

    @AfterAll
    static void stop() {
        sqs.close();
        server.close();
    }

    @Test
    void f02_two_workers_that_get_the_same_messages_record_each_once() throws Exception {
        Queues queues = Queues.create(sqs, UNLIMITED_RECEIVES, Duration.ZERO);
        List<String> logs = new ArrayList<>();
        List<Process> workers = new ArrayList<>();
        try {
            for (String name : List.of("one", "other")) {
                Path log = folder.resolve(name);
                logs.add(name);
                workers.add(Worker.start(server.endpoint(), queues, DYNAMO_DB, log));
            }
            // Both workers must run before the test messages are sent.
            for (String name : logs) {
                await("the worker " + name, true, () -> {
                    send(queues, List.of(event("f02-warm-up", "REDELIVERY-WARM-UP", true)));
                    return handled(name) > 0;
                });
            }
            send(
                    queues,
                    IntStream.range(0, 100)
                            .mapToObj(i -> event("f02-" + i, "REDELIVERY-2", i % 2 == 0))
                            .toList());

            await("the queue", 0, () -> messagesOn(sqs, queues.queueUrl()));
        } finally {
            for (Process worker : workers) {
                worker.destroyForcibly().waitFor();
            }
        }

        assertThat(column(timeline("product/REDELIVERY-2", 1000), "event_id"))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> "f02-" + i).toList());
        assertThat(handled("one") + handled("other"))
                .as("deliveries of 100 messages")
                .isGreaterThan(110);
    }

    @Test
    void f43_a_message_whose_deletion_fails_is_delivered_again_and_recorded_once() throws Exception {
        Queues queues = Queues.create(sqs, UNLIMITED_RECEIVES, Duration.ofSeconds(1));
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger receivedAgain = new AtomicInteger();
        try (FaultProxy proxy = FaultProxy.before(server.endpoint(), call -> {
                    if (call.operation().equals("DeleteMessageBatch") && receivedAgain.get() == 0) {
                        refused.incrementAndGet();
                        return Reply.none();
                    }
                    Reply reply = call.pass();
                    if (refused.get() > 0
                            && call.operation().equals("ReceiveMessage")
                            && reply.body().contains("f43-")) {
                        receivedAgain.incrementAndGet();
                    }
                    return reply;
                });
                SqsClient throughProxy = LocalClients.sqs(proxy.endpoint())) {
            send(
                    queues,
                    List.of(event("f43-own", "REDELIVERY-43", true), event("f43-envelope", "REDELIVERY-43", false)));
            try (EventSourceMapping mapping = Worker.start(
                    throughProxy, queues.queueUrl(), queues.queueArn(), SharedStack.environment(DYNAMO_DB))) {
                assertThat(mapping).isNotNull();
                await("the queue", 0, () -> messagesOn(sqs, queues.queueUrl()));
            }
        }

        assertThat(refused.get()).as("deletions that failed").isPositive();
        assertThat(receivedAgain.get()).as("deliveries after that").isPositive();
        assertThat(column(timeline("product/REDELIVERY-43", 100), "event_id"))
                .containsExactlyInAnyOrder("f43-own", "f43-envelope");
        assertThat(messagesOn(sqs, queues.deadLettersUrl())).isZero();
    }

    /** Returns the number of messages that a worker has logged. */
    private int handled(String log) throws IOException {
        return MESSAGES.matcher(Files.readString(folder.resolve(log)))
                .results()
                .mapToInt(line -> Integer.parseInt(line.group(1)))
                .sum();
    }

    private static void send(Queues queues, List<String> bodies) {
        for (int from = 0; from < bodies.size(); from += 10) {
            List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
            for (String body : bodies.subList(from, Math.min(from + 10, bodies.size()))) {
                entries.add(SendMessageBatchRequestEntry.builder()
                        .id("m" + entries.size())
                        .messageBody(body)
                        .build());
            }
            assertThat(sqs.sendMessageBatch(request ->
                                    request.queueUrl(queues.queueUrl()).entries(entries))
                            .failed())
                    .isEmpty();
        }
    }

    private static String event(String id, String product, boolean ownTime) {
        return """
                {"version":"0","id":"envelope-%s","detail-type":"product.productUpdated.v1","source":"dev.test",\
                "time":"2026-03-02T09:00:00Z","detail":{"specversion":"1.0","id":"%s","source":"dev.test",\
                "type":"product.productUpdated.v1",%s"data":{"productId":"%s"}}}""".formatted(id, id, ownTime ? "\"time\":\"2026-03-02T09:00:00.5Z\"," : "", product);
    }
}
