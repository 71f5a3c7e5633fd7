package dev.activityservice.query;

/** Thrown for a query that cannot be asked; names the part that is wrong. */
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
        /** The entity's type or id breaks its rule. */
        INVALID_ENTITY,
        /** The limit is not between 1 and 1,000. */
        INVALID_LIMIT,
        /** The order is neither ascending nor descending. */
        INVALID_ORDER,
        /** A bound is no RFC 3339 time with an offset, or the range is empty. */
        INVALID_RANGE,
        /** An event type is neither exact nor a prefix, or there are too many. */
        INVALID_TYPE,
        /** The page token is damaged, of another format version, or of another query. */
        INVALID_CURSOR
    }
}
