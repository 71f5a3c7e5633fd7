package dev.activityservice.aws.lambda;

import dev.activityservice.model.EntityRef;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Computes the hash that stands for an entity in the log event {@code read}: HMAC-SHA-256 (<a
 * href="https://www.rfc-editor.org/rfc/rfc2104">RFC 2104</a>) under a secret key, of {@code <type>/<id>} in UTF-8. Without a key it is
 * the SHA-256 of the same bytes, which anybody with a list of ids can reverse. Immutable and thread-safe.
 */
public final class AuditHash {

    private static final String HMAC_SHA_256 = "HmacSHA256";

    private final @Nullable SecretKeySpec key;

    private AuditHash(@Nullable SecretKeySpec key) {
        this.key = key;
    }

    /**
     * Returns a hash under a key.
     *
     * @param key the value of {@code ACTIVITY_AUDIT_KEY}, used as its bytes in UTF-8; null or blank for a hash without a key
     */
    public static AuditHash of(@Nullable String key) {
        return new AuditHash(
                key == null || key.isBlank()
                        ? null
                        : new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), HMAC_SHA_256));
    }

    /** Returns the hash of an entity: 64 hexadecimal digits in lower case. */
    public String hash(EntityRef entity) {
        byte[] bytes = (entity.type() + "/" + entity.id()).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(digest(bytes));
    }

    private byte[] digest(byte[] bytes) {
        try {
            if (key == null) {
                return MessageDigest.getInstance("SHA-256").digest(bytes);
            }
            Mac mac = Mac.getInstance(HMAC_SHA_256);
            mac.init(key);
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot compute SHA-256, which every Java platform has", e);
        }
    }

    /** Contains whether there is a key, but not the key. */
    @Override
    public String toString() {
        return key == null ? "AuditHash without a key" : "AuditHash with a key";
    }
}
