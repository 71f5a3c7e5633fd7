package dev.activityservice.port.driving;

import dev.activityservice.model.Activity;
import dev.activityservice.port.Deadline;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.Principal;
import org.jspecify.annotations.Nullable;

/** Reads a page of one entity's timeline. Thread-safe. */
public interface FindActivities {

    /**
     * Everything that was there throughout a walk over the pages appears in it exactly once; what arrives behind the token does
     * not. An entity that nothing is known of has an empty page.
     *
     * @param principal who asks; null for a caller that nobody has authenticated
     * @throws ReadDeniedException if the read policy says no, before anything is read
     * @throws dev.activityservice.port.driven.StoreUnavailableException if the store gave no answer
     */
    Page<Activity> find(@Nullable Principal principal, ActivityQuery query, Deadline deadline);
}
