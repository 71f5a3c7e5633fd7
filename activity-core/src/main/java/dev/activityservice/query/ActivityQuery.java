package dev.activityservice.query;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.query.InvalidQueryException.Reason;
import java.time.Instant;
import java.util.List;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** A query for one entity's timeline. Immutable and thread-safe. */
@Value.Immutable
public sealed interface ActivityQuery permits ImmutableActivityQuery {

    /** Maximum number of activities on a page. */
    int MAX_LIMIT = 1000;

    /** Maximum number of event type patterns in a query. */
    int MAX_TYPES = 50;

    /** Returns the entity whose timeline is read. */
    EntityRef entity();

    /** Returns the tenant whose timeline is read; null without tenants. It must be the tenant of the caller. */
    @Nullable
    String tenant();

    /** Returns the lower bound, inclusive; null for no lower bound. */
    @Nullable
    Instant from();

    /** Returns the upper bound, exclusive; null for no upper bound. */
    @Nullable
    Instant until();

    /** Returns the event types to include, at most {@value #MAX_TYPES}; empty for all. */
    List<EventTypePattern> types();

    /** Returns the order. Default: {@link Order#OLDEST_FIRST}. */
    Order order();

    /** Returns the maximum number of activities on the page, 1 to {@value #MAX_LIMIT}; null for one slice of the store, about 1 MB. */
    @Nullable
    Integer limit();

    /** Returns the position to continue from, {@link Page#next()} of the same query; null for the beginning. */
    @Nullable
    PageToken pageToken();

    /** Returns a query for the whole timeline, oldest first. */
    static ActivityQuery of(EntityRef entity) {
        return builder(entity).build();
    }

    /** Returns a builder for a query of the entity's timeline. */
    static Builder builder(EntityRef entity) {
        return new Builder().entity(entity);
    }

    /** Returns the same query for its next page. */
    default ActivityQuery after(PageToken token) {
        return new Builder().copyOf(this).pageToken(token).build();
    }

    /** The order of activities. Activities of one instant also have a fixed order. */
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

        /**
         * Throws {@link InvalidQueryException} if a part is out of range, or if the token belongs to another query. Throws
         * {@link dev.activityservice.model.InvalidValueException} if the tenant is not valid.
         */
        @Override
        public ActivityQuery build() {
            ActivityQuery query = super.build();
            String tenant = query.tenant();
            if (tenant != null) {
                Activity.requireTenant(tenant);
            }
            Integer limit = query.limit();
            if (limit != null && (limit < 1 || limit > MAX_LIMIT)) {
                throw new InvalidQueryException(
                        Reason.INVALID_LIMIT,
                        "Invalid limit: expected a whole number from 1 to " + MAX_LIMIT + ", not " + limit);
            }
            Instant from = query.from();
            Instant until = query.until();
            if (from != null && until != null && !from.isBefore(until)) {
                throw new InvalidQueryException(
                        Reason.INVALID_RANGE,
                        "Invalid range: from must be before until, but from is " + from + " and until is " + until);
            }
            if (query.types().size() > MAX_TYPES) {
                throw new InvalidQueryException(
                        Reason.INVALID_TYPE,
                        "Invalid types: expected at most " + MAX_TYPES + ", not "
                                + query.types().size());
            }
            PageToken token = query.pageToken();
            if (token != null && !token.belongsTo(query)) {
                throw new InvalidQueryException(
                        Reason.INVALID_CURSOR,
                        "Invalid page token: it belongs to another query. Keep tenant, entity, order, range and types while paging");
            }
            return query;
        }
    }
}
