package dev.activityservice.testkit.contract;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.Position;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ActivityStore.Slice;
import dev.activityservice.port.driven.ActivityStore.Written;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Stores that ignore the contract. Each failure of a rule must guide their developer. */
// The stores return null where the port forbids it. Error-prone cannot know that the functions are immutable.
@SuppressWarnings({"NullAway", "ImmutableEnumChecker"})
enum HostileStore {
    RETURNS_NULL(
            "append returned null",
            store -> StoreDecorators.read(
                    StoreDecorators.append(store, (activities, deadline) -> null), (request, deadline) -> null)),
    READS_NULL("read returned null", store -> StoreDecorators.read(store, (request, deadline) -> null)),
    THROWS_FROM_EVERYTHING(
            "append threw java.lang.IllegalStateException: Cannot connect",
            store -> StoreDecorators.check(
                    StoreDecorators.read(
                            StoreDecorators.append(store, (activities, deadline) -> {
                                throw failure();
                            }),
                            (request, deadline) -> {
                                throw failure();
                            }),
                    activity -> {
                        throw failure();
                    })),
    THROWS_NULL_POINTER_EXCEPTIONS(
            "read threw java.lang.NullPointerException: Cannot find a row",
            store -> StoreDecorators.read(store, (request, deadline) -> {
                throw new NullPointerException("Cannot find a row");
            })),
    THROWS_AN_ERROR(
            "append threw java.lang.StackOverflowError",
            store -> StoreDecorators.append(store, (activities, deadline) -> {
                throw new StackOverflowError();
            })),
    RETURNS_ONE_RESULT_TOO_MANY("append returned 2 items", results(results -> {
        List<Written> more = new ArrayList<>(results);
        more.add(Written.stored());
        return more;
    })),
    RETURNS_NO_RESULTS("append returned nothing (an empty list)", results(results -> List.of())),
    RETURNS_NULL_RESULTS(
            "result 1 in the list of append is null", results(results -> Arrays.asList(new Written[results.size()]))),
    RETURNS_OTHER_RESULTS(
            "- Retryable[reason=THROTTLED]",
            results(results -> Collections.nCopies(results.size(), Written.retryable(RetryReason.THROTTLED)))),
    REJECTS_EVERYTHING(
            "check returned Rejection",
            store -> StoreDecorators.check(
                    store, activity -> Rejection.of(Rejection.Code.REFUSED_BY_STORE, "", "not today"))),
    READS_NULL_ITEMS(
            "read threw java.lang.NullPointerException",
            store -> StoreDecorators.read(
                    store, (request, deadline) -> new Slice(Arrays.asList(new Activity[] {null}), 1, 0, null))),
    READS_NOTHING(
            "nothing (an empty list)",
            store -> StoreDecorators.read(store, (request, deadline) -> new Slice(List.of(), 0, 0, null))),
    NEVER_ENDS(
            "no end after 12010 slices",
            store -> StoreDecorators.read(
                    store, (request, deadline) -> new Slice(List.of(), 1, 0, next(request.query(), request.after())))),
    GOES_BACK(
            "resumeAfter is 2026-01-05T10:00:00Z",
            store -> StoreDecorators.slice(
                    store,
                    (request, slice) -> new Slice(
                            slice.items(),
                            slice.examined(),
                            0,
                            Position.of(Timelines.START, EventIdentity.of("nowhere", "1"))))),
    HANGS(
            "append did not return within PT0.06S",
            store -> StoreDecorators.append(store, (activities, deadline) -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("Interrupted", e);
                }
                return List.of();
            }));

    private final String actual;
    private final UnaryOperator<ActivityStore> fault;

    HostileStore(String actual, UnaryOperator<ActivityStore> fault) {
        this.actual = actual;
        this.fault = fault;
    }

    ActivityStore create() {
        return fault.apply(InMemoryActivityStore.create());
    }

    /** A text that a message about this store contains. */
    String actual() {
        return actual;
    }

    /** The rules that must fail. All rules that store and read find all faults except these. */
    Set<String> caughtBy(Set<String> rules) {
        return switch (this) {
            case REJECTS_EVERYTHING -> Set.of("s32", "s33", "s34");
            case READS_NOTHING, READS_NULL, READS_NULL_ITEMS, NEVER_ENDS, GOES_BACK, THROWS_NULL_POINTER_EXCEPTIONS ->
                Set.of("s01", "s17", "s30", "s42");
            default -> {
                Set<String> appending = new TreeSet<>(rules);
                appending.removeAll(Set.of("s06", "s26", "s34", "s44", "s45"));
                yield appending;
            }
        };
    }

    private static UnaryOperator<ActivityStore> results(UnaryOperator<List<Written>> change) {
        return store -> StoreDecorators.append(
                store, (activities, deadline) -> change.apply(store.append(activities, deadline)));
    }

    private static RuntimeException failure() {
        return new IllegalStateException("Cannot connect");
    }

    private static Position next(ActivityQuery query, @Nullable Position after) {
        if (after == null) {
            return Position.of(Timelines.START, EventIdentity.of("nowhere", "1"));
        }
        return new Position(
                after.time().plusNanos(query.order() == ActivityQuery.Order.OLDEST_FIRST ? 1 : -1),
                null,
                after.tieBreaker());
    }
}
