package dev.activityservice.testkit.contract;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Position;
import dev.activityservice.model.TraceContext;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ActivityStore.Slice;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.ActivityStore.Written;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.testkit.fixture.ActivityFixture;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Fills and reads the timelines of one rule in the store under test. */
final class Timelines {

    /** The default time of activities. */
    static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

    private static final int APPENDED_AT_ONCE = 500;

    private final ActivityStore store;
    private final String namespace;
    private final Supplier<Deadline> deadline;

    Timelines(ActivityStore store, String namespace, Supplier<Deadline> deadline) {
        this.store = store;
        this.namespace = namespace;
        this.deadline = deadline;
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

    void append(List<Activity> activities) {
        assertThat(store.append(activities, deadline.get()))
                .isEqualTo(Collections.nCopies(activities.size(), Written.stored()));
    }

    void appendInPieces(List<Activity> activities) {
        for (int i = 0; i < activities.size(); i += APPENDED_AT_ONCE) {
            append(activities.subList(i, Math.min(i + APPENDED_AT_ONCE, activities.size())));
        }
    }

    Activity readSingle(EntityRef entity) {
        List<Activity> read = readAll(entity);
        assertThat(read).hasSize(1);
        return read.get(0);
    }

    List<Activity> readTypes(EntityRef entity, String... types) {
        ActivityQuery query = ActivityQuery.builder(entity)
                .addAllTypes(Arrays.stream(types).map(EventTypePattern::parse).toList())
                .build();
        return readAll(query, 2);
    }

    List<Activity> readAll(EntityRef entity) {
        return readAll(ActivityQuery.of(entity), 1_000);
    }

    List<Activity> readAll(ActivityQuery query, int maxExamined) {
        return readAll(query, null, maxExamined);
    }

    List<Activity> readAll(ActivityQuery query, @Nullable Position after, int maxExamined) {
        return slices(query, after, maxExamined).stream()
                .flatMap(slice -> slice.items().stream())
                .toList();
    }

    List<Slice> slices(ActivityQuery query, int maxExamined) {
        return slices(query, null, maxExamined);
    }

    List<Slice> slices(ActivityQuery query, @Nullable Position start, int maxExamined) {
        List<Slice> slices = new ArrayList<>();
        Position after = start;
        do {
            Slice slice = store.read(new SliceRequest(query, after, maxExamined), deadline.get());
            slices.add(slice);
            requireProgress(query, after, slice.resumeAfter());
            after = slice.resumeAfter();
        } while (after != null);
        return slices;
    }

    /** Fails if a slice does not continue after the previous slice, because the walk would then never end. */
    static void requireProgress(ActivityQuery query, @Nullable Position before, @Nullable Position after) {
        if (before != null && after != null) {
            int direction = query.order() == ActivityQuery.Order.OLDEST_FIRST ? 1 : -1;
            assertThat(Integer.signum(after.compareTo(before)))
                    .as("direction of the walk from %s to %s", before, after)
                    .isEqualTo(direction);
        }
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
