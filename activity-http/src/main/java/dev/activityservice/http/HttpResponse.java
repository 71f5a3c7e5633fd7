package dev.activityservice.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A response of {@link ActivityHttp}. Immutable and thread-safe if its {@linkplain #body() array} is not changed. */
public final class HttpResponse {

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    HttpResponse(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        this.body = body;
    }

    HttpResponse withoutBody() {
        return new HttpResponse(status, headers, new byte[0]);
    }

    /** Returns the status code. */
    public int status() {
        return status;
    }

    /** Returns the headers by name, in order; unmodifiable. {@code Content-Length} is not one of them, because servers add it. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns the body, text in UTF-8; empty if the response has no body. The array is not a copy, so do not change it. */
    public byte[] body() {
        return body;
    }

    /** Returns the body as text; empty if the response has no body. */
    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HttpResponse that
                && status == that.status
                && headers.equals(that.headers)
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * status + headers.hashCode()) + Arrays.hashCode(body);
    }

    /** Contains only the size of the body, because its content may be personal. */
    @Override
    public String toString() {
        return "HttpResponse[status=" + status + ", headers=" + headers + ", " + body.length + " bytes]";
    }
}
