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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
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
    void a_token_with_any_sequence_reads_back_from_its_text() {
        long seed = Long.getLong("activity.seed", 20260105L);
        System.out.println("PageTokenTest: -Dactivity.seed=" + seed);
        Random random = new Random(seed);

        for (int i = 0; i < 20_000; i++) {
            String sequence = sequence(random);
            Position position = Position.of(
                    Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
                    sequence,
                    EventIdentity.of("s", Integer.toString(i)));
            PageToken token = PageToken.of(QUERY, position);

            PageToken read = PageToken.parse(token.toString());

            assertThat(read)
                    .as("-Dactivity.seed=%d, sequence \"%s\"", seed, sequence)
                    .isEqualTo(token);
            assertThat(read.position()).isEqualTo(position);
            assertThat(read.belongsTo(QUERY)).isTrue();
            assertThat(token.toString()).matches("[A-Za-z0-9_-]{56,142}");
        }
    }

    /** Returns a text that may also be too long to count, or null. */
    private static @Nullable String sequence(Random random) {
        int length = random.nextInt(70);
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 ->
                random.ints(length, '0', '9' + 1)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            case 2 ->
                random.ints(length, ' ', '~' + 1)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            default ->
                random.ints(random.nextInt(20), 0, 0x110000)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
        };
    }

    @Test
    void f50_a_forged_token_with_bytes_that_are_not_a_sequence_is_an_invalid_cursor() {
        byte[] longest = new byte[64];
        Arrays.fill(longest, (byte) 'a');
        assertThat(PageToken.parse(forged(longest)).position().sequence()).isEqualTo("a".repeat(64));
        assertThat(PageToken.parse(forged(utf8("\ud83d\ude00"))).position().sequence())
                .isEqualTo("\ud83d\ude00");
        byte[] tooLong = Arrays.copyOf(longest, 65);
        tooLong[64] = 'a';

        for (byte[] sequence : List.of(
                new byte[] {(byte) 0xff},
                new byte[] {(byte) 0xc3},
                new byte[] {'a', (byte) 0x80},
                // An overlong form of "/", a surrogate, and a code point above U+10FFFF.
                new byte[] {(byte) 0xc0, (byte) 0xaf},
                new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
                new byte[] {(byte) 0xef, (byte) 0xbf},
                utf8("01"),
                utf8("007"),
                utf8("00"),
                utf8("a\u0000"),
                utf8("\u001f"),
                utf8("\u0085"),
                tooLong,
                new byte[120],
                new byte[200])) {
            requireInvalid(forged(sequence));
        }
    }

    @Test
    void f50_a_forged_token_whose_length_of_the_sequence_differs_from_its_bytes_is_an_invalid_cursor() {
        for (int length = -128; length < 128; length++) {
            if (length != 2) {
                requireInvalid(forged(utf8("ab"), (byte) length));
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String forged(byte[] sequence) {
        return forged(sequence, (byte) sequence.length);
    }

    /** Returns a token with these bytes as its sequence and with the right checksum. */
    private static String forged(byte[] sequence, byte length) {
        byte[] sound = Base64.getUrlDecoder().decode(PageToken.of(QUERY, PLACE).toString());
        ByteBuffer forged = ByteBuffer.allocate(42 + sequence.length)
                .put(sound, 0, 37)
                .put(length)
                .put(sequence);
        CRC32 crc = new CRC32();
        crc.update(forged.array(), 0, 38 + sequence.length);
        forged.putInt((int) crc.getValue());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(forged.array());
    }

    @Test
    void f50_a_token_with_any_bit_changed_or_any_part_missing_is_an_invalid_cursor() {
        for (String sequence : new String[] {null, "42", "\uff5e"}) {
            Position position = Position.of(PLACE.time(), sequence, EventIdentity.of("s", "1"));
            requireEveryChangeInvalid(PageToken.of(QUERY, position).toString());
        }
    }

    private static void requireEveryChangeInvalid(String text) {
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
                change().tenant("acme").build(),
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
    void f51_a_token_of_another_tenant_is_an_invalid_cursor() {
        String[] tenants = {null, "acme", "Acme", "acm", "order", "1"};
        for (String one : tenants) {
            PageToken token = PageToken.of(change().tenant(one).build(), PLACE);
            for (String other : tenants) {
                ActivityQuery query = change().tenant(other).build();
                if (Objects.equals(one, other)) {
                    assertThat(query.after(token).pageToken()).isEqualTo(token);
                } else {
                    assertThatThrownBy(() -> query.after(token))
                            .isInstanceOfSatisfying(
                                    InvalidQueryException.class,
                                    e -> assertThat(e.reason()).isEqualTo(InvalidQueryException.Reason.INVALID_CURSOR))
                            .hasMessage("Invalid page token: it belongs to another query."
                                    + " Keep tenant, entity, order, range and types while paging");
                }
            }
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
