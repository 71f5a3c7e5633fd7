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
import dev.activityservice.port.driven.Readers;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.query.ActivityQuery;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps activities and readers in memory, for tests. Passes {@code ActivityStoreContract} and {@code ReadersContract}, like the DynamoDB
 * store.
 *
 * <p>Thread-safe. One append is atomic. The size of an activity is an estimate: 200 bytes plus the UTF-8 bytes of its texts.
 * By default, like DynamoDB, the store ends a slice at about 1 MB and rejects an activity of more than 409,600 bytes. Another
 * store's encoding is larger or smaller, so test exact limits with the real store. Expired activities stay until
 * {@link #remove} or {@link #clear}.
 */
public final class InMemoryActivityStore implements ActivityStore, Readers {

    // DynamoDB's limits: the size of an item, and the size of the items that one query reads.
    private static final int MAX_ACTIVITY_BYTES = 409_600;
    private static final int SLICE_BYTES = 1024 * 1024;
    private static final int OVERHEAD_BYTES = 200;

    /** The smallest canonical tie-breaker: "-" is the smallest character of base64url, and only A, Q, g and w can be the last one. */
    private static final String SMALLEST_TIE_BREAKER = "---------------------A";

    /** The place of a timeline. */
    private record Place(@Nullable String tenant, EntityRef entity) {}

    /** The event of a pin. */
    private record PinKey(@Nullable String tenant, EventIdentity identity) {}

    private record Edge(Place place, EntityRef reader) {}

    private final int maxActivityBytes;
    private final int sliceBytes;
    private final Map<Place, NavigableMap<Position, Activity>> timelines = new HashMap<>();
    private final Map<PinKey, Position> pinned = new HashMap<>();
    private final Set<Edge> edges = new HashSet<>();
    private int failingAppends;
    private int failingReads;
    private RetryReason failure = RetryReason.UNAVAILABLE;

    private InMemoryActivityStore(int maxActivityBytes, int sliceBytes) {
        this.maxActivityBytes = maxActivityBytes;
        this.sliceBytes = sliceBytes;
    }

    /** Returns a new, empty store with DynamoDB's size limits. */
    public static InMemoryActivityStore create() {
        return new InMemoryActivityStore(MAX_ACTIVITY_BYTES, SLICE_BYTES);
    }

    /**
     * Returns a new, empty store with the given size limits.
     *
     * @param maxActivityBytes maximum estimated size of one activity in bytes; 1 or more
     * @param sliceBytes estimated size in bytes at which a slice ends; 1 or more. The activity that reaches the size is included
     * @throws IllegalArgumentException if a limit is less than 1
     */
    public static InMemoryActivityStore create(int maxActivityBytes, int sliceBytes) {
        if (maxActivityBytes < 1 || sliceBytes < 1) {
            throw new IllegalArgumentException(
                    "Invalid limits: both must be 1 or more, not " + maxActivityBytes + " and " + sliceBytes);
        }
        return new InMemoryActivityStore(maxActivityBytes, sliceBytes);
    }

    @Override
    public synchronized List<Written> append(List<Activity> activities, Deadline deadline) {
        if (deadline.isOver()) {
            return Collections.nCopies(activities.size(), Written.retryable(RetryReason.DEADLINE));
        }
        if (failingAppends > 0 && !activities.isEmpty()) {
            failingAppends--;
            return Collections.nCopies(activities.size(), Written.retryable(failure));
        }
        List<Written> outcomes = new ArrayList<>(activities.size());
        List<Activity> accepted = new ArrayList<>(activities.size());
        for (Activity activity : activities) {
            Rejection rejection = check(activity);
            if (rejection == null) {
                accepted.add(activity);
                outcomes.add(Written.stored());
            } else {
                outcomes.add(Written.rejected(rejection));
            }
        }
        // A rejected activity must not pin a time.
        Map<PinKey, Position> earliest = new HashMap<>();
        for (Activity activity : accepted) {
            if (activity.timeSource().isEnvelope()) {
                earliest.merge(pinKey(activity), activity.position(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
            }
        }
        earliest.forEach(pinned::putIfAbsent);
        for (Activity activity : accepted) {
            Position pin = activity.timeSource().isEnvelope() ? pinned.get(pinKey(activity)) : null;
            Activity placed = pin == null ? activity : activity.at(pin.time(), pin.sequence());
            Place place = new Place(placed.tenant(), placed.entity());
            timelines.computeIfAbsent(place, each -> new TreeMap<>()).put(placed.position(), withoutReaders(placed));
            placed.readers().forEach(reader -> edges.add(new Edge(place, reader)));
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
                        "The activity must have at most " + maxActivityBytes + " bytes, not about " + bytes);
    }

    @Override
    public synchronized Slice read(SliceRequest request, Deadline deadline) {
        if (deadline.isOver()) {
            throw new StoreUnavailableException(
                    RetryReason.DEADLINE, "Cannot read activities: the deadline has passed", null);
        }
        if (failingReads > 0) {
            failingReads--;
            throw new StoreUnavailableException(
                    failure, "Cannot read activities: the test requested this failure", null);
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

    @Override
    public synchronized boolean isReader(
            @Nullable String tenant, EntityRef reader, EntityRef entity, Deadline deadline) {
        if (deadline.isOver()) {
            throw new StoreUnavailableException(
                    RetryReason.DEADLINE, "Cannot look up a reader: the deadline has passed", null);
        }
        if (failingReads > 0) {
            failingReads--;
            throw new StoreUnavailableException(
                    failure, "Cannot look up a reader: the test requested this failure", null);
        }
        return edges.contains(new Edge(new Place(tenant, entity), reader));
    }

    private static PinKey pinKey(Activity activity) {
        return new PinKey(activity.tenant(), activity.identity());
    }

    private static Activity withoutReaders(Activity activity) {
        return activity.readers().isEmpty()
                ? activity
                : Activity.builder(activity.entity(), activity.identity(), activity.type(), activity.time())
                        .copyOf(activity)
                        .readers(List.of())
                        .build();
    }

    /**
     * Makes the next calls of {@link #append} fail. Each outcome is then retryable and nothing is stored. A call with an empty
     * list, or after its deadline, does not count.
     *
     * @param calls the number of calls; 0 ends the failures
     * @param reason the reason of all requested failures, also of reads
     */
    public synchronized void failNextAppends(int calls, RetryReason reason) {
        failingAppends = calls;
        failure = reason;
    }

    /**
     * Makes the next calls of {@link #read} and {@link #isReader} throw {@link StoreUnavailableException}. A call after its deadline does not count.
     *
     * @param calls the number of calls; 0 ends the failures
     * @param reason the reason of all requested failures, also of appends
     */
    public synchronized void failNextReads(int calls, RetryReason reason) {
        failingReads = calls;
        failure = reason;
    }

    /** Returns a copy of the timeline of an entity without a tenant, oldest first, including expired activities. Empty if unknown. */
    public List<Activity> timeline(EntityRef entity) {
        return timeline(null, entity);
    }

    /** Returns a copy of the timeline of an entity of a tenant, oldest first, including expired activities. Empty if unknown. */
    public synchronized List<Activity> timeline(@Nullable String tenant, EntityRef entity) {
        NavigableMap<Position, Activity> timeline = timelines.get(new Place(tenant, entity));
        return timeline == null ? List.of() : List.copyOf(timeline.values());
    }

    /** Returns a copy of the set of entities with stored activities of any tenant, including expired activities. */
    public synchronized Set<EntityRef> entities() {
        Set<EntityRef> entities = new LinkedHashSet<>();
        timelines.forEach((place, timeline) -> {
            if (!timeline.isEmpty()) {
                entities.add(place.entity());
            }
        });
        return entities;
    }

    /**
     * Returns a copy of the set of entities with stored activities of one tenant, including expired activities.
     *
     * @param tenant null for the entities without a tenant
     */
    public synchronized Set<EntityRef> entities(@Nullable String tenant) {
        Set<EntityRef> entities = new LinkedHashSet<>();
        timelines.forEach((place, timeline) -> {
            if (!timeline.isEmpty() && Objects.equals(place.tenant(), tenant)) {
                entities.add(place.entity());
            }
        });
        return entities;
    }

    /**
     * Returns a copy of the set of readers of an entity.
     *
     * @param tenant null for an entity without a tenant
     */
    public synchronized Set<EntityRef> readers(@Nullable String tenant, EntityRef entity) {
        Place place = new Place(tenant, entity);
        Set<EntityRef> readers = new LinkedHashSet<>();
        for (Edge edge : edges) {
            if (edge.place().equals(place)) {
                readers.add(edge.reader());
            }
        }
        return readers;
    }

    /** Returns the number of stored activities in all timelines, including expired activities. */
    public synchronized int size() {
        return timelines.values().stream().mapToInt(Map::size).sum();
    }

    /**
     * Removes one activity without a tenant, like the expiry of a real store. Pins and readers stay.
     *
     * @return true if the activity was stored
     */
    public boolean remove(EntityRef entity, Position position) {
        return remove(null, entity, position);
    }

    /**
     * Removes one activity of a tenant, like the expiry of a real store. Pins and readers stay.
     *
     * @param tenant null for an activity without a tenant
     * @return true if the activity was stored
     */
    public synchronized boolean remove(@Nullable String tenant, EntityRef entity, Position position) {
        NavigableMap<Position, Activity> timeline = timelines.get(new Place(tenant, entity));
        return timeline != null && timeline.remove(position) != null;
    }

    /** Removes all activities, pins and readers. Requested failures remain. */
    public synchronized void clear() {
        timelines.clear();
        pinned.clear();
        edges.clear();
    }

    private Collection<Activity> inOrder(ActivityQuery query, @Nullable Position after) {
        NavigableMap<Position, Activity> rows = timelines.get(new Place(query.tenant(), query.entity()));
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
        // A sub-map accepts only positions inside its range, so compare with its ends first.
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

    /** Returns the smallest position at an instant. */
    private static Position firstAt(Instant time) {
        return new Position(time, null, SMALLEST_TIE_BREAKER);
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
