package dev.activityservice.http;

import java.util.Map;

/** Thrown to send an error response; becomes a problem document (RFC 9457). */
final class HttpProblemException extends RuntimeException {

    /** The media type of a problem document. */
    static final String MEDIA_TYPE = "application/problem+json";

    /** The type of a problem that has no page of documentation (RFC 9457, section 4.2.1). */
    static final String TYPE = "about:blank";

    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final transient Map<String, String> headers;

    private HttpProblemException(ProblemCode code, String detail, Map<String, String> headers) {
        // Without a stack trace, because error responses are part of normal operation.
        super(detail, null, false, false);
        this.code = code;
        this.headers = headers;
    }

    static HttpProblemException of(ProblemCode code, String detail) {
        return new HttpProblemException(code, detail, Map.of());
    }

    HttpProblemException with(String header, String value) {
        return new HttpProblemException(code, detail(), Map.of(header, value));
    }

    ProblemCode code() {
        return code;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    Map<String, String> headers() {
        return headers;
    }
}
