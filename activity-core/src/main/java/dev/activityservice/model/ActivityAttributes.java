package dev.activityservice.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The payload fields that are stored with an activity: a map of names to JSON texts, in the catalog's order. A value is the
 * unchanged text of the event, so a number keeps all its digits.
 *
 * <p>The caller must make sure that each value is well-formed JSON. Immutable and thread-safe.
 */
public final class ActivityAttributes {

    private static final ActivityAttributes NONE = new ActivityAttributes(Collections.emptyMap());
    private static final int MAX_NAME_BYTES = 256;

    private final Map<String, String> jsonByName;

    private ActivityAttributes(Map<String, String> jsonByName) {
        this.jsonByName = jsonByName;
    }

    /** Returns empty attributes. */
    public static ActivityAttributes none() {
        return NONE;
    }

    /**
     * Copies the map. Throws {@link InvalidValueException} for a value that is blank, and for a name that is blank, longer than
     * 256 bytes, or has control characters or lone surrogates.
     */
    public static ActivityAttributes of(Map<String, String> jsonByName) {
        if (jsonByName.isEmpty()) {
            return NONE;
        }
        jsonByName.forEach((name, json) -> {
            TextRule.require("attribute name", name, MAX_NAME_BYTES);
            if (json.isBlank()) {
                throw new InvalidValueException(
                        Rejection.Code.MISSING_FIELD, "attribute " + name, json, "must be a JSON text");
            }
        });
        return new ActivityAttributes(Collections.unmodifiableMap(new LinkedHashMap<>(jsonByName)));
    }

    /** Returns an unmodifiable map of names to JSON texts, in the catalog's order. */
    public Map<String, String> asMap() {
        return jsonByName;
    }

    public boolean isEmpty() {
        return jsonByName.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ActivityAttributes that && jsonByName.equals(that.jsonByName);
    }

    @Override
    public int hashCode() {
        return jsonByName.hashCode();
    }

    @Override
    public String toString() {
        // No values, because payloads must not appear in logs.
        return "ActivityAttributes" + jsonByName.keySet();
    }
}
