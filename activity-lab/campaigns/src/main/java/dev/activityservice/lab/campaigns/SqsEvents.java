package dev.activityservice.lab.campaigns;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.local.eventsource.SqsEventJson;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testkit.fixture.Dialect;
import dev.activityservice.testkit.fixture.Fixtures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** The events of the record function, and its answers, as JSON. */
final class SqsEvents {

    /** The only user in the events of {@link #warmUp()}. */
    static final String WARM_UP_USER = "warm-up";

    /** 2026-01-05T10:00:00Z. */
    private static final long WARM_UP_MILLIS = 1_767_607_200_000L;

    private static final JsonMapper JSON = new JsonMapper();

    private SqsEvents() {}

    static byte[] of(List<Publication> batch, long sentMillis) {
        return write(batch.stream().map(each -> message(each.name(), each.body(), sentMillis)));
    }

    /** Returns a batch with an event that has a time, and an event whose time must be pinned. */
    static byte[] warmUp() {
        return write(Stream.of(
                message("warm-up-1", userCreated("warm-up-1"), WARM_UP_MILLIS),
                message("warm-up-2", withoutTime(userCreated("warm-up-2")), WARM_UP_MILLIS)));
    }

    /** Invokes the function once, because a new function spends its time on class loading. */
    static void warmUp(RecordActivitiesFunction function) throws IOException {
        invoke(function, warmUp(), LambdaContext.withAmpleTime());
    }

    static byte[] invoke(RecordActivitiesFunction function, byte[] event, Context context) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        function.handleRequest(new ByteArrayInputStream(event), answer, context);
        return answer.toByteArray();
    }

    static List<Delivery.Message> messages(byte[] event) throws IOException {
        List<Delivery.Message> messages = new ArrayList<>();
        for (JsonNode record : JSON.readTree(event).path("Records")) {
            JsonNode attributes = record.path("attributes");
            messages.add(new Delivery.Message(
                    record.path("messageId").asText(),
                    record.path("receiptHandle").asText(),
                    record.path("body").asText(),
                    attributes.path("SentTimestamp").asLong(),
                    attributes.path("ApproximateReceiveCount").asInt()));
        }
        return messages;
    }

    /** Returns the ids of the messages that the function reports as failed. */
    static Set<String> failures(byte[] answer) throws IOException {
        Set<String> failures = new HashSet<>();
        JSON.readTree(answer)
                .path("batchItemFailures")
                .forEach(failure -> failures.add(failure.path("itemIdentifier").asText()));
        return failures;
    }

    static String withoutTime(String body) {
        return body.replaceFirst(",\"time\":\"[^\"]*\"", "");
    }

    private static String userCreated(String id) {
        return Dialect.CLOUD_EVENT.body(Fixtures.anEvent()
                .id(id)
                .type("users.userCreated.v1")
                .data("{\"userId\":\"" + WARM_UP_USER + "\"}")
                .build());
    }

    private static byte[] write(Stream<Message> messages) {
        return SqsEventJson.write(messages.toList(), "arn:aws:sqs:eu-west-1:000000000000:queue", Clients.REGION);
    }

    private static Message message(String id, String body, long sentMillis) {
        return Message.builder()
                .messageId(id)
                .body(body)
                .attributes(Map.of(
                        MessageSystemAttributeName.SENT_TIMESTAMP,
                        Long.toString(sentMillis),
                        MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                        "1"))
                .build();
    }
}
