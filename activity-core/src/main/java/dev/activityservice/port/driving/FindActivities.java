package dev.activityservice.port.driving;

import dev.activityservice.model.Activity;
import dev.activityservice.port.Deadline;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.Principal;
import dev.activityservice.query.TimelineSummary;
import org.jspecify.annotations.Nullable;

/** Reads one entity's timeline: a page of it, or a summary. Thread-safe. */
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

    /**
     * Counts the activities of a timeline, within a budget of 10,000 stored rows and 20 reads of the store. Activities beyond the budget
     * or the deadline are not counted, and the summary is then not {@linkplain TimelineSummary#isComplete complete}. It contains the
     * activities that {@link #find} would return. An unknown entity has an empty summary.
     *
     * @param principal the caller; null if it is not authenticated
     * @param query entity, tenant, range and types; order, limit and page token have no effect
     * @throws ReadDeniedException if the read policy refuses, before anything is read
     * @throws dev.activityservice.port.driven.StoreUnavailableException if the store gave no response at all
     */
    TimelineSummary summarize(@Nullable Principal principal, ActivityQuery query, Deadline deadline);
}
