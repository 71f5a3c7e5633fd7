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
     * Returns a page. A walk over all pages contains everything that is present throughout exactly once. An activity that arrives before the
     * current position does not appear in this walk. An unknown entity has an empty page.
     *
     * @param principal the caller; null if it is not authenticated
     * @throws ReadDeniedException if the read policy refuses, before anything is read
     * @throws dev.activityservice.port.driven.StoreUnavailableException if the store gave no response
     */
    Page<Activity> find(@Nullable Principal principal, ActivityQuery query, Deadline deadline);
}
