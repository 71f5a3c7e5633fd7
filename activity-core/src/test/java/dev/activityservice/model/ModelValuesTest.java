package dev.activityservice.model;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.activityservice.model.Rejection.Code;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values of the model validate themselves and report the invalid part. */
class ModelValuesTest {

    private static final EntityRef ORDER = EntityRef.of("order", "ORD-1");
    private static final EventIdentity IDENTITY = EventIdentity.of("/orders", "E-1");
    private static final Instant TIME = Instant.parse("2026-03-02T09:15:04Z");

    @ParameterizedTest
    @CsvSource({
        "DUPLICATE_KEY, /detail/data/ann@shop.example, /detail/data/REDACTED",
        "DUPLICATE_KEY, /data/kept/0/ann@shop.example/x, /data/REDACTED",
        "DUPLICATE_KEY, /ann~1shop, /REDACTED",
        "DUPLICATE_KEY, /detail/id, /detail/id",
        "DUPLICATE_KEY, /Message, /Message",
        "DUPLICATE_KEY, '', ''",
        "MISSING_FIELD, /data/orderNumber, /data/orderNumber",
        "WRONG_TYPE, /data/items/3/id, /data/items/3/id"
    })
    void f63_a_rejection_s_redacted_pointer_has_no_key_of_a_payload(Code code, String pointer, String redacted) {
        assertThat(Rejection.of(code, pointer, "m").redactedPointer()).isEqualTo(redacted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"o", "order", "Order", "a.b_c-9"})
    void an_entity_type_is_a_letter_and_then_letters_digits_and_three_signs(String type) {
        assertThat(EntityRef.of(type, "1").type()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({
        "'', MISSING_FIELD",
        "' ', MISSING_FIELD",
        "1a, INVALID_TEXT",
        "-a, INVALID_TEXT",
        "a/b, INVALID_TEXT",
        "a#b, INVALID_TEXT",
        "é, INVALID_TEXT",
        "'a b', INVALID_TEXT"
    })
    void any_other_entity_type_is_refused(String type, Code code) {
        refused(() -> EntityRef.of(type, "1"), code, "entity type");
    }

    @Test
    void an_entity_type_has_at_most_64_characters() {
        assertThat(EntityRef.of("a".repeat(64), "1").type()).hasSize(64);
        refused(() -> EntityRef.of("a".repeat(65), "1"), Code.TOO_LONG, "entity type");
    }

    @Test
    void f31_an_id_has_at_most_1024_bytes_in_utf8() {
        for (String widest : List.of("a", "é", "€", "😀")) {
            int bytes = widest.getBytes(StandardCharsets.UTF_8).length;
            String longest = widest.repeat(1024 / bytes) + "a".repeat(1024 % bytes);

            assertThat(EntityRef.of("order", longest).id()).isEqualTo(longest);
            refused(() -> EntityRef.of("order", longest + "a"), Code.TOO_LONG, "entity id");
            refused(() -> EventIdentity.of("s", longest + "a"), Code.TOO_LONG, "event id");
            refused(() -> EventIdentity.of(longest + "a", "1"), Code.TOO_LONG, "event source");
            refused(() -> Actor.of(longest + "a", null), Code.TOO_LONG, "actor id");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", "\u2003"})
    void a_blank_text_is_rejected(String blank) {
        refused(() -> EntityRef.of("order", blank), Code.MISSING_FIELD, "entity id");
        refused(() -> EventIdentity.of(blank, "1"), Code.MISSING_FIELD, "event source");
        refused(() -> EventIdentity.of("s", blank), Code.MISSING_FIELD, "event id");
        refused(() -> Actor.of(blank, null), Code.MISSING_FIELD, "actor id");
        refused(() -> Actor.of("1", blank), Code.MISSING_FIELD, "actor type");
        refused(() -> ActivityAttributes.of(Map.of(blank, "1")), Code.MISSING_FIELD, "attribute name");
    }

    @Test
    void every_code_unit_is_either_accepted_or_rejected_with_its_reason() {
        for (int unit = 0; unit <= 0xffff; unit++) {
            String id = "a" + (char) unit;
            boolean refused = Character.isISOControl(unit) || Character.isSurrogate((char) unit);
            if (refused) {
                refused(() -> EntityRef.of("order", id), Code.INVALID_TEXT, "entity id");
            } else {
                assertThat(EntityRef.of("order", id).id()).isEqualTo(id);
            }
        }
    }

    @Test
    void a_rejected_value_is_quoted_escaped_and_truncated() {
        String value = "a\"\\\n" + "x".repeat(100) + "\ud800";

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> EntityRef.of("order", value))
                .withMessage("Invalid entity id: \"a\\\"\\\\\\u000a" + "x".repeat(59)
                        + "…\" has the control character U+000A at index 3");
    }

    @Test
    void ids_that_look_alike_are_two_entities() {
        assertThat(EntityRef.of("order", "caf\u00e9")).isNotEqualTo(EntityRef.of("order", "cafe\u0301"));
        assertThat(EntityRef.of("order", "A")).isNotEqualTo(EntityRef.of("order", "a"));
        assertThat(EntityRef.of("order", " a")).isNotEqualTo(EntityRef.of("order", "a"));
    }

    @ParameterizedTest
    @CsvSource({
        "orders.orderCreated.v1, orders.orderCreated.v1, true",
        "orders.orderCreated.v1, orders.orderCreated.v2, false",
        "orders.*, orders.orderCreated.v1, true",
        "orders.*, orders., false",
        "orders.*, orders, false",
        "orders.*, ordersX.a, false",
        "orders.*, Orders.a, false",
        "Object Created, Object Created, true"
    })
    void a_pattern_matches_its_type_or_everything_after_its_prefix(String pattern, String type, boolean matches) {
        assertThat(EventTypePattern.parse(pattern).matches(type)).isEqualTo(matches);
    }

    @Test
    void a_pattern_returns_its_prefix() {
        EventTypePattern prefix = EventTypePattern.parse("orders.*");
        EventTypePattern exact = EventTypePattern.parse("orders.a");

        assertThat(prefix.isPrefix()).isTrue();
        assertThat(prefix.literal()).isEqualTo("orders.");
        assertThat(exact.isPrefix()).isFalse();
        assertThat(exact.literal()).isEqualTo("orders.a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", ".*", "orders*", "*.orders", "orders.*.v1", "orders.**", "a.*b"})
    void a_star_is_allowed_only_at_the_end_after_a_prefix_and_a_dot(String pattern) {
        refused(() -> EventTypePattern.parse(pattern), Code.INVALID_TEXT, "event type");
    }

    @Test
    void a_trace_context_has_ids_of_lower_case_hex_that_are_not_all_zero() {
        String traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
        String spanId = "00f067aa0ba902b7";

        assertThat(TraceContext.of(traceId, spanId, 255, "")).isEqualTo(new TraceContext(traceId, spanId, 255, ""));
        for (String bad : List.of(
                "", "0".repeat(32), traceId.toUpperCase(Locale.ROOT), traceId + "0", "g" + traceId.substring(1))) {
            refused(() -> TraceContext.of(bad, spanId, 0, ""), Code.INVALID_TEXT, "trace id");
        }
        for (String bad : List.of("", "0".repeat(16), "F" + spanId.substring(1), spanId.substring(1))) {
            refused(() -> TraceContext.of(traceId, bad, 0, ""), Code.INVALID_TEXT, "span id");
        }
        refused(() -> TraceContext.of(traceId, spanId, 256, ""), Code.INVALID_TEXT, "trace flags");
        refused(() -> TraceContext.of(traceId, spanId, -1, ""), Code.INVALID_TEXT, "trace flags");
    }

    @Test
    void a_position_depends_on_the_source_and_on_the_id() {
        Position position = Position.of(TIME, IDENTITY);

        assertThat(Position.of(TIME, EventIdentity.of("/orders", "E-1"))).isEqualTo(position);
        assertThat(Position.of(TIME, EventIdentity.of("/ordersE", "-1"))).isNotEqualTo(position);
        assertThat(Position.of(TIME, EventIdentity.of("E-1", "/orders"))).isNotEqualTo(position);
        assertThat(position.tieBreaker()).hasSize(22);
        assertThat(new Position(TIME, null, position.tieBreaker())).isEqualTo(position);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256})
    void a_tie_breaker_is_half_a_SHA_256_of_the_source_s_length_the_source_and_the_id(int length) throws Exception {
        String source = "s".repeat(length);
        ByteBuffer digested = ByteBuffer.allocate(2 + length + 3);
        digested.putShort((short) length).put(source.getBytes(US_ASCII)).put("E-1".getBytes(US_ASCII));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(digested.array());

        assertThat(Position.of(TIME, EventIdentity.of(source, "E-1")).tieBreaker())
                .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 16)));
    }

    @Test
    void positions_are_ordered_by_time_and_then_by_tie_breaker() {
        Position early = new Position(TIME, null, "A".repeat(22));
        Position later = new Position(TIME.plusNanos(1), null, "A".repeat(22));
        Position tied = new Position(TIME, null, "B".repeat(21) + "A");
        List<Position> positions = new ArrayList<>(List.of(later, tied, early));

        positions.sort(null);

        assertThat(positions).containsExactly(early, tied, later);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AAAA",
                "AAAAAAAAAAAAAAAAAAAAAB",
                "AAAAAAAAAAAAAAAAAAAAA=",
                "AAAAAAAAAAAAAAAAAAAA+/",
                "+AAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAA/AAAAAAAAAAA",
                "AAAAAAAAAA:AAAAAAAAAAA",
                "AAAAAAAAAA@AAAAAAAAAAA",
                "AAAAAAAAAA[AAAAAAAAAAA",
                "AAAAAAAAAA`AAAAAAAAAAA",
                "AAAAAAAAAA{AAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAA"
            })
    void a_tie_breaker_is_22_characters_of_canonical_base64url(String tie) {
        refused(() -> new Position(TIME, null, tie), Code.INVALID_TEXT, "position");
    }

    @Test
    void a_time_is_in_the_years_0_to_9999() {
        assertThat(Position.of(Position.MIN_TIME, IDENTITY).time()).isEqualTo(Instant.parse("0000-01-01T00:00:00Z"));
        assertThat(Position.of(Position.MAX_TIME, IDENTITY).time())
                .isEqualTo(Instant.parse("9999-12-31T23:59:59.999999999Z"));
        refused(() -> Position.of(Position.MIN_TIME.minusNanos(1), IDENTITY), Code.BAD_TIME, "time");
        refused(() -> Position.of(Position.MAX_TIME.plusNanos(1), IDENTITY), Code.BAD_TIME, "time");
        refused(
                () -> DomainEvent.builder(IDENTITY, "t", Position.MAX_TIME.plusNanos(1))
                        .build(),
                Code.BAD_TIME,
                "time");
        refused(
                () -> Activity.builder(ORDER, IDENTITY, "t", Position.MIN_TIME.minusNanos(1))
                        .build(),
                Code.BAD_TIME,
                "time");
    }

    @Test
    void attributes_keep_their_order_and_text_and_hide_the_text_from_logs() {
        Map<String, String> source = new LinkedHashMap<>();
        source.put("total", "1.50");
        source.put("currency", "\"EUR\"");

        ActivityAttributes attributes = ActivityAttributes.of(source);
        source.put("late", "1");

        assertThat(attributes.asMap()).containsExactly(Map.entry("total", "1.50"), Map.entry("currency", "\"EUR\""));
        assertThat(attributes).hasToString("ActivityAttributes[total, currency]");
        assertThat(attributes).isEqualTo(ActivityAttributes.of(Map.of("currency", "\"EUR\"", "total", "1.50")));
        assertThat(ActivityAttributes.of(Map.of())).isSameAs(ActivityAttributes.none());
        assertThat(ActivityAttributes.none().isEmpty()).isTrue();
        assertThat(attributes.isEmpty()).isFalse();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> attributes.asMap().put("a", "1"));
        refused(() -> ActivityAttributes.of(Map.of("a", " ")), Code.MISSING_FIELD, "attribute a");
        refused(() -> ActivityAttributes.of(Map.of("a".repeat(257), "1")), Code.TOO_LONG, "attribute name");
    }

    @Test
    void an_event_validates_its_type_and_its_optional_texts() {
        refused(() -> DomainEvent.builder(IDENTITY, " ", TIME).build(), Code.MISSING_FIELD, "event type");
        refused(() -> DomainEvent.builder(IDENTITY, "t".repeat(257), TIME).build(), Code.TOO_LONG, "event type");
        refused(() -> DomainEvent.builder(IDENTITY, "t", TIME).subject("a\n").build(), Code.INVALID_TEXT, "subject");
        refused(() -> DomainEvent.builder(IDENTITY, "t", TIME).sequence("").build(), Code.MISSING_FIELD, "sequence");
        refused(
                () -> DomainEvent.builder(IDENTITY, "t", TIME).correlationId("").build(),
                Code.MISSING_FIELD,
                "correlationid");
        refused(
                () -> DomainEvent.builder(IDENTITY, "t", TIME).causationId("").build(),
                Code.MISSING_FIELD,
                "causationid");
    }

    @Test
    void an_activity_has_a_position_and_expires_after_its_retention() {
        Activity activity = Activity.builder(ORDER, IDENTITY, "t", TIME)
                .retention(Duration.ofDays(30))
                .build();

        assertThat(activity.position()).isEqualTo(Position.of(TIME, IDENTITY));
        assertThat(activity.expiresAt()).isEqualTo(Instant.parse("2026-04-01T09:15:04Z"));
        assertThat(activity.at(TIME.plusSeconds(1)))
                .isEqualTo(Activity.builder(ORDER, IDENTITY, "t", TIME.plusSeconds(1))
                        .retention(Duration.ofDays(30))
                        .build());
        assertThat(Activity.builder(ORDER, IDENTITY, "t", TIME).build().expiresAt())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "-", ".", "_", "..", "123456789012", "Acme-2_b.c"})
    void a_tenant_is_letters_digits_and_three_signs(String tenant) {
        assertThat(Activity.builder(ORDER, IDENTITY, "t", TIME)
                        .tenant(tenant)
                        .build()
                        .tenant())
                .isEqualTo(tenant);
        assertThat(Activity.requireTenant("x".repeat(64))).hasSize(64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "a b", "~", "a~", "a#b", "a/b", "a@b", "a:b", "\u00e9", "\u0661", "a\n", "\ud83d\ude00"
            })
    void any_other_tenant_is_refused(String tenant) {
        refused(() -> Activity.requireTenant(tenant), Code.INVALID_TEXT, "tenant");
        refused(
                () -> Activity.builder(ORDER, IDENTITY, "t", TIME)
                        .tenant(tenant)
                        .build(),
                Code.INVALID_TEXT,
                "tenant");
    }

    @Test
    void a_tenant_has_at_most_64_characters() {
        refused(() -> Activity.requireTenant("x".repeat(65)), Code.INVALID_TEXT, "tenant");
    }

    @Test
    void every_character_of_a_tenant_is_either_accepted_or_refused() {
        String allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
        for (int unit = 0; unit <= 0xffff; unit++) {
            String tenant = String.valueOf((char) unit);
            if (allowed.indexOf(unit) >= 0) {
                assertThat(Activity.requireTenant(tenant)).isEqualTo(tenant);
            } else {
                refused(() -> Activity.requireTenant(tenant), Code.INVALID_TEXT, "tenant");
            }
        }
    }

    @Test
    void the_sequence_of_an_activity_is_part_of_its_position_without_leading_zeros() {
        Activity activity =
                Activity.builder(ORDER, IDENTITY, "t", TIME).sequence("007").build();

        assertThat(activity.position()).isEqualTo(Position.of(TIME, "7", IDENTITY));
        assertThat(activity.sequence()).isEqualTo("007");
        assertThat(activity.position()).isNotEqualTo(Position.of(TIME, IDENTITY));
        assertThat(Activity.builder(ORDER, IDENTITY, "t", TIME)
                        .sequence("x".repeat(65))
                        .build()
                        .position())
                .isEqualTo(Position.of(TIME, IDENTITY));
    }

    @Test
    void an_activity_at_another_time_and_sequence_keeps_everything_else() {
        Activity activity = Activity.builder(ORDER, IDENTITY, "t", TIME)
                .tenant("acme")
                .sequence("007")
                .addReader(EntityRef.of("user", "U-1"))
                .retention(Duration.ofDays(1))
                .build();
        Activity.Builder same = Activity.builder(ORDER, IDENTITY, "t", TIME).copyOf(activity);

        assertThat(activity.at(TIME)).isSameAs(activity);
        assertThat(activity.at(TIME, "7")).isSameAs(activity);
        assertThat(activity.at(TIME.plusNanos(1)))
                .isEqualTo(same.time(TIME.plusNanos(1)).build());
        assertThat(activity.at(TIME, "8"))
                .isEqualTo(same.time(TIME).sequence("8").build());
        assertThat(activity.at(TIME, null)).isEqualTo(same.sequence(null).build());
    }

    @Test
    void an_activity_keeps_the_text_of_a_sequence_that_does_not_count() {
        Activity activity = Activity.builder(ORDER, IDENTITY, "t", TIME)
                .sequence("x".repeat(65))
                .build();

        assertThat(activity.at(TIME, null)).isSameAs(activity);
        assertThat(activity.at(TIME.plusNanos(1), null).sequence()).isEqualTo("x".repeat(65));
        assertThat(activity.at(TIME, "7").sequence()).isEqualTo("7");
    }

    @Test
    void readers_are_a_copy_and_by_default_none() {
        List<EntityRef> readers = new ArrayList<>(List.of(EntityRef.of("user", "U-1")));
        Activity activity =
                Activity.builder(ORDER, IDENTITY, "t", TIME).readers(readers).build();

        readers.clear();

        assertThat(activity.readers()).containsExactly(EntityRef.of("user", "U-1"));
        assertThat(Activity.builder(ORDER, IDENTITY, "t", TIME).build().readers())
                .isEmpty();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> activity.readers().clear());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.5S", "PT1.5S"})
    void a_retention_is_a_positive_number_of_whole_seconds(String retention) {
        refused(
                () -> Activity.builder(ORDER, IDENTITY, "t", TIME)
                        .retention(Duration.parse(retention))
                        .build(),
                Code.WRONG_TYPE,
                "retention");
    }

    @Test
    void every_time_source_except_the_event_is_an_envelope() {
        assertThat(TimeSource.values())
                .filteredOn(source -> !source.isEnvelope())
                .containsExactly(TimeSource.EVENT);
    }

    @Test
    void the_string_form_of_an_event_and_of_an_activity_is_safe_to_log() {
        DomainEvent event = DomainEvent.builder(IDENTITY, "orders.orderCreated.v1", TIME)
                .subject("CANARY")
                .data("{\"name\":\"CANARY\"}")
                .actor(Actor.of("CANARY", "user"))
                .extensions(Map.of("tenantid", "CANARY"))
                .build();
        Activity activity = Activity.builder(ORDER, IDENTITY, "orders.orderCreated.v1", TIME)
                .summary("CANARY")
                .attributes(ActivityAttributes.of(Map.of("name", "\"CANARY\"")))
                .actor(Actor.of("CANARY", "user"))
                .addReader(EntityRef.of("user", "CANARY"))
                .build();

        assertThat(event.toString()).doesNotContain("CANARY").contains("E-1", "orders.orderCreated.v1");
        assertThat(activity.toString()).doesNotContain("CANARY").contains("E-1", "ORD-1", "ActivityAttributes[name]");
    }

    private static void refused(ThrowingCallable call, Code code, String field) {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(call).satisfies(e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.field()).isEqualTo(field);
            assertThat(e.problem()).isNotBlank();
        });
    }
}
