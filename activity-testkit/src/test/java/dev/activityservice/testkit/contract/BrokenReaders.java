package dev.activityservice.testkit.contract;

import static dev.activityservice.testkit.contract.StoreDecorators.drop;
import static dev.activityservice.testkit.contract.StoreDecorators.readers;
import static dev.activityservice.testkit.contract.StoreDecorators.store;
import static dev.activityservice.testkit.contract.StoreDecorators.storeList;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Stores whose readers have one fault each. Exactly the named rules must catch the fault. */
// Error-prone cannot know that the functions are immutable.
@SuppressWarnings("ImmutableEnumChecker")
enum BrokenReaders {
    KNOWS_NOBODY(
            "r01 r02 r03 r04 r05 r06 r07 r08 r09 r10 r11 r12 r13",
            store -> readers(store, (tenant, reader, entity, deadline) -> !inTime(store, deadline))),
    KNOWS_EVERYBODY_OF_AN_ENTITY_WITH_READERS(
            "r01 r03 r04 r05 r07 r08 r09",
            store -> readers(
                    store,
                    (tenant, reader, entity, deadline) -> inTime(store, deadline)
                            && !store.readers(tenant, entity).isEmpty())),
    IGNORES_THE_TYPE_OF_A_READER(
            "r01 r07 r08",
            store -> anyReader(store, (asked, known) -> known.id().equals(asked.id()))),
    COMPARES_THE_START_OF_A_READER(
            "r01 r04",
            store -> anyReader(
                    store,
                    (asked, known) ->
                            known.type().equals(asked.type()) && asked.id().startsWith(known.id()))),
    IGNORES_SPACES(
            "r01",
            store -> anyReader(
                    store,
                    (asked, known) -> known.type().equals(asked.type())
                            && asked.id().strip().equals(known.id()))),

    GIVES_READERS_TO_ALL_ENTITIES_OF_AN_EVENT("r02", store -> storeList(store, BrokenReaders::withReadersOfTheEvent)),
    IGNORES_THE_TYPE_OF_AN_ENTITY(
            "r02 r07 r08",
            store -> readers(
                    store,
                    (tenant, reader, entity, deadline) -> inTime(store, deadline)
                            && store.entities(tenant).stream()
                                    .filter(each -> each.id().equals(entity.id()))
                                    .anyMatch(
                                            each -> store.readers(tenant, each).contains(reader)))),

    READS_IN_BOTH_DIRECTIONS(
            "r03",
            store -> readers(
                    store,
                    (tenant, reader, entity, deadline) -> store.isReader(tenant, reader, entity, deadline)
                            || store.isReader(tenant, entity, reader, deadline))),
    KNOWS_EACH_ENTITY_AS_ITS_READER(
            "r03",
            store -> readers(
                    store,
                    (tenant, reader, entity, deadline) ->
                            store.isReader(tenant, reader, entity, deadline) || reader.equals(entity))),
    KNOWS_READERS_OF_READERS(
            "r03",
            store -> readers(
                    store,
                    (tenant, reader, entity, deadline) -> store.isReader(tenant, reader, entity, deadline)
                            || store.readers(tenant, entity).stream()
                                    .anyMatch(
                                            each -> store.readers(tenant, each).contains(reader)))),

    KEEPS_ONE_READER_OF_AN_ACTIVITY("r04 r05 r09 r13", store -> store(store, activity -> withReaders(activity, 1))),
    KEEPS_25_READERS_OF_AN_ACTIVITY("r04", store -> store(store, activity -> withReaders(activity, 25))),
    KEEPS_THE_READERS_OF_ONE_ENTITY_IN_A_LIST(
            "r03 r05 r07", store -> storeList(store, BrokenReaders::withReadersOfOneEntity)),

    IGNORES_THE_TENANT("r06 r07 r08", BrokenReaders::withoutTenants),
    JOINS_TENANT_AND_ENTITY_TYPE(
            "r07 r08",
            store -> renamed(
                    store,
                    place -> new Named(
                            null,
                            EntityRef.of(
                                    ("x" + (place.tenant() == null ? "" : place.tenant())
                                            + place.entity().type()),
                                    place.entity().id()),
                            place.reader()))),
    NORMALISES_READERS(
            "r07",
            store -> renamed(
                    store,
                    named -> new Named(
                            named.tenant(),
                            named.entity(),
                            EntityRef.of(
                                    named.reader().type(),
                                    Normalizer.normalize(named.reader().id(), Normalizer.Form.NFC))))),
    IGNORES_THE_CASE_OF_TENANTS(
            "r06",
            store -> renamed(
                    store,
                    named -> new Named(
                            named.tenant() == null ? null : named.tenant().toLowerCase(Locale.ROOT),
                            named.entity(),
                            named.reader()))),
    CUTS_LONG_IDS(
            "r08",
            store -> renamed(store, named -> new Named(named.tenant(), cut(named.entity()), cut(named.reader())))),

    TAKES_READERS_AWAY_WHEN_AN_ACTIVITY_IS_STORED_AGAIN("r09 r12", BrokenReaders::toggled),
    NAMES_READERS_ONLY_IN_NEWER_ACTIVITIES("r10 r13", BrokenReaders::onlyNewer),
    REPLACES_THE_READERS_OF_AN_EVENT("r11", BrokenReaders::replacedForEachEvent),
    FORGETS_READERS_OF_EXPIRED_ACTIVITIES(
            "r12",
            store -> store(store, activity -> {
                Instant expiry = activity.expiresAt();
                return expiry != null && expiry.isBefore(Instant.now()) ? Timelines.withoutReaders(activity) : activity;
            })),
    STORES_FOR_ONE_THREAD_ONLY("r13", store -> {
        AtomicReference<@Nullable Thread> heard = new AtomicReference<>();
        return drop(store, activities -> {
            heard.compareAndSet(null, Thread.currentThread());
            return heard.get() == Thread.currentThread() ? activities : List.of();
        });
    }),
    ANSWERS_AFTER_THE_DEADLINE(
            "r14",
            store -> readers(
                    store,
                    (tenant, reader, entity, deadline) ->
                            store.isReader(tenant, reader, entity, () -> Duration.ofSeconds(1)))),
    KNOWS_NOBODY_AFTER_THE_DEADLINE(
            "r14",
            store -> readers(store, (tenant, reader, entity, deadline) -> {
                try {
                    return store.isReader(tenant, reader, entity, deadline);
                } catch (StoreUnavailableException e) {
                    return false;
                }
            }));

    private final List<String> caughtBy;
    private final Function<InMemoryActivityStore, ActivityStore> fault;

    BrokenReaders(String caughtBy, Function<InMemoryActivityStore, ActivityStore> fault) {
        this.caughtBy = List.of(caughtBy.split(" "));
        this.fault = fault;
    }

    ActivityStore create() {
        return fault.apply(InMemoryActivityStore.create());
    }

    List<String> caughtBy() {
        return caughtBy;
    }

    private interface Match {
        boolean matches(EntityRef asked, EntityRef known);
    }

    /** The question if a reader is a reader of an entity of a tenant. */
    private record Named(@Nullable String tenant, EntityRef entity, EntityRef reader) {}

    /** Throws if the deadline has passed. */
    private static boolean inTime(InMemoryActivityStore store, Deadline deadline) {
        EntityRef nobody = EntityRef.of("nobody", "0");
        return !store.isReader(null, nobody, nobody, deadline);
    }

    private static ActivityStore anyReader(InMemoryActivityStore store, Match match) {
        return readers(
                store,
                (tenant, reader, entity, deadline) -> inTime(store, deadline)
                        && store.readers(tenant, entity).stream().anyMatch(known -> match.matches(reader, known)));
    }

    /** Asks for renamed readers of renamed entities, and stores them. */
    private static ActivityStore renamed(InMemoryActivityStore store, UnaryOperator<Named> rename) {
        Set<Named> known = ConcurrentHashMap.newKeySet();
        ActivityStore storing = store(store, activity -> {
            for (EntityRef reader : activity.readers()) {
                known.add(rename.apply(new Named(activity.tenant(), activity.entity(), reader)));
            }
            return activity;
        });
        return readers(
                storing,
                (tenant, reader, entity, deadline) ->
                        inTime(store, deadline) && known.contains(rename.apply(new Named(tenant, entity, reader))));
    }

    private static ActivityStore withoutTenants(InMemoryActivityStore store) {
        return renamed(store, named -> new Named(null, named.entity(), named.reader()));
    }

    private static EntityRef cut(EntityRef entity) {
        return EntityRef.of(
                entity.type(),
                entity.id().substring(0, Math.min(255, entity.id().length())));
    }

    private static Activity withReaders(Activity activity, int count) {
        List<EntityRef> readers = activity.readers();
        return Copies.of(activity)
                .readers(readers.subList(0, Math.min(count, readers.size())))
                .build();
    }

    private static List<Activity> withReadersOfTheEvent(List<Activity> activities) {
        Map<EventIdentity, Set<EntityRef>> readers = new HashMap<>();
        activities.forEach(activity -> readers.computeIfAbsent(activity.identity(), key -> new LinkedHashSet<>())
                .addAll(activity.readers()));
        return activities.stream()
                .map(activity -> Copies.of(activity)
                        .readers(readers.getOrDefault(activity.identity(), Set.of()))
                        .build())
                .toList();
    }

    private static List<Activity> withReadersOfOneEntity(List<Activity> activities) {
        List<Activity> stored = new ArrayList<>();
        for (Activity activity : activities) {
            stored.add(
                    activity.entity().equals(activities.get(0).entity())
                            ? activity
                            : Timelines.withoutReaders(activity));
        }
        return stored;
    }

    private static ActivityStore toggled(InMemoryActivityStore store) {
        Set<Named> gone = new HashSet<>();
        Set<Activity> seen = new HashSet<>();
        ActivityStore storing = storeList(store, activities -> {
            synchronized (seen) {
                for (Activity activity : activities) {
                    if (!seen.add(activity)) {
                        activity.readers().forEach(reader -> gone.add(named(activity, reader)));
                    }
                }
            }
            return activities;
        });
        return without(store, storing, gone::contains);
    }

    private static ActivityStore onlyNewer(InMemoryActivityStore store) {
        return store(store, activity -> {
            List<Activity> timeline = store.timeline(activity.tenant(), activity.entity());
            return timeline.isEmpty()
                            || !activity.time()
                                    .isBefore(timeline.get(timeline.size() - 1).time())
                    ? activity
                    : Timelines.withoutReaders(activity);
        });
    }

    private static ActivityStore replacedForEachEvent(InMemoryActivityStore store) {
        Map<Named, EventIdentity> namedBy = new ConcurrentHashMap<>();
        Set<Named> gone = ConcurrentHashMap.newKeySet();
        ActivityStore storing = store(store, activity -> {
            List<Named> names = activity.readers().stream()
                    .map(reader -> named(activity, reader))
                    .toList();
            namedBy.forEach((named, event) -> {
                if (event.equals(activity.identity())
                        && named.entity().equals(activity.entity())
                        && !names.contains(named)) {
                    gone.add(named);
                }
            });
            names.forEach(named -> namedBy.put(named, activity.identity()));
            return activity;
        });
        return without(store, storing, gone::contains);
    }

    private static Named named(Activity activity, EntityRef reader) {
        return new Named(activity.tenant(), activity.entity(), reader);
    }

    private static ActivityStore without(InMemoryActivityStore sound, ActivityStore store, Predicate<Named> gone) {
        return readers(
                store,
                (tenant, reader, entity, deadline) -> sound.isReader(tenant, reader, entity, deadline)
                        && !gone.test(new Named(tenant, entity, reader)));
    }
}
