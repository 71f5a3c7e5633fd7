package dev.activityservice.testkit.assertion;

import dev.activityservice.ActivityService;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import dev.activityservice.query.Principal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Entry point of the assertions: {@code assertThatTimeline(service, order("42")).hasTypes("orders.orderCreated.v1")}. Thread-safe. */
public final class ActivityAssertions {

    private ActivityAssertions() {}

    /**
     * Reads the whole timeline of an entity without a principal, oldest first, and returns assertions on it. Throws the
     * exceptions of {@link ActivityService#find}.
     */
    public static TimelineAssert assertThatTimeline(ActivityService service, EntityRef entity) {
        return assertThatTimeline(service, null, entity);
    }

    /**
     * Reads the whole timeline of an entity as {@code principal}, oldest first, and returns assertions on it. The query has the
     * tenant of the principal.
     */
    public static TimelineAssert assertThatTimeline(
            ActivityService service, @Nullable Principal principal, EntityRef entity) {
        ActivityQuery.Builder query = ActivityQuery.builder(entity);
        query.tenant(principal == null ? null : principal.tenant());
        return assertThatTimeline(service, principal, query.build());
    }

    /** Reads all pages of a query as {@code principal} and returns assertions on the activities. */
    public static TimelineAssert assertThatTimeline(
            ActivityService service, @Nullable Principal principal, ActivityQuery query) {
        return new TimelineAssert(walk(service, principal, query), query);
    }

    /**
     * Reads all pages of a query, one after the other.
     *
     * @param principal the caller; null for an unauthenticated caller
     * @return the activities of all pages, in the order of the query
     * @throws AssertionError if a page token appears twice, because the walk would then never end
     */
    public static List<Activity> walk(ActivityService service, @Nullable Principal principal, ActivityQuery query) {
        List<Activity> found = new ArrayList<>();
        Set<PageToken> seen = new HashSet<>();
        ActivityQuery next = query;
        while (true) {
            Page<Activity> page = service.find(principal, next);
            found.addAll(page.items());
            PageToken token = page.next();
            if (token == null) {
                return found;
            }
            if (!seen.add(token)) {
                throw new AssertionError("Each page token must be new, but this token appeared twice: " + token);
            }
            next = query.after(token);
        }
    }
}
