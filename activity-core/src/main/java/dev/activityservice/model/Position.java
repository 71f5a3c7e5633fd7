package dev.activityservice.model;

import dev.activityservice.text.Sha256;
import dev.activityservice.text.Utf16;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The position of an activity in the timeline of its entity. Positions are ordered by time, then by sequence, then by a digest of the
 * event's identity. The position is a pure function of the activity, so an event that arrives again has the same position. Immutable
 * and thread-safe.
 *
 * <p>Within an instant, activities without a sequence come first. Sequences of digits come next, in the order of their values. Other
 * texts come last, in the order of their bytes in UTF-8. Between events of different sources, the order of sequences has no meaning.
 *
 * @param time from year 0000 to 9999, in nanoseconds
 * @param sequence the producer's sequence as {@link #sequenceOf} returns it; null without one
 * @param tieBreaker the first 128 bits of SHA-256 over the length of the source (two bytes), the source and the id, as 22
 *     characters of base64url
 */
public record Position(Instant time, @Nullable String sequence, String tieBreaker) implements Comparable<Position> {

    /** The earliest time of an activity. */
    public static final Instant MIN_TIME = Instant.parse("0000-01-01T00:00:00Z");
    /** The latest time of an activity. */
    public static final Instant MAX_TIME = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private static final int TIE_BREAKER_BYTES = 16;
    private static final int TIE_BREAKER_CHARS = 22;
    /** The last of 22 characters has two bits of the 128 bits. Its other four bits are zero. */
    private static final String LAST_CHARS = "AQgw";

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** Maximum length of a sequence in a position, in UTF-8. A position is part of a key and of a page token. */
    private static final int MAX_SEQUENCE_BYTES = 64;

    /**
     * Throws {@link InvalidValueException} if the time is outside of the years 0000 to 9999, if {@link #sequenceOf} would change the
     * sequence, or if the tie-breaker is not the base64url of 128 bits.
     */
    public Position {
        requireTime(time);
        if (!Objects.equals(sequence, sequenceOf(sequence))) {
            throw new InvalidValueException(
                    Rejection.Code.INVALID_TEXT,
                    "position",
                    String.valueOf(sequence),
                    "must have a sequence of at most " + MAX_SEQUENCE_BYTES + " bytes, without leading zeros");
        }
        if (!isTieBreaker(tieBreaker)) {
            throw new InvalidValueException(
                    Rejection.Code.INVALID_TEXT, "position", tieBreaker, "must end in 22 characters of base64url");
        }
    }

    /** Returns the position of an event without a sequence. */
    public static Position of(Instant time, EventIdentity identity) {
        return of(time, null, identity);
    }

    /**
     * Returns the position of an event.
     *
     * @param sequence the producer's sequence, in any form; null without one
     */
    public static Position of(Instant time, @Nullable String sequence, EventIdentity identity) {
        byte[] digest = Sha256.create()
                .addWithLength(identity.source(), Short.BYTES)
                .add(identity.id())
                .finish();
        return new Position(
                time, sequenceOf(sequence), BASE64.encodeToString(Arrays.copyOf(digest, TIE_BREAKER_BYTES)));
    }

    /**
     * Returns the part of a producer's sequence that counts in a position. Digits lose leading zeros. A sequence does not count, and the
     * result is null, if it is empty, has more than 64 bytes in UTF-8, or has control characters or lone surrogates.
     */
    public static @Nullable String sequenceOf(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        int zeros = 0;
        if (isDigits(text)) {
            while (zeros < text.length() - 1 && text.charAt(zeros) == '0') {
                zeros++;
            }
        }
        String sequence = text.substring(zeros);
        if (sequence.length() > MAX_SEQUENCE_BYTES) {
            return null;
        }
        for (int i = 0; i < sequence.length(); i++) {
            if (Character.isISOControl(sequence.charAt(i))) {
                return null;
            }
        }
        long bytes = Utf16.utf8Length(sequence);
        return bytes < 0 || bytes > MAX_SEQUENCE_BYTES ? null : sequence;
    }

    /** Returns {@code time} if it is in the years 0000 to 9999. Throws {@link InvalidValueException} otherwise. */
    public static Instant requireTime(Instant time) {
        if (time.isBefore(MIN_TIME) || time.isAfter(MAX_TIME)) {
            throw new InvalidValueException(
                    Rejection.Code.BAD_TIME, "time", time.toString(), "must be in the years 0000 to 9999");
        }
        return time;
    }

    @Override
    public int compareTo(Position other) {
        int order = time.compareTo(other.time);
        if (order == 0) {
            order = compare(sequence, other.sequence);
        }
        return order != 0 ? order : tieBreaker.compareTo(other.tieBreaker);
    }

    /** Returns whether a sequence has digits only, so that it is ordered by its value. */
    public static boolean isDigits(String sequence) {
        for (int i = 0; i < sequence.length(); i++) {
            if (sequence.charAt(i) < '0' || sequence.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static int compare(@Nullable String a, @Nullable String b) {
        if (a == null || b == null) {
            return Boolean.compare(a != null, b != null);
        }
        boolean digits = isDigits(a);
        if (digits != isDigits(b)) {
            return digits ? -1 : 1;
        }
        if (digits) {
            return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
        }
        // The order of Java strings is another one: it sorts surrogate pairs before the characters above U+E000.
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isTieBreaker(String tieBreaker) {
        if (tieBreaker.length() != TIE_BREAKER_CHARS
                || LAST_CHARS.indexOf(tieBreaker.charAt(TIE_BREAKER_CHARS - 1)) < 0) {
            return false;
        }
        for (int i = 0; i < TIE_BREAKER_CHARS; i++) {
            char c = tieBreaker.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    // equals and hashCode are hand-written. The JVM links a record's generated methods through method handles on first
    // use, which
    // slows a cold start.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Position position
                && time.equals(position.time)
                && Objects.equals(sequence, position.sequence)
                && tieBreaker.equals(position.tieBreaker);
    }

    @Override
    public int hashCode() {
        return 31 * time.hashCode() + tieBreaker.hashCode() + Objects.hashCode(sequence);
    }
}
