package dev.activityservice.query;

/** Thrown for an invalid query. The reason names the invalid part. */
public final class InvalidQueryException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public InvalidQueryException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** The closed list of reasons. */
    public enum Reason {
        /** The entity's type or id is invalid. */
        INVALID_ENTITY,
        /** The limit is not a whole number from 1 to 1,000. */
        INVALID_LIMIT,
        /** The order is neither ascending nor descending. */
        INVALID_ORDER,
        /** A bound is not an RFC 3339 time with an offset, or the range is empty. */
        INVALID_RANGE,
        /** An event type is neither exact nor a prefix, or the query has too many types. */
        INVALID_TYPE,
        /** The page token is damaged, of another format version, or of another query. */
        INVALID_CURSOR
    }
}
