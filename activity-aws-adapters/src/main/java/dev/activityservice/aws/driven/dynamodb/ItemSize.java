package dev.activityservice.aws.driven.dynamodb;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Computes the size of an item by DynamoDB's rules: the bytes of all names and values
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html). Supports the types of this
 * store's items: strings, numbers and binaries.
 */
final class ItemSize {

    /** Maximum size of an item (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html). */
    static final int MAX_ITEM_BYTES = 409_600;

    private ItemSize() {}

    static int bytes(Map<String, AttributeValue> item) {
        int bytes = 0;
        for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
            bytes = Math.addExact(
                    bytes, Math.addExact(Utf16.utf8Length(attribute.getKey()), bytes(attribute.getValue())));
        }
        return bytes;
    }

    /** Returns an upper bound of the item's bytes in a request, where strings are escaped and binaries are base64. */
    static long wireBytes(Map<String, AttributeValue> item) {
        long bytes = 64;
        for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
            AttributeValue value = attribute.getValue();
            bytes += attribute.getKey().length() + 16L;
            if (value.s() != null) {
                bytes += escaped(value.s());
            } else if (value.n() != null) {
                bytes += value.n().length();
            } else {
                bytes += value.b().asByteArrayUnsafe().length * 4L / 3 + 4;
            }
        }
        return bytes;
    }

    private static int bytes(AttributeValue value) {
        if (value.s() != null) {
            return Utf16.utf8Length(value.s());
        }
        if (value.n() != null) {
            return number(value.n());
        }
        if (value.b() != null) {
            return value.b().asByteArrayUnsafe().length;
        }
        throw new IllegalArgumentException("Invalid attribute type: must be S, N or B, not " + value.type());
    }

    /**
     * Returns the size of a whole number: one byte, one byte for each two significant digits, and one byte for a minus sign.
     */
    private static int number(String text) {
        boolean negative = text.charAt(0) == '-';
        int first = negative ? 1 : 0;
        int end = text.length();
        while (first < end && text.charAt(first) == '0') {
            first++;
        }
        while (end > first && text.charAt(end - 1) == '0') {
            end--;
        }
        return 1 + (end - first + 1) / 2 + (negative ? 1 : 0);
    }

    private static long escaped(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                bytes += 2;
            } else if (c < 0x20 || c >= 0x80) {
                bytes += 6;
            } else {
                bytes++;
            }
        }
        return bytes;
    }
}
