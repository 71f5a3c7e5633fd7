package dev.activityservice.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Position;
import dev.activityservice.query.InvalidQueryException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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

    @Test
    void f50_a_token_with_any_bit_flipped_is_refused() {
        byte[] bytes =
                Base64.getUrlDecoder().decode(PageToken.of(QUERY, POSITION).toString());
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
