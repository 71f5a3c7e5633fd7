package dev.activityservice.lab.benchmarks.peer;

import dev.activityservice.local.eventsource.SqsEventJson;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * A batch of events.
 *
 * @param invocation the event of the function as JSON; must not be changed
 */
public record SqsBatch(List<Event> events, byte[] invocation) {

    public static SqsBatch of(List<Event> events) {
        return new SqsBatch(events, invocation(events.stream().map(Event::body).toList()));
    }

    /** Returns the event of a function for these message bodies. */
    public static byte[] invocation(List<String> bodies) {
        return SqsEventJson.write(
                IntStream.range(0, bodies.size())
                        .mapToObj(i -> message(i, bodies.get(i)))
                        .toList(),
                "arn:aws:sqs:eu-west-1:123456789012:activity-queue",
                "eu-west-1");
    }

    private static Message message(int number, String body) {
        return Message.builder()
                .messageId("059f36b4-87a3-44ab-83d2-%012d".formatted(number))
                .receiptHandle("AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a".repeat(8))
                .body(body)
                .attributes(Map.of(
                        MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1",
                        MessageSystemAttributeName.SENT_TIMESTAMP, "1767607200000",
                        MessageSystemAttributeName.SENDER_ID, "AIDAIENQZJOLO23YVJ4VO",
                        MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP, "1767607200010"))
                .md5OfBody("e4e68fb7bd0e697a0ae8f1bb342846b3")
                .build();
    }
}
