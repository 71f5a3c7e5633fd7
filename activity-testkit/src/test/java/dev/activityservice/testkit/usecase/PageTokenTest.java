package dev.activityservice.testkit.usecase;

import static dev.activityservice.testkit.fixture.Fixtures.order;
import static dev.activityservice.testkit.fixture.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Position;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.InvalidQueryException;
import dev.activityservice.query.PageToken;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class PageTokenTest {

    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-02-01T00:00:00Z");
    private static final ActivityQuery QUERY = ActivityQuery.builder(order("1"))
            .from(FROM)
            .until(UNTIL)
            .addTypes(EventTypePattern.parse("a.*"), EventTypePattern.parse("b"))
            .limit(10)
            .build();
    private static final Position PLACE =
            Position.of(Instant.parse("2026-01-05T10:00:00.123456789Z"), EventIdentity.of("s", "1"));

    @Test
    void a_token_at_any_time_reads_back_from_its_text() {
        for (Instant time : List.of(
                Position.MIN_TIME, Instant.EPOCH.minusNanos(1), Instant.EPOCH, PLACE.time(), Position.MAX_TIME)) {
            PageToken token = PageToken.of(QUERY, Position.of(time, EventIdentity.of("s", "1")));

            assertThat(PageToken.parse(token.toString())).isEqualTo(token);
            assertThat(token.toString()).matches("[A-Za-z0-9_-]{56}");
        }
    }

    @Test
    void f50_a_token_with_any_bit_changed_or_any_part_missing_is_an_invalid_cursor() {
        String text = PageToken.of(QUERY, PLACE).toString();
        byte[] bytes = Base64.getUrlDecoder().decode(text);

        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            requireInvalid(Base64.getUrlEncoder().withoutPadding().encodeToString(changed));
        }
        for (int length = 0; length < text.length(); length++) {
            requireInvalid(text.substring(0, length));
            requireInvalid(text.substring(length + 1));
        }
        requireInvalid(text + "A");
        requireInvalid(text + "=");
        requireInvalid(text + text);
        requireInvalid(" " + text);
    }

    @Test
    void f50_a_token_with_another_last_character_is_an_invalid_cursor_even_if_it_decodes_to_the_same_bytes() {
        String text = PageToken.of(QUERY, PLACE).toString();

        for (char c = ' '; c < 127; c++) {
            if (c != text.charAt(text.length() - 1)) {
                requireInvalid(text.substring(0, text.length() - 1) + c);
            }
        }
    }

    @Test
    void f50_parsing_any_text_throws_no_other_exception() {
        long seed = Long.getLong("activity.seed", 20260105L);
        System.out.println("PageTokenTest: -Dactivity.seed=" + seed);
        Random random = new Random(seed);

        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(80);
            for (int k = 0; k < length; k++) {
                text.append((char) (random.nextInt(10) == 0 ? random.nextInt(0x10000) : 33 + random.nextInt(94)));
            }
            Throwable thrown = catchThrowable(() -> PageToken.parse(text.toString()));
            assertThat(thrown).as("-Dactivity.seed=%d, text %d", seed, i).isInstanceOf(InvalidQueryException.class);
        }
    }

    @Test
    void f51_a_token_of_another_entity_order_range_or_filter_is_an_invalid_cursor_but_another_limit_is_valid() {
        PageToken token = PageToken.of(QUERY, PLACE);
        ActivityQuery.Builder same = ActivityQuery.builder(order("1"))
                .from(FROM)
                .until(UNTIL)
                .addTypes(EventTypePattern.parse("b"), EventTypePattern.parse("a.*"))
                .limit(999);

        assertThat(same.pageToken(token).build().pageToken()).isEqualTo(token);
        for (ActivityQuery other : List.of(
                change().from(FROM.plusNanos(1)).build(),
                change().until(UNTIL.minusNanos(1)).build(),
                change().from(null).build(),
                change().until(null).build(),
                change().newestFirst().build(),
                change().types(List.of()).build(),
                change().addTypes(EventTypePattern.parse("c")).build(),
                of(order("2")),
                of(user("1")))) {
            assertThat(token.belongsTo(other)).isFalse();
            assertThatThrownBy(() -> other.after(token))
                    .isInstanceOfSatisfying(
                            InvalidQueryException.class,
                            e -> assertThat(e.reason()).isEqualTo(InvalidQueryException.Reason.INVALID_CURSOR));
        }
    }

    @Test
    void f51_a_forged_token_moves_only_within_the_list_of_its_query() {
        ByteBuffer forged = ByteBuffer.wrap(
                Base64.getUrlDecoder().decode(PageToken.of(QUERY, PLACE).toString()));
        forged.putLong(9, 0L).putInt(17, 0);
        CRC32 crc = new CRC32();
        crc.update(forged.array(), 0, 38);
        forged.putInt(38, (int) crc.getValue());

        PageToken token =
                PageToken.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(forged.array()));

        assertThat(token.position()).isEqualTo(new Position(Instant.EPOCH, null, PLACE.tieBreaker()));
        assertThat(QUERY.after(token).entity()).isEqualTo(order("1"));
        assertThat(token.belongsTo(of(order("2")))).isFalse();
    }

    @Test
    void f50_a_forged_token_with_an_impossible_time_is_an_invalid_cursor() {
        for (long seconds : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 253_402_300_800L, -62_167_219_201L}) {
            ByteBuffer forged = ByteBuffer.wrap(
                    Base64.getUrlDecoder().decode(PageToken.of(QUERY, PLACE).toString()));
            forged.putLong(9, seconds);
            CRC32 crc = new CRC32();
            crc.update(forged.array(), 0, 38);
            forged.putInt(38, (int) crc.getValue());

            requireInvalid(Base64.getUrlEncoder().withoutPadding().encodeToString(forged.array()));
        }
    }

    @Test
    void f52_the_error_for_a_token_of_another_format_version_says_to_start_again() {
        byte[] bytes = Base64.getUrlDecoder().decode(PageToken.of(QUERY, PLACE).toString());
        bytes[0] = 1;

        assertThatThrownBy(() ->
                        PageToken.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
                .isInstanceOfSatisfying(
                        InvalidQueryException.class,
                        e -> assertThat(e.reason()).isEqualTo(InvalidQueryException.Reason.INVALID_CURSOR))
                .hasMessage("Invalid page token: expected format 2, not 1. Start again without a token");
    }

    private static ActivityQuery.Builder change() {
        ActivityQuery.Builder builder = ActivityQuery.builder(order("1"));
        builder.copyOf(QUERY);
        return builder;
    }

    private static ActivityQuery of(EntityRef entity) {
        ActivityQuery.Builder builder = ActivityQuery.builder(entity);
        builder.from(FROM).until(UNTIL).types(QUERY.types());
        return builder.build();
    }

    private static void requireInvalid(String text) {
        assertThatThrownBy(() -> PageToken.parse(text))
                .as("token \"%s\"", text)
                .isInstanceOfSatisfying(
                        InvalidQueryException.class,
                        e -> assertThat(e.reason()).isEqualTo(InvalidQueryException.Reason.INVALID_CURSOR));
    }
}
