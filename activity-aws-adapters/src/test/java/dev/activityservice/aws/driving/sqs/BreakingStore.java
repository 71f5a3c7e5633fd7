package dev.activityservice.aws.driving.sqs;

import dev.activityservice.model.Activity;
import dev.activityservice.model.Rejection;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store that calls {@code first}, which may throw, with each activity before it appends. */
public record BreakingStore(ActivityStore store, Consumer<Activity> first) implements ActivityStore {

    /** Returns a store that throws a new instance of {@code failure} for the activities of one event. */
    public static BreakingStore at(ActivityStore store, String eventId, Class<? extends Throwable> failure) {
        return new BreakingStore(store, activity -> {
            if (activity.identity().id().equals(eventId)) {
                throwUnchecked(failure);
            }
        });
    }

    @Override
    public List<Written> append(List<Activity> activities, Deadline deadline) {
        activities.forEach(first);
        return store.append(activities, deadline);
    }

    @Override
    public @Nullable Rejection check(Activity activity) {
        return store.check(activity);
    }

    @Override
    public Slice read(SliceRequest request, Deadline deadline) {
        return store.read(request, deadline);
    }

    /** Throws a new instance, also of a checked exception. */
    static void throwUnchecked(Class<? extends Throwable> failure) {
        Throwable thrown;
        try {
            thrown = failure.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Cannot make the failure", e);
        }
        throw BreakingStore.<RuntimeException>unchecked(thrown);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
