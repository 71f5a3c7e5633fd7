package dev.activityservice.model;

import org.jspecify.annotations.Nullable;

/**
 * Which event it was: the producer's id together with its source. An id alone identifies nothing (CloudEvents 1.0, section
 * 3.1.1: {@code source} + {@code id} is unique).
 *
 * @param source 1 to 1,024 bytes in UTF-8, not blank, no control characters, no lone surrogates
 * @param id the same
 */
public record EventIdentity(String source, String id) {

    private static final int MAX_BYTES = 1024;

    /** Throws {@link InvalidValueException} if source or id breaks its rule. */
    public EventIdentity {
        TextRule.require("event source", source, MAX_BYTES);
        TextRule.require("event id", id, MAX_BYTES);
    }

    public static EventIdentity of(String source, String id) {
        return new EventIdentity(source, id);
    }

    /** By hand as {@link #hashCode} is, for a start of a function: the JVM would make a record's own out of method handles first. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EventIdentity identity && source.equals(identity.source) && id.equals(identity.id);
    }

    @Override
    public int hashCode() {
        return 31 * source.hashCode() + id.hashCode();
    }
}
