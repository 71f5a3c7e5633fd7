package dev.activityservice.event;

import static dev.activityservice.event.Bodies.accepted;
import static dev.activityservice.event.Bodies.cloudEvent;
import static dev.activityservice.event.Bodies.enveloped;
import static dev.activityservice.event.Bodies.notification;
import static dev.activityservice.event.Bodies.quote;
import static dev.activityservice.event.Bodies.rejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.activityservice.event.EventReader.Result;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Rejection.Code;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.TraceContext;
import dev.activityservice.model.Warning;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real producers send, and what becomes of it. {@code docs/events.md} has the rules. */
class EventIntakeTest {

    private static final Instant ENVELOPE_TIME = Instant.parse("2026-03-02T09:16:00Z");
    private static final MessageMetadata SENT = MessageMetadata.builder()
            .sentTime(Instant.parse("2026-03-02T10:00:00.123Z"))
            .build();
    private static final TraceContext TRACE =
            TraceContext.of("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1, "");
    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String OTHER_TRACEPARENT = "00-11111111111111111111111111111111-2222222222222222-00";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"x\",\"type\":\"thing-submitted\",\"timestamp\":1,\"partitionKey\":\"p\",\"thing\":{\"id\":\"T-1\"}}",
                "{\"id\":\"evt_1\",\"object\":\"event\",\"type\":\"invoice.paid\",\"data\":{\"object\":{\"id\":\"in_1\"}}}",
                "{\"id\":\"ORD-1\",\"type\":\"express\",\"source\":\"web\",\"status\":\"packed\"}",
                "{\"specversion\":null,\"id\":\"F-1\",\"type\":\"Recon:EC2/PortProbe\",\"source\":\"s\"}",
                "{}",
            })
    void a_detail_without_a_specversion_is_plain_whatever_else_it_has(String detail) {
        Result.Accepted result = accepted(enveloping(detail));

        assertThat(result)
                .isEqualTo(new Result.Accepted(
                        DomainEvent.builder(
                                        EventIdentity.of("dev.orders", "ENV-1"),
                                        "orders.orderCreated.v1",
                                        ENVELOPE_TIME)
                                .data(detail)
                                .build(),
                        List.of(),
                        null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"Acme.OrderPlaced\" | TYPE_MISMATCH",
                "\"orders.ordercreated.v1\" | TYPE_MISMATCH",
                "\"\" | TYPE_MISMATCH",
                "7 | TYPE_MISMATCH",
                "{} | TYPE_MISMATCH",
                "null |",
                "\"orders.orderCreated.v1\" |",
            })
    void the_type_is_the_detail_type_and_another_type_is_a_warning(String type, Warning.Code warning) {
        String body = enveloping(cloudEvent("\"time\":\"2026-03-02T09:15:59Z\"")
                .replace("\"type\":\"orders.orderCreated.v1\"", "\"type\":" + type));

        for (String each : List.of(body, notification(body), inBus(body))) {
            Result.Accepted result = accepted(each);

            assertThat(result.event().type()).isEqualTo("orders.orderCreated.v1");
            assertThat(result.warnings())
                    .extracting(Warning::code)
                    .isEqualTo(warning == null ? List.of() : List.of(warning));
        }
    }

    @Test
    void a_cloud_event_without_an_envelope_has_its_own_type() {
        assertThat(accepted(cloudEvent(""), SENT).event().type()).isEqualTo("orders.orderCreated.v1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"id\":\"E-1\", | '' | ENV-1 | /orders | /detail/id",
                "\"id\":\"E-1\" | \"id\":null | ENV-1 | /orders | /detail/id",
                "\"id\":\"E-1\" | \"id\":\" \" | ENV-1 | /orders | /detail/id",
                "\"source\":\"/orders\", | '' | E-1 | dev.orders | /detail/source",
                "\"source\":\"/orders\" | \"source\":\"\" | E-1 | dev.orders | /detail/source",
            })
    void a_missing_id_or_source_is_taken_from_the_envelope(
            String part, String replacement, String id, String source, String pointer) {
        Result.Accepted result = accepted(enveloped().replace(part, replacement));

        assertThat(result.event().identity()).isEqualTo(EventIdentity.of(source, id));
        assertThat(result.warnings())
                .extracting(Warning::code, Warning::pointer)
                .containsExactly(tuple(Warning.Code.ENVELOPE_IDENTITY, pointer));
    }

    @Test
    void an_id_that_neither_the_event_nor_the_envelope_has_is_missing() {
        String body = enveloped().replace("\"id\":\"E-1\",", "").replace("\"id\":\"ENV-1\",", "");

        assertThat(rejected(body)).isEqualTo(Rejection.of(Code.MISSING_FIELD, "/id", "The field \"id\" is missing"));
    }

    @Test
    void an_id_and_a_time_of_the_envelope_are_new_at_each_publication_so_they_need_no_pin() {
        String withoutTime = enveloped().replace("\"time\":\"2026-03-02T09:15:59Z\",", "");

        DomainEvent both = accepted(withoutTime.replace("\"id\":\"E-1\",", "")).event();
        DomainEvent onlyTime = accepted(withoutTime).event();
        DomainEvent sourceAndTime =
                accepted(withoutTime.replace("\"source\":\"/orders\",", "")).event();

        assertThat(both.time()).isEqualTo(onlyTime.time()).isEqualTo(ENVELOPE_TIME);
        assertThat(both.timeSource()).isEqualTo(TimeSource.EVENT);
        assertThat(onlyTime.timeSource()).isEqualTo(TimeSource.EVENTBRIDGE);
        assertThat(sourceAndTime.timeSource()).isEqualTo(TimeSource.EVENTBRIDGE);
    }

    @Test
    void a_time_outside_of_the_envelope_differs_at_each_delivery_even_with_the_envelope_s_id() {
        String body = enveloped()
                .replace("\"time\":\"2026-03-02T09:15:59Z\",", "")
                .replace("\"time\":\"2026-03-02T09:16:00Z\",", "")
                .replace("\"id\":\"E-1\",", "");

        assertThat(accepted(body, SENT).event().timeSource()).isEqualTo(TimeSource.SQS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n ", "\t"})
    void an_object_in_a_string_is_the_data(String space) {
        String data = space + "{\"orderNumber\":\"ORD-1\",\"total\":1.50}" + space;

        Result.Accepted inEvent = accepted(cloudEvent("\"data\":" + json(data)), SENT);
        Result.Accepted inDetail = accepted(enveloping(json(data)));

        assertThat(String.valueOf(inEvent.event().data()).strip()).isEqualTo(data.strip());
        assertThat(String.valueOf(inDetail.event().data()).strip()).isEqualTo(data.strip());
        assertThat(inDetail.event().identity()).isEqualTo(EventIdentity.of("dev.orders", "ENV-1"));
        assertThat(inEvent.warnings()).extracting(Warning::code).containsExactly(Warning.Code.DATA_AS_TEXT);
        assertThat(inEvent.warnings()).extracting(Warning::pointer).containsExactly("/data");
        assertThat(inDetail.warnings()).extracting(Warning::code).containsExactly(Warning.Code.DATA_AS_TEXT);
        assertThat(inDetail.warnings()).extracting(Warning::pointer).containsExactly("/detail");
    }

    @Test
    void a_cloud_event_in_a_string_is_a_cloud_event() {
        String event = cloudEvent("\"time\":\"2026-03-02T09:15:59Z\",\"data\":\"{\\\"orderNumber\\\":\\\"ORD-1\\\"}\"");

        Result.Accepted result = accepted(enveloping(json(event)));

        assertThat(result.event().identity()).isEqualTo(EventIdentity.of("/orders", "E-1"));
        assertThat(result.event().data()).isEqualTo("{\"orderNumber\":\"ORD-1\"}");
        assertThat(result.warnings())
                .extracting(Warning::code, Warning::pointer)
                .containsExactly(
                        tuple(Warning.Code.DATA_AS_TEXT, "/detail"), tuple(Warning.Code.DATA_AS_TEXT, "/detail/data"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"hello\"",
                "\"\"",
                "\"{\"",
                "\"{} {}\"",
                "\"{'a':1}\"",
                "\"[{}]\"",
                "\"7\"",
                "\"\\\"{}\\\"\"",
                "7",
                "-0.50e1",
                "true",
                "[1, {\"a\":[]} ]",
                "\"\\u007b not json\"",
            })
    void any_other_data_stays_as_it_is(String data) {
        assertThat(accepted(cloudEvent("\"data\":" + data), SENT)).satisfies(result -> {
            assertThat(result.event().data()).isEqualTo(data);
            assertThat(result.warnings()).isEmpty();
        });
        assertThat(accepted(cloudEvent("\"data\": " + data + " ,\"x\":1"), SENT)
                        .event()
                        .data())
                .isEqualTo(data);
        assertThat(accepted(enveloping(data)).event().data()).isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"orderNumber\":\"ORD-1\"}", "[1,2]", "\"text\"", " {\"a\":\"é😀\"} ", "7", "{\"a\":\"?>?>~\"}"
            })
    void json_in_data_base64_is_decoded(String data) {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);

        for (Base64.Encoder encoder :
                List.of(Base64.getEncoder(), Base64.getEncoder().withoutPadding(), Base64.getUrlEncoder())) {
            String base64 = encoder.encodeToString(bytes);
            Result.Accepted result = accepted(cloudEvent("\"data\":null,\"data_base64\":\"" + base64 + "\""), SENT);

            assertThat(result.event().data()).isEqualTo(data);
            assertThat(result.warnings()).extracting(Warning::code).containsExactly(Warning.Code.DATA_BASE64);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"/w==\"", "\"aGVsbG8=\"", "\"!\"", "\"\"", "7", "{}", "\"e30ge30=\""})
    void bytes_that_are_not_json_are_no_data(String base64) {
        Result.Accepted result = accepted(cloudEvent("\"data_base64\":" + base64), SENT);

        assertThat(result.event().data()).isNull();
        assertThat(result.warnings())
                .extracting(Warning::code, Warning::pointer)
                .containsExactly(tuple(Warning.Code.ATTRIBUTE_IGNORED, "/data_base64"));
    }

    @Test
    void data_counts_before_data_base64() {
        Result.Accepted result = accepted(cloudEvent("\"data\":{\"a\":1},\"data_base64\":\"e30=\""), SENT);

        assertThat(result.event().data()).isEqualTo("{\"a\":1}");
        assertThat(result.warnings()).extracting(Warning::code).containsExactly(Warning.Code.ATTRIBUTE_IGNORED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"detail-type\":\"t\",\"detail\":{\"specversion\":\"1.0\",\"time\":\"yesterday\"}}",
                "{\"detail-type\":\"t\",\"detail\":{\"specversion\":\"1.0\",\"id\":1,\"id\":2,\"data\":\"text\"}}",
                "{\"detail-type\":\"t\",\"detail\":\"text\",\"time\":7,\"x\":1,\"x\":2}",
                "{\"detail-type\":\"t\",\"detail\":[]}",
                "{\"specversion\":\"7\",\"type\":\"t\",\"id\":1,\"id\":2,\"source\":null,\"data_base64\":\"!\"}",
                "{\"specversion\":\"1.0\",\"type\":\"t\",\"subject\":\"\\ud800\"}",
            })
    void only_shape_and_type_of_an_event_that_nobody_wants_are_validated(String body) {
        EventReader reader = EventReader.create(Set.of(), "orders.orderCreated.v1"::equals);

        for (String each : List.of(body, notification(body), inBus(body))) {
            assertThat(reader.read(each, MessageMetadata.none())).isEqualTo(new Result.Unwanted("t", null));
            assertThat(Bodies.read(each)).isInstanceOf(Result.Rejected.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'detail-type':'t','detail':{} | MALFORMED_JSON",
                "[] | UNKNOWN_SHAPE",
                "{'id':'1'} | UNKNOWN_SHAPE",
                "{'detail-type':'t'} | MISSING_FIELD",
                "{'detail':{'specversion':'1.0','type':'t'}} | MISSING_FIELD",
                "{'specversion':'1.0'} | MISSING_FIELD",
                "{'specversion':'1.0','type':'t','type':'u'} | DUPLICATE_KEY",
                "{'detail-type':'t','detail-type':'t','detail':{}} | DUPLICATE_KEY",
                "{'detail-type':'t','detail':{'specversion':'1.0','specversion':null}} | DUPLICATE_KEY",
            })
    void a_fault_of_shape_or_type_is_rejected_even_if_nobody_wants_the_event(String body, Code code) {
        EventReader reader = EventReader.create(Set.of(), type -> false);

        assertThat(reader.read(body.replace('\'', '"'), MessageMetadata.none()))
                .isInstanceOfSatisfying(
                        Result.Rejected.class,
                        rejected -> assertThat(rejected.rejection().code()).isEqualTo(code));
    }

    @Test
    void an_event_that_nobody_wants_still_names_its_producer_s_span() {
        String body = enveloping("{\"traceparent\":\"" + TRACEPARENT + "\"}");

        assertThat(EventReader.create(Set.of(), type -> false).read(body, MessageMetadata.none()))
                .isEqualTo(new Result.Unwanted("orders.orderCreated.v1", TRACE));
    }

    @Test
    void duplicate_keys_of_a_plain_detail_are_left_to_the_catalog() {
        String detail = "{\"id\":\"1\",\"id\":\"2\",\"a\":1,\"a\":2}";

        Result.Accepted result = accepted(enveloping(detail));

        assertThat(result.event().data()).isEqualTo(detail);
        assertThat(result.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'_datadog':{'traceparent':'OTHER'},'_datadog':{'traceparent':'TRACE'}",
                "'_datadog':7,'_datadog':{'traceparent':'TRACE'}",
                "'_datadog':{'traceparent':'OTHER','traceparent':'TRACE'}",
                "'_datadog':{'traceparent':'OTHER'},'_datadog':{},'traceparent':'TRACE'",
                "'_datadog':{'traceparent':'OTHER'},'_datadog':null,'traceparent':'TRACE'",
            })
    void the_last_of_several_traces_is_used(String members) {
        String traces = members.replace('\'', '"').replace("TRACE", TRACEPARENT).replace("OTHER", OTHER_TRACEPARENT);

        for (Result.Accepted result :
                List.of(accepted(cloudEvent(traces), SENT), accepted(enveloping("{" + traces + "}")))) {
            assertThat(result.event().trace()).isEqualTo(TRACE);
            assertThat(result.warnings()).extracting(Warning::code).contains(Warning.Code.DUPLICATE_TRACE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'traceparent':{'Type':'String','Value':'TRACE'}",
                "'_datadog':{'Type':'String','Value':'DATADOG'}",
                "'_datadog':{'Value':'BINARY','Type':'Binary'},'other':{'Type':'Number','Value':'7'}",
                "'_datadog':{'Type':'Binary','Value':'BINARY'},'traceparent':{'Type':'String','Value':'OTHER'}",
                "'_datadog':{'Type':'Binary','Value':'!'},'traceparent':{'Type':'String','Value':'TRACE'}",
                "'_datadog':{'Type':'String','Value':'no json'},'traceparent':{'Type':'String','Value':'TRACE'}",
                "'_datadog':7,'traceparent':{'Type':'Binary','Value':'ENCODED'}",
            })
    void the_attributes_of_a_notification_have_a_trace(String attributes) {
        String datadog = "{\"x-datadog-trace-id\":\"1\",\"traceparent\":\"" + TRACEPARENT + "\"}";
        String members = attributes
                .replace('\'', '"')
                .replace("TRACE", TRACEPARENT)
                .replace("OTHER", OTHER_TRACEPARENT)
                .replace("DATADOG", datadog.replace("\"", "\\\""))
                .replace("BINARY", base64(datadog))
                .replace("ENCODED", base64(TRACEPARENT));
        String body =
                notification(cloudEvent("")).replace("{\"Type\"", "{\"MessageAttributes\":{" + members + "},\"Type\"");
        MessageMetadata metadata = MessageMetadata.builder()
                .attributes(Map.of("traceparent", OTHER_TRACEPARENT))
                .build();

        assertThat(accepted(body, metadata).event().trace()).isEqualTo(TRACE);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"traceparent\":\"x\"}', BAD_TRACE_CONTEXT",
        "'{\"traceparent\":7}', ATTRIBUTE_IGNORED",
        "'[]', BAD_TRACE_CONTEXT",
    })
    void a_warning_about_an_attribute_of_the_message_does_not_point_into_the_body(String datadog, Warning.Code code) {
        MessageMetadata metadata = MessageMetadata.builder()
                .attributes(Map.of("_datadog", datadog))
                .build();

        Result.Accepted result = accepted(cloudEvent("\"time\":\"2026-03-02T09:15:04Z\""), metadata);

        assertThat(result.warnings())
                .extracting(Warning::code, Warning::pointer)
                .containsExactly(tuple(code, ""));
    }

    @Test
    void the_attributes_of_the_message_have_a_trace() {
        Map<String, String> datadog = Map.of("_datadog", "{\"traceparent\":\"" + TRACEPARENT + "\"}");
        Map<String, String> both =
                Map.of("_datadog", "{\"traceparent\":\"" + TRACEPARENT + "\"}", "traceparent", OTHER_TRACEPARENT);
        Map<String, String> broken = Map.of("_datadog", "{", "traceparent", TRACEPARENT);

        for (Map<String, String> attributes : List.of(datadog, both, broken)) {
            MessageMetadata metadata = MessageMetadata.builder()
                    .sentTime(Instant.EPOCH)
                    .attributes(attributes)
                    .build();
            assertThat(accepted(cloudEvent(""), metadata).event().trace()).isEqualTo(TRACE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"traceparent\":\"TRACE\"",
                "\"_datadog\":{\"traceparent\":\"TRACE\"}",
                "\"_datadog\":\"{\\\"traceparent\\\":\\\"TRACE\\\"}\"",
                "\"_datadog\":{},\"traceparent\":\"TRACE\"",
            })
    void a_plain_detail_has_a_trace(String members) {
        String detail = "{\"a\":1," + members.replace("TRACE", TRACEPARENT) + "}";

        assertThat(accepted(enveloping(detail)).event().trace()).isEqualTo(TRACE);
        assertThat(accepted(enveloping(json(detail))).event().trace()).isEqualTo(TRACE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'conversationId':'C-1' | C-1 | CONVERSATION_ID,EXTENSION_NAME",
                "'conversationId':'C-1','correlationid':'C-0' | C-0 | EXTENSION_NAME",
                "'conversationId':'C-1','correlationid':null | C-1 | CONVERSATION_ID,EXTENSION_NAME",
                "'conversationId':null | | EXTENSION_NAME",
                "'conversationId':7 | | ATTRIBUTE_IGNORED,EXTENSION_NAME",
            })
    void without_a_correlation_id_the_conversation_s_is_used(String members, String correlationId, String codes) {
        Result.Accepted result = accepted(cloudEvent(members.replace('\'', '"')), SENT);

        assertThat(result.event().correlationId()).isEqualTo(correlationId);
        assertThat(result.warnings())
                .extracting(warning -> warning.code().name())
                .containsExactly(codes.split(","));
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 1025})
    void a_conversation_id_that_is_too_longestor_not_a_text_is_ignored(int length) {
        Result.Accepted longest = accepted(cloudEvent("\"conversationId\":\"" + "x".repeat(length) + "\""), SENT);
        Result.Accepted control = accepted(cloudEvent("\"conversationId\":\"a\\u0000\""), SENT);

        assertThat(longest.event().correlationId()).isEqualTo(length > 1024 ? null : "x".repeat(length));
        assertThat(control.event().correlationId()).isNull();
        assertThat(control.warnings()).extracting(Warning::code).contains(Warning.Code.ATTRIBUTE_IGNORED);
    }

    @Test
    void the_envelope_s_source_is_read_on_request() {
        EventReader reader = EventReader.create(Set.of("aws:source"));

        assertThat(extensions(reader, enveloped())).isEqualTo(Map.of("aws:source", "dev.orders"));
        assertThat(extensions(reader, enveloping("{}"))).isEqualTo(Map.of("aws:source", "dev.orders"));
        assertThat(extensions(reader, enveloped().replace("\"source\":\"dev.orders\",", "")))
                .isEqualTo(Map.of("aws:source", ""));
        assertThat(extensions(reader, cloudEvent("\"time\":\"2026-03-02T09:15:59Z\"")))
                .isEmpty();
    }

    private static Map<String, String> extensions(EventReader reader, String body) {
        return ((Result.Accepted) reader.read(body, MessageMetadata.none()))
                .event()
                .extensions();
    }

    private static String enveloping(String detail) {
        return "{\"version\":\"0\",\"id\":\"ENV-1\",\"detail-type\":\"orders.orderCreated.v1\",\"source\":\"dev.orders\","
                + "\"time\":\"2026-03-02T09:16:00Z\",\"detail\":" + detail + "}";
    }

    private static String inBus(String data) {
        return "{\"SystemMetadata\":{},\"Data\":" + data + "}";
    }

    private static String json(String text) {
        return quote(text).replace("\t", "\\t");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
