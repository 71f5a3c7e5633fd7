package dev.activityservice.event;

import static dev.activityservice.event.Bodies.accepted;
import static dev.activityservice.event.Bodies.cloudEvent;
import static dev.activityservice.event.Bodies.enveloped;
import static dev.activityservice.event.Bodies.notification;
import static dev.activityservice.event.Bodies.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.event.EventReader.Result;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Rejection.Code;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bodies that the reader rejects, by rows of the fault matrix. */
class EventFaultsTest {

    private static final MessageMetadata SENT =
            MessageMetadata.builder().sentTime(Instant.EPOCH).build();
    private static final String CANARY = "canary";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":'canary'} | syntax error at character 5",
                "{\"a\":canary} | syntax error at character 5",
                "{\"a\":1 // canary | syntax error at character 7",
                "{\"a\":1 /* canary */} | syntax error at character 7",
                "{\"a\":NaN} | syntax error at character 8",
                "{\"a\":+1} | syntax error at character 6",
                "{\"a\":01} | syntax error at character 6",
                "{\"a\":1,} | syntax error at character 7",
                "{\"a\":1} canary | syntax error at character 8",
                "{\"a\":1}{\"a\":1} | content after its end at character 7",
                "{\"a\":\"canary | unexpected end at character",
                "{\"a\": | unexpected end at character",
                "{ | unexpected end at character",
                "[1, | syntax error at character 3",
                "] | syntax error at character 0",
                "{\"a\" 1} | syntax error at character 5",
                "{\"lone\\ud800\":1} | syntax error at character",
                "{a:1} | syntax error at character 1",
                "{\"a\":\"\\x\"} | syntax error at character",
            })
    void f22_a_text_that_is_not_one_json_document_is_rejected_with_an_offset_and_not_quoted(String body, String fault) {
        Rejection rejection = rejected(body);

        assertThat(rejection.code()).isEqualTo(Code.MALFORMED_JSON);
        assertThat(rejection.pointer()).isEmpty();
        assertThat(rejection.message())
                .startsWith("The body must be one JSON document: " + fault)
                .doesNotContain(CANARY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t"})
    void f22_an_empty_body_is_rejected(String body) {
        assertThat(rejected(body)).isEqualTo(Rejection.of(Code.MALFORMED_JSON, "", "The body is empty"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u004\u0141", "\\u\u0130041", "\\\\\\u004\u0141"})
    void f22_an_escape_with_a_digit_outside_of_ascii_is_rejected(String escape) {
        String body = cloudEvent("\"data\":{\"a\":\"" + escape + "\"}");

        assertThat(rejected(body))
                .extracting(Rejection::code, Rejection::pointer)
                .containsExactly(Code.MALFORMED_JSON, "");
        assertThat(rejected(notification(body)))
                .extracting(Rejection::code, Rejection::pointer)
                .containsExactly(Code.MALFORMED_JSON, "/Message");
        assertThat(accepted(cloudEvent("\"data\":{\"a\":\"\\" + escape + "\"}"), SENT)
                        .event()
                        .data())
                .contains(escape);
    }

    @Test
    void f22_a_byte_order_mark_is_rejected() {
        String body = '\ufeff' + enveloped();

        assertThat(rejected(body).code()).isEqualTo(Code.MALFORMED_JSON);
        assertThat(Bodies.read(body.getBytes(StandardCharsets.UTF_8))).isEqualTo(new Result.Rejected(rejected(body)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"id\":\"E-1\" | \"id\":1 | /detail/id | The field \"id\" must be a string, not a number",
                "\"id\":\"E-1\" | \"id\":[] | /detail/id | The field \"id\" must be a string, not an array",
                "\"source\":\"/orders\" | \"source\":{} | /detail/source | The field \"source\" must be a string, not an object",
                "\"detail-type\":\"orders.orderCreated.v1\" | \"detail-type\":true | /detail-type | The field \"detail-type\" must be a string, not a boolean",
                "\"time\":\"2026-03-02T09:15:59Z\" | \"time\":1772442905123 | /detail/time | The field \"time\" must be a string, not a number",
                "\"time\":\"2026-03-02T09:15:59Z\" | \"time\":1.5 | /detail/time | The field \"time\" must be a string, not a number",
            })
    void f23_a_value_of_the_wrong_type_is_rejected_with_its_pointer(
            String part, String replacement, String pointer, String message) {
        String body = enveloped().replace(part, replacement);

        assertThat(rejected(body)).isEqualTo(Rejection.of(Code.WRONG_TYPE, pointer, message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"detail-type\":\"orders.orderCreated.v1\", | '' | /detail-type | The field \"detail-type\" is missing",
                "\"detail-type\":\"orders.orderCreated.v1\" | \"detail-type\":null | /detail-type | The field \"detail-type\" is null",
                "\"detail-type\":\"orders.orderCreated.v1\" | \"detail-type\":\" \u2003\" | /detail-type | The field \"detail-type\" is blank",
                "\"detail\":{ | \"other\":{ | /detail | The field \"detail\" is missing",
                "\"detail\":{ | \"detail\":null,\"other\":{ | /detail | The field \"detail\" is missing",
            })
    void f24_an_event_without_type_or_detail_is_rejected(
            String part, String replacement, String pointer, String message) {
        String body = enveloped().replace(part, replacement);

        assertThat(rejected(body)).isEqualTo(Rejection.of(Code.MISSING_FIELD, pointer, message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"id\":\"E-1\", | '' | /id | The field \"id\" is missing",
                "\"id\":\"E-1\" | \"id\":null | /id | The field \"id\" is null",
                "\"id\":\"E-1\" | \"id\":\"\" | /id | The field \"id\" is blank",
                "\"id\":\"E-1\" | \"id\":\" \u2003\" | /id | The field \"id\" is blank",
                "\"source\":\"/orders\", | '' | /source | The field \"source\" is missing",
                "\"source\":\"/orders\" | \"source\":\"\\t\" | /source | The field \"source\" is blank",
                "\"type\":\"orders.orderCreated.v1\", | '' | /type | The field \"type\" is missing",
                "\"type\":\"orders.orderCreated.v1\" | \"type\":\"\" | /type | The field \"type\" is blank",
            })
    void f24_a_cloud_event_without_an_envelope_has_its_own_identity_and_type(
            String part, String replacement, String pointer, String message) {
        String body = cloudEvent("\"time\":\"2026-03-02T09:15:59Z\"").replace(part, replacement);

        assertThat(rejected(body)).isEqualTo(Rejection.of(Code.MISSING_FIELD, pointer, message));
    }

    @ParameterizedTest
    @CsvSource({"id, /id", "source, /source", "detail-type, /detail-type"})
    void f24_a_plain_event_without_identity_or_type_is_rejected(String key, String pointer) {
        String body =
                "{\"id\":\"ENV\",\"source\":\"s\",\"detail-type\":\"t\",\"time\":\"2026-03-02T09:16:00Z\",\"detail\":{}}";

        Rejection rejection = rejected(body.replaceFirst("\"" + key + "\":\"[a-zA-Z]*\",", ""));

        assertThat(rejection)
                .isEqualTo(Rejection.of(Code.MISSING_FIELD, pointer, "The field \"" + key + "\" is missing"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'detail-type':'t','detail':{},'x':1,'x':1} | /x",
                "{'detail-type':'t','detail':{},'time':1,'time':1} | /time",
                "{'detail':{},'detail':{}} | /detail",
                "{'detail-type':'t','detail-type':'t'} | /detail-type",
                "{'detail-type':'t','detail':{'specversion':'1.0','specversion':'1.0'}} | /detail/specversion",
                "{'specversion':'1.0','type':'t','type':'t'} | /type",
                "{'specversion':'1.0','type':'t','id':1,'i\\u0064':2} | /id",
                "{'detail-type':'t','detail':{'specversion':'1.0','id':'1','id':'2'}} | /detail/id",
                "{'detail-type':'t','detail':{'specversion':'1.0','k/y':'1','k\\/y':'2'}} | /detail/k~1y",
                "{'detail-type':'t','detail':'{\\\"specversion\\\":\\\"1.0\\\",\\\"id\\\":1,\\\"id\\\":2}'} | /detail/id",
                "{'Type':'Notification','Type':'Notification'} | /Type",
                "{'Type':'Notification','a':1,'a':1,'Message':'{\\\"specversion\\\":\\\"1.0\\\",\\\"type\\\":\\\"t\\\"}'} | /a",
                "{'Type':'Notification','Message':'{\\\"specversion\\\":\\\"1.0\\\",\\\"type\\\":\\\"t\\\",\\\"id\\\":1,\\\"id\\\":2}'} | /Message/id",
                "{'Data':{'specversion':'1.0','type':'t','id':1,'id':2},'SystemMetadata':{}} | /Data/id",
                "{'Data':{'detail-type':'t','detail':{'specversion':'1.0','id':1,'id':2}},'SystemMetadata':{}} | /Data/detail/id",
                "{'Data':{'detail-type':'t','detail':{}},'SystemMetadata':{'aws:IngestionTime':'1','aws:IngestionTime':'2'}} | /SystemMetadata/aws:IngestionTime",
            })
    void f25_a_duplicate_key_is_rejected_at_every_level_that_is_read(String body, String pointer) {
        assertThat(rejected(body.replace('\'', '"')))
                .isEqualTo(Rejection.of(Code.DUPLICATE_KEY, pointer, "The object has a duplicate key"));
    }

    @Test
    void f25_the_last_of_a_hundred_thousand_keys_is_compared_too() {
        StringBuilder members = new StringBuilder("\"data\":{}");
        for (int i = 0; i < 90_000; i++) {
            members.append(",\"k").append(i).append("\":1");
        }
        String body = cloudEvent(members + ",\"k89999\":1");

        assertThat(rejected(body).pointer()).isEqualTo("/k89999");
    }

    @ParameterizedTest
    @CsvSource({"64, true", "65, false", "1000, false", "200000, false"})
    void f29_nesting_is_bounded(int depth, boolean readable) {
        String open = "[".repeat(depth - 2);
        String close = "]".repeat(depth - 2);
        String body = cloudEvent("\"data\":{\"a\":" + open + close + "}");
        String unread = cloudEvent("\"other\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1));

        if (readable) {
            assertThat(accepted(body, SENT).event().data()).isEqualTo("{\"a\":" + open + close + "}");
            assertThat(accepted(unread, SENT).event().data()).isNull();
        } else {
            Rejection rejection = Rejection.of(Code.TOO_DEEP, "", "The body must be nested at most 64 levels deep");
            assertThat(rejected(body)).isEqualTo(rejection);
            assertThat(rejected(unread)).isEqualTo(rejection);
            assertThat(rejected("[".repeat(depth))).isEqualTo(rejection);
            assertThat(rejected(notification("[".repeat(depth))).code()).isEqualTo(Code.TOO_DEEP);
        }
    }

    @Test
    void f30_a_number_keeps_every_digit_and_has_a_bound() {
        String digits = "1234567890".repeat(100);
        String data = "{\"a\":1e400,\"b\":-0,\"c\":" + digits + ",\"d\":0.10,\"e\":1E-5}";

        assertThat(accepted(cloudEvent("\"data\":" + data), SENT).event().data())
                .isEqualTo(data);
        assertThat(rejected(cloudEvent("\"data\":{\"a\":" + digits + "0}")))
                .isEqualTo(
                        Rejection.of(Code.TOO_LONG, "", "The body must not have numbers of more than 1000 characters"));
        assertThat(rejected(cloudEvent("\"data\":{\"a\":" + "9".repeat(100_000) + "}"))
                        .code())
                .isEqualTo(Code.TOO_LONG);
        assertThat(rejected(cloudEvent("\"x\":1." + digits)).code()).isEqualTo(Code.TOO_LONG);
    }

    @Test
    void f32_every_lone_surrogate_in_an_id_is_rejected_raw_and_escaped() {
        for (int unit = Character.MIN_SURROGATE; unit <= Character.MAX_SURROGATE; unit++) {
            String raw = enveloped().replace("E-1", "a" + (char) unit);
            String escaped = enveloped().replace("E-1", String.format("a\\u%04x", unit));

            assertThat(rejected(raw).code()).isEqualTo(Code.INVALID_TEXT);
            assertThat(rejected(escaped))
                    .isEqualTo(Rejection.of(
                            Code.INVALID_TEXT,
                            "/detail/id",
                            String.format(
                                    "Invalid event id: \"a\\u%04x\" has the lone surrogate U+%04X at index 1",
                                    unit, unit)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"id\":\"E-1\" | \"id\":\"a\\u0000\" | /detail/id",
                "\"id\":\"E-1\" | \"id\":\"a\\u007f\" | /detail/id",
                "\"id\":\"E-1\" | \"id\":\"a\\u0085\" | /detail/id",
                "\"source\":\"/orders\" | \"source\":\"a\\n\" | /detail/source",
                "\"detail-type\":\"orders.orderCreated.v1\" | \"detail-type\":\"a\\ud800\" | /detail-type",
                "\"specversion\" | \"subject\":\"a\\udfff\",\"specversion\" | /detail/subject",
                "\"specversion\" | \"authid\":\"a\\u001b\",\"specversion\" | /detail/authid",
                "\"specversion\" | \"authid\":\"a\",\"authtype\":\"\\ud800a\",\"specversion\" | /detail/authtype",
            })
    void f32_a_malformed_text_is_rejected_with_its_pointer(String part, String replacement, String pointer) {
        Rejection rejection = rejected(enveloped().replace(part, replacement));

        assertThat(rejection)
                .extracting(Rejection::code, Rejection::pointer)
                .containsExactly(Code.INVALID_TEXT, pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c0af", "e080af", "eda080", "f5808080", "80", "ff", "c3"})
    void f32_bytes_that_are_not_utf8_are_rejected(String hex) {
        byte[] fault = HexFormat.of().parseHex(hex);
        byte[] body = enveloped().getBytes(StandardCharsets.UTF_8);
        byte[] broken = new byte[body.length + fault.length];
        int at = enveloped().indexOf("E-1");
        System.arraycopy(body, 0, broken, 0, at);
        System.arraycopy(fault, 0, broken, at, fault.length);
        System.arraycopy(body, at, broken, at + fault.length, body.length - at);

        assertThat(Bodies.read(broken))
                .isEqualTo(new Result.Rejected(
                        Rejection.of(Code.INVALID_TEXT, "", "The body must be UTF-8: byte " + at + " is malformed")));
    }

    @Test
    void f32_a_genuine_replacement_character_is_read() {
        String body = enveloped().replace("E-1", "E\ufffd");

        assertThat(Bodies.read(body.getBytes(StandardCharsets.UTF_8))).isEqualTo(accepted(body));
    }

    @Test
    void f33_ids_that_look_alike_are_different_ids() {
        String composed = enveloped().replace("E-1", "caf\u00e9");
        String decomposed = enveloped().replace("E-1", "cafe\u0301");

        assertThat(accepted(composed).event().identity().id()).isEqualTo("caf\u00e9");
        assertThat(accepted(decomposed).event().identity().id()).isEqualTo("cafe\u0301");
    }

    @Test
    void f47_references_to_events_and_arrays_of_events_are_rejected() {
        String base64 = Base64.getEncoder().encodeToString(enveloped().getBytes(StandardCharsets.UTF_8));
        String s3 = "[\"software.amazon.payloadoffloading.PayloadS3Pointer\",{\"s3BucketName\":\"b\",\"s3Key\":\"k\"}]";

        assertThat(rejected(base64).code()).isEqualTo(Code.MALFORMED_JSON);
        assertThat(rejected("H4sIAAAAAAAA/6tWSs7PS1GyUkpLLE5VqgUAxSCJHQ4AAAA=").code())
                .isEqualTo(Code.MALFORMED_JSON);
        assertThat(Bodies.read(new byte[] {31, (byte) 139, 8, 0}))
                .isEqualTo(new Result.Rejected(
                        Rejection.of(Code.INVALID_TEXT, "", "The body must be UTF-8: byte 1 is malformed")));
        assertThat(rejected(s3))
                .isEqualTo(Rejection.of(
                        Code.UNKNOWN_SHAPE,
                        "",
                        "The body must be an object, not an array (payloads in S3 are not fetched)"));
        assertThat(rejected(Bodies.quote(enveloped())))
                .isEqualTo(Rejection.of(Code.UNKNOWN_SHAPE, "", "The body must be an object, not another JSON value"));
    }

    @Test
    void f48_unknown_fields_change_only_the_data() {
        String body = enveloped()
                .replace("\"specversion\"", "\"novelty\":{\"a\":[1]},\"specversion\"")
                .replace("\"version\"", "\"novelty\":[],\"version\"");

        assertThat(Bodies.read(body)).isEqualTo(accepted(enveloped()));
    }

    @ParameterizedTest
    @CsvSource({"1048576, true", "1048577, false"})
    void a_body_has_at_most_a_mebibyte_of_utf8(int bytes, boolean readable) {
        int room = bytes - cloudEvent("\"x\":\"\"").length();
        String ascii = cloudEvent("\"x\":\"" + "a".repeat(room) + "\"");
        String wide = cloudEvent("\"x\":\"" + "€".repeat(room / 3) + "a".repeat(room % 3) + "\"");

        for (String body : new String[] {ascii, wide}) {
            byte[] utf8 = body.getBytes(StandardCharsets.UTF_8);
            assertThat(utf8).hasSize(bytes);
            Result expected = readable
                    ? accepted(cloudEvent(""), SENT)
                    : new Result.Rejected(
                            Rejection.of(Code.TOO_LARGE, "", "The body must be at most 1048576 bytes long in UTF-8"));
            assertThat(Bodies.read(body, SENT)).isEqualTo(expected);
            assertThat(EventReader.create().read(utf8, SENT)).isEqualTo(expected);
        }
    }

    @Test
    void a_text_over_its_limit_is_rejected_with_its_pointer() {
        Rejection id = rejected(enveloped().replace("E-1", "x".repeat(1025)));
        Rejection type = rejected(enveloped().replace("\"detail-type\":\"", "\"detail-type\":\"" + "x".repeat(256)));

        assertThat(id).extracting(Rejection::code, Rejection::pointer).containsExactly(Code.TOO_LONG, "/detail/id");
        assertThat(type).extracting(Rejection::code, Rejection::pointer).containsExactly(Code.TOO_LONG, "/detail-type");
        assertThat(id.message()).hasSizeLessThan(200);
    }
}
