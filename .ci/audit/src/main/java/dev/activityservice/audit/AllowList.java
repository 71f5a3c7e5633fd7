package dev.activityservice.audit;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Findings that are known and do not concern us. A line each: advisory, package, last day, reason; {@code #} begins a comment.
 *
 * @param entries those that have not expired
 */
record AllowList(List<Entry> entries) {

    record Entry(String advisory, String name, LocalDate until, String reason) {}

    /** Throws {@link AuditException} for a line that lacks one of the four. */
    static AllowList parse(List<String> lines, LocalDate today) {
        List<Entry> entries = new ArrayList<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.strip().split("\\s+", 4);
            try {
                Entry entry = new Entry(parts[0], parts[1], LocalDate.parse(parts[2]), parts[3]);
                if (!entry.until().isBefore(today)) {
                    entries.add(entry);
                }
            } catch (DateTimeException | ArrayIndexOutOfBoundsException e) {
                throw new AuditException(
                        "Invalid line of the allow-list: \"" + line
                                + "\" is not: advisory, group:artifact, last day, reason",
                        e);
            }
        }
        return new AllowList(List.copyOf(entries));
    }

    boolean allows(Advisory advisory, Component component) {
        return entries.stream()
                .anyMatch(each ->
                        advisory.isKnownAs(each.advisory()) && each.name().equals(component.name()));
    }
}
