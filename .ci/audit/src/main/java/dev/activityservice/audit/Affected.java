package dev.activityservice.audit;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.maven.artifact.versioning.ComparableVersion;

/**
 * Versions of one library that an advisory is about.
 *
 * @param name group and artifact
 * @param versions one by one
 * @param ranges from and to, each in the order of versions
 */
record Affected(String name, List<String> versions, List<List<Event>> ranges) {

    static Affected read(String name, JsonObject affected) {
        List<List<Event>> ranges = new ArrayList<>();
        for (JsonObject range : Advisory.objects(affected, "ranges")) {
            // Ranges of commits say nothing of versions.
            if (!range.getString("type").equals("GIT")) {
                ranges.add(Advisory.objects(range, "events").stream()
                        .map(Event::read)
                        .sorted()
                        .toList());
            }
        }
        return new Affected(name, Advisory.texts(affected, "versions"), ranges);
    }

    boolean includes(Component component) {
        if (!name.equals(component.name())) {
            return false;
        }
        ComparableVersion version = new ComparableVersion(component.version());
        return versions.stream().anyMatch(each -> new ComparableVersion(each).equals(version))
                || ranges.stream().anyMatch(range -> isIn(range, version));
    }

    private static boolean isIn(List<Event> range, ComparableVersion version) {
        boolean vulnerable = false;
        for (Event event : range) {
            vulnerable = event.changes(vulnerable, version);
        }
        return vulnerable;
    }

    /**
     * A version at which something changes.
     *
     * @param kind what
     * @param version where
     */
    record Event(Kind kind, ComparableVersion version) implements Comparable<Event> {

        enum Kind {
            INTRODUCED,
            FIXED,
            LAST_AFFECTED,
            LIMIT
        }

        static Event read(JsonObject event) {
            for (Kind kind : Kind.values()) {
                String name = kind.name().toLowerCase(Locale.ROOT);
                if (event.containsKey(name)) {
                    return new Event(kind, new ComparableVersion(event.getString(name)));
                }
            }
            throw new AuditException("An event of a range is none of the known ones: " + event.keySet());
        }

        /** Whether a version is vulnerable, if it was so before this event. */
        boolean changes(boolean vulnerable, ComparableVersion candidate) {
            int comparison = candidate.compareTo(version);
            return switch (kind) {
                case INTRODUCED ->
                    vulnerable || comparison >= 0 || version.toString().equals("0");
                case FIXED -> vulnerable && comparison < 0;
                case LAST_AFFECTED -> vulnerable && comparison <= 0;
                case LIMIT ->
                    vulnerable && (comparison < 0 || version.toString().equals("*"));
            };
        }

        /** "0" stands before all versions; what ends stands before what begins at the same version. */
        @Override
        public int compareTo(Event other) {
            boolean first = version.toString().equals("0");
            boolean otherFirst = other.version.toString().equals("0");
            if (first != otherFirst) {
                return first ? -1 : 1;
            }
            int comparison = version.compareTo(other.version);
            return comparison != 0 ? comparison : other.kind.compareTo(kind);
        }
    }
}
