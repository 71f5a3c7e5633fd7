package dev.activityservice.lab.benchmarks.latency;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.activityservice.lab.benchmarks.peer.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** What one invocation is given. */
final class Batch {

    private static final JsonFactory JSON = new JsonFactory();

    private final List<Event> events;
    private final byte[] invocation;

    private Batch(List<Event> events, byte[] invocation) {
        this.events = events;
        this.invocation = invocation;
    }

    /** See https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html. */
    static Batch of(List<Event> events) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
            out.writeStartObject();
            out.writeArrayFieldStart("Records");
            for (int i = 0; i < events.size(); i++) {
                out.writeStartObject();
                out.writeStringField("messageId", "059f36b4-87a3-44ab-83d2-%012d".formatted(i));
                out.writeStringField("receiptHandle", "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a".repeat(8));
                out.writeStringField("body", events.get(i).body());
                out.writeObjectFieldStart("attributes");
                out.writeStringField("ApproximateReceiveCount", "1");
                out.writeStringField("SentTimestamp", "1767607200000");
                out.writeStringField("SenderId", "AIDAIENQZJOLO23YVJ4VO");
                out.writeStringField("ApproximateFirstReceiveTimestamp", "1767607200010");
                out.writeEndObject();
                out.writeObjectFieldStart("messageAttributes");
                out.writeEndObject();
                out.writeStringField("md5OfBody", "e4e68fb7bd0e697a0ae8f1bb342846b3");
                out.writeStringField("eventSource", "aws:sqs");
                out.writeStringField("eventSourceARN", "arn:aws:sqs:eu-west-1:123456789012:activity-queue");
                out.writeStringField("awsRegion", "eu-west-1");
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to memory", e);
        }
        return new Batch(events, bytes.toByteArray());
    }

    List<Event> events() {
        return events;
    }

    /** The events as SQS and Lambda hand them over, in JSON; nobody changes it. */
    byte[] invocation() {
        return invocation;
    }
}
