package dev.activityservice.local.eventsource;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.activityservice.local.command.LocalClients;
import dev.activityservice.local.queue.ElasticMqServer;
import dev.activityservice.local.queue.Queues;
import dev.activityservice.testbed.lambda.LambdaContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Tests which messages the mapping passes to a function, how often, and which messages stay on the queues. */
@Execution(ExecutionMode.CONCURRENT)
class EventSourceMappingTest {

    @Test
    void f40_a_failing_message_is_received_three_times_and_its_neighbours_once() throws Exception {
        List<String> received = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch thirdReceive = new CountDownLatch(1);
        RequestStreamHandler function = (input, output, context) -> {
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            ArrayNode failures = answer.putArray("batchItemFailures");
            for (JsonNode message : new JsonMapper().readTree(input).path("Records")) {
                String body = message.path("body").textValue();
                String count = message.path("attributes")
                        .path("ApproximateReceiveCount")
                        .textValue();
                received.add(body + " " + count);
                if (body.equals("poison")) {
                    failures.addObject()
                            .put("itemIdentifier", message.path("messageId").textValue());
                    if (count.equals("3")) {
                        thirdReceive.countDown();
                    }
                }
            }
            output.write(answer.toString().getBytes(StandardCharsets.UTF_8));
        };

        try (ElasticMqServer server = ElasticMqServer.start(0, null, "eu-west-1", "000000000000");
                SqsClient sqs = LocalClients.sqs(server.endpoint())) {
            // Longer than a delivery on a busy machine: the valid messages must be deleted before they are visible
            // again.
            Queues queues = Queues.create(sqs, 3, Duration.ofSeconds(4));
            sqs.sendMessageBatch(request ->
                    request.queueUrl(queues.queueUrl()).entries(entry("one"), entry("poison"), entry("two")));
            try (EventSourceMapping mapping = new EventSourceMapping(
                    sqs,
                    new EventSourceMapping.Queue(queues.queueUrl(), queues.queueArn(), "eu-west-1"),
                    function,
                    () -> new LambdaContext("test", "request", "eu-west-1", Duration.ofSeconds(10), System::nanoTime),
                    notice -> {})) {
                assertThat(mapping).isNotNull();
                assertThat(thirdReceive.await(60, TimeUnit.SECONDS)).isTrue();

                assertThat(deadLetters(sqs, queues)).extracting(Message::body).containsExactly("poison");
            }
        }
        assertThat(received).containsExactlyInAnyOrder("one 1", "two 1", "poison 1", "poison 2", "poison 3");
    }

    @Test
    void f17_a_function_that_exceeds_its_timeout_is_reported_and_its_response_counts() throws Exception {
        CompletableFuture<String> notice = new CompletableFuture<>();
        RequestStreamHandler function = (input, output, context) -> {
            long end = System.nanoTime()
                    + Duration.ofMillis(context.getRemainingTimeInMillis() + 20L)
                            .toNanos();
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
            output.write("{\"batchItemFailures\":[]}".getBytes(StandardCharsets.UTF_8));
        };

        try (ElasticMqServer server = ElasticMqServer.start(0, null, "eu-west-1", "000000000000");
                SqsClient sqs = LocalClients.sqs(server.endpoint())) {
            Queues queues = Queues.create(sqs, 3, Duration.ofSeconds(30));
            sqs.sendMessageBatch(request -> request.queueUrl(queues.queueUrl()).entries(entry("one")));
            try (EventSourceMapping mapping = new EventSourceMapping(
                    sqs,
                    new EventSourceMapping.Queue(queues.queueUrl(), queues.queueArn(), "eu-west-1"),
                    function,
                    () -> new LambdaContext("test", "request", "eu-west-1", Duration.ofMillis(50), System::nanoTime),
                    notice::complete)) {
                assertThat(mapping).isNotNull();

                assertThat(notice.get(60, TimeUnit.SECONDS)).isEqualTo(EventSourceMapping.LATE);
            }
            assertThat(sqs.getQueueAttributes(request -> request.queueUrl(queues.queueUrl())
                                    .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                            .attributes())
                    .containsValue("0");
        }
    }

    /** Waits for a dead letter. A receive of the mapping moves it to the dead-letter queue. */
    private static List<Message> deadLetters(SqsClient sqs, Queues queues) {
        List<Message> found = List.of();
        for (int look = 0; look < 60 && found.isEmpty(); look++) {
            found = sqs.receiveMessage(
                            request -> request.queueUrl(queues.deadLettersUrl()).waitTimeSeconds(1))
                    .messages();
        }
        return found;
    }

    private static SendMessageBatchRequestEntry entry(String body) {
        return SendMessageBatchRequestEntry.builder().id(body).messageBody(body).build();
    }
}
