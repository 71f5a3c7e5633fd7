package dev.activityservice.infra;

/** Shows values from outside in messages. */
final class Quoted {

    private static final int MAX_SHOWN_CODE_POINTS = 100;

    private Quoted() {}

    /** Returns the value in quotes, truncated to {@value #MAX_SHOWN_CODE_POINTS} code points. */
    static String of(String value) {
        String shown = value.codePointCount(0, value.length()) <= MAX_SHOWN_CODE_POINTS
                ? value
                : value.substring(0, value.offsetByCodePoints(0, MAX_SHOWN_CODE_POINTS)) + "…";
        return '"' + shown + '"';
    }
}
