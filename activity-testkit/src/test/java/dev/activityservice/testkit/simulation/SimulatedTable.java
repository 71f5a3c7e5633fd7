package dev.activityservice.testkit.simulation;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.Position;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.model.TimeSource;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.Readers;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import dev.activityservice.testkit.simulation.History.Edge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The state that survives a worker: items, edges, pins, and writes that are still in the network. */
final class SimulatedTable {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final InMemoryActivityStore items = InMemoryActivityStore.create();
    private final Set<Edge> edges = new LinkedHashSet<>();
    private final Map<Event, Position> pins = new HashMap<>();
    private final List<Item> inFlight = new ArrayList<>();
    private final MovableClock clock;
    private final Choices choices;
    private final Defect defect;
    private boolean someArriveBeforeEachWrite;

    SimulatedTable(MovableClock clock, Choices choices, Defect defect) {
        this.clock = clock;
        this.choices = choices;
        this.defect = defect;
    }

    InMemoryActivityStore items() {
        return items;
    }

    /** Applies one of the writes in the network. */
    void arrive() {
        if (!inFlight.isEmpty()) {
            write(inFlight.remove(choices.below(inFlight.size())));
        }
    }

    /** Calls {@link #someArrive} before each later write of a worker. At other moments the result would be the same. */
    void someArriveBeforeEachWrite() {
        someArriveBeforeEachWrite = true;
    }

    /** Applies each write in the network, or leaves it there. */
    void someArrive() {
        List<Item> waiting = List.copyOf(inFlight);
        inFlight.clear();
        for (Item item : waiting) {
            // A write of an existing item changes nothing, so it does not need a choice.
            if (exists(item) || choices.below(2) == 1) {
                write(item);
            } else {
                inFlight.add(item);
            }
        }
    }

    void allArrive() {
        while (!inFlight.isEmpty()) {
            arrive();
        }
    }

    /** Returns all edges. */
    Set<Edge> edges() {
        return edges;
    }

    private boolean exists(Item item) {
        if (item instanceof EdgeItem edge) {
            return edges.contains(edge.edge());
        }
        Activity activity = ((Row) item).activity();
        return items.timeline(activity.tenant(), activity.entity()).contains(activity);
    }

    private void write(Item item) {
        if (item instanceof EdgeItem edge) {
            edges.add(edge.edge());
            return;
        }
        Activity kept = ((Row) item).activity();
        if (defect == Defect.DOUBLES_AN_ITEM && exists(item)) {
            kept = kept.at(kept.time().plusNanos(1));
        }
        if (defect == Defect.CHANGES_TYPES) {
            kept = copy(kept, kept.entity()).type(kept.type() + ".changed").build();
        }
        append(kept);
        if (defect == Defect.COPIES_TO_ANOTHER_ENTITY) {
            EntityRef other = EntityRef.of(kept.entity().type(), kept.entity().id() + "-copy");
            append(copy(kept, other).build());
        }
        if (defect == Defect.COPIES_TO_ANOTHER_TENANT && kept.tenant() != null) {
            append(copy(kept, kept.entity()).tenant("other").build());
        }
    }

    private void append(Activity activity) {
        items.append(List.of(activity), () -> TIMEOUT);
    }

    private static Activity.Builder copy(Activity activity, EntityRef entity) {
        return Activity.builder(entity, activity.identity(), activity.type(), activity.time())
                .copyOf(activity)
                .entity(entity);
    }

    /** The table as seen by one delivery with one fault. Like the real store, it pins times and then writes. */
    final class Connection implements ActivityStore, Readers {

        private final Fault fault;
        private final Runnable meanwhile;

        /** @param meanwhile the actions of other workers while this delivery waits for a response */
        Connection(Fault fault, Runnable meanwhile) {
            this.fault = fault;
            this.meanwhile = meanwhile;
        }

        @Override
        public List<Written> append(List<Activity> activities, Deadline deadline) {
            if (fault == Fault.DEADLINE_OVER) {
                clock.advance(deadline.remaining());
            }
            if (deadline.isOver()) {
                return all(activities, RetryReason.DEADLINE);
            }
            meanwhile.run();
            killedAt(Fault.CRASH_BEFORE_PIN);
            if (fault == Fault.THROTTLED) {
                return all(activities, RetryReason.THROTTLED);
            }
            Set<Event> unpinned = pin(activities);
            killedAt(Fault.CRASH_BETWEEN_PIN_AND_WRITE);
            meanwhile.run();
            return write(activities, unpinned);
        }

        private Event event(Activity activity) {
            return new Event(defect == Defect.PINS_FOR_ALL_TENANTS ? null : activity.tenant(), activity.identity());
        }

        private Set<Event> pin(List<Activity> activities) {
            Map<Event, Position> earliest = new LinkedHashMap<>();
            for (Activity activity : activities) {
                if (activity.timeSource().isEnvelope() && defect != Defect.PINS_NOTHING) {
                    earliest.merge(event(activity), activity.position(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
                }
            }
            Set<Event> unpinned = new LinkedHashSet<>();
            earliest.forEach((event, position) -> {
                if (fault == Fault.SOME_PINS_THROTTLED && choices.below(2) == 1) {
                    unpinned.add(event);
                } else {
                    pins.putIfAbsent(event, position);
                }
            });
            return unpinned;
        }

        private List<Written> write(List<Activity> activities, Set<Event> unpinned) {
            if (someArriveBeforeEachWrite) {
                someArrive();
            }
            Map<Object, Item> distinct = new LinkedHashMap<>();
            List<List<Object>> keys = new ArrayList<>();
            // Both orders occur, because the chunks of a write run in parallel.
            boolean edgesFirst =
                    activities.stream().anyMatch(activity -> !activity.readers().isEmpty()) && choices.below(2) == 1;
            for (Activity activity : activities) {
                List<Object> ofActivity = new ArrayList<>();
                keys.add(ofActivity);
                if (unpinned.contains(event(activity)) && defect != Defect.WRITES_WITHOUT_ITS_PIN) {
                    continue;
                }
                Activity placed = placed(activity);
                ofActivity.add(new Key(placed.tenant(), placed.entity(), placed.position()));
                for (EntityRef reader : activity.readers()) {
                    Edge edge = new Edge(activity.tenant(), activity.entity(), reader);
                    ofActivity.add(edge);
                    if (edgesFirst) {
                        distinct.put(edge, new EdgeItem(edge));
                    }
                }
                distinct.put(ofActivity.get(0), new Row(placed));
                for (Object key : ofActivity) {
                    if (key instanceof Edge edge) {
                        distinct.put(edge, new EdgeItem(edge));
                    }
                }
            }
            Map<Object, Written> written = writeDistinct(distinct);
            List<Written> outcomes = new ArrayList<>();
            for (List<Object> ofActivity : keys) {
                outcomes.add(
                        ofActivity.isEmpty()
                                ? Written.retryable(RetryReason.THROTTLED)
                                : ofActivity.stream()
                                        .filter(written::containsKey)
                                        .findFirst()
                                        .map(key -> written.getOrDefault(key, Written.stored()))
                                        .orElse(Written.stored()));
            }
            return outcomes;
        }

        /**
         * Returns the activity at its pinned time and sequence, without its readers. Its time source is EVENT, so that the store below
         * does not pin again.
         */
        private Activity placed(Activity activity) {
            Position pinned = activity.timeSource().isEnvelope() ? pins.get(event(activity)) : null;
            Activity placed = pinned == null
                    ? activity
                    : activity.at(
                            pinned.time(),
                            defect == Defect.PINS_NO_SEQUENCES
                                    ? activity.position().sequence()
                                    : pinned.sequence());
            return copy(placed, placed.entity())
                    .timeSource(TimeSource.EVENT)
                    .readers(List.of())
                    .build();
        }

        private Map<Object, Written> writeDistinct(Map<Object, Item> distinct) {
            Map<Object, Written> outcomes = new HashMap<>();
            int crashAfter = fault == Fault.CRASH_BETWEEN_WRITES ? choices.below(distinct.size() + 1) : -1;
            int next = 0;
            for (Map.Entry<Object, Item> entry : distinct.entrySet()) {
                int i = next++;
                Object key = entry.getKey();
                Item item = entry.getValue();
                if (i == crashAfter) {
                    throw new ProcessKilled();
                }
                if (defect == Defect.LOSES_AN_ITEM && i > 0 && i == distinct.size() - 1) {
                    continue;
                }
                switch (fault) {
                    case TIMEOUT_BEFORE_WRITE -> outcomes.put(key, Written.retryable(RetryReason.UNAVAILABLE));
                    case TIMEOUT_AFTER_WRITE -> {
                        SimulatedTable.this.write(item);
                        outcomes.put(key, Written.retryable(RetryReason.UNAVAILABLE));
                    }
                    case LATE_WRITE -> {
                        inFlight.add(item);
                        outcomes.put(key, Written.retryable(RetryReason.UNAVAILABLE));
                    }
                    case PARTIAL_WRITE -> {
                        if (choices.below(2) == 0) {
                            SimulatedTable.this.write(item);
                        } else if (defect != Defect.FORGETS_THE_UNPROCESSED) {
                            outcomes.put(key, Written.retryable(RetryReason.THROTTLED));
                        }
                    }
                    case SOME_EDGES_THROTTLED -> {
                        if (item instanceof Row || choices.below(2) == 0) {
                            SimulatedTable.this.write(item);
                        } else if (defect != Defect.FORGETS_THROTTLED_EDGES) {
                            outcomes.put(key, Written.retryable(RetryReason.THROTTLED));
                        }
                    }
                    default -> SimulatedTable.this.write(item);
                }
            }
            if (crashAfter >= 0) {
                throw new ProcessKilled();
            }
            if (fault == Fault.TIMEOUT_BEFORE_WRITE
                    || fault == Fault.TIMEOUT_AFTER_WRITE
                    || fault == Fault.LATE_WRITE) {
                clock.advance(TIMEOUT);
            }
            return outcomes;
        }

        private void killedAt(Fault point) {
            if (fault == point) {
                throw new ProcessKilled();
            }
        }

        private static List<Written> all(List<Activity> activities, RetryReason reason) {
            return activities.stream()
                    .map(activity -> Written.retryable(reason))
                    .toList();
        }

        @Override
        public boolean isReader(@Nullable String tenant, EntityRef reader, EntityRef entity, Deadline deadline) {
            return edges.contains(new Edge(tenant, entity, reader))
                    || (defect == Defect.SHARES_READERS
                            && edges.stream()
                                    .anyMatch(edge -> edge.entity().equals(entity)
                                            && edge.reader().equals(reader)));
        }

        @Override
        public @Nullable Rejection check(Activity activity) {
            return items.check(activity);
        }

        @Override
        public Slice read(SliceRequest request, Deadline deadline) {
            Slice slice = items.read(request, deadline);
            List<Activity> shown = new ArrayList<>(slice.items());
            if (defect == Defect.REORDERS_AN_INSTANT) {
                shown.sort(Comparator.comparing(Activity::time)
                        .thenComparing(Activity::position, Comparator.reverseOrder()));
            } else if (defect == Defect.IGNORES_SEQUENCES) {
                shown.sort(Comparator.comparing(Activity::time)
                        .thenComparing(activity -> activity.position().tieBreaker()));
            } else if (defect == Defect.SKIPS_AFTER_A_PAGE && request.after() != null && !shown.isEmpty()) {
                shown.remove(0);
            }
            return new Slice(shown, slice.examined(), slice.skipped(), slice.resumeAfter());
        }
    }

    /** An event of a tenant. */
    private record Event(@Nullable String tenant, EventIdentity identity) {}

    private record Key(@Nullable String tenant, EntityRef entity, Position position) {}

    /** One write: an activity, or an edge to a reader. */
    private sealed interface Item {}

    private record Row(Activity activity) implements Item {}

    private record EdgeItem(Edge edge) implements Item {}
}
