package dev.activityservice.event;

import dev.activityservice.model.Position;
import dev.activityservice.model.Warning;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import org.jspecify.annotations.Nullable;

/**
 * The instant in a text: an RFC 3339 {@code date-time} (section 5.6), or another format that producers use. The table in
 * docs/events.md, section "Times", lists all formats.
 *
 * <p>Hand-written, because {@code java.time} rejects leap seconds and fractions of more than nine digits, and throws for every text
 * that is not a time. This class reads RFC 3339 at fixed positions. {@link LenientTime} reads the texts that it cannot read.
 *
 * @param time the instant, or null if the text does not contain one
 */
record TimeText(Kind kind, @Nullable Instant time) {

    enum Kind {
        /** RFC 3339. */
        TIME(null, ""),
        /** RFC 3339 with more than nine fraction digits. */
        TRUNCATED(Warning.Code.TIME_CUT, "The time has more than nine fraction digits; the rest is ignored"),
        /** Milliseconds since 1970, 11 to 15 digits. A shorter number is probably a year or seconds. */
        EPOCH(Warning.Code.EPOCH_TIME, "The time should be in RFC 3339 format, not epoch milliseconds"),
        /** Another format with one clear meaning. */
        FORMAT(Warning.Code.TIME_FORMAT, "The time should be in RFC 3339 format"),
        /** The first instant of year 1 in some offset, which is the value of a time that was never set in .NET and Go. */
        ZERO(Warning.Code.ZERO_TIME, "The time is a zero value that was never set, so it is ignored"),
        /** A date and a time of day without an offset. It does not determine an instant. */
        NO_OFFSET(Warning.Code.TIME_WITHOUT_OFFSET, "The time has no offset, so it is ignored"),
        /** A blank text. */
        BLANK(Warning.Code.BLANK_TIME, "The time is blank, so it is ignored"),
        /** Another text, or a time outside of the years 0000 to 9999. */
        INVALID(null, "");

        private final Warning.@Nullable Code warning;
        private final String message;

        Kind(Warning.@Nullable Code warning, String message) {
            this.warning = warning;
            this.message = message;
        }

        /** Returns the warning for the producer; null without a warning. */
        Warning.@Nullable Code warning() {
            return warning;
        }

        String message() {
            return message;
        }
    }

    static final TimeText INVALID = new TimeText(Kind.INVALID, null);
    private static final TimeText BLANK = new TimeText(Kind.BLANK, null);
    private static final TimeText ZERO = new TimeText(Kind.ZERO, null);
    private static final TimeText NO_OFFSET = new TimeText(Kind.NO_OFFSET, null);

    /** In place of an offset. */
    static final int WITHOUT_OFFSET = Integer.MAX_VALUE;
    /** In place of the seconds of a time that does not exist. */
    static final long NOT_A_TIME = Long.MIN_VALUE;

    private static final int MIN_LENGTH = "0000-00-00T00:00:00".length();
    private static final int MIN_EPOCH_DIGITS = 11;
    private static final int MAX_EPOCH_DIGITS = 15;
    private static final int SECONDS_OF_DAY = 86_400;
    private static final int QUARTER_SECONDS = 900;
    private static final int INVALID_OFFSET = Integer.MIN_VALUE;
    private static final long MIN_SECOND = Position.MIN_TIME.getEpochSecond();
    private static final long MAX_SECOND = Position.MAX_TIME.getEpochSecond();
    /** 0001-01-01T00:00:00Z. */
    private static final long ZERO_SECOND = -62_135_596_800L;

    /** Reads a text. Does not throw for any text. */
    static TimeText parse(String text) {
        if (text.isBlank()) {
            return BLANK;
        }
        if (text.startsWith("/Date(")) {
            return dateOfDotNet(text);
        }
        TimeText time = text.length() < MIN_LENGTH ? epoch(text) : rfc3339(text);
        return time.kind() == Kind.INVALID ? LenientTime.parse(text) : time;
    }

    /**
     * Reads {@code /Date(1796031000000)/} and {@code /Date(1796031000000+0100)/}, which .NET's {@code DataContractJsonSerializer} prints: the
     * milliseconds since 1970 in UTC. The offset is only that of the producer's machine.
     */
    private static TimeText dateOfDotNet(String text) {
        int end = text.length() - ")/".length();
        int at = "/Date(".length();
        boolean isNegative = text.charAt(Math.min(at, end)) == '-';
        at += isNegative ? 1 : 0;
        int first = at;
        long millis = 0;
        for (; at < end && at - first <= MAX_EPOCH_DIGITS && isDigit(text.charAt(at)); at++) {
            millis = millis * 10 + (text.charAt(at) - '0');
        }
        boolean hasOffset = at > first
                && end - at == "+0100".length()
                && (text.charAt(at) == '+' || text.charAt(at) == '-')
                && digits(text, at + 1, 4) >= 0;
        return text.endsWith(")/") && at > first && at - first <= MAX_EPOCH_DIGITS && (at == end || hasOffset)
                ? at(Kind.FORMAT, Instant.ofEpochMilli(isNegative ? -millis : millis))
                : INVALID;
    }

    private static TimeText rfc3339(String text) {
        char t = text.charAt(10);
        if (text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || (t != 'T' && t != 't')
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return INVALID;
        }
        int second = digits(text, 17, 2);
        long local = localSecond(
                digits(text, 0, 4),
                digits(text, 5, 2),
                digits(text, 8, 2),
                digits(text, 11, 2),
                digits(text, 14, 2),
                second);
        if (local == NOT_A_TIME) {
            return INVALID;
        }
        int at = MIN_LENGTH;
        int nanos = 0;
        boolean truncated = false;
        if (at < text.length() && text.charAt(at) == '.') {
            int first = ++at;
            for (; at < text.length() && isDigit(text.charAt(at)); at++) {
                if (at - first < 9) {
                    nanos = nanos * 10 + (text.charAt(at) - '0');
                }
            }
            int count = at - first;
            if (count == 0) {
                return INVALID;
            }
            truncated = count > 9;
            for (int i = count; i < 9; i++) {
                nanos *= 10;
            }
        }
        int offset = at == text.length() ? WITHOUT_OFFSET : offset(text, at);
        return offset == INVALID_OFFSET
                ? INVALID
                : of(truncated ? Kind.TRUNCATED : Kind.TIME, local, second == 60, nanos, offset);
    }

    /**
     * Returns the time with this offset. The local time can be without an offset, or the zero value.
     *
     * @param local seconds since 1970-01-01T00:00:00 of the local time
     * @param offset in seconds east of UTC, or {@link #WITHOUT_OFFSET}
     */
    static TimeText of(Kind kind, long local, boolean isLeapSecond, int nanos, int offset) {
        // A zero value of .NET is midnight in each offset.
        if (local == ZERO_SECOND && nanos == 0) {
            return ZERO;
        }
        if (offset == WITHOUT_OFFSET) {
            // Leap seconds are defined in UTC. Without an offset, a leap second cannot be checked.
            return isLeapSecond ? INVALID : NO_OFFSET;
        }
        long epochSecond = local - offset;
        // Unix time has no number for a leap second (23:59:60 in UTC), so it is read as the following second.
        if (isLeapSecond && Math.floorMod(epochSecond, SECONDS_OF_DAY) != 0) {
            return INVALID;
        }
        return at(kind, Instant.ofEpochSecond(epochSecond, nanos));
    }

    private static TimeText epoch(String text) {
        int start = text.charAt(0) == '-' ? 1 : 0;
        int count = text.length() - start;
        if (count < MIN_EPOCH_DIGITS || count > MAX_EPOCH_DIGITS) {
            return INVALID;
        }
        long millis = 0;
        for (int i = start; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return INVALID;
            }
            millis = millis * 10 + (text.charAt(i) - '0');
        }
        long epochMillis = start == 1 ? -millis : millis;
        // The zero value of Go in seconds has as many digits as milliseconds.
        return epochMillis == ZERO_SECOND ? ZERO : at(Kind.EPOCH, Instant.ofEpochMilli(epochMillis));
    }

    private static TimeText at(Kind kind, Instant time) {
        long second = time.getEpochSecond();
        if (second < MIN_SECOND || second > MAX_SECOND) {
            return INVALID;
        }
        return isZero(time) ? ZERO : new TimeText(kind, time);
    }

    /**
     * .NET reads the zero value as a local time and converts it to UTC, so that it moves by the offset, which is in quarters of an hour.
     * Go prints it in local time. Its offsets of that year had seconds, which Go does not print.
     */
    private static boolean isZero(Instant time) {
        long distance = Math.abs(time.getEpochSecond() - ZERO_SECOND);
        return time.getNano() == 0 && (distance < 60 || (distance < SECONDS_OF_DAY && distance % QUARTER_SECONDS == 0));
    }

    /** Returns seconds since 1970-01-01T00:00:00 without an offset, or {@link #NOT_A_TIME}. The second may be 60. */
    static long localSecond(int year, int month, int day, int hour, int minute, int second) {
        if (year < 0
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
            return NOT_A_TIME;
        }
        return LocalDate.of(year, month, day).toEpochDay() * SECONDS_OF_DAY + hour * 3600L + minute * 60L + second;
    }

    /** Returns the offset at the end of the text in seconds east of UTC, or {@link #INVALID_OFFSET}. */
    private static int offset(String text, int at) {
        char sign = text.charAt(at);
        if (sign == 'Z' || sign == 'z') {
            return at + 1 == text.length() ? 0 : INVALID_OFFSET;
        }
        if ((sign != '+' && sign != '-') || text.length() != at + "+00:00".length() || text.charAt(at + 3) != ':') {
            return INVALID_OFFSET;
        }
        int hours = digits(text, at + 1, 2);
        int minutes = digits(text, at + 4, 2);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
            return INVALID_OFFSET;
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

    /** Returns the value of {@code count} digits, or -1 if one character is not a digit. */
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

    /** Unlike {@code Character.isDigit}, accepts only ASCII digits. */
    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
