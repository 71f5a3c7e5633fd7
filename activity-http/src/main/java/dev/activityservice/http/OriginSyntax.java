package dev.activityservice.http;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form in which browsers send an origin (<a
 * href="https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin">HTML standard</a>): scheme and host in
 * lower case, no default port, no path. A text of another form would never equal a header. A separate class, so that an API without
 * CORS does not load it.
 */
final class OriginSyntax {

    /** Groups: scheme, host, port. */
    private static final Pattern ORIGIN =
            Pattern.compile("(https?)://([a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)(?::([1-9][0-9]{0,4}))?");

    /** Browsers take a host whose last label is a number as an IPv4 address (URL standard, "ends in a number"). */
    private static final Pattern NUMERIC_HOST = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");

    /** A text whose author may have meant an origin. Groups: scheme, host, port. */
    private static final Pattern SIMILAR =
            Pattern.compile("(?:([A-Za-z]+)://)?([A-Za-z0-9_.-]+?)\\.?(?::0*([0-9]{1,5}))?(?:[/?#].*)?");

    private static final int MAX_PORT = 65_535;

    private OriginSyntax() {}

    static boolean isOrigin(String text) {
        Matcher origin = ORIGIN.matcher(text);
        return origin.matches() && isHost(origin.group(2)) && isPort(origin.group(1), origin.group(3));
    }

    private static boolean isHost(String host) {
        return !host.contains("..")
                && (!NUMERIC_HOST.matcher(host).matches() || IPV4.matcher(host).matches());
    }

    private static boolean isPort(String scheme, @Nullable String port) {
        return port == null || (!port.equals(defaultPort(scheme)) && Integer.parseInt(port) <= MAX_PORT);
    }

    private static String defaultPort(String scheme) {
        return scheme.equals("https") ? "443" : "80";
    }

    /** Returns what to write instead of a text that is not an origin. It contains at most an origin of the text. */
    static String cure(String text) {
        if (text.equals("null")) {
            return "sandboxed pages and local files of anybody send null, so serve the page from a host and allow that host";
        }
        if (text.contains("[")) {
            return "an IPv6 address is not supported, so use a host name such as http://localhost:8080";
        }
        Matcher similar = SIMILAR.matcher(text);
        if (similar.matches()) {
            String scheme =
                    similar.group(1) == null ? "https" : similar.group(1).toLowerCase(Locale.ROOT);
            String port = similar.group(3);
            String origin = scheme + "://" + similar.group(2).toLowerCase(Locale.ROOT)
                    + (port == null || port.equals(defaultPort(scheme)) ? "" : ":" + port);
            if (isOrigin(origin)) {
                return "write " + origin;
            }
        }
        return "an origin has http or https, a host name in ASCII, and a port from 1 to 65535 unless it is the default one";
    }
}
