package dev.activityservice.infra;

import dev.activityservice.model.EventTypePattern;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * One event type of the catalog as an EventBridge rule. The Terraform module computes the same names.
 *
 * @param type what the rule matches
 */
record Subscription(EventTypePattern type) {

    /** With the longest environment name, 10, a rule's name just fits into EventBridge's 64 characters. */
    private static final int MAX_READABLE_NAME_CHARS = 28;

    static List<Subscription> of(Catalog catalog) {
        return catalog.eventTypes().stream().map(Subscription::new).toList();
    }

    /** The name of the rule on our own bus. */
    String ruleName(String env) {
        return "activity_" + name() + "-" + env;
    }

    /** The name of the rule on the shared bus that forwards to ours. */
    String sharedRuleName(String env) {
        return "shared_activity_" + name() + "-" + env;
    }

    /** Letters and digits only, and no other type's: part of a logical id. */
    String logicalId() {
        return type.text().replaceAll("[^A-Za-z0-9]", "") + digest();
    }

    Map<String, Object> pattern() {
        Object match = type.isPrefix() ? Map.of("prefix", type.literal()) : type.literal();
        return Map.of("detail-type", List.of(match));
    }

    /** Readable, and made unique by a digest: types may differ in a character that a rule's name cannot have. */
    private String name() {
        String readable = type.text().replaceAll("[^A-Za-z0-9]", "_");
        return readable.substring(0, Math.min(MAX_READABLE_NAME_CHARS, readable.length())) + "_" + digest();
    }

    private String digest() {
        return Digests.sha256(type.text().getBytes(StandardCharsets.UTF_8)).substring(0, 8);
    }

    /** SHA-256 in lower-case hexadecimal, as Terraform's {@code sha256} has it. */
    static final class Digests {

        private Digests() {}

        static String sha256(byte[] bytes) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Cannot compute SHA-256: every Java platform has it", e);
            }
        }
    }
}
