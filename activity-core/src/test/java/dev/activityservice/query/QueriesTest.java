package dev.activityservice.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.model.Position;
import dev.activityservice.query.InvalidQueryException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueriesTest {

    private static final EntityRef ORDER = EntityRef.of("order", "ORD-1");
    private static final Instant TIME = Instant.parse("2026-03-02T09:15:04.123456789Z");
    private static final Position POSITION = Position.of(TIME, EventIdentity.of("/orders", "E-1"));
    private static final ActivityQuery QUERY = ActivityQuery.of(ORDER);

    @Test
    void a_query_without_options_is_the_whole_timeline_oldest_first() {
        assertThat(QUERY)
                .isEqualTo(ActivityQuery.builder(ORDER).oldestFirst().build())
                .satisfies(query -> {
                    assertThat(query.from()).isNull();
                    assertThat(query.until()).isNull();
                    assertThat(query.types()).isEmpty();
                    assertThat(query.limit()).isNull();
                    assertThat(query.pageToken()).isNull();
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1001, 1_000_000_000})
    void f54_a_limit_outside_of_1_to_1000_is_refused(int limit) {
        refused(() -> ActivityQuery.builder(ORDER).limit(limit).build(), Reason.INVALID_LIMIT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void a_limit_at_the_ends_of_its_range_is_allowed(int limit) {
        assertThat(ActivityQuery.builder(ORDER).limit(limit).build().limit()).isEqualTo(limit);
    }

    @Test
    void a_range_has_at_least_one_instant() {
        assertThat(ActivityQuery.builder(ORDER)
                        .from(TIME)
                        .until(TIME.plusNanos(1))
                        .build()
                        .from())
                .isEqualTo(TIME);
        refused(() -> ActivityQuery.builder(ORDER).from(TIME).until(TIME).build(), Reason.INVALID_RANGE);
        refused(
                () -> ActivityQuery.builder(ORDER)
                        .from(TIME)
                        .until(TIME.minusNanos(1))
                        .build(),
                Reason.INVALID_RANGE);
    }

    @Test
    void a_query_has_at_most_fifty_types() {
        EventTypePattern type = EventTypePattern.parse("orders.*");

        assertThat(ActivityQuery.builder(ORDER)
                        .types(Collections.nCopies(50, type))
                        .build()
                        .types())
                .hasSize(50);
        refused(
                () -> ActivityQuery.builder(ORDER)
                        .types(Collections.nCopies(51, type))
                        .build(),
                Reason.INVALID_TYPE);
    }

    @Test
    void a_token_is_parsed_from_its_text() {
        for (Instant time : List.of(Position.MIN_TIME, Instant.EPOCH.minusNanos(1), TIME, Position.MAX_TIME)) {
            PageToken token = PageToken.of(QUERY, new Position(time, null, POSITION.tieBreaker()));

            PageToken parsed = PageToken.parse(token.toString());

            assertThat(parsed).isEqualTo(token).hasSameHashCodeAs(token).hasToString(token.toString());
            assertThat(parsed.position()).isEqualTo(new Position(time, null, POSITION.tieBreaker()));
            assertThat(token.toString()).matches("[A-Za-z0-9_-]{56}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "17", "a", "\u00e9", "\ufffd", "\ud83d\ude00", " ", "-1"})
    void a_token_keeps_the_sequence_of_its_position(String sequence) {
        for (int repeat : List.of(1, 64 / sequence.getBytes(StandardCharsets.UTF_8).length)) {
            Position position = new Position(TIME, Position.sequenceOf(sequence.repeat(repeat)), POSITION.tieBreaker());
            PageToken token = PageToken.of(QUERY, position);

            PageToken parsed = PageToken.parse(token.toString());

            assertThat(parsed).isEqualTo(token).hasSameHashCodeAs(token).hasToString(token.toString());
            assertThat(parsed.position()).isEqualTo(position);
            assertThat(token.toString()).matches("[A-Za-z0-9_-]{56,142}");
        }
    }

    @Test
    void tokens_of_positions_that_differ_only_in_their_sequence_are_different() {
        Set<String> texts = new HashSet<>();
        for (String sequence : Arrays.asList(null, "0", "1", "10", "a", "A", "\u00e9", "e\u0301")) {
            texts.add(PageToken.of(QUERY, new Position(TIME, sequence, POSITION.tieBreaker()))
                    .toString());
        }

        assertThat(texts).hasSize(8);
    }

    @Test
    void f50_a_token_whose_sequence_is_not_in_the_form_of_a_position_is_refused() {
        for (byte[] sequence : List.of(
                "007".getBytes(StandardCharsets.UTF_8),
                "a\n".getBytes(StandardCharsets.UTF_8),
                "1".repeat(65).getBytes(StandardCharsets.UTF_8),
                new byte[] {(byte) 0xff},
                new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                new byte[] {(byte) 0xc0, (byte) 0x80})) {
            refused(() -> PageToken.parse(withSequence(sequence, sequence.length)), Reason.INVALID_CURSOR);
        }
        byte[] seven = {'7'};
        assertThat(PageToken.parse(withSequence(seven, 1)).position())
                .isEqualTo(new Position(TIME, "7", POSITION.tieBreaker()));
        for (int length : List.of(0, 2, 64, 127, 128, 255)) {
            refused(() -> PageToken.parse(withSequence(seven, length)), Reason.INVALID_CURSOR);
        }
    }

    /** Returns a token with a valid checksum whose sequence has these bytes and states this length. */
    private static String withSequence(byte[] sequence, int length) {
        byte[] bytes =
                Base64.getUrlDecoder().decode(PageToken.of(QUERY, POSITION).toString());
        ByteBuffer changed = ByteBuffer.allocate(bytes.length + sequence.length);
        changed.put(bytes, 0, bytes.length - 5).put((byte) length).put(sequence);
        CRC32 checksum = new CRC32();
        checksum.update(changed.array(), 0, changed.position());
        changed.putInt((int) checksum.getValue());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(changed.array());
    }

    @Test
    void f50_a_token_with_any_bit_flipped_is_refused() {
        byte[] bytes = Base64.getUrlDecoder()
                .decode(PageToken.of(QUERY, new Position(TIME, "17", POSITION.tieBreaker()))
                        .toString());
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] = (byte) (flipped[bit / 8] ^ (1 << (bit % 8)));
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(flipped);

            refused(() -> PageToken.parse(text), Reason.INVALID_CURSOR);
        }
    }

    @Test
    void f50_a_token_that_is_truncated_extended_or_encoded_differently_is_rejected() {
        String text = PageToken.of(QUERY, POSITION).toString();
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            refused(() -> PageToken.parse(cut), Reason.INVALID_CURSOR);
        }
        for (String other : List.of(text + "A", text + "=", " " + text, text + "\n", "ü" + text.substring(1))) {
            refused(() -> PageToken.parse(other), Reason.INVALID_CURSOR);
        }
    }

    @Test
    void f50_only_the_canonical_text_of_the_same_bytes_is_a_token() {
        String text = PageToken.of(QUERY, POSITION).toString();
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char last = text.charAt(text.length() - 1);
        char sameBits = alphabet.charAt(alphabet.indexOf(last) ^ 1);

        refused(() -> PageToken.parse(text.substring(0, text.length() - 1) + sameBits), Reason.INVALID_CURSOR);
    }

    @Test
    void f52_a_token_of_another_format_version_is_rejected_with_advice() {
        byte[] bytes =
                Base64.getUrlDecoder().decode(PageToken.of(QUERY, POSITION).toString());
        bytes[0] = 1;
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> PageToken.parse(text))
                .withMessage("Invalid page token: expected format 2, not 1. Start again without a token");
    }

    @Test
    void f51_a_token_of_another_query_is_refused() {
        PageToken token = PageToken.of(QUERY, POSITION);
        EventTypePattern type = EventTypePattern.parse("orders.*");
        List<ActivityQuery> others = List.of(
                ActivityQuery.of(EntityRef.of("order", "ORD-2")),
                ActivityQuery.of(EntityRef.of("orderORD", "-1")),
                ActivityQuery.of(EntityRef.of("user", "ORD-1")),
                ActivityQuery.builder(ORDER).tenant("acme").build(),
                ActivityQuery.builder(ORDER).newestFirst().build(),
                ActivityQuery.builder(ORDER).from(TIME).build(),
                ActivityQuery.builder(ORDER).until(TIME).build(),
                ActivityQuery.builder(ORDER).addType(type).build());

        for (ActivityQuery other : others) {
            assertThat(token.belongsTo(other)).isFalse();
            assertThat(PageToken.of(other, POSITION).belongsTo(QUERY)).isFalse();
            refused(() -> other.after(token), Reason.INVALID_CURSOR);
        }
    }

    @Test
    void f51_a_token_of_another_tenant_is_refused() {
        ActivityQuery acme = ActivityQuery.builder(ORDER).tenant("acme").build();
        PageToken token = PageToken.of(acme, POSITION);

        assertThat(acme.after(token).pageToken()).isEqualTo(token);
        for (String tenant : Arrays.asList(null, "acm", "acme2", "ACME", "order")) {
            ActivityQuery other = ActivityQuery.builder(ORDER).tenant(tenant).build();
            assertThat(token.belongsTo(other)).isFalse();
            refused(() -> other.after(token), Reason.INVALID_CURSOR);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a~b", "a#b", "\u00e9"})
    void a_query_and_a_principal_refuse_a_text_that_is_not_a_tenant(String tenant) {
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> ActivityQuery.builder(ORDER).tenant(tenant).build(),
                () -> Principal.of("u-1").in(tenant),
                () -> new Principal("u-1", tenant, Map.of()))) {
            assertThatExceptionOfType(InvalidValueException.class)
                    .isThrownBy(call)
                    .satisfies(e -> assertThat(e.field()).isEqualTo("tenant"));
        }
    }

    @Test
    void a_principal_is_in_one_tenant_and_keeps_its_claims_there() {
        Principal principal = Principal.of("u-1", Map.of("groups", List.of("a", "b")));

        Principal inAcme = principal.in("acme");

        assertThat(principal.tenant()).isNull();
        assertThat(inAcme).isEqualTo(new Principal("u-1", "acme", Map.of("groups", List.of("a", "b"))));
        assertThat(inAcme).isNotEqualTo(principal).isNotEqualTo(principal.in("other"));
        assertThat(inAcme.with("sub", "u-1").tenant()).isEqualTo("acme");
        assertThat(inAcme.in("other").tenant()).isEqualTo("other");
        assertThat(inAcme).hasToString("Principal[id=u-1, tenant=acme, claims=[groups]]");
    }

    @Test
    void a_token_allows_another_limit_and_another_order_of_types() {
        EventTypePattern orders = EventTypePattern.parse("orders.*");
        EventTypePattern users = EventTypePattern.parse("users.*");
        ActivityQuery query = ActivityQuery.builder(ORDER)
                .addType(orders)
                .addType(users)
                .limit(5)
                .build();
        PageToken token = PageToken.of(query, POSITION);

        ActivityQuery same = ActivityQuery.builder(ORDER)
                .addType(users)
                .addType(orders)
                .addType(users)
                .build();

        assertThat(same.after(token).pageToken()).isEqualTo(token);
        assertThat(query.after(token).limit()).isEqualTo(5);
    }

    @Test
    void a_page_is_a_value_whose_string_form_has_no_items() {
        List<String> items = new ArrayList<>(List.of("CANARY"));
        Page<String> page = new Page<>(items, null, 4);

        items.clear();

        assertThat(page).isEqualTo(new Page<>(List.of("CANARY"), null, 4));
        assertThat(page).hasToString("Page[1 items, next=null, unreadableRows=4]");
    }

    @Test
    void the_string_form_of_a_principal_names_its_claims_and_no_more() {
        Principal principal = Principal.of("u-1", Map.of("sub", List.of("u-1"), "email", List.of("CANARY")));

        assertThat(principal).hasToString("Principal[id=u-1, tenant=null, claims=[email, sub]]");
    }

    @Test
    void a_principal_keeps_all_values_of_a_claim_and_is_not_changed_later() {
        List<String> groups = new ArrayList<>(List.of("support"));
        Principal principal = Principal.of("u-1", Map.of("groups", groups));

        groups.add("admin");

        assertThat(principal.claim("groups")).containsExactly("support");
        assertThat(principal.claim("unknown")).isEmpty();
        assertThat(principal.with("groups", "a", "b").with("sub", "u-1"))
                .isEqualTo(Principal.of("u-1", Map.of("groups", List.of("a", "b"), "sub", List.of("u-1"))));
        assertThatThrownBy(() -> principal.claim("groups").add("admin"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    private static void refused(ThrowingCallable call, Reason reason) {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
