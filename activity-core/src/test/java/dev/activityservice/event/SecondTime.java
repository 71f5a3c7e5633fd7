package dev.activityservice.event;

import dev.activityservice.event.EventReader.Result;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.Warning;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a text means as a time. The table in {@code docs/events.md} is here as regular expressions, independent of the code that it is
 * compared with. Leap seconds are missing.
 *
 * @param instant null if the text is not the time of the event
 * @param code the code of the rejection or warning, or "-"
 */
record SecondTime(@Nullable Instant instant, String code) {

    private static final String CLOCK =
            "(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})(:(?<second>[0-9]{2})(\\.(?<fraction>[0-9]+))?)?";
    private static final String NUMBERS =
            "(?<sign>[+-])(?<hours>[0-9]{2})((?<minutes>[0-9]{2})|:(?<minutes2>[0-9]{2})(:(?<seconds>[0-9]{2}))?)?";
    private static final String ABBREVIATION = " (?!UTC|GMT|Z)[A-Z]{3,5}";
    private static final String GO = "( [+-][A-Za-z0-9/_+-]| [A-Za-z0-9/_+-]{3,64})?( m=[+-][0-9]{1,9}\\.[0-9]{1,9})?";
    private static final String UTC = "(?<utc> ?[Zz]| UTC| GMT)";
    private static final String ZONE = "(" + UTC + "|( ?| UTC| GMT)" + NUMBERS + "|" + ABBREVIATION + ")?";
    private static final String ZONE_AND_GO = "(" + UTC + "|( ?| UTC| GMT)" + NUMBERS + GO + "|" + ABBREVIATION + ")?";
    private static final String COMMENT = "( \\([^)]*\\))?";
    private static final String YEAR = "(?<year>[0-9]{4})";
    private static final String NAMED_DAY = "(?<name>Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
    private static final String NAMED_MONTH = "(?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
    private static final Pattern[] FORMATS = {
        Pattern.compile(
                YEAR + "-(?<month>[0-9]{2})-(?<day>[0-9]{2})[Tt ]" + CLOCK + ZONE_AND_GO + "(\\[[^!\\]][^\\]]*])*"),
        Pattern.compile(
                NAMED_DAY + ",  ?(?<day>[0-9]{1,2}) " + NAMED_MONTH + " " + YEAR + " " + CLOCK + ZONE + COMMENT,
                Pattern.DOTALL),
        Pattern.compile(
                NAMED_DAY + " " + NAMED_MONTH + "  ?(?<day>[0-9]{1,2}) " + YEAR + " " + CLOCK + ZONE + COMMENT,
                Pattern.DOTALL),
        Pattern.compile(NAMED_DAY + " " + NAMED_MONTH + "  ?(?<day>[0-9]{1,2}) " + CLOCK + ZONE + " " + YEAR)
    };
    private static final Pattern RFC_3339 =
            Pattern.compile("[0-9-]{10}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})");
    private static final Pattern DOT_NET = Pattern.compile("/Date\\((-?[0-9]{1,15})([+-][0-9]{4})?\\)/");
    private static final SecondTime BAD = new SecondTime(null, "BAD_TIME");
    private static final long ZERO = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();

    static SecondTime of(String text) {
        if (text.isBlank()) {
            return new SecondTime(null, "BLANK_TIME");
        }
        try {
            if (text.equals("-62135596800")) {
                return new SecondTime(null, "ZERO_TIME");
            }
            Matcher dotNet = DOT_NET.matcher(text);
            if (dotNet.matches()) {
                return timed(Instant.ofEpochMilli(Long.parseLong(dotNet.group(1))), "TIME_FORMAT");
            }
            if (text.matches("-?[0-9]{11,15}")) {
                return timed(Instant.ofEpochMilli(Long.parseLong(text)), "EPOCH_TIME");
            }
            for (Pattern format : FORMATS) {
                Matcher matcher = format.matcher(text);
                if (matcher.matches()) {
                    return of(text, matcher);
                }
            }
        } catch (DateTimeException e) {
            return BAD;
        }
        return BAD;
    }

    /** Returns whether the next source of the time is used. */
    boolean isIgnored() {
        return instant == null && !equals(BAD);
    }

    /** Returns what the compared reader finds in an event with this time. */
    static SecondTime byReader(String text) {
        MessageMetadata metadata =
                MessageMetadata.builder().sentTime(Instant.EPOCH).build();
        Result result = Bodies.read(Bodies.cloudEvent("\"time\":" + Bodies.quote(text)), metadata);
        if (result instanceof Result.Rejected rejected) {
            return new SecondTime(null, rejected.rejection().code().name());
        }
        Result.Accepted accepted = (Result.Accepted) result;
        List<Warning.Code> codes =
                accepted.warnings().stream().map(Warning::code).toList();
        boolean isOwn = accepted.event().timeSource() == TimeSource.EVENT;
        return new SecondTime(
                isOwn ? accepted.event().time() : null,
                codes.isEmpty() ? "-" : codes.toString().replaceAll("[\\[\\]]", ""));
    }

    private static SecondTime of(String text, Matcher parts) {
        String fraction = parts.group("fraction") == null ? "" : parts.group("fraction");
        LocalDateTime local = LocalDateTime.of(
                number(parts, "year"),
                month(parts.group("month")),
                number(parts, "day"),
                number(parts, "hour"),
                number(parts, "minute"),
                number(parts, "second"),
                Integer.parseInt((fraction + "000000000").substring(0, 9)));
        String name = text(parts, "name");
        if (name != null && !local.getDayOfWeek().equals(day(name))) {
            return BAD;
        }
        boolean hasOffset = parts.group("utc") != null || parts.group("sign") != null;
        int minutes = Math.max(number(parts, "minutes"), number(parts, "minutes2"));
        int seconds = number(parts, "seconds");
        if (number(parts, "hours") > 23 || minutes > 59 || seconds > 59) {
            return BAD;
        }
        if (local.equals(LocalDateTime.MIN.withYear(1))) {
            return new SecondTime(null, "ZERO_TIME");
        }
        if (!hasOffset) {
            return new SecondTime(null, "TIME_WITHOUT_OFFSET");
        }
        int offset = number(parts, "hours") * 3600 + minutes * 60 + seconds;
        Instant instant =
                local.toInstant(ZoneOffset.UTC).minusSeconds("-".equals(parts.group("sign")) ? -offset : offset);
        boolean isRfc3339 = RFC_3339.matcher(text).matches();
        return timed(instant, !isRfc3339 ? "TIME_FORMAT" : fraction.length() > 9 ? "TIME_CUT" : "-");
    }

    private static SecondTime timed(Instant instant, String code) {
        long distance = Math.abs(instant.getEpochSecond() - ZERO);
        if (instant.getNano() == 0 && (distance < 60 || (distance < 86_400 && distance % 900 == 0))) {
            return new SecondTime(null, "ZERO_TIME");
        }
        int year = instant.atOffset(ZoneOffset.UTC).getYear();
        return year < 0 || year > 9999 ? BAD : new SecondTime(instant, code);
    }

    private static int number(Matcher parts, String group) {
        String text = text(parts, group);
        return text == null ? 0 : Integer.parseInt(text);
    }

    private static @Nullable String text(Matcher parts, String group) {
        try {
            return parts.group(group);
        } catch (IllegalArgumentException e) {
            // The format does not have this part.
            return null;
        }
    }

    private static int month(String text) {
        for (Month month : Month.values()) {
            if (month.getDisplayName(TextStyle.SHORT, Locale.US).equals(text)) {
                return month.getValue();
            }
        }
        return Integer.parseInt(text);
    }

    private static DayOfWeek day(String text) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.getDisplayName(TextStyle.SHORT, Locale.US).equals(text)) {
                return day;
            }
        }
        throw new AssertionError(text);
    }
}
