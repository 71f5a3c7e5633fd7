package dev.activityservice.event;

import static dev.activityservice.event.Bodies.accepted;
import static dev.activityservice.event.Bodies.cloudEvent;
import static dev.activityservice.event.Bodies.notification;
import static dev.activityservice.event.Bodies.rejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.activityservice.event.EventReader.Result;
import dev.activityservice.model.Actor;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Rejection.Code;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.TraceContext;
import dev.activityservice.model.Warning;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventShapesTest {

    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String OTHER_TRACEPARENT = "00-11111111111111111111111111111111-2222222222222222-00";
    private static final TraceContext TRACE =
            TraceContext.of("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1, "");
    private static final TraceContext OTHER_TRACE =
            TraceContext.of("11111111111111111111111111111111", "2222222222222222", 0, "");
    private static final MessageMetadata SENT = MessageMetadata.builder()
            .sentTime(Instant.parse("2026-03-02T10:00:00.123Z"))
            .build();

    @ParameterizedTest
    @MethodSource("wrappings")
    void f04_f49_a_cloud_event_is_the_same_event_in_every_envelope(String body) {
        Result.Accepted result = accepted(body);

        assertThat(result.event())
                .isEqualTo(accepted(everything()).event())
                .isEqualTo(DomainEvent.builder(
                                EventIdentity.of("/orders", "E-1"),
                                "orders.orderCreated.v1",
                                Instant.parse("2026-03-02T09:15:59Z"))
                        .subject("ORD-1")
                        .data("{\"orderNumber\":\"ORD-1\",\"total\":1.50}")
                        .actor(Actor.of("U-7", "user"))
                        .correlationId("C-1")
                        .causationId("C-0")
                        .sequence("17")
                        .trace(TRACE)
                        .build());
        assertThat(result.warnings()).isEmpty();
    }

    static Stream<String> wrappings() {
        String bridged = bridged(everything());
        return Stream.of(
                everything(),
                bridged,
                bridged(everything().replace("\"specversion\":\"1.0\",", "\"specversion\" : \"1.0\" ,")),
                notification(everything()),
                notification(bridged),
                withMetadata(everything()),
                withMetadata(bridged),
                notification(withMetadata(bridged)));
    }

    @Test
    void the_order_of_members_does_not_matter() {
        String body =
                "{\"detail\":{\"data\":{\"orderNumber\":\"ORD-1\"},\"type\":\"t\",\"id\":\"E-1\",\"source\":\"s\","
                        + "\"time\":\"2026-03-02T09:15:59Z\",\"specversion\":\"1.0\"},\"detail-type\":\"t\",\"id\":\"ENV\"}";

        DomainEvent event = accepted(body).event();

        assertThat(event)
                .isEqualTo(DomainEvent.builder(EventIdentity.of("s", "E-1"), "t", Instant.parse("2026-03-02T09:15:59Z"))
                        .data("{\"orderNumber\":\"ORD-1\"}")
                        .build());
    }

    @Test
    void a_notification_in_a_notification_is_rejected() {
        Rejection rejection = rejected(notification(notification(everything())));

        assertThat(rejection)
                .isEqualTo(Rejection.of(
                        Code.UNKNOWN_SHAPE,
                        "/Message",
                        "The message of an SNS notification must not be another notification"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"id\":\"E-1\",\"source\":\"/orders\",\"type\":\"t\",\"time\":\"2026-03-02T09:15:59Z\"}",
                "{\"Records\":[{\"eventSource\":\"aws:s3\"}]}",
                "{\"Type\":\"SubscriptionConfirmation\",\"Message\":\"You have chosen to subscribe\"}",
                "{\"Data\":{}}",
                "{\"SystemMetadata\":{}}"
            })
    void an_object_of_an_unknown_shape_is_rejected(String body) {
        assertThat(rejected(body))
                .isEqualTo(
                        Rejection.of(
                                Code.UNKNOWN_SHAPE,
                                "",
                                "The body must be an EventBridge event, a CloudEvent, or an SNS notification with one of them"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'Type':'Notification'} | MISSING_FIELD | /Message",
                "{'Type':'Notification','Message':{}} | WRONG_TYPE | /Message",
                "{'Type':'Notification','Message':'hello'} | MALFORMED_JSON | /Message",
                "{'Type':'Notification','Message':'[]'} | UNKNOWN_SHAPE | /Message",
                "{'Type':'Notification','Message':'a\\ud800'} | INVALID_TEXT | /Message",
                "{'Data':'eyJ9','SystemMetadata':{}} | WRONG_TYPE | /Data",
            })
    void an_envelope_without_an_event_is_rejected_with_its_pointer(String body, Code code, String pointer) {
        Rejection rejection = rejected(body.replace('\'', '"'));

        assertThat(rejection).extracting(Rejection::code, Rejection::pointer).containsExactly(code, pointer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'time':'2026-01-01T00:00:01Z', | 2026-01-01T00:00:01Z | EVENT |",
                "'time':'',  | 2026-01-01T00:00:02Z | EVENTBRIDGE | BLANK_TIME",
                "'time':null,  | 2026-01-01T00:00:02Z | EVENTBRIDGE |",
                "'time':'2026-01-01T00:00:09', | 2026-01-01T00:00:02Z | EVENTBRIDGE | TIME_WITHOUT_OFFSET",
                "             | 2026-01-01T00:00:02Z | EVENTBRIDGE |",
            })
    void f36_the_event_s_time_is_used_before_the_envelope_s_unless_it_has_no_offset(
            String member, String time, TimeSource source, Warning.Code warning) {
        String detail = "{" + (member == null ? "" : member) + "'specversion':'1.0','id':'E','source':'s','type':'t'}";
        String body = ("{'detail-type':'t','time':'2026-01-01T00:00:02Z','detail':" + detail + "}").replace('\'', '"');

        Result.Accepted result = accepted(notification(body), SENT);

        assertThat(result.event())
                .isEqualTo(DomainEvent.builder(EventIdentity.of("s", "E"), "t", Instant.parse(time))
                        .timeSource(source)
                        .build());
        assertThat(result.warnings())
                .extracting(Warning::code)
                .isEqualTo(warning == null ? List.of() : List.of(warning));
    }

    @Test
    void the_notification_s_time_is_used_after_the_bus_s_and_then_the_message_s() {
        DomainEvent ofSns = accepted(notification(cloudEvent("")), SENT).event();
        DomainEvent ofSqs = accepted(cloudEvent(""), SENT).event();
        Rejection none = rejected(cloudEvent(""));

        assertThat(ofSns.time()).isEqualTo(Instant.parse("2026-03-02T09:18:01.006Z"));
        assertThat(ofSns.timeSource()).isEqualTo(TimeSource.SNS);
        assertThat(ofSqs.time()).isEqualTo(Instant.parse("2026-03-02T10:00:00.123Z"));
        assertThat(ofSqs.timeSource()).isEqualTo(TimeSource.SQS);
        assertThat(none)
                .isEqualTo(Rejection.of(Code.MISSING_FIELD, "/time", "The event or an envelope must have a time"));
    }

    @Test
    void without_another_time_the_custom_bus_s_ingestion_time_is_used() {
        DomainEvent event = accepted(withMetadata(cloudEvent(""))).event();

        assertThat(event.time()).isEqualTo(Instant.parse("2026-03-02T09:16:00.250Z"));
        assertThat(event.timeSource()).isEqualTo(TimeSource.EVENTBRIDGE);
    }

    @Test
    void a_sent_time_outside_of_the_years_0_to_9999_is_rejected() {
        MessageMetadata metadata =
                MessageMetadata.builder().sentTime(Instant.MAX).build();

        Result result = Bodies.read(cloudEvent(""), metadata);

        assertThat(result).isInstanceOfSatisfying(Result.Rejected.class, rejected -> {
            assertThat(rejected.rejection().code()).isEqualTo(Code.BAD_TIME);
            assertThat(rejected.rejection().pointer()).isEmpty();
        });
    }

    @Test
    void the_trace_is_read_from_datadog_then_the_event_then_the_message() {
        MessageMetadata metadata = MessageMetadata.builder()
                .sentTime(Instant.EPOCH)
                .attributes(Map.of("traceparent", OTHER_TRACEPARENT))
                .build();
        String datadog = "\"_datadog\":{\"traceparent\":\"" + TRACEPARENT + "\"}";
        String own = "\"traceparent\":\"" + OTHER_TRACEPARENT + "\"";

        assertThat(accepted(cloudEvent(datadog + "," + own), SENT).event().trace())
                .isEqualTo(TRACE);
        assertThat(accepted(cloudEvent("\"_datadog\":{}," + own), SENT).event().trace())
                .isEqualTo(OTHER_TRACE);
        assertThat(accepted(cloudEvent("\"traceparent\":\"\""), metadata)
                        .event()
                        .trace())
                .isEqualTo(OTHER_TRACE);
        assertThat(accepted(cloudEvent(""), SENT).event().trace()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense |",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 |",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01 |",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01 |",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more |",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more | 4bf92f3577b34da6a3ce929d0e0e4736",
            })
    void a_malformed_traceparent_loses_only_the_trace(String traceparent, String traceId) {
        Result.Accepted result = accepted(cloudEvent("\"traceparent\":\"" + traceparent + "\""), SENT);

        TraceContext trace = result.event().trace();
        assertThat(trace == null ? null : trace.traceId()).isEqualTo(traceId);
        assertThat(result.warnings())
                .extracting(Warning::code, Warning::pointer)
                .isEqualTo(
                        traceId != null ? List.of() : List.of(tuple(Warning.Code.BAD_TRACE_CONTEXT, "/traceparent")));
    }

    @Test
    void a_malformed_tracestate_loses_only_itself() {
        String members = "\"traceparent\":\"" + TRACEPARENT + "\",\"tracestate\":\"no list\"";

        Result.Accepted result = accepted(cloudEvent(members), SENT);

        assertThat(result.event().trace()).isEqualTo(TRACE);
        assertThat(result.warnings())
                .containsExactly(new Warning(
                        Warning.Code.BAD_TRACE_CONTEXT,
                        "/tracestate",
                        "The tracestate must follow W3C Trace Context; it is ignored"));
    }

    @Test
    void a_long_tracestate_loses_only_itself() {
        String longest = "a=" + "1".repeat(200) + ",".repeat(4096 - 202);
        String members = "\"traceparent\":\"" + TRACEPARENT + "\",\"tracestate\":\"%s\"";

        Result.Accepted kept = accepted(cloudEvent(members.formatted(longest)), SENT);
        Result.Accepted leftOut = accepted(cloudEvent(members.formatted(longest + ",".repeat(500_000))), SENT);

        assertThat(kept.event().trace())
                .isEqualTo(TraceContext.of(TRACE.traceId(), TRACE.spanId(), TRACE.flags(), longest));
        assertThat(leftOut.event().trace()).isEqualTo(TRACE);
        assertThat(leftOut.warnings())
                .containsExactly(new Warning(
                        Warning.Code.BAD_TRACE_CONTEXT,
                        "/tracestate",
                        "The tracestate must be at most 4096 characters long; it is ignored"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'subject':7 | /subject",
                "'subject':' ' | /subject",
                "'correlationid':{} | /correlationid",
                "'causationid':true | /causationid",
                "'sequence':1.5 | /sequence",
                "'authid':[] | /authid",
                "'authtype':1 | /authtype",
                "'traceparent':1 | /traceparent",
                "'data_base64':'AAAA' | /data_base64",
            })
    void an_optional_attribute_that_is_not_a_string_is_ignored_with_a_warning(String member, String pointer) {
        Result.Accepted result = accepted(cloudEvent(member.replace('\'', '"')), SENT);

        assertThat(result.event()).isEqualTo(accepted(cloudEvent(""), SENT).event());
        assertThat(result.warnings())
                .extracting(Warning::code, Warning::pointer)
                .containsExactly(tuple(Warning.Code.ATTRIBUTE_IGNORED, pointer));
    }

    @Test
    void an_attribute_that_is_null_is_missing() {
        String members =
                "\"subject\":null,\"correlationid\":null,\"causationid\":null,\"sequence\":null,\"authid\":null,"
                        + "\"data\":null,\"data_base64\":null,\"traceparent\":null,\"time\":null,\"_datadog\":null";

        Result.Accepted result = accepted(cloudEvent(members), SENT);

        assertThat(result.event()).isEqualTo(accepted(cloudEvent(""), SENT).event());
        assertThat(result.warnings()).extracting(Warning::pointer).containsExactly("/_datadog");
    }

    @Test
    void a_sequence_may_be_an_integer() {
        assertThat(accepted(cloudEvent("\"sequence\":-0"), SENT).event().sequence())
                .isEqualTo("-0");
    }

    @Test
    void at_most_sixteen_non_conforming_names_are_reported() {
        String members = IntStream.range(0, 100)
                .mapToObj(i -> "\"x-" + i + "\":1")
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();

        List<Warning> warnings = accepted(cloudEvent(members), SENT).warnings();

        assertThat(warnings)
                .extracting(Warning::pointer)
                .hasSize(16)
                .startsWith("/x-0")
                .endsWith("/x-15");
    }

    @Test
    void a_name_that_is_not_safe_in_a_log_line_is_not_in_the_pointer() {
        String members = "\"a/b~c\":1,\"new\\nline\":1,\"\":1";

        List<Warning> warnings = accepted(cloudEvent(members), SENT).warnings();

        assertThat(warnings).extracting(Warning::pointer).containsExactly("/a~1b~0c", "", "/");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 30_000, 70_000, 500_000})
    void data_is_the_unchanged_text_of_the_body_in_every_envelope(int padding) {
        String data =
                "{ \"n\" : [-0, 1e400, 1.500, 123456789012345678901234567890123456789012],\n\t\"s\":\"\\u00e9é€😀\" }";
        String pad = "\"pad\":\"" + "é".repeat(padding) + "\"";
        String before = cloudEvent(pad + ", \"data\" :  " + data);
        String after = cloudEvent("\"data\":" + data + " \n ," + pad);

        assertThat(accepted(before, SENT).event().data()).isEqualTo(data);
        assertThat(accepted(after, SENT).event().data()).isEqualTo(data);
        assertThat(accepted(bridged(before), SENT).event().data()).isEqualTo(data);
    }

    private static String everything() {
        return cloudEvent("\"time\":\"2026-03-02T09:15:59Z\",\"subject\":\"ORD-1\",\"correlationid\":\"C-1\","
                + "\"causationid\":\"C-0\",\"sequence\":\"17\",\"authid\":\"U-7\",\"authtype\":\"user\","
                + "\"traceparent\":\"" + TRACEPARENT + "\",\"expirytime\":\"2026-03-02T09:16:59Z\","
                + "\"data\":{\"orderNumber\":\"ORD-1\",\"total\":1.50}");
    }

    private static String bridged(String detail) {
        return "{\"version\":\"0\",\"id\":\"ENV-1\",\"detail-type\":\"orders.orderCreated.v1\",\"source\":\"dev.orders\",\"account\":\"1\","
                + "\"time\":\"2026-03-02T09:16:00Z\",\"resources\":[],\"detail\":" + detail + "}";
    }

    private static String withMetadata(String data) {
        return "{\"Data\":" + data
                + ",\"Metadata\":{\"tenant\":\"acme\"},\"SystemMetadata\":{\"aws:DeliveryType\":\"LIVE\","
                + "\"aws:EventId\":\"a1b2\",\"aws:IngestionTime\":\"2026-03-02T09:16:00.250Z\"}}";
    }
}
