package dev.activityservice.testkit.contract;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static java.util.stream.Collectors.toCollection;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Position;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.TraceContext;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore.Slice;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.ActivityStore.Written;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.testkit.fixture.ActivityFixture;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Fills and reads the timelines of one rule in the store under test. */
final class Timelines {

    /** The default time of activities. */
    static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

    private static final int APPENDED_AT_ONCE = 500;

    private final ObservedStore store;
    private final Evidence evidence;
    private final String namespace;
    private final Supplier<Deadline> deadline;
    private final int maxSlices;

    /** @param maxSlices the number of slices after which a walk counts as endless */
    Timelines(ObservedStore store, Evidence evidence, String namespace, Supplier<Deadline> deadline, int maxSlices) {
        this.store = store;
        this.evidence = evidence;
        this.namespace = namespace;
        this.deadline = deadline;
        this.maxSlices = maxSlices;
    }

    EntityRef entity(String id) {
        return EntityRef.of("order", namespace + "/" + id);
    }

    String source() {
        return "https://contract.example/" + namespace;
    }

    ActivityFixture activity(String entityId) {
        return activity(entity(entityId));
    }

    ActivityFixture activity(EntityRef entity) {
        return anActivity().of(entity).source(source()).at(START);
    }

    List<Activity> everySecond(EntityRef entity, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> activity(entity).at(START.plusSeconds(i)).build())
                .toList();
    }

    /** Appends the activities. Fails unless each one is stored. */
    void append(List<Activity> activities) {
        append(activities, deadline.get(), Written.stored());
    }

    /** Appends the activities. Fails unless each one has this result. */
    void append(List<Activity> activities, Deadline deadline, Written result) {
        evidence.expect(Collections.nCopies(activities.size(), result), store.append(activities, deadline));
    }

    /** Appends the activities with any result. */
    void appendAny(List<Activity> activities) {
        store.append(activities, deadline.get());
    }

    /** Appends each list in its own thread. Fails unless each activity is stored. */
    void appendConcurrently(List<List<Activity>> lists) {
        List<List<Written>> results = store.appendConcurrently(lists, deadline.get());
        for (int i = 0; i < lists.size(); i++) {
            evidence.expect(Collections.nCopies(lists.get(i).size(), Written.stored()), results.get(i));
        }
    }

    /** Fails unless {@code check} reports no rejection. */
    void expectAccepted(Activity activity) {
        Rejection rejection = store.check(activity);
        evidence.expect(rejection == null, "check returns null", "check returned " + Words.of(rejection));
    }

    /** Fails unless {@code check} and {@code append} reject the activity as too large, and store its neighbours. */
    void expectOversized(Activity first, Activity oversized, Activity last) {
        List<Written> results = store.append(List.of(first, oversized, last), deadline.get());
        evidence.expect(Written.stored(), results.get(0));
        expectTooLarge(
                "append",
                results.get(1) instanceof Written.Rejected rejected ? rejected.rejection() : null,
                results.get(1));
        evidence.expect(Written.stored(), results.get(2));
        Rejection rejection = store.check(oversized);
        expectTooLarge("check", rejection, rejection);
    }

    private void expectTooLarge(String method, @Nullable Rejection rejection, @Nullable Object actual) {
        evidence.expect(
                rejection != null && rejection.code() == Rejection.Code.TOO_LARGE,
                method + " rejects the oversized activity with the code TOO_LARGE",
                method + " returned " + Words.of(actual));
    }

    void appendInPieces(List<Activity> activities) {
        for (int i = 0; i < activities.size(); i += APPENDED_AT_ONCE) {
            append(activities.subList(i, Math.min(i + APPENDED_AT_ONCE, activities.size())));
        }
    }

    /** Fails unless the timeline consists of these activities, in this order. */
    void expect(EntityRef entity, Activity... activities) {
        expect(entity, List.of(activities));
    }

    /** Fails unless the timeline consists of these activities, in this order. */
    void expect(EntityRef entity, List<Activity> activities) {
        expect(ActivityQuery.of(entity), 1_000, activities);
    }

    /** Fails unless each activity is the only one in its timeline. */
    void expectAlone(List<Activity> activities) {
        for (Activity activity : activities) {
            expect(of(activity), 1_000, List.of(activity));
        }
    }

    /** Returns a query for the timeline of an activity. */
    static ActivityQuery of(Activity activity) {
        return ActivityQuery.builder(activity.entity())
                .tenant(activity.tenant())
                .build();
    }

    /** Fails unless the store knows the reader, or does not know it. */
    void expectReader(boolean known, @Nullable String tenant, EntityRef reader, EntityRef entity) {
        boolean actual = store.isReader(tenant, reader, entity, deadline.get());
        String names = Words.entity(reader) + " and " + Words.place(tenant, entity);
        evidence.expect(actual == known, "isReader returns " + known + " for " + names, "isReader returned " + actual);
    }

    /** Fails unless the store knows all readers of all activities. */
    void expectReaders(List<Activity> activities) {
        for (Activity activity : activities) {
            for (EntityRef reader : activity.readers()) {
                expectReader(true, activity.tenant(), reader, activity.entity());
            }
        }
    }

    /** Fails unless a query for these types finds these activities, in this order. */
    void expectTypes(EntityRef entity, List<String> types, Activity... activities) {
        ActivityQuery query = ActivityQuery.builder(entity)
                .addAllTypes(types.stream().map(EventTypePattern::parse).toList())
                .build();
        expect(query, 2, List.of(activities));
    }

    /** Fails unless a walk over all slices finds these activities, in this order. */
    void expect(ActivityQuery query, int maxExamined, List<Activity> activities) {
        expect(query, null, maxExamined, activities);
    }

    /** Fails unless a walk over all slices after this position finds these activities, in this order. */
    void expect(ActivityQuery query, @Nullable Position after, int maxExamined, List<Activity> activities) {
        evidence.expect(activities, items(slices(query, after, maxExamined)));
    }

    /** Fails unless the request returns this slice. */
    void expectSlice(SliceRequest request, Slice slice) {
        evidence.did("read one slice of " + Words.query(request.query(), request.after(), request.maxExamined()));
        evidence.expect(slice, store.read(request, deadline.get()));
    }

    List<Activity> readAll(EntityRef entity) {
        return items(slices(ActivityQuery.of(entity), null, 1_000));
    }

    List<Slice> slices(ActivityQuery query, int maxExamined) {
        return slices(query, null, maxExamined);
    }

    private List<Slice> slices(ActivityQuery query, @Nullable Position after, int maxExamined) {
        List<Slice> slices = new ArrayList<>();
        walk(query, after, maxExamined, slices::add);
        return slices;
    }

    /** Reads all slices after a position. The observer sees each slice before the next one is read. */
    void walk(ActivityQuery query, @Nullable Position start, int maxExamined, Consumer<Slice> observer) {
        evidence.did("read " + Words.query(query, start, maxExamined));
        Position after = start;
        for (int count = 0; count < maxSlices; count++) {
            Slice slice = store.read(new SliceRequest(query, after, maxExamined), deadline.get());
            requireProgress(query, after, slice.resumeAfter());
            after = slice.resumeAfter();
            observer.accept(slice);
            if (after == null) {
                return;
            }
        }
        throw evidence.broken(
                "the walk ends: resumeAfter of the last slice is null",
                "no end after " + maxSlices + " slices, and resumeAfter is " + Words.position(after),
                null);
    }

    /** Fails if a slice does not continue after the previous slice, because the walk would then never end. */
    private void requireProgress(ActivityQuery query, @Nullable Position before, @Nullable Position after) {
        if (before != null && after != null) {
            int direction = query.order() == ActivityQuery.Order.OLDEST_FIRST ? 1 : -1;
            evidence.expect(
                    Integer.signum(after.compareTo(before)) == direction,
                    "resumeAfter of a slice is " + (direction > 0 ? "after " : "before ") + Words.position(before),
                    "resumeAfter is " + Words.position(after));
        }
    }

    /** Returns the activity as it reads back. */
    static Activity withoutReaders(Activity activity) {
        return Activity.builder(activity.entity(), activity.identity(), activity.type(), activity.time())
                .copyOf(activity)
                .readers(List.of())
                .build();
    }

    static List<Activity> items(List<Slice> slices) {
        return slices.stream().flatMap(slice -> slice.items().stream()).toList();
    }

    static List<Activity> sorted(Activity... activities) {
        return sorted(List.of(activities));
    }

    static List<Activity> sorted(List<Activity> activities) {
        return activities.stream()
                .sorted(Comparator.comparing(Activity::position))
                .collect(toCollection(ArrayList::new));
    }

    static List<Activity> filter(List<Activity> timeline, Predicate<Instant> time) {
        return timeline.stream().filter(activity -> time.test(activity.time())).collect(toCollection(ArrayList::new));
    }

    static TraceContext trace(String state) {
        return TraceContext.of("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1, state);
    }

    static String json(int bytes) {
        return "\"" + "x".repeat(bytes - 2) + "\"";
    }

    /** Returns {@code start} padded to {@code bytes} bytes of UTF-8. The last byte is an {@code a}. */
    static String padded(String start, String filler, int bytes) {
        int room = bytes - start.getBytes(StandardCharsets.UTF_8).length;
        int width = filler.getBytes(StandardCharsets.UTF_8).length;
        int times = (room - 1) / width;
        return start + filler.repeat(times) + "a".repeat(room - times * width);
    }

    static String swapLast(String text) {
        return text.substring(0, text.length() - 1) + "b";
    }
}
