package dev.activityservice;

import dev.activityservice.model.Activity;
import dev.activityservice.model.ActivityAttributes;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Position;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ActivityStore.Slice;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.ReadListener;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.ReadPolicy.Decision;
import dev.activityservice.port.driven.ReadPolicy.HiddenField;
import dev.activityservice.port.driven.Readers;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.port.driving.FindActivities;
import dev.activityservice.port.driving.ReadDeniedException;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import dev.activityservice.query.Principal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link FindActivities}. Asks the read policy, then fills a page slice by slice. Its tests are in activity-testkit
 * (package {@code usecase}), because the in-memory store is there. Thread-safe.
 *
 * <p><b>Implementation note.</b> A store examines rows before it filters them, so a slice may contain fewer activities than
 * requested. {@link Walk} therefore reads slices until the page is full. Without a filter, the first slice asks for exactly the
 * missing activities and one more. The additional one shows whether a next page exists. With a filter, and from the second slice
 * on, it asks for {@value #FILTER_FACTOR} times as many rows, at least {@value #FILTER_MIN_ROWS}. Each further slice asks for four
 * times as many again, so a sparse filter needs few requests.
 *
 * <p>A page ends when it has {@code limit} activities, or when the timeline ends. It also ends when a store without a filter cuts a
 * slice by size, or when the read budget, the number of slices or the deadline is exhausted. The page then has a token, so that the
 * next call resumes there. A walk examines each row once, because each slice starts after the last examined position. Expired rows
 * are removed here, because DynamoDB deletes them late.
 */
final class Finder implements FindActivities {

    /** Rows to examine per missing activity, with a filter or after the first slice. */
    private static final int FILTER_FACTOR = 4;

    /** Minimum rows to examine, with a filter or after the first slice. */
    private static final int FILTER_MIN_ROWS = 200;

    /** Maximum store reads per page after the first. A slice has thousands of small rows, or two or three near the size limit. */
    private static final int MAX_SLICES = 20;

    private final ActivityStore store;
    private final ReadPolicy policy;
    private final InstantSource clock;
    private final int readBudget;
    private final boolean tenanted;
    private final Readers readers;
    private final ReadListener listener;

    /**
     * @param readBudget maximum number of rows that a page examines
     * @param tenanted whether a query without a tenant is refused
     */
    Finder(
            ActivityStore store,
            ReadPolicy policy,
            Readers readers,
            ReadListener listener,
            InstantSource clock,
            int readBudget,
            boolean tenanted) {
        this.store = store;
        this.policy = policy;
        this.readers = readers;
        this.listener = listener;
        this.clock = clock;
        this.readBudget = readBudget;
        this.tenanted = tenanted;
    }

    @Override
    public Page<Activity> find(@Nullable Principal principal, ActivityQuery query, Deadline deadline) {
        Decision decision = decide(principal, query, deadline);
        if (!decision.isAllowed()) {
            listener.answered(principal, query.entity(), decision);
            throw new ReadDeniedException(decision);
        }
        Page<Activity> page = new Walk(query, deadline, clock.instant()).page();
        listener.answered(principal, query.entity(), decision);
        Set<HiddenField> hidden = decision.hidden();
        return hidden.isEmpty()
                ? page
                : new Page<>(
                        page.items().stream().map(each -> without(hidden, each)).toList(),
                        page.next(),
                        page.unreadableRows());
    }

    /** Returns the final decision. Looks up readers only after the tenant is checked, and only those that could still change it. */
    private Decision decide(@Nullable Principal principal, ActivityQuery query, Deadline deadline) {
        if (!isOfOneTenant(principal, query)) {
            return principal == null ? Decision.unauthenticated() : Decision.forbidden();
        }
        Decision decision = policy.decide(principal, query.entity());
        while (!decision.ifReader().isEmpty()) {
            EntityRef reader = decision.ifReader().keySet().iterator().next();
            decision = decision.resolve(reader, readers.isReader(query.tenant(), reader, query.entity(), deadline));
        }
        return decision;
    }

    /** Whether the query has the tenant of the caller, and has one if the service has tenants. */
    private boolean isOfOneTenant(@Nullable Principal principal, ActivityQuery query) {
        String tenant = query.tenant();
        return tenant == null
                ? !tenanted && (principal == null || principal.tenant() == null)
                : principal != null && tenant.equals(principal.tenant());
    }

    private static Activity without(Set<HiddenField> hidden, Activity activity) {
        return Activity.builder(activity.entity(), activity.identity(), activity.type(), activity.time())
                .copyOf(activity)
                .attributes(hidden.contains(HiddenField.ATTRIBUTES) ? ActivityAttributes.none() : activity.attributes())
                .actor(hidden.contains(HiddenField.ACTOR) ? null : activity.actor())
                .summary(hidden.contains(HiddenField.SUMMARY) ? null : activity.summary())
                .trace(hidden.contains(HiddenField.TRACE) ? null : activity.trace())
                .build();
    }

    private final class Walk {

        private final ActivityQuery query;
        private final Deadline deadline;
        private final Instant now;
        private final boolean filtered;
        private final List<Activity> items = new ArrayList<>();
        private int rowsLeft = readBudget;
        private int unreadableRows;

        Walk(ActivityQuery query, Deadline deadline, Instant now) {
            this.query = query;
            this.deadline = deadline;
            this.now = now;
            this.filtered = !query.types().isEmpty();
        }

        Page<Activity> page() {
            PageToken token = query.pageToken();
            Position after = token == null ? null : token.position();
            Integer limit = query.limit();
            for (int slices = 0; ; slices++) {
                int wanted = limit == null ? Integer.MAX_VALUE : rowsFor(limit, slices);
                int maxExamined = Math.min(wanted, Math.max(rowsLeft, 1));
                Slice slice;
                try {
                    slice = store.read(new SliceRequest(query, after, maxExamined), deadline);
                } catch (StoreUnavailableException e) {
                    if (slices == 0 || after == null) {
                        throw e;
                    }
                    // Return what was read so far, with a token, so that the next call resumes here.
                    return page(items, PageToken.of(query, after));
                }
                unreadableRows += slice.skipped();
                rowsLeft -= slice.examined();
                after = slice.resumeAfter();
                addUnexpired(slice);
                // One more than the limit was requested, so that a page that ends with the timeline has no next one.
                if (limit != null && items.size() > limit) {
                    Activity last = items.get(limit - 1);
                    return page(items.subList(0, limit), PageToken.of(query, last.position()));
                }
                if (after == null) {
                    return page(items, null);
                }
                boolean cutBySize = slice.examined() < maxExamined;
                boolean enough = !items.isEmpty() && (limit == null || (cutBySize && !filtered));
                if (enough || rowsLeft <= 0 || slices >= MAX_SLICES || deadline.isOver()) {
                    return page(items, PageToken.of(query, after));
                }
            }
        }

        private int rowsFor(int limit, int slices) {
            int missing = limit + 1 - items.size();
            if (!filtered && slices == 0) {
                return missing;
            }
            long rows = Math.max((long) missing * FILTER_FACTOR, FILTER_MIN_ROWS);
            return (int) Math.min(rows << Math.min(slices * 2, 20), Integer.MAX_VALUE);
        }

        private void addUnexpired(Slice slice) {
            for (Activity activity : slice.items()) {
                Instant expiry = activity.expiresAt();
                if (expiry == null || expiry.isAfter(now)) {
                    items.add(activity);
                }
            }
        }

        private Page<Activity> page(List<Activity> found, @Nullable PageToken next) {
            return new Page<>(found, next, unreadableRows);
        }
    }
}
