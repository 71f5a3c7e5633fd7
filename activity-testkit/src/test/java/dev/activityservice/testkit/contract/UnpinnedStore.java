package dev.activityservice.testkit.contract;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Position;
import dev.activityservice.model.TimeSource;
import dev.activityservice.port.Deadline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A store whose rule for the times of envelopes can be spoilt; as it stands it is sound. */
class UnpinnedStore extends WrappedStore {

    private record Key(EntityRef entity, Position position) {}

    private final Map<List<Object>, Instant> pins = new ConcurrentHashMap<>();
    private final Map<Key, TimeSource> timeSources = new ConcurrentHashMap<>();

    /** What shares one time. */
    List<Object> pinOf(Activity activity) {
        return Arrays.asList(activity.identity());
    }

    boolean isPinned(Activity activity) {
        return activity.timeSource().isEnvelope();
    }

    /** The time among those in one list. */
    Instant amongEquals(Instant first, Instant second) {
        return first.isBefore(second) ? first : second;
    }

    /** The time, given one that is stored. */
    Instant against(@Nullable Instant stored, Instant offered) {
        return stored == null ? offered : stored;
    }

    boolean pinsBeforeChecking() {
        return false;
    }

    boolean keepsFirstContent() {
        return false;
    }

    @Override
    public List<Outcome> append(List<Activity> activities, Deadline deadline) {
        if (deadline.isOver()) {
            return super.append(activities, deadline);
        }
        synchronized (this) {
            Map<List<Object>, Instant> offered = new HashMap<>();
            for (Activity activity : activities) {
                if (isPinned(activity) && (pinsBeforeChecking() || check(activity) == null)) {
                    offered.merge(pinOf(activity), activity.time(), this::amongEquals);
                }
            }
            offered.forEach((pin, time) -> pins.put(pin, against(pins.get(pin), time)));
            List<Activity> timed = new ArrayList<>();
            for (Activity activity : activities) {
                Instant pinned = pins.get(pinOf(activity));
                Activity kept = isPinned(activity) && pinned != null ? activity.at(pinned) : activity;
                if (keepsFirstContent() && timeSources.containsKey(new Key(kept.entity(), kept.position()))) {
                    Position place = kept.position();
                    kept = sound.timeline(kept.entity()).stream()
                            .filter(stored -> stored.position().equals(place))
                            .findFirst()
                            .map(stored -> Copies.of(stored)
                                    .timeSource(
                                            timeSources.getOrDefault(new Key(stored.entity(), place), TimeSource.EVENT))
                                    .build())
                            .orElse(kept);
                }
                timeSources.put(new Key(kept.entity(), kept.position()), kept.timeSource());
                timed.add(Copies.of(kept).timeSource(TimeSource.EVENT).build());
            }
            return super.append(timed, deadline);
        }
    }

    @Override
    public Slice read(SliceRequest request, Deadline deadline) {
        return mapped(
                super.read(request, deadline),
                activity -> Copies.of(activity)
                        .timeSource(timeSources.getOrDefault(
                                new Key(activity.entity(), activity.position()), TimeSource.EVENT))
                        .build());
    }
}
