package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Rejection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.event.ruler.Machine;

/**
 * EventBridge's own matcher routes an event to the queue exactly if an entry of the catalog has its type and allows the source of its
 * envelope. The function decides by its own reader and catalog. The tests compare both decisions.
 */
@Execution(ExecutionMode.CONCURRENT)
class EventPatternTest {

    private static final long SEED = Long.getLong("activity.seed", System.nanoTime());
    private static final List<String> SOURCES = List.of("dev.a", "dev.ab", "dev.*", "shop*", "http://dev.a", "s");

    @ParameterizedTest
    @EnumSource
    void routing_and_recording_of_a_large_catalog_agree(Catalogs.Content content) throws Exception {
        compare(Catalogs.large(300, content), 64, new Random(SEED), 1_500);
    }

    @Tag("thorough")
    @ParameterizedTest
    @EnumSource
    void routing_and_recording_of_each_large_catalog_agree(Catalogs.Content content) throws Exception {
        for (int count : List.of(10, 300, 1000)) {
            for (int buckets : Subscription.BUCKET_COUNTS) {
                compare(Catalogs.large(count, content), buckets, new Random(SEED), 20_000);
            }
        }
    }

    @Test
    void routing_and_recording_of_small_random_catalogs_with_overlapping_entries_agree() throws Exception {
        Random random = new Random(SEED);
        int matched = 0;
        for (int round = 0; round < 200; round++) {
            matched += compare(overlapping(random), 64, random, 40);
        }

        assertThat(matched).isBetween(1_000, 7_000);
    }

    @Test
    void awkward_types_are_matched() throws Exception {
        Catalog catalog = Catalogs.of(Catalogs.awkward());
        Machine machine = machine(catalog, 64);

        for (EventTypePattern type : catalog.eventTypes()) {
            String event = type.isPrefix() ? type.literal() + "x" : type.text();
            assertThat(machine.rulesForJSONEvent(envelope(event, "s", "{}")))
                    .describedAs(event)
                    .isNotEmpty();
            assertThat(machine.rulesForJSONEvent(envelope("x" + event, "s", "{}")))
                    .describedAs(event)
                    .isEmpty();
        }
    }

    @Test
    void a_type_of_the_greatest_length_is_matched() throws Exception {
        String type = "ü".repeat(128);

        assertThat(machine(Catalogs.of(type), 64).rulesForJSONEvent(envelope(type, "s", "{}")))
                .hasSize(1);
        assertThat(machine(Catalogs.of(type), 64).rulesForJSONEvent(envelope(type + "ü", "s", "{}")))
                .isEmpty();
    }

    /** Returns the number of events that a rule matches. */
    private static int compare(Catalog catalog, int buckets, Random random, int events) throws Exception {
        Machine machine = machine(catalog, buckets);
        EventReader reader = EventReader.create(catalog.content().extensions(), catalog.content()::matches);
        int matched = 0;
        for (int i = 0; i < events; i++) {
            String type = type(catalog, random);
            String source = source(catalog, random);
            boolean isCloudEvent = random.nextBoolean();
            String own = isCloudEvent ? source(catalog, random) : source;
            String body = envelope(type, source, isCloudEvent ? cloudEvent(own) : "{\"id\": \"1\"}");
            String description = "seed " + SEED + ", " + body + ", catalog "
                    + (catalog.json().length() < 2_000 ? catalog.json() : "");

            boolean isRouted = !machine.rulesForJSONEvent(body).isEmpty();
            boolean isAccepted = isAccepted(catalog, reader, body);

            matched += isRouted ? 1 : 0;
            assertThat(isRouted).describedAs(description).isEqualTo(isExpected(catalog, type, source));
            if (isAccepted) {
                assertThat(isRouted).describedAs(description).isTrue();
            } else if (isRouted && !isCloudEvent) {
                // The function acknowledges or rejects such an event. It is routed by a less specific entry.
                assertThat(isOverlapped(catalog, type)).describedAs(description).isTrue();
            }
        }
        return matched;
    }

    /** Returns whether the function records the event. */
    private static boolean isAccepted(Catalog catalog, EventReader reader, String body) {
        if (!(reader.read(body, MessageMetadata.none()) instanceof EventReader.Result.Accepted accepted)) {
            return false;
        }
        Mapping mapping = catalog.content().map(accepted.event());
        return !(mapping instanceof Mapping.Refused refused
                && refused.rejection().code() == Rejection.Code.SOURCE_NOT_ALLOWED);
    }

    /** Returns whether an entry has the type, and allows the source. EventBridge also matches a prefix without any continuation. */
    private static boolean isExpected(Catalog catalog, String type, String source) {
        return catalog.eventTypes().stream()
                .anyMatch(entry -> covers(entry, type) && allows(catalog.sources(entry), source));
    }

    /** Returns whether more than one entry has the type, or the type is a prefix without any continuation. */
    private static boolean isOverlapped(Catalog catalog, String type) {
        return catalog.eventTypes().stream()
                                .filter(entry -> covers(entry, type))
                                .count()
                        > 1
                || (type.endsWith(".") && !catalog.content().matches(type));
    }

    private static boolean covers(EventTypePattern entry, String type) {
        return entry.isPrefix() ? type.startsWith(entry.literal()) : type.equals(entry.text());
    }

    private static boolean allows(List<String> sources, String source) {
        return sources.isEmpty()
                || sources.stream()
                        .anyMatch(pattern -> pattern.endsWith("*")
                                ? source.startsWith(pattern.substring(0, pattern.length() - 1))
                                : source.equals(pattern));
    }

    private static Machine machine(Catalog catalog, int buckets) throws Exception {
        Machine machine = Machine.builder().build();
        for (Subscription subscription : Subscription.of(catalog, buckets)) {
            machine.addRule(subscription.ruleName("ActivityService", "dev"), PatternJson.of(subscription.pattern()));
        }
        return machine;
    }

    /** Returns a type of the catalog, or one that is almost a type of the catalog. */
    private static String type(Catalog catalog, Random random) {
        EventTypePattern entry =
                catalog.eventTypes().get(random.nextInt(catalog.eventTypes().size()));
        String type = entry.literal() + (entry.isPrefix() && random.nextInt(8) > 0 ? "x" : "");
        return switch (random.nextInt(8)) {
            case 0 -> type + "x";
            case 1 -> type.substring(0, type.offsetByCodePoints(type.length(), -1));
            case 2 -> type.toUpperCase(Locale.ROOT);
            case 3 -> "x" + type;
            default -> type;
        };
    }

    /** Returns a source of the catalog, or one that is almost a source of the catalog. */
    private static String source(Catalog catalog, Random random) {
        List<String> sources = new ArrayList<>(List.of("dev.users"));
        sources.addAll(catalog.sources(
                catalog.eventTypes().get(random.nextInt(catalog.eventTypes().size()))));
        String source = sources.get(random.nextInt(sources.size()));
        String literal = source.endsWith("*") ? source.substring(0, source.length() - 1) : source;
        return random.nextInt(4) == 0 || (source.endsWith("*") && random.nextBoolean()) ? literal + "x" : literal;
    }

    /** Returns a catalog of few entries that often cover each other, with few sources. */
    private static Catalog overlapping(Random random) {
        List<String> types =
                List.of("a.*", "a.b.*", "a.b.c.*", "a.b", "a.b.c", "a.b.c.d", "a.", "ab.*", "ab", "b.c", "b.*");
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i <= random.nextInt(6); i++) {
            String type = types.get(random.nextInt(types.size()));
            List<String> sources =
                    SOURCES.stream().filter(source -> random.nextInt(3) == 0).toList();
            entries.put(type, Catalogs.entry(type, random.nextInt(3) == 0 ? List.of() : sources));
        }
        return Catalogs.parse(Catalogs.json(List.copyOf(entries.values())));
    }

    private static String envelope(String type, String source, String detail) {
        return "{\"version\": \"0\", \"id\": \"e-1\", \"detail-type\": " + Trees.json(type) + ", \"source\": "
                + Trees.json(source) + ", \"account\": \"123456789012\", \"time\": \"2026-01-05T10:00:00Z\","
                + " \"region\": \"eu-west-1\", \"resources\": [], \"detail\": " + detail + "}";
    }

    private static String cloudEvent(String source) {
        return "{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": " + Trees.json(source)
                + ", \"type\": \"t\", \"data\": {\"id\": \"1\"}}";
    }
}
