package dev.activityservice.query;

import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.model.Position;
import dev.activityservice.query.InvalidQueryException.Reason;
import dev.activityservice.text.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The position at which the next page of a query starts. A token is not a capability: the entity always comes from the query, so a
 * forged token can only move within a timeline that its sender may read. Immutable and thread-safe.
 *
 * <p>The text is base64url of 42 to 106 bytes: format version (1), digest of tenant, entity, order, range and types (8), time (8 + 4),
 * tie-breaker (16), length of the sequence (1), the sequence in UTF-8, and a CRC-32 (4) that detects damaged tokens.
 */
public final class PageToken {

    /** Maximum length of a text that is parsed, in characters. The tokens of this version are shorter. */
    public static final int MAX_TEXT_CHARS = 1024;

    private static final byte VERSION = 2;
    /** The bytes of a token without a sequence. */
    private static final int MIN_BYTES = 42;

    private static final int TIE_BREAKER_BYTES = 16;
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private final long queryDigest;
    private final Position position;

    private PageToken(long queryDigest, Position position) {
        this.queryDigest = queryDigest;
        this.position = position;
    }

    /** Returns the token of the page that starts after {@code position}. */
    public static PageToken of(ActivityQuery query, Position position) {
        return new PageToken(digest(query), position);
    }

    /** Parses a token's {@linkplain #toString() text}. Throws {@link InvalidQueryException} if it is damaged or has another version. */
    public static PageToken parse(String text) {
        // A token of another version may have another length. A much longer text is not decoded.
        if (text.length() > MAX_TEXT_CHARS) {
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
                    "Invalid page token: expected format " + VERSION + ", not " + bytes[0]
                            + ". Start again without a token");
        }
        // The decoder ignores unused bits of the last character. Only the canonical text is a token.
        if (bytes.length < MIN_BYTES || !encode(bytes).equals(text)) {
            throw damaged();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getInt(bytes.length - Integer.BYTES) != checksum(bytes)) {
            throw damaged();
        }
        in.get();
        long queryDigest = in.getLong();
        long seconds = in.getLong();
        int nanos = in.getInt();
        if (nanos < 0 || nanos >= NANOS_PER_SECOND) {
            // The canonical text of this instant is another one.
            throw damaged();
        }
        byte[] tieBreaker = new byte[TIE_BREAKER_BYTES];
        in.get(tieBreaker);
        byte[] sequence = new byte[bytes.length - MIN_BYTES];
        if (in.get() != sequence.length) {
            throw damaged();
        }
        in.get(sequence);
        String sequenceText = new String(sequence, StandardCharsets.UTF_8);
        if (!Arrays.equals(sequenceText.getBytes(StandardCharsets.UTF_8), sequence)) {
            // The decoder has replaced bytes that are not UTF-8.
            throw damaged();
        }
        try {
            return new PageToken(
                    queryDigest,
                    new Position(
                            Instant.ofEpochSecond(seconds, nanos),
                            sequence.length == 0 ? null : sequenceText,
                            encode(tieBreaker)));
        } catch (InvalidValueException | DateTimeException | ArithmeticException e) {
            throw damaged();
        }
    }

    /** Returns the last position of the previous page. */
    public Position position() {
        return position;
    }

    /** Returns whether this token belongs to {@code query}; the limit may differ. */
    public boolean belongsTo(ActivityQuery query) {
        return queryDigest == digest(query);
    }

    /** Returns the text that {@link #parse} reads. It is safe in a URL. */
    @Override
    public String toString() {
        String text = position.sequence();
        byte[] sequence = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(MIN_BYTES + sequence.length);
        out.put(VERSION)
                .putLong(queryDigest)
                .putLong(position.time().getEpochSecond())
                .putInt(position.time().getNano())
                .put(Base64.getUrlDecoder().decode(position.tieBreaker()))
                .put((byte) sequence.length)
                .put(sequence)
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
                "Invalid page token: it is damaged. Send it unchanged, or start again without a token");
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static int checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, bytes.length - Integer.BYTES);
        return (int) crc.getValue();
    }

    private static long digest(ActivityQuery query) {
        Sha256 sha = Sha256.create();
        String tenant = query.tenant();
        add(sha, tenant == null ? "" : tenant);
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

    /** Adds the length before each part, so that different queries never have the same bytes. */
    private static void add(Sha256 sha, String part) {
        sha.addWithLength(part, Integer.BYTES);
    }
}
