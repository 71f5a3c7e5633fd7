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
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The state that survives a worker: items, pins, and writes that are still in the network. */
final class SimulatedTable {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final InMemoryActivityStore items = InMemoryActivityStore.create();
    private final Map<EventIdentity, Instant> pins = new HashMap<>();
    private final List<Activity> inFlight = new ArrayList<>();
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
        List<Activity> waiting = List.copyOf(inFlight);
        inFlight.clear();
        for (Activity activity : waiting) {
            // A write of an existing item changes nothing, so it does not need a choice.
            boolean exists = items.timeline(activity.entity()).contains(activity);
            if (exists || choices.below(2) == 1) {
                write(activity);
            } else {
                inFlight.add(activity);
            }
        }
    }

    void allArrive() {
        while (!inFlight.isEmpty()) {
            arrive();
        }
    }

    private void write(Activity activity) {
        Activity kept = activity;
        if (defect == Defect.DOUBLES_AN_ITEM
                && items.timeline(activity.entity()).stream().anyMatch(activity::equals)) {
            kept = activity.at(activity.time().plusNanos(1));
        }
        if (defect == Defect.CHANGES_TYPES) {
            kept = Activity.builder(kept.entity(), kept.identity(), kept.type() + ".changed", kept.time())
                    .timeSource(kept.timeSource())
                    .build();
        }
        items.append(List.of(kept), () -> TIMEOUT);
        if (defect == Defect.COPIES_TO_ANOTHER_ENTITY) {
            EntityRef other = EntityRef.of(kept.entity().type(), kept.entity().id() + "-copy");
            Activity copy = Activity.builder(other, kept.identity(), kept.type(), kept.time())
                    .timeSource(kept.timeSource())
                    .build();
            items.append(List.of(copy), () -> TIMEOUT);
        }
    }

    /** The table as seen by one delivery with one fault. Like the real store, it pins times and then writes. */
    final class Connection implements ActivityStore {

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
            Set<EventIdentity> unpinned = pin(activities);
            killedAt(Fault.CRASH_BETWEEN_PIN_AND_WRITE);
            meanwhile.run();
            return write(activities, unpinned);
        }

        private Set<EventIdentity> pin(List<Activity> activities) {
            Map<EventIdentity, Instant> earliest = new LinkedHashMap<>();
            for (Activity activity : activities) {
                if (activity.timeSource().isEnvelope() && defect != Defect.PINS_NOTHING) {
                    earliest.merge(activity.identity(), activity.time(), (a, b) -> a.isBefore(b) ? a : b);
                }
            }
            Set<EventIdentity> unpinned = new LinkedHashSet<>();
            earliest.forEach((identity, time) -> {
                if (fault == Fault.SOME_PINS_THROTTLED && choices.below(2) == 1) {
                    unpinned.add(identity);
                } else {
                    pins.putIfAbsent(identity, time);
                }
            });
            return unpinned;
        }

        private List<Written> write(List<Activity> activities, Set<EventIdentity> unpinned) {
            if (someArriveBeforeEachWrite) {
                someArrive();
            }
            List<Written> outcomes = new ArrayList<>();
            Map<Key, Activity> distinct = new LinkedHashMap<>();
            List<@Nullable Key> keys = new ArrayList<>();
            for (Activity activity : activities) {
                if (unpinned.contains(activity.identity()) && defect != Defect.WRITES_WITHOUT_ITS_PIN) {
                    keys.add(null);
                    continue;
                }
                Activity placed = placed(activity);
                Key key = new Key(placed.entity(), placed.position());
                distinct.put(key, placed);
                keys.add(key);
            }
            Map<Key, Written> written = writeDistinct(distinct);
            for (Key key : keys) {
                outcomes.add(
                        key == null
                                ? Written.retryable(RetryReason.THROTTLED)
                                : written.getOrDefault(key, Written.stored()));
            }
            return outcomes;
        }

        /** Returns the activity at its pinned time. Its time source is EVENT, so that the store below does not pin again. */
        private Activity placed(Activity activity) {
            if (!activity.timeSource().isEnvelope()) {
                return activity;
            }
            Instant time = pins.getOrDefault(activity.identity(), activity.time());
            return Activity.builder(activity.entity(), activity.identity(), activity.type(), time)
                    .timeSource(TimeSource.EVENT)
                    .attributes(activity.attributes())
                    .summary(activity.summary())
                    .build();
        }

        private Map<Key, Written> writeDistinct(Map<Key, Activity> distinct) {
            Map<Key, Written> outcomes = new HashMap<>();
            List<Key> keys = new ArrayList<>(distinct.keySet());
            int crashAfter = fault == Fault.CRASH_BETWEEN_WRITES ? choices.below(keys.size() + 1) : -1;
            for (int i = 0; i < keys.size(); i++) {
                Key key = keys.get(i);
                Activity activity = distinct.get(key);
                if (i == crashAfter) {
                    throw new ProcessKilled();
                }
                if (activity == null || (defect == Defect.LOSES_AN_ITEM && i > 0 && i == keys.size() - 1)) {
                    continue;
                }
                switch (fault) {
                    case TIMEOUT_BEFORE_WRITE -> outcomes.put(key, Written.retryable(RetryReason.UNAVAILABLE));
                    case TIMEOUT_AFTER_WRITE -> {
                        SimulatedTable.this.write(activity);
                        outcomes.put(key, Written.retryable(RetryReason.UNAVAILABLE));
                    }
                    case LATE_WRITE -> {
                        inFlight.add(activity);
                        outcomes.put(key, Written.retryable(RetryReason.UNAVAILABLE));
                    }
                    case PARTIAL_WRITE -> {
                        if (choices.below(2) == 0) {
                            SimulatedTable.this.write(activity);
                        } else if (defect != Defect.FORGETS_THE_UNPROCESSED) {
                            outcomes.put(key, Written.retryable(RetryReason.THROTTLED));
                        }
                    }
                    default -> SimulatedTable.this.write(activity);
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
            } else if (defect == Defect.SKIPS_AFTER_A_PAGE && request.after() != null && !shown.isEmpty()) {
                shown.remove(0);
            }
            return new Slice(shown, slice.examined(), slice.skipped(), slice.resumeAfter());
        }
    }

    private record Key(EntityRef entity, Position position) {}
}
