package dev.activityservice;

import dev.activityservice.model.Activity;
import dev.activityservice.model.ActivityAttributes;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadListener;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.ReadPolicy.Decision;
import dev.activityservice.port.driven.ReadPolicy.HiddenField;
import dev.activityservice.port.driven.Readers;
import dev.activityservice.port.driving.FindActivities;
import dev.activityservice.port.driving.ReadDeniedException;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.Principal;
import dev.activityservice.query.TimelineSummary;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link FindActivities}. Asks the read policy, then reads the store ({@link PageWalk}, {@link SummaryWalk}). Its tests are
 * in activity-testkit (package {@code usecase}), because the in-memory store is there. Thread-safe.
 */
final class Finder implements FindActivities {

    private final ActivityStore store;
    private final ReadPolicy policy;
    private final InstantSource clock;
    private final int readBudget;
    private final boolean tenanted;
    private final Readers readers;
    private final ReadListener listener;

    /**
     * @param readBudget maximum number of rows that a read examines
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
        Decision decision = allow(principal, query, deadline);
        Page<Activity> page = new PageWalk(store, query, deadline, clock.instant(), readBudget).page();
        listener.answered(principal, query.entity(), decision);
        Set<HiddenField> hidden = decision.hidden();
        return hidden.isEmpty()
                ? page
                : new Page<>(
                        page.items().stream().map(each -> without(hidden, each)).toList(),
                        page.next(),
                        page.unreadableRows());
    }

    @Override
    public TimelineSummary summarize(@Nullable Principal principal, ActivityQuery query, Deadline deadline) {
        Decision decision = allow(principal, query, deadline);
        TimelineSummary summary = new SummaryWalk(store, query, deadline, clock.instant(), readBudget).summary();
        listener.answered(principal, query.entity(), decision);
        Set<HiddenField> hidden = decision.hidden();
        Activity first = summary.first();
        Activity last = summary.last();
        return hidden.isEmpty()
                ? summary
                : new TimelineSummary(
                        first == null ? null : without(hidden, first),
                        last == null ? null : without(hidden, last),
                        summary.countByType(),
                        summary.isComplete(),
                        summary.unreadableRows());
    }

    /** Returns the decision that allows the read. Throws {@link ReadDeniedException} after a refusal was reported. */
    private Decision allow(@Nullable Principal principal, ActivityQuery query, Deadline deadline) {
        Decision decision = decide(principal, query, deadline);
        if (!decision.isAllowed()) {
            listener.answered(principal, query.entity(), decision);
            throw new ReadDeniedException(decision);
        }
        return decision;
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
}
