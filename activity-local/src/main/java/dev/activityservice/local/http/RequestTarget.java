package dev.activityservice.local.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;

/** The target of a request, as sent. Browsers send characters without encoding that {@link URI} refuses. */
final class RequestTarget {

    /** ASCII characters that are neither letters nor digits and may be in a path and a query (RFC 3986, sections 3.3 and 3.4). */
    private static final String ALLOWED = "-._~!$&'()*+,;=:@/%";

    private RequestTarget() {}

    /**
     * Returns a URI of this path and query, with all other characters percent-encoded.
     *
     * @throws URISyntaxException if a percent sign does not start an octet, or the target is not a path
     */
    static URI toUri(String target) throws URISyntaxException {
        if (!target.startsWith("/")) {
            throw new URISyntaxException(target, "The target of a request must be a path");
        }
        StringBuilder out = new StringBuilder("http://127.0.0.1");
        boolean isQuery = false;
        for (byte octet : target.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean isLiteral = c < 0x80 && (Character.isLetterOrDigit(c) || ALLOWED.indexOf(c) >= 0);
            if (isLiteral || (c == '?' && !isQuery)) {
                out.append(c);
            } else {
                out.append(String.format("%%%02X", (int) c));
            }
            isQuery |= c == '?';
        }
        return new URI(out.toString());
    }
}
