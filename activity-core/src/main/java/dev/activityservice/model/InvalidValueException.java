package dev.activityservice.model;

import dev.activityservice.text.Quoted;

/**
 * Thrown where a value is built from parts that it does not allow; names the part and what is wrong with it.
 *
 * <p>The message quotes the value escaped and cut to 64 characters, so it is safe to log as one line.
 */
public final class InvalidValueException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final Rejection.Code code;
    private final String field;
    private final String problem;

    public InvalidValueException(Rejection.Code code, String field, String value, String problem) {
        super("Invalid " + field + ": " + Quoted.of(value) + " " + problem);
        this.code = code;
        this.field = field;
        this.problem = problem;
    }

    /** The code an event is rejected with when it carries this value. */
    public Rejection.Code code() {
        return code;
    }

    /** The part that is wrong, in words, for example {@code entity id}. */
    public String field() {
        return field;
    }

    /** What is wrong with it, without the value itself. */
    public String problem() {
        return problem;
    }
}
