package dev.activityservice.port.driven;

import dev.activityservice.model.Activity;
import dev.activityservice.model.Position;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.query.ActivityQuery;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stores activities. Implementations are thread-safe and must pass the testkit's {@code ActivityStoreContract}.
 *
 * <p>The key of an activity is its tenant, its entity and its {@linkplain Activity#position() position}. Writing an existing key
 * replaces the activity, so the same activity is stored once, however often it is written. Tenants, entities, sources and ids are equal
 * only if all their characters are equal. Tenants share neither timelines nor the times of events.
 *
 * <p>An activity reads back exactly as it was written, in all its parts, except that it has no readers. All valid ids, sources and types
 * are stored, up to their maximum lengths.
 *
 * <p>A timeline is in the order of its positions, from the year 0000 to 9999. Within an instant, activities without a sequence come first,
 * then sequences of digits by their values, then other texts by their bytes in UTF-8. Sequences of more than 64 bytes read back, but do not
 * count in the order. Newest first is the exact reverse.
 */
public interface ActivityStore {

    /**
     * Stores activities in as few requests as the store allows. Returns no later than the deadline.
     *
     * <p>The list may be empty, and it may concern many entities. A rejected activity affects neither the other activities nor their
     * times. Concurrent calls lose no activity, and agree on the time and the sequence of an event. After the deadline, each result is
     * retryable with the reason {@link RetryReason#DEADLINE}, and nothing is thrown.
     *
     * <p>The list may contain an event several times. An event that brings its time is stored at each time and sequence that it brings. If
     * times come from envelopes ({@link dev.activityservice.model.TimeSource#isEnvelope()}), all activities of one event identity get the
     * same time: the time that was stored first, else the earliest time in the list. The sequence belongs to the time: all these
     * activities also get the sequence of this time. Of equal times, the one whose sequence comes first counts. A later write replaces the
     * content at this time. The retention starts at this time. Times of other events, and times that events bring, do not change. If
     * several activities have one key, the last one in the list is kept.
     *
     * <p>If an activity has {@linkplain Activity#readers() readers}, a result {@link Written.Stored} also means that each of them is known
     * as a reader of its entity ({@link Readers}). Readers are never removed.
     *
     * @return one result per activity, in order and of the same length. Throws only for misuse
     */
    List<Written> append(List<Activity> activities, Deadline deadline);

    /**
     * Returns why {@link #append} would permanently reject this activity, or null if no reason is known. Does no I/O.
     */
    @Nullable
    Rejection check(Activity activity);

    /**
     * Reads one slice of a timeline. May stop early at the store's own size limit; {@link Slice#resumeAfter()} is then not null.
     *
     * <p>The range includes its start and excludes its end. Each bound applies to all activities of its instant. Both may be outside of the
     * years 0000 to 9999. The slice contains activities whose type matches one of the types, and all activities if the query has no types.
     * The slice of an unknown entity is empty.
     * The position to resume after does not have to be stored, and does not change the range. A walk over all slices returns each
     * activity once that is stored from its start to its end, also during writes.
     *
     * @throws StoreUnavailableException if the store gave no response before the deadline
     */
    Slice read(SliceRequest request, Deadline deadline);

    /** What became of one activity. */
    sealed interface Written {

        /** The activity is stored durably, by this call or an earlier one. */
        record Stored() implements Written {

            private static final Stored INSTANCE = new Stored();
        }

        /**
         * The activity may or may not be stored. A retry is safe and may succeed.
         *
         * @param reason the reason
         */
        record Retryable(RetryReason reason) implements Written {

            public Retryable {
                Objects.requireNonNull(reason, "reason");
            }
        }

        /**
         * The activity can never be stored.
         *
         * @param rejection the reason
         */
        record Rejected(Rejection rejection) implements Written {

            public Rejected {
                Objects.requireNonNull(rejection, "rejection");
            }
        }

        static Written stored() {
            return Stored.INSTANCE;
        }

        static Written retryable(RetryReason reason) {
            return new Retryable(reason);
        }

        static Written rejected(Rejection rejection) {
            return new Rejected(rejection);
        }
    }

    /**
     * A request for one slice.
     *
     * @param query entity, range, types and order; the store ignores its limit and page token
     * @param after the position after which the slice starts, in the query's order; null for the beginning
     * @param maxExamined maximum number of rows to examine, at least 1; rows of other types and expired rows count
     */
    record SliceRequest(ActivityQuery query, @Nullable Position after, int maxExamined) {

        public SliceRequest {
            if (maxExamined < 1) {
                throw new IllegalArgumentException("Invalid maxExamined: expected at least 1, not " + maxExamined);
            }
        }
    }

    /**
     * One slice of a timeline.
     *
     * @param items the matching activities, in order; may include expired ones
     * @param examined the number of examined rows
     * @param skipped the number of examined rows that could not be read as activities
     * @param resumeAfter the last examined position, if more rows may follow; null at the end
     */
    record Slice(
            List<Activity> items,
            int examined,
            int skipped,
            @Nullable Position resumeAfter) {

        public Slice {
            items = List.copyOf(items);
        }
    }
}
