package com.example.shop;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.port.driving.FindActivities;
import dev.activityservice.port.driving.ReadDeniedException;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.InvalidQueryException;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import dev.activityservice.query.Principal;
import dev.activityservice.query.TimelineSummary;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Collectors;

/**
 * Shows a user's history as text: {@code /history/<user>?after=<token>}. The first page begins with the number of activities. It has
 * its own form and does not use ActivityHttp. Thread-safe.
 */
record HistoryRoute(FindActivities finder) {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String AFTER = "after=";

    Answer show(Principal caller, URI uri) {
        try {
            EntityRef user = EntityRef.of("user", uri.getPath().substring("/history/".length()));
            ActivityQuery query =
                    ActivityQuery.builder(user).newestFirst().limit(2).build();
            Deadline deadline = Deadline.after(TIMEOUT, System::nanoTime);
            String heading = "";
            if (uri.getQuery() != null && uri.getQuery().startsWith(AFTER)) {
                query = query.after(PageToken.parse(uri.getQuery().substring(AFTER.length())));
            } else {
                heading = heading(finder.summarize(caller, query, deadline));
            }
            return new Answer(200, heading + text(finder.find(caller, query, deadline)));
        } catch (InvalidValueException | InvalidQueryException e) {
            return new Answer(400, e.getMessage());
        } catch (ReadDeniedException e) {
            return new Answer(e.isUnauthenticated() ? 401 : 403, "This history is not yours");
        } catch (StoreUnavailableException e) {
            return new Answer(503, "Retry later: " + e.reason());
        }
    }

    private static String heading(TimelineSummary summary) {
        return (summary.isComplete() ? "" : "at least ") + summary.count() + " activities\n";
    }

    private static String text(Page<Activity> page) {
        String lines = page.items().stream()
                .map(activity -> activity.time() + " " + activity.type() + "\n")
                .collect(Collectors.joining());
        return page.next() == null ? lines : lines + "more: ?" + AFTER + page.next() + "\n";
    }
}
