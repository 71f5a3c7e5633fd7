package dev.activityservice.aws.driving.api;

import dev.activityservice.model.Activity;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driving.FindActivities;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.Principal;
import dev.activityservice.query.TimelineSummary;
import org.jspecify.annotations.Nullable;

/** Finds pages by a lambda, for tests that read no summary. */
@FunctionalInterface
public interface PagesOnly extends FindActivities {

    @Override
    Page<Activity> find(@Nullable Principal principal, ActivityQuery query, Deadline deadline);

    @Override
    default TimelineSummary summarize(@Nullable Principal principal, ActivityQuery query, Deadline deadline) {
        throw new AssertionError("The test reads no summary");
    }
}
