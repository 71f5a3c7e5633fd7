package dev.activityservice;

import dev.activityservice.model.Activity;
import dev.activityservice.model.Position;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ActivityStore.Slice;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.ReadPolicy;
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
import org.jspecify.annotations.Nullable;

/** Fills a page slice by slice, within a bounded number of rows. */
final class Finder implements FindActivities {

    /**
     * With a filter, the first slice looks at this many rows for each one wanted, and later ones at ever more. Without one, rows
     * are missing after the first slice only if many have expired, and then many more may have.
     */
    private static final int FILTER_FACTOR = 4;

    private static final int FILTER_MIN_ROWS = 200;

    /** A slice of small rows holds thousands; of rows near a store's limit, two or three. */
    private static final int MAX_SLICES = 20;

    private final ActivityStore store;
    private final ReadPolicy policy;
    private final InstantSource clock;
    private final int readBudget;

    /** @param readBudget how many rows one page may look at */
    Finder(ActivityStore store, ReadPolicy policy, InstantSource clock, int readBudget) {
        this.store = store;
        this.policy = policy;
        this.clock = clock;
        this.readBudget = readBudget;
    }

    @Override
    public Page<Activity> find(@Nullable Principal principal, ActivityQuery query, Deadline deadline) {
        ReadPolicy.Decision decision = policy.decide(principal, query.entity());
        if (decision != ReadPolicy.Decision.ALLOWED) {
            throw new ReadDeniedException(decision);
        }
        return new Walk(query, deadline, clock.instant()).page();
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
                    // What was read is right as far as it goes, and who goes on behind it does not begin anew each
                    // time.
                    return page(items, PageToken.of(query, after));
                }
                unreadableRows += slice.skipped();
                rowsLeft -= slice.examined();
                after = slice.resumeAfter();
                addUnexpired(slice);
                // One more than wanted was asked for, so that a page that ends with the timeline has no next one.
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
            return Page.of(found, next, unreadableRows, activity -> PageToken.of(query, activity.position()));
        }
    }
}
