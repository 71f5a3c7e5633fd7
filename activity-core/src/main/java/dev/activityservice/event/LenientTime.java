package dev.activityservice.event;

import dev.activityservice.event.TimeText.Kind;
import java.time.LocalDate;

/**
 * Reads a time in the formats that the standard libraries of other languages print and that are not RFC 3339. The table in
 * docs/events.md, section "Times", lists them.
 *
 * <p>Scans the text once per format. Each method reads one part of the text, moves {@link #at} behind it, and returns whether the part
 * is valid. A text is accepted only as a whole. Names of zones are not looked up, because their rules change and abbreviations have several
 * meanings: the offset in numbers decides.
 */
final class LenientTime {

    /** The parts of each format in order. {@link #read} defines the letters. Each other character stands for itself. */
    private static final String[] FORMATS = {"y-m-dThzgr", "w, e n y hz(", "w n e y hz(", "w n e hz y"};

    /** The names of RFC 5322, section 3.3. All formats with names use them, in each locale. */
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private static final String DAYS_OF_WEEK = "MonTueWedThuFriSatSun";

    private static final String GO_CLOCK = " m=";
    private static final int MAX_ZONE_NAME = 64;

    private final String text;
    private int at;
    private int year;
    private int month;
    private int day;
    /** 1 for Monday; 0 for a format without it. */
    private int dayOfWeek;

    private int hour;
    private int minute;
    private int second;
    private int nanos;
    private int offset = TimeText.WITHOUT_OFFSET;

    private LenientTime(String text) {
        this.text = text;
    }

    /** Reads a text that is not an RFC 3339 time. Does not throw for any text. */
    static TimeText parse(String text) {
        for (String format : FORMATS) {
            LenientTime time = new LenientTime(text);
            int part = 0;
            while (part < format.length() && time.read(format.charAt(part))) {
                part++;
            }
            if (part == format.length() && time.at == text.length()) {
                return time.result();
            }
        }
        return TimeText.INVALID;
    }

    private TimeText result() {
        long local = TimeText.localSecond(year, month, day, hour, minute, second);
        // A wrong day of the week means that the date is wrong, or that the text is not a time.
        if (local == TimeText.NOT_A_TIME
                || (dayOfWeek > 0
                        && LocalDate.of(year, month, day).getDayOfWeek().getValue() != dayOfWeek)) {
            return TimeText.INVALID;
        }
        return TimeText.of(Kind.FORMAT, local, second == 60, nanos, offset);
    }

    private boolean read(char part) {
        return switch (part) {
            case 'y' -> (year = number(4, 4)) >= 0;
            case 'm' -> (month = number(2, 2)) >= 0;
            case 'd' -> (day = number(2, 2)) >= 0;
            case 'e' -> {
                // C's asctime, and with it Python and Go, fill a day of one digit with a space.
                take(' ');
                yield (day = number(1, 2)) >= 0;
            }
            case 'n' -> (month = name(MONTHS)) > 0;
            case 'w' -> (dayOfWeek = name(DAYS_OF_WEEK)) > 0;
            case 'T' -> take('T') || take('t') || take(' ');
            case 'h' -> timeOfDay();
            case 'z' -> offset();
            case 'g' -> goSuffix();
            case 'r' -> tags();
            case '(' -> comment();
            default -> take(part);
        };
    }

    /** Reads hour and minute, then seconds and a fraction if they exist. */
    private boolean timeOfDay() {
        hour = number(1, 2);
        if (!take(':')) {
            return false;
        }
        minute = number(2, 2);
        if (!take(':')) {
            return true;
        }
        second = number(2, 2);
        if (!take('.')) {
            return true;
        }
        int first = at;
        for (int unit = 100_000_000; TimeText.isDigit(peek()); unit /= 10) {
            nanos += unit * (text.charAt(at++) - '0');
        }
        return at > first;
    }

    /** Reads an offset, and a space before it. Reads nothing if the text has neither an offset nor an abbreviation. */
    private boolean offset() {
        int start = at;
        boolean hasSpace = take(' ');
        if (take('Z') || take('z')) {
            offset = 0;
            return true;
        }
        boolean isUtc = hasSpace && (take("UTC") || take("GMT"));
        int sign = sign();
        if (sign != 0) {
            return numericOffset(sign);
        }
        if (isUtc) {
            offset = 0;
        } else if (!hasSpace || !abbreviation()) {
            at = start;
        }
        return true;
    }

    /** Reads {@code 01}, {@code 0100}, {@code 01:00} or {@code 01:00:00}. */
    private boolean numericOffset(int sign) {
        int hours = number(2, 2);
        boolean hasColon = take(':');
        int minutes = hasColon || TimeText.isDigit(peek()) ? number(2, 2) : 0;
        int seconds = hasColon && take(':') ? number(2, 2) : 0;
        offset = sign * (hours * 3600 + minutes * 60 + seconds);
        return (hours | minutes | seconds) >= 0 && hours <= 23 && minutes <= 59 && seconds <= 59;
    }

    /** Reads the abbreviation of a zone, which does not determine an offset: CST is a zone in America and in China. */
    private boolean abbreviation() {
        int first = at;
        while (peek() >= 'A' && peek() <= 'Z') {
            at++;
        }
        // AM and PM are not zones.
        if (at - first >= 3 && at - first <= 5) {
            return true;
        }
        at = first;
        return false;
    }

    /**
     * Reads the name of the zone after an offset in numbers ({@code +0100 CET}, {@code -0300 -03}, {@code +0800 Asia/Shanghai}), and the
     * monotonic clock of {@code time.Now()} ({@code m=+0.000012345}).
     */
    private boolean goSuffix() {
        if (offset == TimeText.WITHOUT_OFFSET || !TimeText.isDigit(text.charAt(at - 1)) || peek() != ' ') {
            return true;
        }
        if (!text.startsWith(GO_CLOCK, at) && !zoneName()) {
            return false;
        }
        return !take(GO_CLOCK) || (sign() != 0 && number(1, 9) >= 0 && take('.') && number(1, 9) >= 0);
    }

    /** AM and PM are not names of zones, so a name has at least three characters, or a sign and a digit. */
    private boolean zoneName() {
        take(' ');
        int first = at;
        boolean hasSign = peek() == '+' || peek() == '-';
        while (isNamePart(peek()) && at - first < MAX_ZONE_NAME) {
            at++;
        }
        return at - first >= (hasSign ? 2 : 3);
    }

    private static boolean isNamePart(char c) {
        return TimeText.isDigit(c)
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || c == '/'
                || c == '_'
                || c == '+'
                || c == '-';
    }

    /** Reads the tags of RFC 9557, {@code [Europe/Paris][u-ca=hebrew]}. A tag with {@code !} must not be ignored, so it is not read. */
    private boolean tags() {
        while (take('[')) {
            int end = text.indexOf(']', at);
            if (end <= at || peek() == '!') {
                return false;
            }
            at = end + 1;
        }
        return true;
    }

    /** Reads the name of the zone in JavaScript, which is in the language of the user. */
    private boolean comment() {
        return !take(" (") || (at = text.indexOf(')', at) + 1) > 0;
    }

    /** Returns 1 for a plus sign, -1 for a minus sign, or 0. */
    private int sign() {
        return take('+') ? 1 : take('-') ? -1 : 0;
    }

    /** Returns a number with this count of digits, or -1, which is not valid for any part of a time. */
    private int number(int minDigits, int maxDigits) {
        int first = at;
        int value = 0;
        while (at - first < maxDigits && TimeText.isDigit(peek())) {
            value = value * 10 + (text.charAt(at++) - '0');
        }
        return at - first < minDigits ? -1 : value;
    }

    /** Returns the number of a name of three letters, from 1, or 0. */
    private int name(String names) {
        int first = at;
        at += 3;
        int index = at > text.length() ? -1 : names.indexOf(text.substring(first, at));
        return index % 3 == 0 ? index / 3 + 1 : 0;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean take(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private boolean take(String part) {
        if (!text.startsWith(part, at)) {
            return false;
        }
        at += part.length();
        return true;
    }
}
