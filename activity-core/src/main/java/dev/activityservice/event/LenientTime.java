package dev.activityservice.event;

import dev.activityservice.event.TimeText.Kind;
import java.time.LocalDate;

/**
 * Reads a time in the formats that the standard libraries of other languages print and that are not RFC 3339. The table in
 * docs/events.md, section "Times", lists them.
 *
 * <p>Scans the text once. Each method reads one part of the text, moves {@link #at} behind it, and returns whether the part exists. A
 * text is accepted only as a whole. Names of zones are not looked up, because their rules change and abbreviations have several
 * meanings: the offset in numbers decides.
 */
final class LenientTime {

    /** The names of RFC 5322, section 3.3. All formats with names use them, in each locale. */
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private static final String DAYS_OF_WEEK = "MonTueWedThuFriSatSun";
    private static final int NAME_LENGTH = 3;

    /** Abbreviations of zones have three to five letters. {@code AM} and {@code PM} are not zones. */
    private static final int MIN_ABBREVIATION_LENGTH = 3;

    private static final int MAX_ABBREVIATION_LENGTH = 5;
    private static final String GO_CLOCK = " m=";
    private static final char END = '\0';

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
        LenientTime time = new LenientTime(text);
        boolean isRead = TimeText.isDigit(time.peek()) ? time.dateOfNumbers() : time.dateWithNames();
        return isRead && time.at == text.length() ? time.result() : TimeText.INVALID;
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

    /** Reads {@code 2026-11-30 09:30:00 +0100}, with the additions of Go, {@code java.time} and RFC 9557. */
    private boolean dateOfNumbers() {
        year = number(4, 4);
        if (!take('-')) {
            return false;
        }
        month = number(2, 2);
        if (!take('-')) {
            return false;
        }
        day = number(2, 2);
        return (take('T') || take('t') || take(' ')) && timeOfDay() && offset() && goSuffix() && zoneIds();
    }

    /** Reads {@code Mon, 30 Nov 2026 …}, {@code Mon Nov 30 2026 …} and {@code Mon Nov 30 … 2026}. */
    private boolean dateWithNames() {
        dayOfWeek = name(DAYS_OF_WEEK);
        boolean isMail = take(',');
        if (dayOfWeek == 0 || !take(' ')) {
            return false;
        }
        if (isMail) {
            day = number(1, 2);
            return take(' ') && monthName() && take(' ') && yearFirst();
        }
        if (!monthName() || !take(' ')) {
            return false;
        }
        // C's asctime, and with it Python and Go, fill the day with a space.
        take(' ');
        day = number(1, 2);
        if (!take(' ')) {
            return false;
        }
        boolean isYear = text.indexOf(':', at) > at + "09".length();
        return isYear ? yearFirst() : timeOfDay() && offset() && take(' ') && (year = number(4, 4)) >= 0;
    }

    private boolean yearFirst() {
        year = number(4, 4);
        return take(' ') && timeOfDay() && offset() && comment();
    }

    private boolean monthName() {
        month = name(MONTHS);
        return month > 0;
    }

    /** Reads hour and minute, and seconds and a fraction if they exist. */
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
        boolean isNegative = peek() == '-';
        if (take('+') || take('-')) {
            return numericOffset(isNegative);
        }
        if (isUtc) {
            offset = 0;
        } else if (!hasSpace || !abbreviation()) {
            at = start;
        }
        return true;
    }

    /** Reads {@code 01}, {@code 0100}, {@code 01:00} or {@code 01:00:00}. */
    private boolean numericOffset(boolean isNegative) {
        int hours = number(2, 2);
        boolean hasColon = take(':');
        int minutes = hasColon || TimeText.isDigit(peek()) ? number(2, 2) : 0;
        int seconds = hasColon && take(':') ? number(2, 2) : 0;
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) {
            return false;
        }
        offset = (hours * 3600 + minutes * 60 + seconds) * (isNegative ? -1 : 1);
        return true;
    }

    /** Reads the abbreviation of a zone, which does not determine an offset: CST is a zone in America and in China. */
    private boolean abbreviation() {
        int first = at;
        while (peek() >= 'A' && peek() <= 'Z') {
            at++;
        }
        int length = at - first;
        boolean isRead = length >= MIN_ABBREVIATION_LENGTH && length <= MAX_ABBREVIATION_LENGTH;
        at = isRead ? at : first;
        return isRead;
    }

    /**
     * Reads the name of the zone after the offset ({@code +0100 CET}, {@code -0300 -03}, {@code -0800 UTC-8}), and the monotonic clock of
     * {@code time.Now()} ({@code m=+0.000012345}).
     */
    private boolean goSuffix() {
        boolean hasNumericOffset = offset != TimeText.WITHOUT_OFFSET && TimeText.isDigit(text.charAt(at - 1));
        if (!hasNumericOffset || peek() != ' ') {
            return true;
        }
        if (!text.startsWith(GO_CLOCK, at)) {
            take(' ');
            // The only abbreviation of the time zone database with a lower-case letter.
            boolean isNamed = take("ChST") || abbreviation();
            boolean isRead = (take('+') || take('-')) ? number(1, 4) >= 0 : isNamed;
            if (!isRead) {
                return false;
            }
        }
        return !take(GO_CLOCK) || ((take('+') || take('-')) && digits() && take('.') && digits());
    }

    /** Reads {@code [Europe/Paris]}, and the tags of RFC 9557 such as {@code [u-ca=hebrew]}. */
    private boolean zoneIds() {
        while (take('[')) {
            if (!zoneId() || !take(']')) {
                return false;
            }
        }
        return true;
    }

    private boolean zoneId() {
        int first = at;
        while (TimeText.isDigit(peek())
                || (peek() >= 'A' && peek() <= 'Z')
                || (peek() >= 'a' && peek() <= 'z')
                || "_/+-:.~=".indexOf(peek()) >= 0) {
            at++;
        }
        return at > first;
    }

    /** Reads the name of the zone in JavaScript, which is in the language of the user. */
    private boolean comment() {
        if (!take(" (")) {
            return true;
        }
        at = text.indexOf(')', at) + 1;
        return at > 0;
    }

    private boolean digits() {
        int first = at;
        while (TimeText.isDigit(peek())) {
            at++;
        }
        return at > first;
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
        for (int i = 0; i < names.length(); i += NAME_LENGTH) {
            if (text.startsWith(names.substring(i, i + NAME_LENGTH), at)) {
                at += NAME_LENGTH;
                return i / NAME_LENGTH + 1;
            }
        }
        return 0;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private boolean take(char c) {
        boolean isNext = peek() == c;
        at += isNext ? 1 : 0;
        return isNext;
    }

    private boolean take(String part) {
        boolean isNext = text.startsWith(part, at);
        at += isNext ? part.length() : 0;
        return isNext;
    }
}
