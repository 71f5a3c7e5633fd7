package dev.activityservice.port.driving;

import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Warning;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A dry run: what would become of this message body, and why? Writes nothing, reads no store. Thread-safe. */
public interface ExplainEvent {

    /** Never throws for any body. */
    Explanation explain(String body, MessageMetadata metadata);

    /**
     * What would become of a message.
     *
     * @param reading what the reader made of the body
     * @param mapping what the catalog made of the event; null if there is no event
     * @param outcome what {@link RecordActivities} would answer if the store is well
     */
    record Explanation(EventReader.Result reading, @Nullable Mapping mapping, RecordActivities.Outcome outcome) {

        private static final int LISTED = 20;
        private static final int QUOTED = 128;

        /**
         * The same for people, in a few lines without a line break at the end. The first is the verdict, as in {@code
         * recordable: 2 activities} or {@code rejected: MISSING_FIELD at /data/orderNumber: …}; the others say which
         * event it is, which entry of the catalog decided, which entities it concerns (20 at most) and what its
         * producer should mend. Of the payload it shows ids only, quoted, escaped and cut.
         */
        public String describe() {
            StringBuilder out = new StringBuilder(verdict());
            if (reading instanceof EventReader.Result.Accepted accepted) {
                DomainEvent event = accepted.event();
                line(out, "event", quote(event.type()));
                line(out, "source", quote(event.identity().source()));
                line(out, "id", quote(event.identity().id()));
                line(
                        out,
                        "time",
                        event.time() + " (" + event.timeSource().name().toLowerCase(Locale.ROOT) + ")");
                EventTypePattern entry = entry();
                if (entry != null) {
                    line(out, "entry", quote(entry.text()));
                }
                activities(out);
                warnings(out, accepted.warnings());
            }
            if (mapping instanceof Mapping.Mapped mapped) {
                warnings(out, mapped.warnings());
            } else if (mapping instanceof Mapping.NoEntity none) {
                warnings(out, none.warnings());
            }
            return out.toString();
        }

        private String verdict() {
            return switch (outcome.kind()) {
                case RECORDED ->
                    "recordable: " + outcome.activities() + (outcome.activities() == 1 ? " activity" : " activities");
                case IGNORED -> "ignored: no entry for " + quote(eventType());
                case NO_ENTITY -> "no entity: the event names none of the entities of its entry";
                case EXPIRED -> "expired: its retention has passed";
                case REJECTED -> {
                    Rejection rejection = outcome.rejection();
                    yield rejection == null
                            ? "rejected"
                            : "rejected: " + rejection.code() + at(rejection.pointer()) + ": " + rejection.message();
                }
                case RETRY -> "retry: " + outcome.retryReason();
            };
        }

        private String eventType() {
            return reading instanceof EventReader.Result.Accepted accepted
                    ? accepted.event().type()
                    : "";
        }

        private @Nullable EventTypePattern entry() {
            if (mapping instanceof Mapping.Mapped mapped) {
                return mapped.entry();
            }
            if (mapping instanceof Mapping.NoEntity none) {
                return none.entry();
            }
            return mapping instanceof Mapping.Refused refused ? refused.entry() : null;
        }

        private void activities(StringBuilder out) {
            if (!(mapping instanceof Mapping.Mapped mapped)) {
                return;
            }
            List<Activity> activities = mapped.activities();
            for (Activity activity : activities.subList(0, Math.min(activities.size(), LISTED))) {
                line(
                        out,
                        "entity",
                        activity.entity().type() + " " + quote(activity.entity().id()));
            }
            if (activities.size() > LISTED) {
                line(out, "entity", "… and " + (activities.size() - LISTED) + " more");
            }
            Actor actor = activities.get(0).actor();
            if (actor != null) {
                line(out, "actor", quote(actor.id()));
            }
            if (activities.get(0).expiresAt() != null) {
                line(out, "expires", String.valueOf(activities.get(0).expiresAt()));
            }
        }

        private static void warnings(StringBuilder out, List<Warning> warnings) {
            for (Warning warning : warnings.subList(0, Math.min(warnings.size(), LISTED))) {
                line(out, "warning", warning.code() + at(warning.pointer()) + ": " + warning.message());
            }
            if (warnings.size() > LISTED) {
                line(out, "warning", "… and " + (warnings.size() - LISTED) + " more");
            }
        }

        private static void line(StringBuilder out, String label, String text) {
            out.append(String.format("\n  %-8s ", label)).append(text);
        }

        /** A pointer has keys of the payload in it. */
        private static String at(String pointer) {
            return pointer.isEmpty() ? "" : " at " + escape(pointer);
        }

        private static String quote(String text) {
            return '"' + escape(text) + '"';
        }

        /** One line whatever the text: it may go to a terminal. */
        private static String escape(String text) {
            StringBuilder out = new StringBuilder();
            int end = Math.min(text.length(), QUOTED);
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            for (int i = 0; i < end; i++) {
                char c = text.charAt(i);
                if (c == '"') {
                    out.append("\\\"");
                } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                    out.append(String.format("\\u%04x", (int) c));
                } else {
                    out.append(c);
                }
            }
            return out.append(end < text.length() ? "…" : "").toString();
        }
    }
}
