package dev.activityservice.event;

import static dev.activityservice.event.Bodies.cloudEvent;
import static dev.activityservice.event.Bodies.notification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.activityservice.event.EventReader.Result;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Rejection.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader reads in addition because a catalog needs it: attributes of the CloudEvent and the account of the envelope. */
class EventExtensionsTest {

    private static final String ACCOUNT = "aws:account";
    private static final EventReader READER =
            EventReader.create(Set.of("tenantid", "correlationid", "account", ACCOUNT));

    private static final String EVENT = cloudEvent("\"time\":\"2026-03-02T09:15:59Z\",\"tenantid\":\"acme\","
            + "\"correlationid\":\"C-1\",\"account\":\"of-the-event\",\"data\":{\"tenantid\":\"of-the-data\"}");
    private static final Map<String, String> OF_EVENT =
            Map.of("tenantid", "acme", "correlationid", "C-1", "account", "of-the-event");
    private static final Map<String, String> OF_BOTH =
            Map.of("tenantid", "acme", "correlationid", "C-1", "account", "of-the-event", ACCOUNT, "123456789012");

    static Stream<Arguments> shapes() {
        return Stream.of(
                Arguments.of(EVENT, OF_EVENT),
                Arguments.of(notification(EVENT), OF_EVENT),
                Arguments.of(withMetadata(EVENT), OF_EVENT),
                Arguments.of(notification(withMetadata(EVENT)), OF_EVENT),
                Arguments.of(bridged(EVENT), OF_BOTH),
                Arguments.of(notification(bridged(EVENT)), OF_BOTH),
                Arguments.of(withMetadata(bridged(EVENT)), OF_BOTH),
                Arguments.of(notification(withMetadata(bridged(EVENT))), OF_BOTH));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void extensions_are_read_in_every_shape(String body, Map<String, String> extensions) {
        Result.Accepted result = accepted(READER, body);

        assertThat(result.event().extensions()).isEqualTo(extensions);
        assertThat(result.event().correlationId()).isEqualTo("C-1");
        assertThat(result.warnings()).isEmpty();
    }

    static Stream<String> plainShapes() {
        String plain = bridged("{\"tenantid\":\"of-the-payload\",\"account\":\"of-the-payload\"}");
        return Stream.of(plain, notification(plain), withMetadata(plain), notification(withMetadata(plain)));
    }

    @ParameterizedTest
    @MethodSource("plainShapes")
    void an_event_that_is_not_a_cloud_event_has_only_the_account_of_its_envelope(String body) {
        assertThat(accepted(READER, body).event().extensions()).isEqualTo(Map.of(ACCOUNT, "123456789012"));
    }

    @Test
    void a_field_of_an_envelope_is_not_an_attribute_of_the_event() {
        String event = cloudEvent("\"time\":\"2026-03-02T09:15:59Z\"");
        String outside = "\"tenantid\":\"of-the-envelope\",";
        List<String> bodies = List.of(
                bridged(event).replaceFirst("\\{", "{" + outside),
                notification(event).replaceFirst("\\{", "{" + outside),
                withMetadata(event).replaceFirst("\\{", "{" + outside),
                withMetadata(event).replace("\"SystemMetadata\":{", "\"SystemMetadata\":{" + outside));

        assertThat(bodies)
                .allSatisfy(body ->
                        assertThat(accepted(READER, body).event().extensions()).doesNotContainKey("tenantid"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"acme\"          | acme",
                "\"\\u0061cme\"    | acme",
                "\"\"              | ''",
                "\" \"             | ' '",
                "7                 | 7",
                "-7                | -7",
                "123456789012345678901234567890 | 123456789012345678901234567890",
                "7.0               |",
                "1e3               |",
                "true              |",
                "null              |",
                "[\"acme\"]        |",
                "{\"id\":\"acme\"} |"
            })
    void only_strings_and_integers_are_read(String json, String value) {
        String body = bridged(cloudEvent("\"time\":\"2026-03-02T09:15:59Z\",\"tenantid\":" + json))
                .replace("\"123456789012\"", json);

        Map<String, String> extensions = accepted(READER, body).event().extensions();

        assertThat(extensions.get("tenantid")).isEqualTo(value);
        assertThat(extensions.get(ACCOUNT)).isEqualTo(value);
    }

    @Test
    void a_duplicate_is_rejected_as_without_extensions() {
        List<String> bodies = List.of(
                cloudEvent("\"time\":\"2026-03-02T09:15:59Z\",\"tenantid\":\"a\",\"tenantid\":\"b\""),
                cloudEvent("\"time\":\"2026-03-02T09:15:59Z\",\"tenantid\":\"a\",\"tenantid\":null"),
                cloudEvent("\"time\":\"2026-03-02T09:15:59Z\",\"account\":\"a\",\"account\":\"b\""),
                bridged(cloudEvent("\"time\":\"2026-03-02T09:15:59Z\"")).replaceFirst("\\{", "{\"account\":\"2\","));

        List<Rejection> rejections = new ArrayList<>();
        for (String body : bodies) {
            Result result = READER.read(body, MessageMetadata.none());
            assertThat(result).isEqualTo(Bodies.read(body));
            rejections.add(((Result.Rejected) result).rejection());
        }
        assertThat(rejections)
                .extracting(Rejection::code, Rejection::pointer)
                .containsExactly(
                        tuple(Code.DUPLICATE_KEY, "/tenantid"),
                        tuple(Code.DUPLICATE_KEY, "/tenantid"),
                        tuple(Code.DUPLICATE_KEY, "/account"),
                        tuple(Code.DUPLICATE_KEY, "/account"));
    }

    @ParameterizedTest
    @MethodSource("everyShape")
    void a_reader_without_extensions_reads_the_same_event_otherwise(String body) {
        Result.Accepted with = accepted(READER, body);
        Result.Accepted without = Bodies.accepted(body);

        assertThat(without.event().extensions()).isEmpty();
        assertThat(with.warnings()).isEqualTo(without.warnings());
        assertThat(with.event().toString()).isEqualTo(without.event().toString());
        assertThat(with.event().data()).isEqualTo(without.event().data());
    }

    static Stream<String> everyShape() {
        return Stream.concat(shapes().map(arguments -> (String) arguments.get()[0]), plainShapes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "true", "[1]", "{\"a\":1}", "\"\"", "\"x\""})
    void the_account_of_an_envelope_may_be_any_value(String json) {
        String body = bridged(cloudEvent("\"time\":\"2026-03-02T09:15:59Z\",\"account\":" + json))
                .replace("\"123456789012\"", json);

        Result.Accepted result = Bodies.accepted(body);

        assertThat(result.warnings()).isEmpty();
    }

    @Test
    void the_values_of_extensions_are_not_part_of_the_text_of_an_event() {
        assertThat(accepted(READER, EVENT).event().toString()).doesNotContain("acme");
    }

    private static Result.Accepted accepted(EventReader reader, String body) {
        return (Result.Accepted) reader.read(body, MessageMetadata.none());
    }

    private static String bridged(String detail) {
        return "{\"version\":\"0\",\"id\":\"ENV-1\",\"detail-type\":\"orders.orderCreated.v1\",\"source\":\"dev.orders\","
                + "\"account\":\"123456789012\",\"time\":\"2026-03-02T09:16:00Z\",\"detail\":" + detail + "}";
    }

    private static String withMetadata(String data) {
        return "{\"Data\":" + data + ",\"SystemMetadata\":{\"aws:IngestionTime\":\"2026-03-02T09:16:00.250Z\"}}";
    }
}
