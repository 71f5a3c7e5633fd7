package dev.activityservice.aws.driving.api;

import java.util.Map;

/** An answer that is an error; becomes a problem document (RFC 9457). */
final class ApiProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Map<String, String> headers;

    private ApiProblemException(int status, String code, String detail, Map<String, String> headers) {
        // Part of normal operation: no stack trace is ever looked at.
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.headers = headers;
    }

    static ApiProblemException of(int status, String code, String detail) {
        return new ApiProblemException(status, code, detail, Map.of());
    }

    static ApiProblemException badRequest(String code, String detail) {
        return of(400, code, detail);
    }

    ApiProblemException with(String header, String value) {
        return new ApiProblemException(status, code, detail(), Map.of(header, value));
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

    /** The status' own phrase, which RFC 9457 recommends as the title of a problem whose type is {@code about:blank}. */
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
