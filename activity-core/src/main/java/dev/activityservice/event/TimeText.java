package dev.activityservice.event;

import dev.activityservice.model.Position;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import org.jspecify.annotations.Nullable;

/**
 * What a text says about an instant: an RFC 3339 {@code date-time} (section 5.6), or one of the dialects beside it.
 *
 * <p>Written by hand: {@code java.time} refuses leap seconds and long fractions, and throws where a text is none.
 *
 * @param time null if the text names no instant
 */
record TimeText(Kind kind, @Nullable Instant time) {

    enum Kind {
        /** RFC 3339. */
        TIME,
        /** RFC 3339 with more than nine fraction digits; the rest is cut. */
        CUT,
        /** Milliseconds since 1970, 11 to 15 digits: fewer would rather be a year or seconds. */
        EPOCH,
        /** A date and a time of day without an offset: no instant. */
        NO_OFFSET,
        /** No text at all. */
        BLANK,
        /** None of these, or outside of the years 0000 to 9999. */
        BAD
    }

    private static final TimeText BAD = new TimeText(Kind.BAD, null);
    private static final TimeText BLANK = new TimeText(Kind.BLANK, null);
    private static final TimeText NO_OFFSET = new TimeText(Kind.NO_OFFSET, null);

    private static final int MIN_LENGTH = "0000-00-00T00:00:00".length();
    private static final int MIN_EPOCH_DIGITS = 11;
    private static final int MAX_EPOCH_DIGITS = 15;
    private static final int SECONDS_OF_DAY = 86_400;

    static TimeText parse(String text) {
        if (text.isBlank()) {
            return BLANK;
        }
        if (text.length() < MIN_LENGTH) {
            return epoch(text);
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 2);
        int day = digits(text, 8, 2);
        int hour = digits(text, 11, 2);
        int minute = digits(text, 14, 2);
        int second = digits(text, 17, 2);
        char t = text.charAt(10);
        if (text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || (t != 'T' && t != 't')
                || text.charAt(13) != ':'
                || text.charAt(16) != ':'
                || year < 0
                || month < 1
                || month > 12
                || day < 1
                || day > daysOf(year, month)
                || hour < 0
                || hour > 23
                || minute < 0
                || minute > 59
                || second < 0
                || second > 60) {
            return BAD;
        }
        int at = MIN_LENGTH;
        int nanos = 0;
        boolean cut = false;
        if (at < text.length() && text.charAt(at) == '.') {
            int first = ++at;
            for (; at < text.length() && isDigit(text.charAt(at)); at++) {
                if (at - first < 9) {
                    nanos = nanos * 10 + (text.charAt(at) - '0');
                }
            }
            int count = at - first;
            if (count == 0) {
                return BAD;
            }
            cut = count > 9;
            for (int i = count; i < 9; i++) {
                nanos *= 10;
            }
        }
        if (at == text.length()) {
            // A leap second is one in UTC; without an offset nobody can say whether it is.
            return second == 60 ? BAD : NO_OFFSET;
        }
        int offset = offset(text, at);
        if (offset == NO_SUCH_OFFSET) {
            return BAD;
        }
        long epochSecond = LocalDate.of(year, month, day).toEpochDay() * SECONDS_OF_DAY
                + hour * 3600L
                + minute * 60L
                + second
                - offset;
        // A leap second, 23:59:60 in UTC, has no number of its own in Unix time: it is read as the second after it.
        if (second == 60 && Math.floorMod(epochSecond, SECONDS_OF_DAY) != 0) {
            return BAD;
        }
        return at(cut ? Kind.CUT : Kind.TIME, Instant.ofEpochSecond(epochSecond, nanos));
    }

    private static TimeText epoch(String text) {
        int start = text.charAt(0) == '-' ? 1 : 0;
        int count = text.length() - start;
        if (count < MIN_EPOCH_DIGITS || count > MAX_EPOCH_DIGITS) {
            return BAD;
        }
        long millis = 0;
        for (int i = start; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return BAD;
            }
            millis = millis * 10 + (text.charAt(i) - '0');
        }
        return at(Kind.EPOCH, Instant.ofEpochMilli(start == 1 ? -millis : millis));
    }

    private static TimeText at(Kind kind, Instant time) {
        return time.isBefore(Position.MIN_TIME) || time.isAfter(Position.MAX_TIME) ? BAD : new TimeText(kind, time);
    }

    private static final int NO_SUCH_OFFSET = Integer.MIN_VALUE;

    /** Seconds east of UTC of the offset that is the rest of the text. */
    private static int offset(String text, int at) {
        char sign = text.charAt(at);
        if (sign == 'Z' || sign == 'z') {
            return at + 1 == text.length() ? 0 : NO_SUCH_OFFSET;
        }
        if ((sign != '+' && sign != '-') || text.length() != at + "+00:00".length() || text.charAt(at + 3) != ':') {
            return NO_SUCH_OFFSET;
        }
        int hours = digits(text, at + 1, 2);
        int minutes = digits(text, at + 4, 2);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
            return NO_SUCH_OFFSET;
        }
        int seconds = hours * 3600 + minutes * 60;
        return sign == '-' ? -seconds : seconds;
    }

    private static int daysOf(int year, int month) {
        return switch (month) {
            case 2 -> Year.isLeap(year) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** The number that {@code count} digits stand for; -1 if one of them is no digit. */
    private static int digits(String text, int start, int count) {
        int value = 0;
        for (int i = start; i < start + count; i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    /** {@code Character.isDigit} lets digits of other scripts pass. */
    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
