package dev.activityservice.port.driven;

import dev.activityservice.model.Activity;
import dev.activityservice.model.Position;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.query.ActivityQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps activities. Implementations are thread-safe, and prove themselves with the testkit's {@code ActivityStoreContract}.
 *
 * <p>An activity's key is its entity and its {@linkplain Activity#position() position}. Writing one that is there replaces it:
 * the same activity twice is stored once.
 */
public interface ActivityStore {

    /**
     * Stores activities, in as few requests as the store allows, and returns no later than the deadline.
     *
     * <p>The list may hold one event several times. Where times come from envelopes
     * ({@link dev.activityservice.model.TimeSource#isEnvelope()}), all activities of one event identity get one time: the one
     * that was stored first, ever; and if there is none, the earliest in the list. Of several with one key the last in the list
     * is kept.
     *
     * @return one outcome for each activity, in order; never shorter. Only misuse throws
     */
    List<Outcome> append(List<Activity> activities, Deadline deadline);

    /**
     * Why {@link #append} would refuse this activity for ever, as far as that can be told without asking the store; null if
     * it would not. No I/O.
     */
    @Nullable
    Rejection check(Activity activity);

    /**
     * Reads one piece of a timeline. May stop early at its own limit of size, and says so by {@link Slice#resumeAfter()}.
     *
     * @throws StoreUnavailableException if there was no answer before the deadline
     */
    Slice read(SliceRequest request, Deadline deadline);

    /** What became of one activity. */
    sealed interface Outcome {

        /** It is stored, durably, by this call or an earlier one. */
        record Stored() implements Outcome {}

        /**
         * It may or may not be stored; appending it again is safe and helps.
         *
         * @param reason why
         */
        record Retryable(RetryReason reason) implements Outcome {}

        /**
         * It can never be stored.
         *
         * @param rejection why
         */
        record Rejected(Rejection rejection) implements Outcome {}

        static Outcome stored() {
            return Outcomes.STORED;
        }

        static Outcome retryable(RetryReason reason) {
            return new Retryable(reason);
        }

        static Outcome rejected(Rejection rejection) {
            return new Rejected(rejection);
        }
    }

    /**
     * @param query whose timeline, which range, types and order; its limit and page token are not the store's concern
     * @param after begin behind this place in the query's order; null for the beginning
     * @param maxExamined look at no more rows than this, 1 or more; rows that the types do not match, and expired ones, count
     */
    record SliceRequest(ActivityQuery query, @Nullable Position after, int maxExamined) {

        public SliceRequest {
            if (maxExamined < 1) {
                throw new IllegalArgumentException("Invalid maxExamined: " + maxExamined + " is less than 1");
            }
        }
    }

    /**
     * @param items the rows that match, in order; expired ones may be among them
     * @param examined how many rows were looked at
     * @param skipped how many of these could not be read as activities
     * @param resumeAfter the last place that was looked at, if there may be more behind it; null at the end
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
