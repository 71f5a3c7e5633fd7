package dev.activityservice.event;

import dev.activityservice.event.EventReader.Result;
import dev.activityservice.model.Rejection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Bodies for the tests of the reader, and the results of reading them. */
final class Bodies {

    /** Returns all files in the folder of samples. */
    static final List<String> SAMPLES = List.of(
            "aws-s3-object-created.json",
            "order-completed.dotnet.json",
            "order-confirmed.test-driver.json",
            "order-created.bare-cloudevent.json",
            "order-created.dotnet.json",
            "order-created.sns.json",
            "product-created.go.json",
            "order-completed.dotnet-superseded.json",
            "points-added.typescript.json",
            "pricing-calculated.typescript.json",
            "product-updated.go-without-span.json",
            "stock-reserved.java.json",
            "stock-updated.java.json",
            "user-created.rust.json");

    private static final EventReader READER = EventReader.create();

    private Bodies() {}

    static String sample(String file) {
        try (InputStream in = Objects.requireNonNull(Bodies.class.getResourceAsStream("/events/" + file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a valid CloudEvent without an envelope, with additional members. */
    static String cloudEvent(String members) {
        return "{\"specversion\":\"1.0\",\"id\":\"E-1\",\"source\":\"/orders\",\"type\":\"orders.orderCreated.v1\""
                + (members.isEmpty() ? "" : "," + members)
                + "}";
    }

    /** Returns a CloudEvent without an envelope that has this text as its time. */
    static String at(String time) {
        return cloudEvent("\"time\":\"" + time + "\"");
    }

    /** Returns a valid CloudEvent in a valid EventBridge envelope. Tests replace its fields. */
    static String enveloped() {
        return "{\"version\":\"0\",\"id\":\"ENV-1\",\"detail-type\":\"orders.orderCreated.v1\",\"source\":\"dev.orders\","
                + "\"time\":\"2026-03-02T09:16:00Z\",\"detail\":{\"specversion\":\"1.0\",\"id\":\"E-1\","
                + "\"source\":\"/orders\",\"type\":\"orders.orderCreated.v1\",\"time\":\"2026-03-02T09:15:59Z\","
                + "\"data\":{\"orderNumber\":\"ORD-1\"}}}";
    }

    /** Returns an SNS notification with this message. */
    static String notification(String message) {
        return "{\"Type\":\"Notification\",\"MessageId\":\"N-1\",\"Timestamp\":\"2026-03-02T09:18:01.006Z\",\"Message\":"
                + quote(message)
                + "}";
    }

    static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    static Result read(String body) {
        return READER.read(body, MessageMetadata.none());
    }

    static Result read(String body, MessageMetadata metadata) {
        return READER.read(body, metadata);
    }

    static Result read(byte[] body) {
        return READER.read(body, MessageMetadata.none());
    }

    static Result.Accepted accepted(String body) {
        return accepted(body, MessageMetadata.none());
    }

    static Result.Accepted accepted(String body, MessageMetadata metadata) {
        if (read(body, metadata) instanceof Result.Accepted accepted) {
            return accepted;
        }
        throw new AssertionError("Not accepted, but " + read(body, metadata));
    }

    static Rejection rejected(String body) {
        if (read(body) instanceof Result.Rejected rejected) {
            return rejected.rejection();
        }
        throw new AssertionError("Not rejected, but " + read(body));
    }
}
