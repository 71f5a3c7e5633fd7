package dev.activityservice.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The few payload fields that are kept with an activity: name to JSON text, in the catalog's order. A value is the very text
 * of the event, so a number keeps every digit it had.
 *
 * <p>Immutable and thread-safe. That each value is well-formed JSON is the promise of who builds it; event reading keeps it.
 */
public final class Attributes {

    private static final Attributes NONE = new Attributes(Collections.emptyMap());
    private static final int NAME_BYTES = 256;

    private final Map<String, String> jsonByName;

    private Attributes(Map<String, String> jsonByName) {
        this.jsonByName = jsonByName;
    }

    public static Attributes none() {
        return NONE;
    }

    /** Takes a copy; throws {@link InvalidValueException} for a name that is blank, too long (256 bytes) or not well-formed. */
    public static Attributes of(Map<String, String> jsonByName) {
        if (jsonByName.isEmpty()) {
            return NONE;
        }
        jsonByName.forEach((name, json) -> {
            TextRule.require("attribute name", name, NAME_BYTES);
            if (json.isBlank()) {
                throw new InvalidValueException(
                        Rejection.Code.MISSING_FIELD, "attribute " + name, json, "is no JSON text");
            }
        });
        return new Attributes(Collections.unmodifiableMap(new LinkedHashMap<>(jsonByName)));
    }

    /** Name to JSON text, in order; unmodifiable. */
    public Map<String, String> asMap() {
        return jsonByName;
    }

    public boolean isEmpty() {
        return jsonByName.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attributes that && jsonByName.equals(that.jsonByName);
    }

    @Override
    public int hashCode() {
        return jsonByName.hashCode();
    }

    @Override
    public String toString() {
        // Values come from payloads, and payloads do not belong in logs.
        return "Attributes" + jsonByName.keySet();
    }
}
