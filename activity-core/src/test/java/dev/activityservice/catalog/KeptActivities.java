package dev.activityservice.catalog;

import dev.activityservice.model.Activity;
import dev.activityservice.model.Rejection;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store that collects the activities in memory. It cannot be read. */
final class KeptActivities implements ActivityStore {

    private final List<Activity> kept = new ArrayList<>();

    List<Activity> kept() {
        return kept;
    }

    @Override
    public List<Written> append(List<Activity> activities, Deadline deadline) {
        kept.addAll(activities);
        return activities.stream().map(activity -> Written.stored()).toList();
    }

    @Override
    public @Nullable Rejection check(Activity activity) {
        return null;
    }

    @Override
    public Slice read(SliceRequest request, Deadline deadline) {
        throw new UnsupportedOperationException("Cannot read: this store only records");
    }
}
