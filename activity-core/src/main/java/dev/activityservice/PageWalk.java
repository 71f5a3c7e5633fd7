package dev.activityservice;

import dev.activityservice.model.Activity;
import dev.activityservice.model.Position;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ActivityStore.Slice;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fills one page of a timeline, slice by slice. Used once.
 *
 * <p><b>Implementation note.</b> A store examines rows before it filters them, so a slice may contain fewer activities than
 * requested. The walk therefore reads slices until the page is full. Without a filter, the first slice asks for exactly the
 * missing activities and one more. The additional one shows whether a next page exists. With a filter, and from the second slice
 * on, it asks for {@value #FILTER_FACTOR} times as many rows, at least {@value #FILTER_MIN_ROWS}. Each further slice asks for four
 * times as many again, so a sparse filter needs few requests.
 *
 * <p>A page ends when it has {@code limit} activities, or when the timeline ends. It also ends when a store without a filter cuts a
 * slice by size, or when the read budget, the number of slices or the deadline is exhausted. The page then has a token, so that the
 * next call resumes there. A walk examines each row once, because each slice starts after the last examined position. Expired rows
 * are removed here, because DynamoDB deletes them late.
 */
final class PageWalk {

    /** Rows to examine per missing activity, with a filter or after the first slice. */
    private static final int FILTER_FACTOR = 4;

    /** Minimum rows to examine, with a filter or after the first slice. */
    private static final int FILTER_MIN_ROWS = 200;

    /** Maximum store reads per page after the first. A slice has thousands of small rows, or two or three near the size limit. */
    private static final int MAX_SLICES = 20;

    private final ActivityStore store;
    private final ActivityQuery query;
    private final Deadline deadline;
    private final Instant now;
    private final boolean filtered;
    private final List<Activity> items = new ArrayList<>();
    private int rowsLeft;
    private int unreadableRows;

    /** @param rowBudget maximum number of rows to examine */
    PageWalk(ActivityStore store, ActivityQuery query, Deadline deadline, Instant now, int rowBudget) {
        this.store = store;
        this.query = query;
        this.deadline = deadline;
        this.now = now;
        this.filtered = !query.types().isEmpty();
        this.rowsLeft = rowBudget;
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
            if (!isExpired(activity, now)) {
                items.add(activity);
            }
        }
    }

    private Page<Activity> page(List<Activity> found, @Nullable PageToken next) {
        return new Page<>(found, next, unreadableRows);
    }

    /** Returns whether the retention of the activity has passed. DynamoDB deletes expired rows late. */
    static boolean isExpired(Activity activity, Instant now) {
        Instant expiry = activity.expiresAt();
        return expiry != null && !expiry.isAfter(now);
    }
}
