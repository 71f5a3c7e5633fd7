package dev.activityservice.testbed.loopback;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides which HTTP requests a server on the loopback interface answers. A web page of another site can send requests to this machine,
 * also under a name that its owner lets resolve to 127.0.0.1. The browser then sends that name as {@code Host}, or the site as
 * {@code Origin}. Both are refused. A request without these headers is answered, because browsers always send {@code Host}.
 *
 * <p>Thread-safe.
 */
public final class LoopbackGuard {

    /** The host of an authority (RFC 3986, section 3.2), and its port. */
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9a-f:.]+]|[^:\\[\\]]*)(?::([0-9]{0,5}))?");

    private static final Pattern ORIGIN = Pattern.compile("(https?)://(.+)");
    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.[0-9]{1,3}){3}");
    private static final int MAX_QUOTED_CHARS = 100;

    private final Set<String> hosts = new HashSet<>();
    private final Set<String> origins;
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();

    /**
     * @param hosts names to answer in addition to {@code localhost} and the loopback addresses, without a port
     * @param origins origins to answer in addition to the own ports, for example {@code https://shop.example}
     */
    public LoopbackGuard(Set<String> hosts, Set<String> origins) {
        hosts.forEach(host -> this.hosts.add(name(host)));
        this.origins = Set.copyOf(origins);
    }

    /** Returns a guard without additional hosts and origins. */
    public static LoopbackGuard strict() {
        return new LoopbackGuard(Set.of(), Set.of());
    }

    /** Also answers requests whose origin is this port on this machine. */
    public void own(int port) {
        ports.add(port);
    }

    /**
     * Returns the reason why a request must be refused; null if it may be answered. The reason is printable ASCII.
     *
     * @param hosts the values of all {@code Host} headers
     * @param origins the values of all {@code Origin} headers
     */
    public @Nullable String refusal(List<String> hosts, List<String> origins) {
        for (String host : hosts) {
            if (!isKnown(host)) {
                return "The header Host must name this machine (localhost, 127.0.0.1 or [::1]), not " + quoted(host)
                        + "; the option --allow-host of the local stack allows another name";
            }
        }
        for (String origin : origins) {
            if (!this.origins.contains(origin) && !isOwn(origin)) {
                return "The header Origin must be absent, this server, or an allowed origin, not " + quoted(origin)
                        + "; the option --cors of the local stack allows another origin";
            }
        }
        return null;
    }

    private boolean isKnown(String authority) {
        Matcher matcher = AUTHORITY.matcher(authority.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return false;
        }
        String name = name(matcher.group(1));
        return hosts.contains(name) || isLoopback(name);
    }

    private boolean isOwn(String origin) {
        Matcher matcher = ORIGIN.matcher(origin.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return false;
        }
        Matcher authority = AUTHORITY.matcher(matcher.group(2));
        if (!authority.matches()) {
            return false;
        }
        String port = authority.group(2);
        int number =
                port == null || port.isEmpty() ? (matcher.group(1).equals("http") ? 80 : 443) : Integer.parseInt(port);
        return ports.contains(number) && isKnown(matcher.group(2));
    }

    private static boolean isLoopback(String name) {
        if (name.startsWith("[")) {
            try {
                // The brackets make this an address, so that no name is looked up.
                return InetAddress.getByName(name).isLoopbackAddress();
            } catch (UnknownHostException e) {
                return false;
            }
        }
        return name.equals("localhost") || LOOPBACK_V4.matcher(name).matches();
    }

    /** Returns a name in lower case and without the dot of the root domain. */
    private static String name(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static String quoted(String text) {
        String cut = text.length() > MAX_QUOTED_CHARS ? text.substring(0, MAX_QUOTED_CHARS) + "..." : text;
        return "\"" + cut.replaceAll("[^ -~]|[\"\\\\]", "?") + "\"";
    }
}
