package dev.activityservice.testkit.contract;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Rejection;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A sound store, of which each broken one spoils a single thing. */
class WrappedStore implements ActivityStore {

    final InMemoryActivityStore sound;

    WrappedStore() {
        this(InMemoryActivityStore.create());
    }

    WrappedStore(InMemoryActivityStore sound) {
        this.sound = sound;
    }

    @Override
    public List<Outcome> append(List<Activity> activities, Deadline deadline) {
        return sound.append(activities, deadline);
    }

    @Override
    public @Nullable Rejection check(Activity activity) {
        return sound.check(activity);
    }

    @Override
    public Slice read(SliceRequest request, Deadline deadline) {
        return sound.read(request, deadline);
    }

    static Slice mapped(Slice slice, UnaryOperator<Activity> change) {
        return withItems(slice, slice.items().stream().map(change).toList());
    }

    static Slice withItems(Slice slice, List<Activity> items) {
        return new Slice(items, slice.examined(), slice.skipped(), slice.resumeAfter());
    }

    static SliceRequest withQuery(SliceRequest request, ActivityQuery query) {
        return new SliceRequest(query, request.after(), request.maxExamined());
    }

    /** Everything of the activity, with another entity. */
    static Activity moved(Activity activity, EntityRef entity) {
        return Copies.of(activity, entity, activity.identity()).build();
    }
}
