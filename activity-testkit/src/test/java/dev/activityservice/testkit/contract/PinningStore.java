package dev.activityservice.testkit.contract;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Position;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.TimeSource;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.Readers;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A store that pins times and sequences by replaceable rules. With the default rules it is sound. */
final class PinningStore implements ActivityStore, Readers {

    /** How times from envelopes are pinned. */
    static final class Rules {

        Predicate<Activity> isPinned = activity -> activity.timeSource().isEnvelope();
        Function<Activity, Object> pinOf = activity -> Arrays.asList(activity.tenant(), activity.identity());
        BinaryOperator<Position> inList = (first, second) -> first.compareTo(second) <= 0 ? first : second;
        BinaryOperator<Position> overStored = (stored, offered) -> stored;
        BiFunction<Activity, Position, @Nullable String> sequence = (activity, pinned) -> pinned.sequence();
        boolean pinsRefused;
        boolean keepsFirstContent;
    }

    private record Key(@Nullable String tenant, EntityRef entity, Position position) {

        static Key of(Activity activity) {
            return new Key(activity.tenant(), activity.entity(), activity.position());
        }
    }

    private final InMemoryActivityStore sound;
    private final Rules rules = new Rules();
    private final Map<Object, Position> pins = new ConcurrentHashMap<>();
    private final Map<Key, TimeSource> timeSources = new ConcurrentHashMap<>();

    PinningStore(InMemoryActivityStore sound, Consumer<Rules> change) {
        this.sound = sound;
        change.accept(rules);
    }

    @Override
    public synchronized List<Written> append(List<Activity> activities, Deadline deadline) {
        if (deadline.isOver()) {
            return sound.append(activities, deadline);
        }
        Map<Object, Position> offered = new HashMap<>();
        for (Activity activity : activities) {
            if (rules.isPinned.test(activity) && (rules.pinsRefused || check(activity) == null)) {
                offered.merge(rules.pinOf.apply(activity), activity.position(), rules.inList);
            }
        }
        offered.forEach((pin, position) -> pins.merge(pin, position, rules.overStored));
        List<Activity> timed = new ArrayList<>();
        for (Activity activity : activities) {
            Position pinned = pins.get(rules.pinOf.apply(activity));
            Activity kept = rules.isPinned.test(activity) && pinned != null
                    ? activity.at(pinned.time(), rules.sequence.apply(activity, pinned))
                    : activity;
            if (rules.keepsFirstContent && timeSources.containsKey(Key.of(kept))) {
                kept = stored(kept);
            }
            timeSources.put(Key.of(kept), kept.timeSource());
            timed.add(withTimeSource(kept, TimeSource.EVENT));
        }
        return sound.append(timed, deadline);
    }

    @Override
    public @Nullable Rejection check(Activity activity) {
        return sound.check(activity);
    }

    @Override
    public Slice read(SliceRequest request, Deadline deadline) {
        return StoreDecorators.withItems(sound.read(request, deadline), this::withItsTimeSource);
    }

    @Override
    public boolean isReader(@Nullable String tenant, EntityRef reader, EntityRef entity, Deadline deadline) {
        return sound.isReader(tenant, reader, entity, deadline);
    }

    private Activity stored(Activity activity) {
        return sound.timeline(activity.tenant(), activity.entity()).stream()
                .filter(stored -> stored.position().equals(activity.position()))
                .findFirst()
                .map(this::withItsTimeSource)
                .orElse(activity);
    }

    private Activity withItsTimeSource(Activity stored) {
        return withTimeSource(stored, timeSources.getOrDefault(Key.of(stored), TimeSource.EVENT));
    }

    private static Activity withTimeSource(Activity activity, TimeSource timeSource) {
        return Copies.of(activity).timeSource(timeSource).build();
    }
}
