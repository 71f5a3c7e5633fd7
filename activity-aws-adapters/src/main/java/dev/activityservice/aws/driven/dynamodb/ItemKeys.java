package dev.activityservice.aws.driven.dynamodb;

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
import org.jspecify.annotations.Nullable;

/**
 * Converts entities, positions and events to keys. Each conversion is injective. The order of sort keys is the order of
 * positions.
 */
final class ItemKeys {

    /** {@code uuuuMMddHHmmssnnnnnnnnn} in UTC. The width is fixed, so that the order of texts is the order of times. */
    static final int TIME_CHARS = 23;

    /** Entity types never start with it, so a pin is never part of a timeline. */
    private static final char PIN_PREFIX = '#';
    /** Entity types never contain it, so the first one in a key ends the type. */
    private static final char TYPE_END = '#';

    private ItemKeys() {}

    /** Returns a key of at most 64 + 1 + 1,024 bytes. DynamoDB allows 2,048 bytes. */
    static String partition(EntityRef entity) {
        return entity.type() + TYPE_END + entity.id();
    }

    /** Returns {@value #PIN_PREFIX} and the SHA-256 of source and id. */
    static String pinPartition(EventIdentity identity) {
        byte[] source = identity.source().getBytes(StandardCharsets.UTF_8);
        MessageDigest sha;
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot find SHA-256, which every Java platform must provide", e);
        }
        // The length precedes the source, so that another split of the same characters has other bytes.
        sha.update((byte) (source.length >>> 8));
        sha.update((byte) source.length);
        sha.update(source);
        sha.update(identity.id().getBytes(StandardCharsets.UTF_8));
        return PIN_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(sha.digest());
    }

    static String sort(Position position) {
        return time(position.time()) + position.tieBreaker();
    }

    /** Returns the sort key with its time replaced. */
    static String sortAt(Instant time, String sort) {
        return time(time) + sort.substring(TIME_CHARS);
    }

    /** Returns null if the text is not the sort key of an activity. */
    static @Nullable Position parseSort(String text) {
        if (text.length() <= TIME_CHARS) {
            return null;
        }
        Instant time = parseTime(text.substring(0, TIME_CHARS));
        try {
            return time == null ? null : new Position(time, text.substring(TIME_CHARS));
        } catch (InvalidValueException e) {
            return null;
        }
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
