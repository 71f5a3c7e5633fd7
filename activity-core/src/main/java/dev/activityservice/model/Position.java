package dev.activityservice.model;

import dev.activityservice.text.Sha256;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The position of an activity in the timeline of its entity. Positions are ordered by time, then by a digest of the event's
 * identity. The position is a pure function of the activity, so an event that arrives again has the same position. Immutable and
 * thread-safe.
 *
 * @param time from year 0000 to 9999, in nanoseconds
 * @param tieBreaker the first 128 bits of SHA-256 over the length of the source (two bytes), the source and the id, as 22
 *     characters of base64url
 */
public record Position(Instant time, String tieBreaker) implements Comparable<Position> {

    /** The earliest time of an activity. */
    public static final Instant MIN_TIME = Instant.parse("0000-01-01T00:00:00Z");
    /** The latest time of an activity. */
    public static final Instant MAX_TIME = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private static final int TIE_BREAKER_BYTES = 16;
    private static final int TIE_BREAKER_CHARS = 22;
    /** The last of 22 characters has two bits of the 128 bits. Its other four bits are zero. */
    private static final String LAST_CHARS = "AQgw";

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final Comparator<Position> ORDER =
            Comparator.comparing(Position::time).thenComparing(Position::tieBreaker);

    /**
     * Throws {@link InvalidValueException} for a time outside of the years 0000 to 9999, and for a tie-breaker that is not the
     * base64url of 128 bits.
     */
    public Position {
        requireTime(time);
        if (!isTieBreaker(tieBreaker)) {
            throw new InvalidValueException(
                    Rejection.Code.INVALID_TEXT, "position", tieBreaker, "must end in 22 characters of base64url");
        }
    }

    /** Returns the position of an event with this time and identity. */
    public static Position of(Instant time, EventIdentity identity) {
        byte[] digest = Sha256.create()
                .addWithLength(identity.source(), Short.BYTES)
                .add(identity.id())
                .finish();
        return new Position(time, BASE64.encodeToString(Arrays.copyOf(digest, TIE_BREAKER_BYTES)));
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
        return ORDER.compare(this, other);
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
                && tieBreaker.equals(position.tieBreaker);
    }

    @Override
    public int hashCode() {
        return 31 * time.hashCode() + tieBreaker.hashCode();
    }
}
