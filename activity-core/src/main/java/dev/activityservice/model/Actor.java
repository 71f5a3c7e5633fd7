package dev.activityservice.model;

import org.jspecify.annotations.Nullable;

/**
 * The user or service that caused an event. The value comes from the attributes {@code authid} and {@code authtype} of a
 * CloudEvent, or from the event at the catalog's pointer. Immutable and thread-safe.
 *
 * @param id 1 to 1,024 bytes in UTF-8, not blank, without control characters and lone surrogates
 * @param type for example {@code user} or {@code service_account}: at most 64 bytes, or null if the event does not contain it
 */
public record Actor(String id, @Nullable String type) {

    /** Throws {@link InvalidValueException} if a part is not valid. */
    public Actor {
        TextRule.require("actor id", id, 1024);
        if (type != null) {
            TextRule.require("actor type", type, 64);
        }
    }

    /** Creates an actor. */
    public static Actor of(String id, @Nullable String type) {
        return new Actor(id, type);
    }
}
