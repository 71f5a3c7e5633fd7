package dev.activityservice;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.model.Warning;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driving.ExplainEvent;
import dev.activityservice.port.driving.RecordActivities;
import dev.activityservice.telemetry.ActivityMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link RecordActivities} and {@link ExplainEvent}: maps each event to activities, writes the activities of the whole batch
 * with one call of the store, and combines their outcomes for each event. Thread-safe.
 *
 * <p>Its tests are in {@code activity-testkit} (package {@code usecase}), because the in-memory store is there.
 */
final class Recorder implements RecordActivities, ExplainEvent {

    /** Maximum time ahead of the clock. Clocks differ by less; a later time is a fault of the producer. */
    private static final Duration MAX_AHEAD = Duration.ofHours(24);

    private final EventReader reader;
    private final ActivityCatalog catalog;
    private final ActivityStore store;
    private final InstantSource clock;
    private final boolean rejectUnrecordable;
    private final ActivityMeter meter;

    Recorder(
            EventReader reader,
            ActivityCatalog catalog,
            ActivityStore store,
            InstantSource clock,
            boolean rejectUnrecordable,
            ActivityMeter meter) {
        this.reader = reader;
        this.catalog = catalog;
        this.store = store;
        this.clock = clock;
        this.rejectUnrecordable = rejectUnrecordable;
        this.meter = meter;
    }

    @Override
    public List<Outcome> record(List<DomainEvent> events, Deadline deadline) {
        Instant now = clock.instant();
        List<Plan> plans = new ArrayList<>(events.size());
        List<Activity> activities = new ArrayList<>(events.size() * 2);
        for (DomainEvent event : events) {
            Plan plan = planInIsolation(event, now);
            plans.add(plan);
            activities.addAll(plan.activities());
        }
        List<ActivityStore.Outcome> stored = activities.isEmpty() ? List.of() : store.append(activities, deadline);
        if (stored.size() != activities.size()) {
            throw new IllegalStateException(
                    "Cannot match the outcomes of the store: expected " + activities.size() + " outcomes, not "
                            + stored.size() + ", from " + store.getClass().getName());
        }
        List<Outcome> outcomes = new ArrayList<>(events.size());
        int next = 0;
        for (Plan plan : plans) {
            Outcome decided = plan.outcome();
            int end = next + plan.activities().size();
            outcomes.add(decided != null ? decided : combine(stored.subList(next, end)));
            next = end;
        }
        count(events, plans, outcomes, now);
        return outcomes;
    }

    private void count(List<DomainEvent> events, List<Plan> plans, List<Outcome> outcomes, Instant now) {
        for (int i = 0; i < outcomes.size(); i++) {
            DomainEvent event = events.get(i);
            for (Warning warning : plans.get(i).warnings()) {
                meter.warning(warning, event.identity().source());
            }
            meter.outcome(outcomes.get(i));
            if (outcomes.get(i).kind() == Kind.RECORDED) {
                meter.recorded(event.time(), now);
            }
        }
    }

    @Override
    public Explanation explain(String body, MessageMetadata metadata) {
        EventReader.Result reading = reader.read(body, metadata);
        if (reading instanceof EventReader.Result.Rejected rejected) {
            return new Explanation(reading, null, Outcome.rejected(rejected.rejection()));
        }
        DomainEvent event = ((EventReader.Result.Accepted) reading).event();
        Mapping mapping = catalog.map(event);
        Plan plan = plan(event, mapping, clock.instant());
        Outcome decided = plan.outcome();
        if (decided == null) {
            List<ActivityStore.Outcome> checked = new ArrayList<>();
            for (Activity activity : plan.activities()) {
                Rejection refusal = store.check(activity);
                checked.add(refusal == null ? ActivityStore.Outcome.stored() : ActivityStore.Outcome.rejected(refusal));
            }
            decided = combine(checked);
        }
        return new Explanation(reading, mapping, decided);
    }

    /** Either the outcome is already decided, or there are activities to write. */
    private record Plan(@Nullable Outcome outcome, List<Activity> activities, List<Warning> warnings) {

        static Plan done(Outcome outcome) {
            return done(outcome, List.of());
        }

        static Plan done(Outcome outcome, List<Warning> warnings) {
            return new Plan(outcome, List.of(), warnings);
        }
    }

    /** A stack overflow or linkage error fails only its own event. {@code OutOfMemoryError} is not caught: it fails the batch. */
    private Plan planInIsolation(DomainEvent event, Instant now) {
        try {
            return plan(event, catalog.map(event), now);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            return Plan.done(Outcome.retry(RetryReason.INTERNAL));
        }
    }

    private Plan plan(DomainEvent event, Mapping mapping, Instant now) {
        if (mapping instanceof Mapping.Mapped mapped) {
            return plan(event, mapped, now);
        }
        if (mapping instanceof Mapping.Refused refused) {
            return Plan.done(Outcome.rejected(refused.rejection()));
        }
        boolean unknown = mapping instanceof Mapping.UnknownType;
        List<Warning> warnings = mapping instanceof Mapping.NoEntity noEntity ? noEntity.warnings() : List.of();
        if (rejectUnrecordable) {
            Rejection rejection = unknown
                    ? Rejection.of(Rejection.Code.UNKNOWN_TYPE, "/type", "The catalog has no entry for this event type")
                    : Rejection.of(Rejection.Code.NO_ENTITY, "/data", "The event names none of its entities");
            return Plan.done(Outcome.rejected(rejection), warnings);
        }
        return Plan.done(Outcome.of(unknown ? Kind.IGNORED : Kind.NO_ENTITY), warnings);
    }

    private static Plan plan(DomainEvent event, Mapping.Mapped mapped, Instant now) {
        if (event.time().isAfter(now.plus(MAX_AHEAD))) {
            Rejection rejection = Rejection.of(
                    Rejection.Code.TIME_IN_FUTURE,
                    "/time",
                    "The event's time " + event.time() + " is more than 24 hours ahead of the clock");
            return Plan.done(Outcome.rejected(rejection), mapped.warnings());
        }
        return isExpired(mapped.activities(), now)
                ? Plan.done(Outcome.of(Kind.EXPIRED), mapped.warnings())
                : new Plan(null, mapped.activities(), mapped.warnings());
    }

    private static boolean isExpired(List<Activity> activities, Instant now) {
        // Retention is a property of the catalog's entry, so it is the same for all activities of an event.
        Instant expiry = activities.get(0).expiresAt();
        return expiry != null && !expiry.isAfter(now);
    }

    private static Outcome combine(List<ActivityStore.Outcome> outcomes) {
        Outcome retry = null;
        for (ActivityStore.Outcome outcome : outcomes) {
            if (outcome instanceof ActivityStore.Outcome.Rejected rejected) {
                return Outcome.rejected(rejected.rejection());
            }
            if (outcome instanceof ActivityStore.Outcome.Retryable retryable) {
                retry = Outcome.retry(retryable.reason());
            }
        }
        return retry != null ? retry : Outcome.recorded(outcomes.size());
    }
}
