package dev.activityservice.model;

import dev.activityservice.text.Quoted;

/**
 * Thrown when a value is built from a part that is not valid. Contains the name of the part and the problem.
 *
 * <p>The message is safe to log as one line. It contains the value in quotes, escaped and truncated to 64 characters.
 */
public final class InvalidValueException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final Rejection.Code code;
    private final String field;
    private final String problem;

    /**
     * @param field the name of the part, in words
     * @param problem the rule that the value does not follow, as the end of a sentence that begins with the value
     */
    public InvalidValueException(Rejection.Code code, String field, String value, String problem) {
        super("Invalid " + field + ": " + Quoted.of(value) + " " + problem);
        this.code = code;
        this.field = field;
        this.problem = problem;
    }

    /** Returns the code of the rejection of an event that contains this value. */
    public Rejection.Code code() {
        return code;
    }

    /** Returns the name of the part, in words, for example {@code entity id}. */
    public String field() {
        return field;
    }

    /** Returns the problem without the value. */
    public String problem() {
        return problem;
    }
}
