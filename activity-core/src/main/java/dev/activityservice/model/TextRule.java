package dev.activityservice.model;

import dev.activityservice.text.Utf16;

/** Validates texts from outside before they become part of a value. */
final class TextRule {

    private TextRule() {}

    /**
     * Returns {@code value} if it is not blank, has no control characters and no lone surrogates, and is at most {@code maxBytes}
     * long in UTF-8. Throws {@link InvalidValueException} otherwise.
     */
    static String require(String field, String value, int maxBytes) {
        if (value.isBlank()) {
            throw new InvalidValueException(Rejection.Code.MISSING_FIELD, field, value, "is blank");
        }
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                throw badCharacter(field, value, "control character", i);
            }
        }
        long bytes = Utf16.utf8Length(value);
        if (bytes < 0) {
            throw badCharacter(field, value, "lone surrogate", (int) (-1 - bytes));
        }
        if (bytes > maxBytes) {
            throw new InvalidValueException(
                    Rejection.Code.TOO_LONG, field, value, "must be at most " + maxBytes + " bytes long, not " + bytes);
        }
        return value;
    }

    private static InvalidValueException badCharacter(String field, String value, String kind, int index) {
        return new InvalidValueException(
                Rejection.Code.INVALID_TEXT,
                field,
                value,
                String.format("has the %s U+%04X at index %d", kind, (int) value.charAt(index), index));
    }
}
