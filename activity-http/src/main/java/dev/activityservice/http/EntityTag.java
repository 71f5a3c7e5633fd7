package dev.activityservice.http;

import dev.activityservice.text.Sha256;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The entity tag of a response (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3">RFC 9110, section 8.8.3</a>): the
 * SHA-256 of the bytes of the body, as base64url in quotes.
 *
 * @param text the value of the header {@code ETag}, with its quotes
 */
record EntityTag(String text) {

    private static final String ANY = "*";

    /** Returns the tag of a finished body. */
    static EntityTag of(PageBuffer body) {
        byte[] hash = body.addTo(Sha256.create()).finish();
        return new EntityTag('"' + Base64.getUrlEncoder().withoutPadding().encodeToString(hash) + '"');
    }

    /**
     * Returns whether the client already has the body, by the weak comparison of RFC 9110, section 13.1.2.
     *
     * <p>A search is enough: base64url has neither quotes nor commas, so the quoted hash is in a valid list only as one of its tags, with
     * or without the prefix {@code W/}. In an invalid list, other parts have no effect.
     *
     * @param ifNoneMatch the value of the header {@code If-None-Match}; null without one
     */
    boolean isKnownBy(@Nullable String ifNoneMatch) {
        return ifNoneMatch != null && (ifNoneMatch.strip().equals(ANY) || ifNoneMatch.contains(text));
    }
}
