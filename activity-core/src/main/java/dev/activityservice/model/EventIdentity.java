package dev.activityservice.model;

import org.jspecify.annotations.Nullable;

/**
 * The identity of an event: its source and the id that the producer gave it. The id alone is not unique (CloudEvents 1.0, section
 * 3.1.1: {@code source} + {@code id} is unique). Immutable and thread-safe.
 *
 * @param source 1 to 1,024 bytes in UTF-8, not blank, without control characters and lone surrogates
 * @param id a text that follows the same rules
 */
public record EventIdentity(String source, String id) {

    private static final int MAX_BYTES = 1024;

    /** Throws {@link InvalidValueException} if the source or the id is not valid. */
    public EventIdentity {
        TextRule.require("event source", source, MAX_BYTES);
        TextRule.require("event id", id, MAX_BYTES);
    }

    /** Creates an identity. */
    public static EventIdentity of(String source, String id) {
        return new EventIdentity(source, id);
    }

    // equals and hashCode are hand-written. The JVM links a record's generated methods through method handles on first
    // use, which
    // slows a cold start.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EventIdentity identity && source.equals(identity.source) && id.equals(identity.id);
    }

    @Override
    public int hashCode() {
        return 31 * source.hashCode() + id.hashCode();
    }
}
