package dev.activityservice.lab.benchmarks.peer;

import dev.activityservice.local.eventsource.SqsEventJson;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** A batch of events, and the same batch as a function receives it. */
public final class SqsBatch {

    private final List<Event> events;
    private final byte[] invocation;

    private SqsBatch(List<Event> events, byte[] invocation) {
        this.events = events;
        this.invocation = invocation;
    }

    public static SqsBatch of(List<Event> events) {
        byte[] invocation = SqsEventJson.write(
                IntStream.range(0, events.size())
                        .mapToObj(i -> message(i, events.get(i).body()))
                        .toList(),
                "arn:aws:sqs:eu-west-1:123456789012:activity-queue",
                "eu-west-1");
        return new SqsBatch(events, invocation);
    }

    public List<Event> events() {
        return events;
    }

    /** Returns the function's event as JSON; must not be changed. */
    public byte[] invocation() {
        return invocation;
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
