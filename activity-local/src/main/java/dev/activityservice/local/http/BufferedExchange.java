package dev.activityservice.local.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A request that was read completely, and its response, for handlers of the JDK's HTTP server. Not thread-safe. */
final class BufferedExchange extends HttpExchange {

    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final String method;
    private final URI uri;
    private final String protocol;
    private final Headers requestHeaders;
    private final Headers responseHeaders = new Headers();
    private InputStream requestBody;
    private OutputStream responseBody = new ByteArrayOutputStream();
    private final ByteArrayOutputStream written = (ByteArrayOutputStream) responseBody;
    private int status = -1;

    BufferedExchange(String method, URI uri, String protocol, Headers requestHeaders, byte[] body) {
        this.method = method;
        this.uri = uri;
        this.protocol = protocol;
        this.requestHeaders = requestHeaders;
        this.requestBody = new ByteArrayInputStream(body);
    }

    /** Returns the body of the response. */
    byte[] written() {
        return written.toByteArray();
    }

    @Override
    public Headers getRequestHeaders() {
        return requestHeaders;
    }

    @Override
    public Headers getResponseHeaders() {
        return responseHeaders;
    }

    @Override
    public URI getRequestURI() {
        return uri;
    }

    @Override
    public String getRequestMethod() {
        return method;
    }

    @Override
    public HttpContext getHttpContext() {
        throw new UnsupportedOperationException("This server has no contexts");
    }

    @Override
    public void close() {
        // The response is sent when the handler returns.
    }

    @Override
    public InputStream getRequestBody() {
        return requestBody;
    }

    @Override
    public OutputStream getResponseBody() {
        return responseBody;
    }

    @Override
    public void sendResponseHeaders(int code, long length) {
        status = code;
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
        return LOOPBACK;
    }

    @Override
    public int getResponseCode() {
        return status;
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        return LOOPBACK;
    }

    @Override
    public String getProtocol() {
        return protocol;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return null;
    }

    @Override
    public void setAttribute(String name, Object value) {
        throw new UnsupportedOperationException("This exchange has no attributes");
    }

    @Override
    public void setStreams(@Nullable InputStream in, @Nullable OutputStream out) {
        requestBody = in == null ? requestBody : in;
        responseBody = out == null ? responseBody : out;
    }

    @Override
    public @Nullable HttpPrincipal getPrincipal() {
        return null;
    }
}
