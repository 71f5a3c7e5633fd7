package dev.activityservice.http;

import java.util.Map;

/** Thrown to send an error response; becomes a problem document (RFC 9457). */
final class HttpProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Map<String, String> headers;

    private HttpProblemException(int status, String code, String detail, Map<String, String> headers) {
        // Without a stack trace, because error responses are part of normal operation.
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.headers = headers;
    }

    static HttpProblemException of(int status, String code, String detail) {
        return new HttpProblemException(status, code, detail, Map.of());
    }

    static HttpProblemException badRequest(String code, String detail) {
        return of(400, code, detail);
    }

    HttpProblemException with(String header, String value) {
        return new HttpProblemException(status, code, detail(), Map.of(header, value));
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    Map<String, String> headers() {
        return headers;
    }

    /** Returns the reason phrase of the status, which RFC 9457 recommends as the title of a problem of type {@code about:blank}. */
    String title() {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 414 -> "URI Too Long";
            case 503 -> "Service Unavailable";
            default -> "Internal Server Error";
        };
    }
}
