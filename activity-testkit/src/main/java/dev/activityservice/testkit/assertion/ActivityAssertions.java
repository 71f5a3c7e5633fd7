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

/** Where assertions begin: {@code assertThatTimeline(service, order("42")).hasTypes("orders.orderCreated.v1")}. */
public final class ActivityAssertions {

    private ActivityAssertions() {}

    /** The whole timeline of an entity, oldest first, as a caller without a name sees it. */
    public static TimelineAssert assertThatTimeline(ActivityService service, EntityRef entity) {
        return assertThatTimeline(service, null, entity);
    }

    /** The whole timeline of an entity, oldest first, as {@code principal} sees it. */
    public static TimelineAssert assertThatTimeline(
            ActivityService service, @Nullable Principal principal, EntityRef entity) {
        return assertThatTimeline(service, principal, ActivityQuery.of(entity));
    }

    /** All pages of a query, one after the other, as {@code principal} sees them. */
    public static TimelineAssert assertThatTimeline(
            ActivityService service, @Nullable Principal principal, ActivityQuery query) {
        return new TimelineAssert(walk(service, principal, query), query.entity());
    }

    /** Reads all pages of a query, one after the other. */
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
                throw new AssertionError("The pages go in a circle: a page token came twice");
            }
            next = query.after(token);
        }
    }
}
