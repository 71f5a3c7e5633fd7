package dev.activityservice.catalog;

import dev.activityservice.json.Refusal;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.Rejection;
import dev.activityservice.text.Quoted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sources that may publish the events of one catalog entry: exact texts, or prefixes that end in {@code *}. Immutable and thread-safe.
 */
record AllowedSources(List<String> patterns) {

    /** The source in EventBridge's envelope, among the extensions of an event. IAM controls this value. */
    static final String OF_ENVELOPE = "aws:source";

    /** The maximum length of an event's source. */
    private static final int MAX_CHARS = 1024;

    /** Throws if the event's own source, or that of its envelope, is not allowed. */
    void require(DomainEvent event) throws Refusal {
        require("source", event.identity().source());
        String ofEnvelope = event.extensions().get(OF_ENVELOPE);
        if (ofEnvelope != null) {
            require("source of the envelope", ofEnvelope);
        }
    }

    private void require(String name, String source) throws Refusal {
        for (String pattern : patterns) {
            int last = pattern.length() - 1;
            if (pattern.charAt(last) == '*' ? source.startsWith(pattern.substring(0, last)) : source.equals(pattern)) {
                return;
            }
        }
        throw new Refusal(
                Rejection.Code.SOURCE_NOT_ALLOWED,
                "/source",
                "The " + name + " " + Quoted.of(source) + " may not publish this event type");
    }

    /** Returns the fault of a pattern, as the continuation of a sentence about it; null if it has none. */
    static @Nullable String fault(String pattern) {
        if (pattern.isBlank() || pattern.equals("*")) {
            return "must be a source (for example \"dev.orders\"), or the beginning of sources with \"*\" at its end";
        }
        if (pattern.indexOf('*') != -1 && pattern.indexOf('*') != pattern.length() - 1) {
            return "must have \"*\" only at its end";
        }
        return pattern.length() > MAX_CHARS ? "must be at most " + MAX_CHARS + " characters long" : null;
    }
}
