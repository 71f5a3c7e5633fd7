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
     * Returns a page. A caller that follows the tokens to the last page receives each activity exactly once, if it is stored during the
     * whole walk. An activity that is stored later, at a position that the walk has passed, does not appear. An unknown entity has an
     * empty page.
     *
     * @param principal the caller; null if it is not authenticated
     * @throws ReadDeniedException if the read policy refuses, before anything is read
     * @throws dev.activityservice.port.driven.StoreUnavailableException if the store gave no response
     */
    Page<Activity> find(@Nullable Principal principal, ActivityQuery query, Deadline deadline);
}
