package dev.activityservice.infra;

import dev.activityservice.catalog.ActivityCatalog;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Catalogs of any size for tests of rules. */
final class Catalogs {

    private static final List<String> EVENTS =
            List.of("created", "updated", "deleted", "confirmed", "stockReserved", "reservationFailed", "shipped");
    private static final List<String> AWKWARD = List.of(
            "it's.a \"quoted\\type\"",
            "<b>&amp;</b>",
            "line\u2028and\u2029paragraph",
            "größe.geändert.v1",
            "注文.作成.v1",
            "emoji.😀.\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67",
            "private.\uE000\uFFFD",
            "nonchar.\uFFFE\uFFFF",
            "{{resolved}} ${not}",
            "#comment: - &anchor !tag",
            "Object Created",
            "..*",
            "a..b",
            "ends.",
            "ends.*",
            "<&.*",
            "ü.ö.*");

    private Catalogs() {}

    static Catalog parse(String json) {
        return new Catalog(json, ActivityCatalog.parse(json));
    }

    /** Returns a catalog of entries without sources. */
    static Catalog of(List<String> types) {
        return parse(json(types.stream().map(type -> entry(type, List.of())).toList()));
    }

    static Catalog of(String... types) {
        return of(List.of(types));
    }

    static String json(List<String> entries) {
        return "{\"version\": 1, \"events\": {" + String.join(",\n", entries) + "}}";
    }

    static String entry(String type, List<String> sources) {
        return quoted(type) + ": {\"entities\": [{\"type\": \"thing\", \"id\": \"/data/id\"}]"
                + (sources.isEmpty()
                        ? ""
                        : ", \"sources\": "
                                + sources.stream().map(Catalogs::quoted).collect(Collectors.joining(", ", "[", "]")))
                + "}";
    }

    /** The content of a large catalog. */
    enum Content {
        EXACT,
        EXACT_WITH_SOURCES,
        PREFIXES,
        PREFIXES_WITH_SOURCES,
        MIXED;

        private boolean hasSources(int i) {
            return this == EXACT_WITH_SOURCES || this == PREFIXES_WITH_SOURCES || (this == MIXED && i % 3 > 0);
        }

        private boolean isPrefix(int i) {
            return this == PREFIXES || this == PREFIXES_WITH_SOURCES || (this == MIXED && i % 4 == 0);
        }
    }

    /** Returns a catalog with realistic names, and one source for each of 30 domains. MIXED also contains awkward names. */
    static Catalog large(int count, Content content) {
        List<String> types = realisticTypes(count, new Random(count));
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String type = content == Content.MIXED && i < AWKWARD.size() && count > AWKWARD.size()
                    ? AWKWARD.get(i)
                    : content.isPrefix(i) ? types.get(i).split("(?<=item[0-9]{1,4})\\.", 2)[0] + ".*" : types.get(i);
            String domain = type.substring(0, Math.max(1, type.indexOf('.')));
            entries.add(entry(type, content.hasSources(i) ? List.of("dev." + domain) : List.of()));
        }
        return parse(json(entries));
    }

    /** Returns different types such as {@code domain7.item12.created.v1}. */
    static List<String> realisticTypes(int count, Random random) {
        Set<String> types = new LinkedHashSet<>();
        while (types.size() < count) {
            types.add("domain" + random.nextInt(30) + ".item" + types.size() + "."
                    + EVENTS.get(random.nextInt(EVENTS.size())) + ".v1");
        }
        return List.copyOf(types);
    }

    /** Returns types of a length in one bucket. */
    static List<String> typesInBucket(int bucket, int buckets, int count, int length) {
        return candidates(length)
                .filter(type -> Subscription.bucket(type, buckets) == bucket)
                .limit(count)
                .toList();
    }

    static String typeInBucket(int bucket, int buckets, int length) {
        return typesInBucket(bucket, buckets, 1, length).get(0);
    }

    /** Returns other types in the same bucket of 64. */
    static List<String> typesInBucketOf(String key, int count) {
        return typesInBucket(Subscription.bucket(key, 64), 64, count, 20);
    }

    static String typeInBucketOf(String key) {
        return typesInBucketOf(key, 1).get(0);
    }

    static List<String> awkward() {
        return AWKWARD;
    }

    private static Stream<String> candidates(int length) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "t" + "x".repeat(length - 1 - String.valueOf(i).length()) + i);
    }

    private static String quoted(String text) {
        return Trees.json(text);
    }
}
