package dev.activityservice;

import dev.activityservice.model.Activity;
import dev.activityservice.model.Position;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ActivityStore.Slice;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.TimelineSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the activities of one timeline. Used once.
 *
 * <p><b>Implementation note.</b> The walk reads slices, oldest first, until the timeline ends. It ends early when the budget of rows or
 * the number of slices is used up, when the deadline has passed, or when the store becomes unavailable. What was counted until then is a
 * lower bound. After the budget, one further row shows whether the timeline has ended.
 *
 * <p>A timeline of one slice needs one read of the store, because its newest activity is the last one of the slice. For a longer
 * timeline, the second read looks for the newest activity from the other end, so that it is known even if the walk ends early.
 */
final class SummaryWalk {

    /** Maximum number of rows to examine. */
    static final int MAX_ROWS = 10_000;

    /** Maximum store reads of the walk. A slice of DynamoDB has 1 MB, so that large rows do not make a summary expensive. */
    private static final int MAX_SLICES = 20;

    /** Maximum number of rows to examine in the search for the newest activity. */
    private static final int MAX_NEWEST_ROWS = 1_000;

    private final ActivityStore store;
    private final ActivityQuery query;
    private final Deadline deadline;
    private final Instant now;
    private final Map<String, Integer> counts = new HashMap<>();
    private @Nullable Activity first;
    private @Nullable Activity last;
    private int rowsLeft;
    private int unreadableRows;

    /**
     * @param query entity, tenant, range and types
     * @param rowBudget maximum number of rows to examine; at most {@value #MAX_ROWS} are
     */
    SummaryWalk(ActivityStore store, ActivityQuery query, Deadline deadline, Instant now, int rowBudget) {
        this.store = store;
        this.query = query;
        this.deadline = deadline;
        this.now = now;
        this.rowsLeft = Math.min(rowBudget, MAX_ROWS);
    }

    TimelineSummary summary() {
        ActivityQuery oldestFirst = inOrder(ActivityQuery.Order.OLDEST_FIRST);
        Activity newest = null;
        Position after = null;
        for (int slices = 0; slices < MAX_SLICES; slices++) {
            Slice slice;
            try {
                slice = store.read(new SliceRequest(oldestFirst, after, Math.max(rowsLeft, 1)), deadline);
            } catch (StoreUnavailableException e) {
                if (slices == 0) {
                    throw e;
                }
                break;
            }
            if (rowsLeft == 0 && slice.examined() > 0) {
                break;
            }
            count(slice);
            after = slice.resumeAfter();
            if (after == null) {
                return result(last, true);
            }
            if (slices == 0) {
                newest = newest();
            }
            if (deadline.isOver()) {
                break;
            }
        }
        return result(newest, false);
    }

    private void count(Slice slice) {
        rowsLeft -= Math.min(slice.examined(), rowsLeft);
        unreadableRows += slice.skipped();
        for (Activity each : slice.items()) {
            if (!PageWalk.isExpired(each, now)) {
                counts.merge(each.type(), 1, Integer::sum);
                first = first == null ? each : first;
                last = each;
            }
        }
    }

    /** Returns the newest activity, or null if it was not found. Its unreadable rows are not reported, because the walk may also read them. */
    private @Nullable Activity newest() {
        try {
            List<Activity> page = new PageWalk(
                            store, inOrder(ActivityQuery.Order.NEWEST_FIRST), deadline, now, MAX_NEWEST_ROWS)
                    .page()
                    .items();
            return page.isEmpty() ? null : page.get(0);
        } catch (StoreUnavailableException e) {
            return null;
        }
    }

    private ActivityQuery inOrder(ActivityQuery.Order order) {
        return ActivityQuery.builder(query.entity())
                .tenant(query.tenant())
                .from(query.from())
                .until(query.until())
                .types(query.types())
                .order(order)
                .limit(1)
                .build();
    }

    private TimelineSummary result(@Nullable Activity newest, boolean isComplete) {
        List<Map.Entry<String, Integer>> types = new ArrayList<>(counts.entrySet());
        types.sort(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()));
        Map<String, Integer> countByType = new LinkedHashMap<>();
        types.forEach(each -> countByType.put(each.getKey(), each.getValue()));
        return new TimelineSummary(first, newest, countByType, isComplete, unreadableRows);
    }
}
