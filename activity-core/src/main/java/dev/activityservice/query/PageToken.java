package dev.activityservice.query;

import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.model.Position;
import dev.activityservice.query.InvalidQueryException.Reason;
import dev.activityservice.text.Sha256;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A position in the answer to one query: where the next page begins. It is no capability: the entity always comes from the
 * query, so whoever forges a token can only move within a list that they may read. Immutable and thread-safe.
 *
 * <p>Its text is base64url of 41 bytes: format version (1), digest of entity, order, range and types (8), time (8 + 4), tie (16)
 * and a CRC-32 of all that, which tells a damaged token from one that is meant.
 */
public final class PageToken {

    private static final byte VERSION = 1;
    private static final int LENGTH = 41;
    private static final int CHECKED = LENGTH - Integer.BYTES;
    private static final int TIE_BREAKER_BYTES = 16;
    private static final int MAX_TEXT = 1024;
    private static final int NANOS = 1_000_000_000;

    private final long queryDigest;
    private final Position position;

    private PageToken(long queryDigest, Position position) {
        this.queryDigest = queryDigest;
        this.position = position;
    }

    /** The token for the page that begins behind {@code position}. */
    public static PageToken of(ActivityQuery query, Position position) {
        return new PageToken(digest(query), position);
    }

    /** Reads a token's {@linkplain #toString() text}; throws {@link InvalidQueryException} if it is damaged or of another version. */
    public static PageToken parse(String text) {
        // A token of another version may have another length; what is far longer than any is not even decoded.
        if (text.length() > MAX_TEXT) {
            throw damaged();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw damaged();
        }
        if (bytes.length > 0 && bytes[0] != VERSION) {
            throw new InvalidQueryException(
                    Reason.INVALID_CURSOR,
                    "Invalid page token: it is of format " + bytes[0] + ", not " + VERSION
                            + "; start again without a token");
        }
        // Decoding is lenient about the unused bits of the last character; only the one canonical text is a token.
        if (bytes.length != LENGTH || !encode(bytes).equals(text)) {
            throw damaged();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getInt(CHECKED) != checksum(bytes)) {
            throw damaged();
        }
        in.get();
        long queryDigest = in.getLong();
        long seconds = in.getLong();
        int nanos = in.getInt();
        if (nanos < 0 || nanos >= NANOS) {
            // The same instant has a text of its own.
            throw damaged();
        }
        byte[] tieBreaker = new byte[TIE_BREAKER_BYTES];
        in.get(tieBreaker);
        try {
            return new PageToken(queryDigest, new Position(Instant.ofEpochSecond(seconds, nanos), encode(tieBreaker)));
        } catch (InvalidValueException | DateTimeException | ArithmeticException e) {
            throw damaged();
        }
    }

    /** The last place that the page before has shown. */
    public Position position() {
        return position;
    }

    /** Whether this token continues {@code query}; limits may differ. */
    public boolean belongsTo(ActivityQuery query) {
        return queryDigest == digest(query);
    }

    /** The text that {@link #parse} reads; safe in a URL. */
    @Override
    public String toString() {
        ByteBuffer out = ByteBuffer.allocate(LENGTH);
        out.put(VERSION)
                .putLong(queryDigest)
                .putLong(position.time().getEpochSecond())
                .putInt(position.time().getNano())
                .put(Base64.getUrlDecoder().decode(position.tieBreaker()))
                .putInt(checksum(out.array()));
        return encode(out.array());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PageToken that && queryDigest == that.queryDigest && position.equals(that.position);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(queryDigest) ^ position.hashCode();
    }

    private static InvalidQueryException damaged() {
        return new InvalidQueryException(
                Reason.INVALID_CURSOR,
                "Invalid page token: it is damaged; pass it on as it was given, or start again without one");
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static int checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, CHECKED);
        return (int) crc.getValue();
    }

    private static long digest(ActivityQuery query) {
        Sha256 sha = Sha256.create();
        add(sha, query.entity().type());
        add(sha, query.entity().id());
        add(sha, query.order().name());
        add(sha, text(query.from()));
        add(sha, text(query.until()));
        query.types().stream().map(EventTypePattern::text).sorted().distinct().forEach(type -> add(sha, type));
        return ByteBuffer.wrap(sha.finish()).getLong();
    }

    private static String text(@Nullable Instant instant) {
        return instant == null ? "" : instant.toString();
    }

    /** Each part behind its length, so that no two queries have the same bytes. */
    private static void add(Sha256 sha, String part) {
        sha.addWithLength(part, Integer.BYTES);
    }
}
