package dev.activityservice.testbed.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request line and the headers of an HTTP/1.1 request. The JDK's HTTP server cannot truncate, delay or drop an answer, so the
 * proxies read requests themselves.
 *
 * @param headers values by lower-case name; if a header occurs twice, the last value
 */
record HttpHead(String method, String path, Map<String, String> headers) {

    private static final int MAX_BYTES = 64 * 1024;

    /** Reads the next head; returns null at the end of the connection. */
    static @Nullable HttpHead read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            bytes.write(next);
            matched = next == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : next == '\r' ? 1 : 0;
            if (bytes.size() > MAX_BYTES) {
                throw new IOException("The head of a request must be at most " + MAX_BYTES + " bytes");
            }
        }
        String[] lines = bytes.toString(StandardCharsets.ISO_8859_1).split("\r\n", -1);
        String[] request = lines[0].split(" ", 3);
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return new HttpHead(request[0], request[1], headers);
    }

    /** Returns the length of the body. Clients of the AWS SDK always send it. */
    int contentLength() throws IOException {
        if (headers.containsKey("transfer-encoding")) {
            throw new IOException(
                    "The proxy does not support the transfer encoding " + headers.get("transfer-encoding"));
        }
        return Integer.parseInt(headers.getOrDefault("content-length", "0"));
    }
}
