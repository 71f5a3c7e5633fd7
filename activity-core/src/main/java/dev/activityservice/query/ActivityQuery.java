package dev.activityservice.query;

import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.query.InvalidQueryException.Reason;
import java.time.Instant;
import java.util.List;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** What to read of one entity's timeline. Immutable and thread-safe. */
@Value.Immutable
public sealed interface ActivityQuery permits ImmutableActivityQuery {

    /** The most activities one page can have. */
    int MAX_LIMIT = 1000;
    /** The most event type patterns one query can have. */
    int MAX_TYPES = 50;

    EntityRef entity();

    /** Only activities at or after this instant; null for no lower bound. */
    @Nullable
    Instant from();

    /** Only activities before this instant; null for no upper bound. */
    @Nullable
    Instant until();

    /** Only events of these types, at most {@value #MAX_TYPES}; empty for all. */
    List<EventTypePattern> types();

    /** {@link Order#OLDEST_FIRST} unless it is set. */
    Order order();

    /** At most so many on the page, 1 to {@value #MAX_LIMIT}; null for as many as the store gives in one piece, about 1 MB. */
    @Nullable
    Integer limit();

    /** Where to go on, from {@link Page#next()} of the same query; null for the beginning. */
    @Nullable
    PageToken pageToken();

    /** The whole timeline, oldest first. */
    static ActivityQuery of(EntityRef entity) {
        return builder(entity).build();
    }

    static Builder builder(EntityRef entity) {
        return new Builder().entity(entity);
    }

    /** The same query for its next page. */
    default ActivityQuery after(PageToken token) {
        return new Builder().copyOf(this).pageToken(token).build();
    }

    /** In which order activities come; ties at one instant have a fixed order too. */
    enum Order {
        OLDEST_FIRST,
        NEWEST_FIRST
    }

    /** Not thread-safe. */
    final class Builder extends ImmutableActivityQuery.Builder {

        Builder() {
            order(Order.OLDEST_FIRST);
        }

        public Builder oldestFirst() {
            return order(Order.OLDEST_FIRST);
        }

        public Builder newestFirst() {
            return order(Order.NEWEST_FIRST);
        }

        /** Throws {@link InvalidQueryException} if a part is out of its range, or the token belongs to another query. */
        @Override
        public ActivityQuery build() {
            ActivityQuery query = super.build();
            Integer limit = query.limit();
            if (limit != null && (limit < 1 || limit > MAX_LIMIT)) {
                throw new InvalidQueryException(
                        Reason.INVALID_LIMIT, "Invalid limit: " + limit + " is not between 1 and " + MAX_LIMIT);
            }
            Instant from = query.from();
            Instant until = query.until();
            if (from != null && until != null && !from.isBefore(until)) {
                throw new InvalidQueryException(
                        Reason.INVALID_RANGE, "Invalid range: from " + from + " is not before until " + until);
            }
            if (query.types().size() > MAX_TYPES) {
                throw new InvalidQueryException(
                        Reason.INVALID_TYPE,
                        "Invalid types: " + query.types().size() + " are given, at most " + MAX_TYPES + " are allowed");
            }
            PageToken token = query.pageToken();
            if (token != null && !token.belongsTo(query)) {
                throw new InvalidQueryException(
                        Reason.INVALID_CURSOR,
                        "Invalid page token: it belongs to another query; keep entity, order, range and types while paging");
            }
            return query;
        }
    }
}
