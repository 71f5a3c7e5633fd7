package dev.activityservice.aws.fuzz;

import java.util.Arrays;

/**
 * Makes one megabyte of a few bytes, so that what takes too long for long texts is found by mutating short ones. Written {@code FF
 * head FF unit FF tail}: the unit is repeated until the whole is as long as a message may be. {@code FF} is no part of UTF-8.
 */
final class LongInput {

    static final int LENGTH = 1024 * 1024;

    private static final byte MARK = (byte) 0xff;

    private LongInput() {}

    /** The input itself, if it is not so written. */
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
