package dev.activityservice.catalog;

import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.EventTypePattern;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Catalogs with one entry, and events for this entry. */
final class CatalogFixtures {

    static final String TYPE = "orders.orderCreated.v1";
    static final EventIdentity IDENTITY = EventIdentity.of("dev.orders", "e-1");
    static final Instant TIME = Instant.parse("2026-03-02T09:16:00Z");
    static final String ORDER = "{\"type\": \"order\", \"id\": \"/data/orderNumber\"}";

    private CatalogFixtures() {}

    /** Returns a catalog with one entry for {@link #TYPE} that has these members. */
    static ActivityCatalog catalogOf(String members) {
        return ActivityCatalog.parse(fileOf(members));
    }

    static String fileOf(String members) {
        return "{\"version\": 1, \"events\": {\"" + TYPE + "\": {" + members + "}}}";
    }

    static String entities(String... entities) {
        return "\"entities\": [" + String.join(", ", entities) + "]";
    }

    static String entity(String type, String pointer) {
        return "{\"type\": \"" + type + "\", \"id\": \"" + pointer + "\"}";
    }

    static String optional(String type, String pointer) {
        return "{\"type\": \"" + type + "\", \"id\": \"" + pointer + "\", \"optional\": true}";
    }

    static DomainEvent event(@Nullable String data) {
        return eventOf(TYPE, data);
    }

    static DomainEvent eventOf(String type, @Nullable String data) {
        DomainEvent.Builder builder = DomainEvent.builder(IDENTITY, type, TIME);
        builder.data(data);
        return builder.build();
    }

    static Activity.Builder activity(String entityType, String id) {
        return Activity.builder(EntityRef.of(entityType, id), IDENTITY, TYPE, TIME);
    }

    static ActivityCatalog.Mapping mapped(Activity... activities) {
        return new ActivityCatalog.Mapping.Mapped(EventTypePattern.parse(TYPE), List.of(activities), List.of());
    }

    /** A new seed at each run, printed; {@code -Dactivity.seed=…} replays one. */
    static Random seeded(String test) {
        long seed = Long.getLong("activity.seed", new SplittableRandom().nextLong());
        System.out.println(test + ": -Dactivity.seed=" + seed);
        return new Random(seed);
    }
}
