package dev.activityservice.local.command;

import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.event.EventReader;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Warning;
import dev.activityservice.port.driving.ExplainEvent.Explanation;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.text.Quoted;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The explanation of a dry run as a few lines of text without a final line break. The first line is the result, such as {@code
 * recordable: 2 activities} or {@code rejected: MISSING_FIELD at /data/orderNumber: …}. The other lines describe the event, the
 * catalog entry, the tenant, at most 20 entities and 20 readers, summary and at most 20 stored fields as the table would have them,
 * warnings for the producer, and timelines that many events share. Of the payload, the text contains only what would be stored, escaped and truncated.
 */
public final class ExplanationText {

    /** Maximum number of entities, of readers, and of warnings that are listed. */
    private static final int MAX_LISTED = 20;

    private static final int MAX_VALUE_CHARS = 128;

    /** Maximum characters of the summary, which has at most 200, and of the JSON of each stored field. */
    private static final int MAX_STORED_CHARS = 1024;

    private final Explanation explanation;

    private ExplanationText(Explanation explanation) {
        this.explanation = explanation;
    }

    /** Returns the text of an explanation. */
    public static String of(Explanation explanation) {
        return new ExplanationText(explanation).text();
    }

    private String text() {
        StringBuilder out = new StringBuilder(verdict());
        if (explanation.outcome().reading() instanceof EventReader.Result.Accepted accepted) {
            DomainEvent event = accepted.event();
            line(out, "event", quote(event.type()));
            line(out, "source", quote(event.identity().source()));
            line(out, "id", quote(event.identity().id()));
            line(out, "time", event.time() + " (" + event.timeSource().name().toLowerCase(Locale.ROOT) + ")");
            EventTypePattern entry = entry();
            if (entry != null) {
                line(out, "entry", quote(entry.text()));
            }
            activities(out);
            warnings(out, accepted.warnings());
        } else if (explanation.outcome().reading() instanceof EventReader.Result.Unwanted unwanted) {
            line(out, "event", quote(unwanted.type()));
        }
        if (explanation.mapping() instanceof Mapping.Mapped mapped) {
            warnings(out, mapped.warnings());
        } else if (explanation.mapping() instanceof Mapping.NoEntity none) {
            warnings(out, none.warnings());
        }
        for (EntityRef shared : explanation.sharedTimelines()) {
            line(
                    out,
                    "shared",
                    entity(shared)
                            + ": many events are in this one partition, which takes at most 1,000 writes in a second");
        }
        return out.toString();
    }

    private String verdict() {
        Outcome outcome = explanation.outcome();
        if (outcome instanceof Outcome.Rejected rejected) {
            Rejection rejection = rejected.rejection();
            return "rejected: " + rejection.code() + at(rejection.pointer()) + ": "
                    + TerminalText.message(rejection.message());
        }
        if (outcome instanceof Outcome.Retry retry) {
            return "retry: " + retry.reason();
        }
        return switch (outcome.kind()) {
            case IGNORED ->
                explanation.mapping() instanceof Mapping.Superseded superseded
                        ? "ignored: superseded by " + quote(superseded.successor()) + ", which the catalog has"
                        : "ignored: no entry for " + quote(eventType());
            case NO_ENTITY -> "no entity: the event names none of the entities of its entry";
            case EXPIRED -> "expired: its retention has passed";
            default -> {
                int activities = outcome.entities().size();
                yield "recordable: " + activities + (activities == 1 ? " activity" : " activities");
            }
        };
    }

    private String eventType() {
        if (explanation.outcome().reading() instanceof EventReader.Result.Unwanted unwanted) {
            return unwanted.type();
        }
        return explanation.outcome().reading() instanceof EventReader.Result.Accepted accepted
                ? accepted.event().type()
                : "";
    }

    private @Nullable EventTypePattern entry() {
        if (explanation.mapping() instanceof Mapping.Mapped mapped) {
            return mapped.entry();
        }
        if (explanation.mapping() instanceof Mapping.NoEntity none) {
            return none.entry();
        }
        return explanation.mapping() instanceof Mapping.Refused refused ? refused.entry() : null;
    }

    private void activities(StringBuilder out) {
        if (!(explanation.mapping() instanceof Mapping.Mapped mapped)) {
            return;
        }
        List<Activity> activities = mapped.activities();
        String tenant = activities.get(0).tenant();
        if (tenant != null) {
            line(out, "tenant", quote(tenant));
        }
        for (Activity activity : activities.subList(0, Math.min(activities.size(), MAX_LISTED))) {
            line(out, "entity", entity(activity.entity()));
        }
        if (activities.size() > MAX_LISTED) {
            line(out, "entity", "… and " + (activities.size() - MAX_LISTED) + " more");
        }
        readers(out, activities);
        Actor actor = activities.get(0).actor();
        if (actor != null) {
            line(out, "actor", quote(actor.id()));
        }
        if (activities.get(0).expiresAt() != null) {
            line(out, "expires", String.valueOf(activities.get(0).expiresAt()));
        }
        stored(out, activities.get(0));
    }

    /** Lists what all activities of the event store in addition. */
    private static void stored(StringBuilder out, Activity activity) {
        String summary = activity.summary();
        if (summary != null) {
            line(out, "summary", quote(summary, MAX_STORED_CHARS));
        }
        Map<String, String> fields = activity.attributes().asMap();
        fields.entrySet().stream()
                .limit(MAX_LISTED)
                .forEach(field -> line(
                        out,
                        "field",
                        quote(field.getKey()) + " " + TerminalText.line(field.getValue(), MAX_STORED_CHARS)));
        if (fields.size() > MAX_LISTED) {
            line(out, "field", "… and " + (fields.size() - MAX_LISTED) + " more");
        }
    }

    private static void readers(StringBuilder out, List<Activity> activities) {
        int count = 0;
        for (Activity activity : activities) {
            for (EntityRef reader : activity.readers()) {
                if (count++ < MAX_LISTED) {
                    line(out, "reader", entity(reader) + " of " + entity(activity.entity()));
                }
            }
        }
        if (count > MAX_LISTED) {
            line(out, "reader", "… and " + (count - MAX_LISTED) + " more");
        }
    }

    private static void warnings(StringBuilder out, List<Warning> warnings) {
        for (Warning warning : warnings.subList(0, Math.min(warnings.size(), MAX_LISTED))) {
            line(
                    out,
                    "warning",
                    warning.code() + at(warning.pointer()) + ": " + TerminalText.message(warning.message()));
        }
        if (warnings.size() > MAX_LISTED) {
            line(out, "warning", "… and " + (warnings.size() - MAX_LISTED) + " more");
        }
    }

    private static String entity(EntityRef entity) {
        return entity.type() + " " + quote(entity.id());
    }

    private static void line(StringBuilder out, String label, String text) {
        out.append(String.format("\n  %-8s ", label)).append(text);
    }

    /** Escapes and truncates the pointer, because it contains keys of the payload. */
    private static String at(String pointer) {
        return pointer.isEmpty() ? "" : " at " + TerminalText.line(pointer, MAX_VALUE_CHARS);
    }

    private static String quote(String text) {
        return quote(text, MAX_VALUE_CHARS);
    }

    private static String quote(String text, int maxChars) {
        return Quoted.of(text, maxChars);
    }
}
