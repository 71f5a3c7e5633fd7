package dev.activityservice.http;

import dev.activityservice.query.InvalidQueryException;
import java.util.Locale;

/** The closed list of codes of error responses, each with its status. */
enum ProblemCode {
    INVALID_ENTITY(400),
    INVALID_LIMIT(400),
    INVALID_ORDER(400),
    INVALID_RANGE(400),
    INVALID_TYPE(400),
    INVALID_CURSOR(400),
    INVALID_VIEW(400),
    INVALID_FORMULAS(400),
    REPEATED_PARAMETER(400),
    MALFORMED_URL(400),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    URL_TOO_LONG(414),
    INTERNAL_ERROR(500),
    STORE_UNAVAILABLE(503);

    private final int status;

    ProblemCode(int status) {
        this.status = status;
    }

    /** Returns the code of a query that the core refuses. Each of its reasons is also the name of a code. */
    static ProblemCode of(InvalidQueryException.Reason reason) {
        return valueOf(reason.name());
    }

    /** Returns the HTTP status. */
    int status() {
        return status;
    }

    /** Returns the code as it is in a response. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether the problem has the member {@code error}, from which clients of the Python service read a failure. */
    boolean hasError() {
        return status >= 500;
    }

    /** Returns the reason phrase of the status, which RFC 9457 recommends as the title of a problem of type {@code about:blank}. */
    String title() {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 414 -> "URI Too Long";
            case 503 -> "Service Unavailable";
            default -> "Internal Server Error";
        };
    }
}
