package dev.activityservice.model;

import dev.activityservice.text.NameRule;
import org.jspecify.annotations.Nullable;

/**
 * What a timeline belongs to: an order, a user, a product. Two references are the same entity only if type and id are equal
 * character by character; nothing is normalised.
 *
 * @param type a letter, then letters, digits, {@code .}, {@code _} or {@code -}; at most 64 characters
 * @param id opaque; 1 to 1,024 bytes in UTF-8, not blank, no control characters, no lone surrogates
 */
public record EntityRef(String type, String id) {

    /** Leaves room for type and prefix in a DynamoDB partition key, which holds 2,048 bytes. */
    private static final int ID_BYTES = 1024;

    /** Throws {@link InvalidValueException} if type or id breaks its rule. */
    public EntityRef {
        requireType(type);
        TextRule.require("entity id", id, ID_BYTES);
    }

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

    /** By hand as {@link #hashCode} is, for a start of a function: the JVM would make a record's own out of method handles first. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EntityRef entity && type.equals(entity.type) && id.equals(entity.id);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + id.hashCode();
    }
}
