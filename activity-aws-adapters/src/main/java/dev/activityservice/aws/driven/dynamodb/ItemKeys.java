package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.model.Position;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Converts tenants, entities, positions, events and readers to keys. Each conversion is injective. The order of sort keys is the order
 * of positions.
 *
 * <p><b>Implementation note.</b> DynamoDB orders sort keys by their bytes in UTF-8. The sort key of an activity is
 * {@code <time><sequence><tie-breaker>}. The time has a fixed width. A tie-breaker begins with a character of base64url, at most
 * {@code z}. A sequence therefore begins with a character behind {@code z}, so that activities without a sequence come first:
 *
 * <ul>
 *   <li>no sequence: nothing
 *   <li>digits: <code>&#123;</code>, the number of digits as two digits, the digits. A number with more digits is larger.
 *   <li>another text: <code>&#125;</code>, the text, U+001F. The text has no control characters, so a text sorts behind its prefixes.
 * </ul>
 *
 * <p>The partition keys of activities, edges and pins begin with different characters, because the type of an entity begins with a
 * letter. A tenant has neither {@code ~} nor {@code #}.
 */
final class ItemKeys {

    /** {@code uuuuMMddHHmmssnnnnnnnnn} in UTC. The width is fixed, so that the order of texts is the order of times. */
    static final int TIME_CHARS = 23;

    private static final int TIE_BREAKER_CHARS = 22;
    private static final char DIGITS = '{';
    private static final char TEXT = '}';
    /** The unit separator of ASCII. */
    private static final char TEXT_END = '\u001f';

    private static final char TENANT = '~';
    private static final char PIN = '#';
    private static final char EDGE = '@';
    /** Entity types never contain it, so the first one in a key ends the type. */
    private static final char TYPE_END = '#';

    private ItemKeys() {}

    /** Returns the partition key of a timeline: at most 66 + 64 + 1 + 1,024 bytes. DynamoDB allows 2,048 bytes. */
    static String partition(@Nullable String tenant, EntityRef entity) {
        return prefix(tenant) + entity.type() + TYPE_END + entity.id();
    }

    /** Returns the partition key of the edges to the readers of an entity. */
    static String edgePartition(@Nullable String tenant, EntityRef entity) {
        return prefix(tenant) + EDGE + entity.type() + TYPE_END + entity.id();
    }

    /** Returns the sort key of the edge to a reader: its type and the SHA-256 of its id. */
    static String edgeSort(EntityRef reader) {
        return reader.type() + TYPE_END + base64(sha256().digest(reader.id().getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the partition key of the pin of an event: the SHA-256 of source and id. */
    static String pinPartition(@Nullable String tenant, EventIdentity identity) {
        byte[] source = identity.source().getBytes(StandardCharsets.UTF_8);
        MessageDigest sha = sha256();
        // The length precedes the source, so that another split of the same characters has other bytes.
        sha.update((byte) (source.length >>> 8));
        sha.update((byte) source.length);
        sha.update(source);
        sha.update(identity.id().getBytes(StandardCharsets.UTF_8));
        return prefix(tenant) + PIN + base64(sha.digest());
    }

    private static String prefix(@Nullable String tenant) {
        return tenant == null ? "" : TENANT + tenant + TENANT;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot find SHA-256, which every Java platform must provide", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String sort(Position position) {
        return moment(position.time(), position.sequence()) + position.tieBreaker();
    }

    /** Returns the sort key with its time and its sequence replaced. */
    static String sortAt(Moment moment, String sort) {
        return moment(moment.time(), moment.sequence()) + sort.substring(sort.length() - TIE_BREAKER_CHARS);
    }

    /** Returns null if the text is not the sort key of an activity. */
    static @Nullable Position parseSort(String text) {
        int end = text.length() - TIE_BREAKER_CHARS;
        Moment moment = end < TIME_CHARS ? null : parseMoment(text.substring(0, end));
        try {
            return moment == null ? null : new Position(moment.time(), moment.sequence(), text.substring(end));
        } catch (InvalidValueException e) {
            return null;
        }
    }

    /** A time and a sequence, which a pin keeps as one value. */
    record Moment(Instant time, @Nullable String sequence) {

        static Moment of(Activity activity) {
            return new Moment(activity.time(), Position.sequenceOf(activity.sequence()));
        }

        /** Returns whether this moment is before another one, in the order of positions. */
        boolean isBefore(Moment other, EventIdentity identity) {
            return Position.of(time, sequence, identity).compareTo(Position.of(other.time, other.sequence, identity))
                    < 0;
        }
    }

    /** Returns the text of a time and a sequence. It is the sort key without the tie-breaker. */
    static String moment(Instant time, @Nullable String sequence) {
        if (sequence == null) {
            return time(time);
        }
        if (!Position.isDigits(sequence)) {
            return time(time) + TEXT + sequence + TEXT_END;
        }
        char[] length = new char[2];
        putDigits(length, 0, 2, sequence.length());
        return time(time) + DIGITS + new String(length) + sequence;
    }

    /** Returns null if the text does not have the form that {@link #moment} writes. */
    static @Nullable Moment parseMoment(String text) {
        Instant time = text.length() < TIME_CHARS ? null : parseTime(text.substring(0, TIME_CHARS));
        if (time == null) {
            return null;
        }
        String rest = text.substring(TIME_CHARS);
        String sequence = null;
        if (!rest.isEmpty() && rest.charAt(0) == DIGITS && rest.length() > 3) {
            sequence = rest.substring(3);
        } else if (!rest.isEmpty() && rest.charAt(0) == TEXT && rest.length() > 2) {
            sequence = rest.substring(1, rest.length() - 1);
        }
        // Only the form that is written is accepted, so that each key has one meaning.
        return Objects.equals(sequence, Position.sequenceOf(sequence))
                        && moment(time, sequence).equals(text)
                ? new Moment(time, sequence)
                : null;
    }

    /** @param time in the years 0000 to 9999 */
    static String time(Instant time) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
        char[] out = new char[TIME_CHARS];
        putDigits(out, 0, 4, utc.getYear());
        putDigits(out, 4, 2, utc.getMonthValue());
        putDigits(out, 6, 2, utc.getDayOfMonth());
        putDigits(out, 8, 2, utc.getHour());
        putDigits(out, 10, 2, utc.getMinute());
        putDigits(out, 12, 2, utc.getSecond());
        putDigits(out, 14, 9, utc.getNano());
        return new String(out);
    }

    /** Returns null if the text does not have the form that {@link #time} writes. */
    static @Nullable Instant parseTime(String text) {
        if (text.length() != TIME_CHARS) {
            return null;
        }
        for (int i = 0; i < TIME_CHARS; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return null;
            }
        }
        try {
            return LocalDateTime.of(
                            number(text, 0, 4),
                            number(text, 4, 6),
                            number(text, 6, 8),
                            number(text, 8, 10),
                            number(text, 10, 12),
                            number(text, 12, 14),
                            number(text, 14, 23))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int number(String text, int begin, int end) {
        return Integer.parseInt(text, begin, end, 10);
    }

    private static void putDigits(char[] out, int at, int count, int value) {
        int rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            out[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
