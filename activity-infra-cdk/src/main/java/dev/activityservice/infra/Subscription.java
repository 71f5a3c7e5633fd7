package dev.activityservice.infra;

import dev.activityservice.model.EventTypePattern;
import dev.activityservice.text.Quoted;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The EventBridge rule of one bucket of catalog entries. The Terraform module computes the same buckets, names and patterns in
 * {@code subscriptions.tf}.
 *
 * <p>The bucket of an entry depends only on the text of its key (for example {@code orders.orderCreated.v1} or {@code orders.*}) and on the
 * number of buckets. A new entry therefore never moves another entry to another rule. If entries moved between two updates of rules, their
 * events would match neither rule for that time. The exception is a new prefix: entries that it covers need no pattern any more.
 *
 * @param bucket the number of the bucket, from 0 to {@code buckets} - 1
 * @param buckets the number of buckets
 * @param alternatives what the rule matches, at least one alternative. Each has other sources
 */
record Subscription(int bucket, int buckets, List<Alternative> alternatives) {

    /** The default number of buckets. */
    static final int DEFAULT_BUCKETS = 64;

    /** The possible numbers of buckets. Each is twice the number before it, so an entry of bucket b moves to bucket b or higher. */
    static final List<Integer> BUCKET_COUNTS = List.of(DEFAULT_BUCKETS, 128, 256);

    /** The order of Terraform: by the bytes in UTF-8. The order of Java differs for characters outside the basic plane. */
    private static final Comparator<String> BY_BYTES = (one, two) -> Arrays.compareUnsigned(bytes(one), bytes(two));

    /**
     * Returns the rules of a catalog, by bucket. A bucket without an entry has no rule.
     *
     * @param buckets one of {@link #BUCKET_COUNTS}
     * @throws IllegalArgumentException if a pattern is too long, or if it contains a text that Terraform or CloudFormation would change. The
     *     message contains the cure
     */
    static List<Subscription> of(Catalog catalog, int buckets) {
        Map<String, List<String>> prefixes = new HashMap<>();
        for (EventTypePattern entry : catalog.eventTypes()) {
            requireLiteral(entry.text());
            catalog.sources(entry).forEach(Subscription::requireLiteral);
            if (entry.isPrefix()) {
                prefixes.put(entry.literal(), sources(entry, catalog));
            }
        }
        Map<Integer, List<EventTypePattern>> entries = new TreeMap<>();
        for (EventTypePattern entry : catalog.eventTypes()) {
            if (!isCovered(entry, sources(entry, catalog), prefixes)) {
                entries.computeIfAbsent(bucket(entry.text(), buckets), bucket -> new ArrayList<>())
                        .add(entry);
            }
        }
        List<Subscription> subscriptions = new ArrayList<>();
        entries.forEach((bucket, ofBucket) ->
                subscriptions.add(new Subscription(bucket, buckets, alternatives(ofBucket, catalog))));
        AwsLimits.requirePatterns(subscriptions);
        return subscriptions;
    }

    /** Returns the bucket of a key of the catalog: the first four hexadecimal digits of its SHA-256, modulo the number of buckets. */
    static int bucket(String key, int buckets) {
        return Integer.parseInt(Digests.sha256(bytes(key)).substring(0, 4), 16) % buckets;
    }

    /** Returns the name of the rule. The rule of the same bucket on the shared bus has the same name. */
    String ruleName(String service, String env) {
        return ruleName(service, env, String.valueOf(bucket));
    }

    /**
     * Returns the name of the rule of a bucket, or with {@code *} as the bucket a pattern for the names of all rules of an environment. A
     * service has no hyphen and an environment no underscore, so the pattern does not match rules of another service or environment.
     */
    static String ruleName(String service, String env, String bucket) {
        return service + "-" + env + "_" + bucket;
    }

    String description() {
        return "Activity service: the event types of bucket " + bucket + " of " + buckets;
    }

    /**
     * Returns the buckets of the other rules that take over entries of this rule when the number of buckets grows. These rules must exist
     * before this rule loses the entries.
     */
    List<Integer> successors(List<Subscription> all) {
        return all.stream()
                .map(Subscription::bucket)
                .filter(other -> other > bucket && other % DEFAULT_BUCKETS == bucket % DEFAULT_BUCKETS)
                .toList();
    }

    /** Returns the event pattern as a tree of maps, lists and texts. */
    Map<String, Object> pattern() {
        List<Map<String, Object>> patterns =
                alternatives.stream().map(Alternative::pattern).toList();
        return patterns.size() == 1 ? patterns.get(0) : Map.of("$or", patterns);
    }

    /** Returns the number of entries that the pattern contains. */
    int entries() {
        return alternatives.stream()
                .mapToInt(alternative -> alternative.types().size())
                .sum();
    }

    /**
     * Returns whether the pattern of another entry matches each event of this entry. The other entry is a prefix with the same sources, or
     * without sources.
     */
    private static boolean isCovered(EventTypePattern entry, List<String> sources, Map<String, List<String>> prefixes) {
        String literal = entry.literal();
        for (int dot = literal.indexOf('.'); dot >= 0; dot = literal.indexOf('.', dot + 1)) {
            boolean isItself = entry.isPrefix() && dot == literal.length() - 1;
            List<String> ofPrefix = prefixes.get(literal.substring(0, dot + 1));
            if (!isItself && ofPrefix != null && (ofPrefix.isEmpty() || ofPrefix.equals(sources))) {
                return true;
            }
        }
        return false;
    }

    /** A pattern is a part of a template, in which CloudFormation resolves dynamic references. */
    private static void requireLiteral(String text) {
        if (DynamicReference.isIn(text)) {
            throw new IllegalArgumentException("An event type or source must not contain " + DynamicReference.BEGIN
                    + ", because CloudFormation would resolve it, not " + Quoted.of(text));
        }
        if (!PatternJson.isStable(text)) {
            throw new IllegalArgumentException(
                    "An event type or source must be in Unicode's normal form C, without control characters"
                            + " and lone surrogates, because Terraform changes other texts, not " + Quoted.of(text));
        }
    }

    private static List<Alternative> alternatives(List<EventTypePattern> entries, Catalog catalog) {
        Map<String, Alternative> bySources = new TreeMap<>(BY_BYTES);
        for (EventTypePattern entry : entries.stream()
                .sorted(Comparator.comparing(EventTypePattern::text, BY_BYTES))
                .toList()) {
            List<String> sources = sources(entry, catalog);
            bySources
                    .computeIfAbsent(PatternJson.of(sources), key -> new Alternative(sources, new ArrayList<>()))
                    .types()
                    .add(entry);
        }
        return List.copyOf(bySources.values());
    }

    private static List<String> sources(EventTypePattern entry, Catalog catalog) {
        return catalog.sources(entry).stream().sorted(BY_BYTES).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A part of a pattern: events of these types from these sources.
     *
     * @param sources exact sources, or beginnings of sources with {@code *} at their end; empty for every source
     * @param types the types, in Terraform's order
     */
    record Alternative(List<String> sources, List<EventTypePattern> types) {

        Map<String, Object> pattern() {
            Map<String, Object> pattern = new TreeMap<>(Comparator.reverseOrder());
            if (!sources.isEmpty()) {
                pattern.put("source", sources.stream().map(Alternative::source).toList());
            }
            pattern.put(
                    "detail-type",
                    types.stream()
                            .map(type -> type.isPrefix() ? prefix(type.literal()) : type.literal())
                            .toList());
            return pattern;
        }

        private static Object source(String source) {
            return source.endsWith("*") ? prefix(source.substring(0, source.length() - 1)) : source;
        }

        private static Object prefix(String text) {
            return Map.of("prefix", text);
        }
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
