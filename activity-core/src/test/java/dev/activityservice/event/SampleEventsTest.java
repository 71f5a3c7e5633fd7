package dev.activityservice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.event.EventReader.Result;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.TraceContext;
import dev.activityservice.model.Warning;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** All formats of the reference system's producers, compared as whole values. */
class SampleEventsTest {

    private static final TraceContext TRACE =
            TraceContext.of("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1, "");

    @ParameterizedTest
    @MethodSource
    void a_sample_is_read_as_the_expected_event(String file, DomainEvent event, Warning[] warnings) {
        String body = Bodies.sample(file);

        Result result = Bodies.read(body);

        String specVersion = body.contains("specversion") ? "1.0" : null;
        assertThat(result).isEqualTo(new Result.Accepted(event, Arrays.asList(warnings), specVersion));
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_sample_is_the_same_event_as_text_and_as_bytes(String file) {
        String body = Bodies.sample(file);

        Result result = Bodies.read(body.getBytes(StandardCharsets.UTF_8));

        assertThat(result).isEqualTo(Bodies.read(body));
    }

    @Test
    void every_sample_has_an_assertion() {
        assertThat(a_sample_is_read_as_the_expected_event()
                        .map(arguments -> arguments.get()[0]))
                .containsExactlyInAnyOrderElementsOf(Bodies.SAMPLES);
    }

    static Stream<String> files() {
        return Bodies.SAMPLES.stream();
    }

    static Stream<Arguments> a_sample_is_read_as_the_expected_event() {
        return Stream.of(
                sample(
                        "aws-s3-object-created.json",
                        event(
                                        "aws.s3",
                                        "17793124-05d4-b198-2fde-7ededc63b103",
                                        "Object Created",
                                        "2026-03-02T09:17:00Z")
                                .data(after("aws-s3-object-created.json", "\"detail\": "))),
                sample(
                        "order-completed.dotnet.json",
                        event(
                                        "http://dev.orders",
                                        "2d9e7f6a-1c3b-4e5d-8f70-3b4c5d6e7f15",
                                        "orders.orderCompleted.v1",
                                        "2026-03-02T09:20:00.0000001Z")
                                .data(after("order-completed.dotnet.json", "\"data\": "))),
                sample(
                        "order-confirmed.test-driver.json",
                        event("dev.orders", "1772442962000482913", "orders.orderConfirmed.v1", "2026-03-02T09:16:02Z")
                                .timeSource(TimeSource.EVENTBRIDGE)
                                .data(after("order-confirmed.test-driver.json", "\"data\": ")),
                        new Warning(
                                Warning.Code.TIME_WITHOUT_OFFSET,
                                "/detail/time",
                                "The time has no offset, so it is ignored")),
                sample("order-created.bare-cloudevent.json", order2002()),
                sample(
                        "order-created.dotnet.json",
                        event(
                                        "http://dev.orders",
                                        "0e8d2c4a-7b61-4f0f-9b1c-2a3b4c5d6e13",
                                        "orders.orderCreated.v1",
                                        "2026-03-02T09:15:59.8731245Z")
                                .data(after("order-created.dotnet.json", "\"data\": "))
                                .trace(TraceContext.of("00000000000000005f1d2c3b4a596877", "6b5a493827160504", 1, ""))),
                sample("order-created.sns.json", order2002().data("{\"orderNumber\": \"ORD-2002\"}")),
                sample(
                        "product-created.go.json",
                        event(
                                        "dev.products",
                                        "1f0c6c1e-6f0e-4c8e-9a2f-0d1c6a3b7e10",
                                        "product.productCreated.v1",
                                        "2026-03-02T09:15:04Z")
                                .data(after("product-created.go.json", "\"data\": "))
                                .trace(TRACE),
                        name("/detail/_datadog")),
                sample(
                        "points-added.typescript.json",
                        event(
                                        "loyalty",
                                        "9a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c31",
                                        "loyalty.pointsAdded.v2",
                                        "2026-03-02T09:20:59.482Z")
                                .data(after("points-added.typescript.json", "\"data\": "))
                                .trace(TRACE),
                        name("/detail/_datadog")),
                sample(
                        "pricing-calculated.typescript.json",
                        event(
                                        "pricing",
                                        "9a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c32",
                                        "pricing.pricingCalculated.v1",
                                        "2026-03-02T09:20:59.482Z")
                                .data(after("pricing-calculated.typescript.json", "\"data\": "))
                                .trace(TRACE),
                        name("/detail/DSM_PROPAGATION_KEY_BASE_64")),
                sample(
                        "order-completed.dotnet-superseded.json",
                        event(
                                        "http://dev.orders",
                                        "9a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c33",
                                        "orders.orderCompleted.v1",
                                        "2026-03-02T09:20:00.0000002Z")
                                .data(after("order-completed.dotnet-superseded.json", "\"data\": "))
                                .trace(TRACE),
                        name("/detail/_datadog")),
                sample(
                        "product-updated.go-without-span.json",
                        event(
                                        "dev.products",
                                        "5b1f3f6c-0a55-4a3e-8c3f-1e5a8d1a2b11",
                                        "product.productUpdated.v1",
                                        "2026-03-02T09:15:04Z")
                                .data(after("product-updated.go-without-span.json", "\"data\": ")),
                        name("/detail/dd-pathway-ctx-base64")),
                sample(
                        "stock-reserved.java.json",
                        event(
                                        "https://dev.inventory",
                                        "4a7f5e48-3c1d-4e0b-8d9c-5e6f708192a8",
                                        "inventory.stockReserved.v1",
                                        "2026-03-02T09:16:01.104512Z")
                                .data(after("stock-reserved.java.json", "\"data\": "))
                                .correlationId("b7e23ec2-9af0-4c2d-9d3c-5d6e7f8a9b17")
                                .trace(TRACE),
                        CONVERSATION,
                        name("/detail/_datadog"),
                        name("/detail/conversationId")),
                sample(
                        "stock-updated.java.json",
                        event(
                                        "https://dev.inventory",
                                        "3c8b6a59-4d2e-4f1a-9e8d-4c5d6e7f8a16",
                                        "inventory.stockUpdated.v1",
                                        "2026-03-02T09:16:01.004512Z")
                                .data(after("stock-updated.java.json", "\"data\": "))
                                .correlationId("b7e23ec2-9af0-4c2d-9d3c-5d6e7f8a9b17"),
                        CONVERSATION,
                        name("/detail/_datadog"),
                        name("/detail/conversationId")),
                sample(
                        "user-created.rust.json",
                        event(
                                        "dev.users",
                                        "c9a6f1b8-5d07-4b8e-8a58-1f2d3c4b5a12",
                                        "users.userCreated.v1",
                                        "2026-03-02T09:15:05.123Z")
                                .data(after("user-created.rust.json", "\"data\": ")),
                        new Warning(
                                Warning.Code.EPOCH_TIME,
                                "/detail/time",
                                "The time should be in RFC 3339 format, not epoch milliseconds")));
    }

    private static final Warning CONVERSATION = new Warning(
            Warning.Code.CONVERSATION_ID,
            "/detail/conversationId",
            "The event has no \"correlationid\", so its \"conversationId\" is used");

    private static Arguments sample(String file, DomainEvent.Builder event, Warning... warnings) {
        return Arguments.of(file, event.build(), warnings);
    }

    private static DomainEvent.Builder order2002() {
        return event("/orders", "A234-1234-1234", "orders.orderCreated.v1", "2026-03-02T09:18:00.5Z")
                .subject("ORD-2002")
                .data(after("order-created.bare-cloudevent.json", "\"data\": "))
                .trace(TraceContext.of("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1, "dd=s:1"));
    }

    private static DomainEvent.Builder event(String source, String id, String type, String time) {
        return DomainEvent.builder(EventIdentity.of(source, id), type, Instant.parse(time));
    }

    /** Returns the object of a key by counting braces. No sample has braces in a string. */
    private static String after(String file, String key) {
        String body = Bodies.sample(file);
        int start = body.indexOf(key) + key.length();
        int depth = 0;
        int end = start;
        do {
            char c = body.charAt(end++);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        } while (depth > 0);
        return body.substring(start, end);
    }

    private static Warning name(String pointer) {
        return new Warning(
                Warning.Code.EXTENSION_NAME,
                pointer,
                "The name of an attribute should have lower-case letters and digits only");
    }
}
