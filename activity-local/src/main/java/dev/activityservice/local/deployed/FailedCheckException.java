package dev.activityservice.local.deployed;

/** Thrown when a deployment does not behave as expected. All texts are safe for a terminal. */
final class FailedCheckException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String expected;
    private final String actual;
    private final String likelyCause;
    private final boolean temporary;

    /** @param likelyCause what to check first */
    FailedCheckException(String expected, String actual, String likelyCause) {
        this(expected, actual, likelyCause, false);
    }

    private FailedCheckException(String expected, String actual, String likelyCause, boolean temporary) {
        super("Expected " + expected + ", not " + actual);
        this.expected = expected;
        this.actual = actual;
        this.likelyCause = likelyCause;
        this.temporary = temporary;
    }

    /** Returns a failure that a later attempt may not have. */
    static FailedCheckException temporary(String expected, String actual, String likelyCause) {
        return new FailedCheckException(expected, actual, likelyCause, true);
    }

    String expected() {
        return expected;
    }

    String actual() {
        return actual;
    }

    String likelyCause() {
        return likelyCause;
    }

    boolean isTemporary() {
        return temporary;
    }
}
