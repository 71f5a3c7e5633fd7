package dev.activityservice.testkit.contract;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Position;
import dev.activityservice.model.Rejection;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ActivityStore.Slice;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.ActivityStore.Written;
import dev.activityservice.port.driven.Readers;
import dev.activityservice.query.ActivityQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Decorators that change one behaviour of a sound store. */
final class StoreDecorators {

    private StoreDecorators() {}

    interface Append {
        List<Written> append(List<Activity> activities, Deadline deadline);
    }

    interface Check {
        @Nullable
        Rejection check(Activity activity);
    }

    interface Read {
        Slice read(SliceRequest request, Deadline deadline);
    }

    static ActivityStore append(ActivityStore store, Append append) {
        return new Decorated(append, store::check, store::read, (Readers) store);
    }

    static ActivityStore check(ActivityStore store, Check check) {
        return new Decorated(store::append, check, store::read, (Readers) store);
    }

    static ActivityStore read(ActivityStore store, Read read) {
        return new Decorated(store::append, store::check, read, (Readers) store);
    }

    static ActivityStore readers(ActivityStore store, Readers readers) {
        return new Decorated(store::append, store::check, store::read, readers);
    }

    /** Returns the store without its readers. */
    static ActivityStore withoutReaders(ActivityStore store) {
        return new ActivityStore() {
            @Override
            public List<Written> append(List<Activity> activities, Deadline deadline) {
                return store.append(activities, deadline);
            }

            @Override
            public @Nullable Rejection check(Activity activity) {
                return store.check(activity);
            }

            @Override
            public Slice read(SliceRequest request, Deadline deadline) {
                return store.read(request, deadline);
            }
        };
    }

    /** Stores a changed copy of each activity. */
    static ActivityStore store(ActivityStore store, UnaryOperator<Activity> change) {
        return storeList(store, activities -> activities.stream().map(change).toList());
    }

    /** Stores a changed list of the same size. */
    static ActivityStore storeList(ActivityStore store, UnaryOperator<List<Activity>> change) {
        return append(store, (activities, deadline) -> store.append(change.apply(activities), deadline));
    }

    /** Stores only the kept activities and reports the others as stored. */
    static ActivityStore drop(ActivityStore store, UnaryOperator<List<Activity>> kept) {
        return append(store, (activities, deadline) -> {
            List<Written> outcomes = new ArrayList<>(store.append(kept.apply(activities), deadline));
            while (outcomes.size() < activities.size()) {
                outcomes.add(Written.stored());
            }
            return outcomes;
        });
    }

    /** Stores only the first event of all events that have one entity, time and name. */
    static ActivityStore mergeEvents(ActivityStore store, Function<Activity, Object> name) {
        Map<List<Object>, Position> known = new ConcurrentHashMap<>();
        return drop(
                store,
                activities -> activities.stream()
                        .filter(activity -> activity.position()
                                .equals(known.computeIfAbsent(
                                        Arrays.asList(
                                                activity.tenant(),
                                                activity.entity(),
                                                activity.time(),
                                                name.apply(activity)),
                                        key -> activity.position())))
                        .toList());
    }

    /** Keeps one timeline for all entities of one tenant that have one name. */
    static ActivityStore mergeEntities(ActivityStore store, Function<EntityRef, Object> name) {
        return mergePlaces(store, place -> Arrays.asList(place.tenant(), name.apply(place.entity())));
    }

    /** An entity of a tenant. */
    record Place(@Nullable String tenant, EntityRef entity) {}

    /** Keeps one timeline and one set of readers for all entities of all tenants that have one name. */
    static ActivityStore mergePlaces(ActivityStore store, Function<Place, Object> name) {
        Map<Object, Place> known = new ConcurrentHashMap<>();
        UnaryOperator<Place> merged = place -> known.computeIfAbsent(name.apply(place), key -> place);
        ActivityStore storing = store(
                store, activity -> moved(activity, merged.apply(new Place(activity.tenant(), activity.entity()))));
        ActivityStore reading = read(storing, (request, deadline) -> {
            ActivityQuery query = request.query();
            Place asked = new Place(query.tenant(), query.entity());
            Place place = merged.apply(asked);
            SliceRequest mergedRequest = withQuery(
                    request,
                    Copies.of(query, place.entity()).tenant(place.tenant()).build());
            return withItems(store.read(mergedRequest, deadline), activity -> moved(activity, asked));
        });
        return readers(reading, (tenant, reader, entity, deadline) -> {
            Place place = merged.apply(new Place(tenant, entity));
            return ((Readers) store).isReader(place.tenant(), reader, place.entity(), deadline);
        });
    }

    /** Changes each activity that is read. */
    static ActivityStore map(ActivityStore store, UnaryOperator<Activity> change) {
        return slice(store, (request, slice) -> withItems(slice, change));
    }

    /** Changes each slice that is read. */
    static ActivityStore slice(ActivityStore store, BiFunction<SliceRequest, Slice, Slice> change) {
        return read(store, (request, deadline) -> change.apply(request, store.read(request, deadline)));
    }

    /** Changes each request to read. */
    static ActivityStore request(ActivityStore store, UnaryOperator<SliceRequest> change) {
        return read(store, (request, deadline) -> store.read(change.apply(request), deadline));
    }

    /** Sorts each slice by this order, newest first in reverse. */
    static ActivityStore reorder(ActivityStore store, Comparator<Activity> comparator) {
        return reorder(
                reorder(store, ActivityQuery.Order.OLDEST_FIRST, comparator),
                ActivityQuery.Order.NEWEST_FIRST,
                comparator.reversed());
    }

    /** Sorts each slice of a query in the given order. */
    static ActivityStore reorder(ActivityStore store, ActivityQuery.Order order, Comparator<Activity> comparator) {
        return slice(
                store,
                (request, slice) -> request.query().order() == order
                        ? withItems(
                                slice, slice.items().stream().sorted(comparator).toList())
                        : slice);
    }

    /** Filters event types by its own predicate. */
    static ActivityStore matchTypes(ActivityStore store, BiPredicate<EventTypePattern, String> matches) {
        return read(store, (request, deadline) -> {
            List<EventTypePattern> types = request.query().types();
            Slice all = store.read(withQuery(request, query -> query.types(List.of())), deadline);
            return withItems(
                    all,
                    all.items().stream()
                            .filter(activity -> types.isEmpty()
                                    || types.stream().anyMatch(type -> matches.test(type, activity.type())))
                            .toList());
        });
    }

    static Slice withItems(Slice slice, UnaryOperator<Activity> change) {
        return withItems(slice, slice.items().stream().map(change).toList());
    }

    static Slice withItems(Slice slice, List<Activity> items) {
        return new Slice(items, slice.examined(), slice.skipped(), slice.resumeAfter());
    }

    static SliceRequest withQuery(SliceRequest request, UnaryOperator<ActivityQuery.Builder> change) {
        ActivityQuery query = request.query();
        return withQuery(request, change.apply(Copies.of(query, query.entity())).build());
    }

    private static SliceRequest withQuery(SliceRequest request, ActivityQuery query) {
        return new SliceRequest(query, request.after(), request.maxExamined());
    }

    private static Activity moved(Activity activity, Place place) {
        return Copies.of(activity, place.entity(), activity.identity())
                .tenant(place.tenant())
                .build();
    }

    private record Decorated(Append append, Check check, Read read, Readers readers) implements ActivityStore, Readers {

        @Override
        public List<Written> append(List<Activity> activities, Deadline deadline) {
            return append.append(activities, deadline);
        }

        @Override
        public @Nullable Rejection check(Activity activity) {
            return check.check(activity);
        }

        @Override
        public Slice read(SliceRequest request, Deadline deadline) {
            return read.read(request, deadline);
        }

        @Override
        public boolean isReader(@Nullable String tenant, EntityRef reader, EntityRef entity, Deadline deadline) {
            return readers.isReader(tenant, reader, entity, deadline);
        }
    }
}
