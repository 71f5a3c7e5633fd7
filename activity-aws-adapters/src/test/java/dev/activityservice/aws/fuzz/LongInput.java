package dev.activityservice.aws.fuzz;

import java.util.Arrays;

/**
 * Expands a few bytes to one megabyte, so that the fuzzer finds code that is slow for long texts by mutating short ones. The form is
 * {@code FF head FF unit FF tail}. The unit is repeated up to the maximum length of a message. {@code FF} never occurs in UTF-8.
 */
final class LongInput {

    static final int LENGTH = 1024 * 1024;

    private static final byte MARK = (byte) 0xff;

    private LongInput() {}

    /** Returns the expanded input; the input itself if it has another form. */
    static byte[] expand(byte[] input) {
        if (input.length == 0 || input[0] != MARK) {
            return input;
        }
        int unit = mark(input, 1) + 1;
        int tail = unit == 0 ? 0 : mark(input, unit) + 1;
        if (tail == 0 || tail - 1 == unit || input.length > LENGTH) {
            return input;
        }
        int unitLength = tail - 1 - unit;
        int tailLength = input.length - tail;
        byte[] out = Arrays.copyOf(Arrays.copyOfRange(input, 1, unit - 1), LENGTH);
        int at = unit - 2;
        for (; at + unitLength + tailLength <= LENGTH; at += unitLength) {
            System.arraycopy(input, unit, out, at, unitLength);
        }
        System.arraycopy(input, tail, out, at, tailLength);
        return Arrays.copyOf(out, at + tailLength);
    }

    private static int mark(byte[] input, int from) {
        for (int i = from; i < input.length; i++) {
            if (input[i] == MARK) {
                return i;
            }
        }
        return -1;
    }
}
