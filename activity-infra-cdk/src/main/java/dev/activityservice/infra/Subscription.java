package dev.activityservice.infra;

import dev.activityservice.model.EventTypePattern;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The EventBridge rule of one event type of the catalog. The Terraform module computes the same names.
 *
 * @param type the event type that the rule matches
 */
record Subscription(EventTypePattern type) {

    /**
     * Maximum number of characters of the event type in the name of a rule. With the longest environment (10 characters), the name then
     * has 64 characters, the limit of EventBridge.
     */
    private static final int MAX_READABLE_NAME_CHARS = 28;

    static List<Subscription> of(Catalog catalog) {
        return catalog.eventTypes().stream().map(Subscription::new).toList();
    }

    /** Returns the name of the rule on the bus of this system. */
    String ruleName(String env) {
        return "activity_" + name() + "-" + env;
    }

    /** Returns the name of the rule on the shared bus. This rule forwards events to the bus of this system. */
    String sharedRuleName(String env) {
        return "shared_activity_" + name() + "-" + env;
    }

    /** Returns a unique part of a logical id for this event type, of letters and digits. */
    String logicalId() {
        return type.text().replaceAll("[^A-Za-z0-9]", "") + digest();
    }

    Map<String, Object> pattern() {
        Object match = type.isPrefix() ? Map.of("prefix", type.literal()) : type.literal();
        return Map.of("detail-type", List.of(match));
    }

    /** Returns a readable name. The digest makes it unique, because event types can differ in characters that a rule's name cannot contain. */
    private String name() {
        String readable = type.text().replaceAll("[^A-Za-z0-9]", "_");
        return readable.substring(0, Math.min(MAX_READABLE_NAME_CHARS, readable.length())) + "_" + digest();
    }

    private String digest() {
        return Digests.sha256(type.text().getBytes(StandardCharsets.UTF_8)).substring(0, 8);
    }

    /** Computes SHA-256 in lower-case hexadecimal digits, like {@code sha256} of Terraform. */
    static final class Digests {

        private Digests() {}

        static String sha256(byte[] bytes) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Cannot compute SHA-256, which every Java platform must have", e);
            }
        }
    }
}
