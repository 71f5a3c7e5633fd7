package dev.activityservice.model;

/** The rules that every text from outside obeys before it becomes part of a value. */
final class Text {

    private Text() {}

    /**
     * Returns {@code value} if it is not blank, well-formed UTF-16 without control characters, and at most {@code maxBytes}
     * long in UTF-8.
     */
    static String require(String field, String value, int maxBytes) {
        if (value.isBlank()) {
            throw new InvalidValueException(Rejection.Code.MISSING_FIELD, field, value, "is blank");
        }
        int bytes = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                if (Character.isISOControl(c)) {
                    throw control(field, value, i);
                }
                bytes++;
            } else if (c < 0x800) {
                if (Character.isISOControl(c)) {
                    throw control(field, value, i);
                }
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                throw new InvalidValueException(
                        Rejection.Code.INVALID_TEXT,
                        field,
                        value,
                        String.format("has the lone surrogate U+%04X at index %d", (int) c, i));
            }
        }
        if (bytes > maxBytes) {
            throw new InvalidValueException(
                    Rejection.Code.TOO_LONG,
                    field,
                    value,
                    "is " + bytes + " bytes long, at most " + maxBytes + " are allowed");
        }
        return value;
    }

    private static InvalidValueException control(String field, String value, int index) {
        return new InvalidValueException(
                Rejection.Code.INVALID_TEXT,
                field,
                value,
                String.format("has the control character U+%04X at index %d", (int) value.charAt(index), index));
    }
}
