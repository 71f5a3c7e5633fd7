package dev.activityservice.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the format of a response by the header {@code Accept} (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1">RFC
 * 9110, section 12.5.1</a>): the most specific range that matches a format gives its quality, and the format with the highest quality
 * wins. Of equal qualities, the first offered format wins, so that browsers get JSON.
 *
 * <p>Clients send many forms, so the reading is lenient. Parameters other than {@code q} have no effect. A range that cannot be read has
 * no effect, and a header without a readable range counts as absent. Old clients send a lone star for all types, and {@code .2} for
 * {@code 0.2}. No library is used, because it would be loaded at each cold start.
 */
final class AcceptHeader {

    private static final String ANY = "*";

    /** The characters of a token, except letters and digits (RFC 9110, section 5.6.2). */
    private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

    private AcceptHeader() {}

    /**
     * Returns the best offered format. Throws {@link HttpProblemException} if the header excludes all of them.
     *
     * @param accept the value of the header; null without one
     * @param offered at least one format, in the order of preference
     */
    static ResponseFormat choose(@Nullable String accept, List<ResponseFormat> offered) {
        List<MediaRange> ranges = accept == null ? List.of() : ranges(accept);
        if (ranges.isEmpty()) {
            return offered.get(0);
        }
        ResponseFormat best = null;
        double bestQuality = 0;
        for (ResponseFormat format : offered) {
            double quality = quality(format, ranges);
            if (quality > bestQuality) {
                best = format;
                bestQuality = quality;
            }
        }
        if (best == null) {
            throw HttpProblemException.of(
                    ProblemCode.NOT_ACCEPTABLE,
                    "The header \"Accept\" must allow "
                            + offered.stream().map(ResponseFormat::mediaType).collect(Collectors.joining(" or ")));
        }
        return best;
    }

    private static double quality(ResponseFormat format, List<MediaRange> ranges) {
        MediaRange closest = null;
        for (MediaRange range : ranges) {
            if (range.contains(format)
                    && (closest == null
                            || range.specificity() > closest.specificity()
                            || (range.specificity() == closest.specificity() && range.quality() > closest.quality()))) {
                closest = range;
            }
        }
        return closest == null ? 0 : closest.quality();
    }

    private static List<MediaRange> ranges(String accept) {
        List<MediaRange> ranges = new ArrayList<>();
        for (String element : parts(accept, ',')) {
            MediaRange range = range(parts(element, ';'));
            if (range != null) {
                ranges.add(range);
            }
        }
        return ranges;
    }

    private static @Nullable MediaRange range(List<String> parts) {
        String name = parts.get(0).strip().toLowerCase(Locale.ROOT);
        int slash = name.indexOf('/');
        String type = slash < 0 ? name : name.substring(0, slash);
        String subtype = slash < 0 ? "" : name.substring(slash + 1);
        if (name.equals(ANY)) {
            subtype = ANY;
        }
        if (!isToken(type) || !isToken(subtype) || (type.equals(ANY) && !subtype.equals(ANY))) {
            return null;
        }
        for (String parameter : parts.subList(1, parts.size())) {
            int equals = parameter.indexOf('=');
            if (equals >= 0 && parameter.substring(0, equals).strip().equalsIgnoreCase("q")) {
                double quality = quality(parameter.substring(equals + 1).strip());
                return quality < 0 ? null : new MediaRange(type, subtype, quality);
            }
        }
        return new MediaRange(type, subtype, 1);
    }

    /** Returns the quality, at most 1; negative if the text is not a number. */
    private static double quality(String text) {
        int digits = 0;
        int points = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == '.') {
                points++;
            } else {
                return -1;
            }
        }
        return digits == 0 || points > 1 ? -1 : Math.min(Double.parseDouble(text), 1);
    }

    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isAlphanumeric = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!isAlphanumeric && TOKEN_SYMBOLS.indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Splits the text at each separator that is not in a quoted string. A missing quote at the end is added. */
    private static List<String> parts(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    /**
     * @param type in lower case, or a star
     * @param subtype in lower case, or a star
     * @param quality from 0, which is not acceptable, to 1
     */
    private record MediaRange(String type, String subtype, double quality) {

        boolean contains(ResponseFormat format) {
            String mediaType = format.mediaType();
            return switch (specificity()) {
                case 0 -> true;
                case 1 -> mediaType.startsWith(type + '/');
                default -> mediaType.equals(type + '/' + subtype);
            };
        }

        int specificity() {
            return type.equals(ANY) ? 0 : subtype.equals(ANY) ? 1 : 2;
        }
    }
}
