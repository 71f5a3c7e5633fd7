package dev.activityservice.model;

import dev.activityservice.text.NameRule;
import org.jspecify.annotations.Nullable;

/**
 * The reference to an entity: an order, a user, a product. Every entity has its own timeline. Two references mean the same entity
 * only if both types and both ids are equal character by character. Nothing is normalised. Immutable and thread-safe.
 *
 * @param type a letter, then letters, digits, {@code .}, {@code _} or {@code -}: at most 64 characters
 * @param id an opaque text: 1 to 1,024 bytes in UTF-8, not blank, without control characters and lone surrogates
 */
public record EntityRef(String type, String id) {

    /**
     * Maximum length of an id, in bytes of UTF-8. It leaves room for the type and a prefix in a DynamoDB partition key, whose limit is
     * 2,048 bytes.
     */
    public static final int MAX_ID_BYTES = 1024;

    /** Throws {@link InvalidValueException} if the type or the id is not valid. */
    public EntityRef {
        requireType(type);
        TextRule.require("entity id", id, MAX_ID_BYTES);
    }

    /** Creates a reference. */
    public static EntityRef of(String type, String id) {
        return new EntityRef(type, id);
    }

    /** Returns {@code type} if it is a valid entity type, else throws {@link InvalidValueException}. */
    public static String requireType(String type) {
        TextRule.require("entity type", type, NameRule.MAX_CHARS);
        if (!NameRule.isName(type)) {
            throw new InvalidValueException(
                    Rejection.Code.INVALID_TEXT, "entity type", type, "must be " + NameRule.DESCRIPTION);
        }
        return type;
    }

    // equals and hashCode are hand-written. The JVM links a record's generated methods through method handles on first
    // use, which
    // slows a cold start.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EntityRef entity && type.equals(entity.type) && id.equals(entity.id);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + id.hashCode();
    }
}
