package dev.activityservice.testkit.memory;

import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Position;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.query.ActivityQuery;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps activities in memory, for tests. It passes {@code ActivityStoreContract}, as the DynamoDB store does.
 *
 * <p>Thread-safe; one append is atomic. Sizes are estimates: the UTF-8 bytes of all texts, and 200 bytes for each activity.
 * Like DynamoDB it ends a slice at about 1 MB and refuses an activity over 409,600 bytes; a real store's encoding is
 * somewhat larger or smaller, so a test of the exact limit belongs to that store. Expired activities stay until
 * {@link #clear}.
 */
public final class InMemoryActivityStore implements ActivityStore {

    private static final int OVERHEAD_BYTES = 200;

    private final int maxActivityBytes;
    private final int sliceBytes;
    private final Map<EntityRef, NavigableMap<Position, Activity>> timelines = new HashMap<>();
    private final Map<EventIdentity, Instant> pinnedTimes = new HashMap<>();
    private int failingAppends;
    private int failingReads;
    private RetryReason failure = RetryReason.UNAVAILABLE;

    private InMemoryActivityStore(int maxActivityBytes, int sliceBytes) {
        this.maxActivityBytes = maxActivityBytes;
        this.sliceBytes = sliceBytes;
    }

    /** A new, empty store with DynamoDB's limits. */
    public static InMemoryActivityStore create() {
        return new InMemoryActivityStore(409_600, 1024 * 1024);
    }

    /**
     * A new, empty store with limits of your own.
     *
     * @param maxActivityBytes refuse activities over this estimated size, in bytes
     * @param sliceBytes end a slice with the activity that brings its estimated size to this, in bytes
     */
    public static InMemoryActivityStore create(int maxActivityBytes, int sliceBytes) {
        if (maxActivityBytes < 1 || sliceBytes < 1) {
            throw new IllegalArgumentException(
                    "Invalid limits: " + maxActivityBytes + " and " + sliceBytes + " must both be 1 or more");
        }
        return new InMemoryActivityStore(maxActivityBytes, sliceBytes);
    }

    @Override
    public synchronized List<Outcome> append(List<Activity> activities, Deadline deadline) {
        if (deadline.isOver()) {
            return Collections.nCopies(activities.size(), Outcome.retryable(RetryReason.DEADLINE));
        }
        if (failingAppends > 0 && !activities.isEmpty()) {
            failingAppends--;
            return Collections.nCopies(activities.size(), Outcome.retryable(failure));
        }
        List<Outcome> outcomes = new ArrayList<>(activities.size());
        List<Activity> accepted = new ArrayList<>(activities.size());
        for (Activity activity : activities) {
            Rejection rejection = check(activity);
            if (rejection == null) {
                accepted.add(activity);
                outcomes.add(Outcome.stored());
            } else {
                outcomes.add(Outcome.rejected(rejection));
            }
        }
        // What is refused must leave no trace, so only accepted activities take part in the choice of a time.
        Map<EventIdentity, Instant> earliest = new HashMap<>();
        for (Activity activity : accepted) {
            if (activity.timeSource().isEnvelope()) {
                earliest.merge(activity.identity(), activity.time(), (a, b) -> a.isBefore(b) ? a : b);
            }
        }
        earliest.forEach(pinnedTimes::putIfAbsent);
        for (Activity activity : accepted) {
            Activity kept = activity.timeSource().isEnvelope()
                    ? activity.at(pinnedTimes.getOrDefault(activity.identity(), activity.time()))
                    : activity;
            timelines.computeIfAbsent(kept.entity(), entity -> new TreeMap<>()).put(kept.position(), kept);
        }
        return outcomes;
    }

    @Override
    public @Nullable Rejection check(Activity activity) {
        int bytes = estimatedBytes(activity);
        return bytes <= maxActivityBytes
                ? null
                : Rejection.of(
                        Rejection.Code.TOO_LARGE,
                        "",
                        "The activity has about " + bytes + " bytes, at most " + maxActivityBytes + " can be stored");
    }

    @Override
    public synchronized Slice read(SliceRequest request, Deadline deadline) {
        if (deadline.isOver()) {
            throw new StoreUnavailableException(
                    RetryReason.DEADLINE, "Cannot read activities: the time of the call is used up", null);
        }
        if (failingReads > 0) {
            failingReads--;
            throw new StoreUnavailableException(failure, "Cannot read activities: the test wants it so", null);
        }
        ActivityQuery query = request.query();
        List<Activity> items = new ArrayList<>();
        int examined = 0;
        long bytes = 0;
        Position last = null;
        for (Activity row : inOrder(query, request.after())) {
            if (examined == request.maxExamined() || bytes >= sliceBytes) {
                return new Slice(items, examined, 0, last);
            }
            examined++;
            bytes += estimatedBytes(row);
            last = row.position();
            if (matches(query.types(), row)) {
                items.add(row);
            }
        }
        return new Slice(items, examined, 0, null);
    }

    /**
     * Lets the next calls of {@link #append} with activities fail: every outcome is retryable, and nothing is stored.
     *
     * @param calls how many; 0 ends it
     */
    public synchronized void failNextAppends(int calls, RetryReason reason) {
        failingAppends = calls;
        failure = reason;
    }

    /**
     * Lets the next calls of {@link #read} throw {@link StoreUnavailableException}.
     *
     * @param calls how many; 0 ends it
     */
    public synchronized void failNextReads(int calls, RetryReason reason) {
        failingReads = calls;
        failure = reason;
    }

    /** Everything that is stored of one entity, oldest first, expired activities too; a copy. */
    public synchronized List<Activity> timeline(EntityRef entity) {
        NavigableMap<Position, Activity> timeline = timelines.get(entity);
        return timeline == null ? List.of() : List.copyOf(timeline.values());
    }

    /** Of which entities activities are stored, expired ones too; a copy. */
    public synchronized Set<EntityRef> entities() {
        Set<EntityRef> entities = new LinkedHashSet<>(timelines.keySet());
        entities.removeIf(entity -> timeline(entity).isEmpty());
        return entities;
    }

    /** How many activities are stored, in all timelines. */
    public synchronized int size() {
        return timelines.values().stream().mapToInt(Map::size).sum();
    }

    /** Takes one activity away, as a real store's expiry does; true if it was there. Times once seen stay pinned. */
    public synchronized boolean remove(EntityRef entity, Position position) {
        NavigableMap<Position, Activity> timeline = timelines.get(entity);
        return timeline != null && timeline.remove(position) != null;
    }

    /** Forgets everything. */
    public synchronized void clear() {
        timelines.clear();
        pinnedTimes.clear();
    }

    private Collection<Activity> inOrder(ActivityQuery query, @Nullable Position after) {
        NavigableMap<Position, Activity> rows = timelines.get(query.entity());
        if (rows == null) {
            return List.of();
        }
        Instant from = query.from();
        if (from != null) {
            if (from.isAfter(Position.MAX_TIME)) {
                return List.of();
            }
            rows = from.isBefore(Position.MIN_TIME) ? rows : rows.tailMap(firstAt(from), true);
        }
        Instant until = query.until();
        if (until != null) {
            if (!until.isAfter(Position.MIN_TIME)) {
                return List.of();
            }
            rows = until.isAfter(Position.MAX_TIME) ? rows : headMap(rows, firstAt(until));
        }
        boolean newestFirst = query.order() == ActivityQuery.Order.NEWEST_FIRST;
        NavigableMap<Position, Activity> directed = newestFirst ? rows.descendingMap() : rows;
        if (after == null) {
            return directed.values();
        }
        // A place outside of the range is no place to begin a sub-map at, so it is compared with the ends first.
        if (directed.isEmpty() || isBefore(after, directed.firstKey(), newestFirst)) {
            return directed.values();
        }
        if (!isBefore(after, directed.lastKey(), newestFirst)) {
            return List.of();
        }
        return directed.tailMap(after, false).values();
    }

    private static NavigableMap<Position, Activity> headMap(NavigableMap<Position, Activity> rows, Position end) {
        return rows.isEmpty() || rows.lastKey().compareTo(end) < 0
                ? rows
                : rows.firstKey().compareTo(end) >= 0 ? Collections.emptyNavigableMap() : rows.headMap(end, false);
    }

    private static boolean isBefore(Position a, Position b, boolean newestFirst) {
        return newestFirst ? a.compareTo(b) > 0 : a.compareTo(b) < 0;
    }

    /** The first place that an instant has: no canonical tie is smaller. */
    private static Position firstAt(Instant time) {
        return new Position(time, "---------------------A");
    }

    private static boolean matches(List<EventTypePattern> types, Activity row) {
        return types.isEmpty() || types.stream().anyMatch(type -> type.matches(row.type()));
    }

    private static int estimatedBytes(Activity activity) {
        int bytes = OVERHEAD_BYTES
                + utf8(activity.entity().type())
                + utf8(activity.entity().id())
                + utf8(activity.identity().source())
                + utf8(activity.identity().id())
                + utf8(activity.type())
                + utf8(activity.correlationId())
                + utf8(activity.causationId())
                + utf8(activity.sequence())
                + utf8(activity.summary());
        Actor actor = activity.actor();
        if (actor != null) {
            bytes += utf8(actor.id()) + utf8(actor.type());
        }
        for (Map.Entry<String, String> attribute : activity.attributes().asMap().entrySet()) {
            bytes += utf8(attribute.getKey()) + utf8(attribute.getValue());
        }
        return bytes;
    }

    private static int utf8(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
