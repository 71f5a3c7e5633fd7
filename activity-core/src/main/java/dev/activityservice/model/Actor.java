package dev.activityservice.model;

import org.jspecify.annotations.Nullable;

/**
 * Who caused an event, as the event tells it (CloudEvents' {@code authid} and {@code authtype}, or the catalog's pointer).
 *
 * @param id 1 to 1,024 bytes in UTF-8, under the rules of an entity id
 * @param type for example {@code user} or {@code service_account}; at most 64 bytes, or null where the event does not say
 */
public record Actor(String id, @Nullable String type) {

    /** Throws {@link InvalidValueException} if a part breaks its rule. */
    public Actor {
        TextRule.require("actor id", id, 1024);
        if (type != null) {
            TextRule.require("actor type", type, 64);
        }
    }

    public static Actor of(String id, @Nullable String type) {
        return new Actor(id, type);
    }
}
