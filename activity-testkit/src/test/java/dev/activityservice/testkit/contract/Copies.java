package dev.activityservice.testkit.contract;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.query.ActivityQuery;

/** Builders that start with all parts of an existing value. */
final class Copies {

    private Copies() {}

    static Activity.Builder of(Activity activity) {
        return of(activity, activity.entity(), activity.identity());
    }

    static Activity.Builder of(Activity activity, EntityRef entity, EventIdentity identity) {
        Activity.Builder builder = Activity.builder(entity, identity, activity.type(), activity.time());
        builder.tenant(activity.tenant())
                .timeSource(activity.timeSource())
                .actor(activity.actor())
                .correlationId(activity.correlationId())
                .causationId(activity.causationId())
                .sequence(activity.sequence())
                .attributes(activity.attributes())
                .summary(activity.summary())
                .trace(activity.trace())
                .retention(activity.retention())
                .readers(activity.readers());
        return builder;
    }

    static ActivityQuery.Builder of(ActivityQuery query, EntityRef entity) {
        ActivityQuery.Builder builder = ActivityQuery.builder(entity);
        builder.tenant(query.tenant())
                .from(query.from())
                .until(query.until())
                .addAllTypes(query.types())
                .order(query.order());
        return builder;
    }
}
