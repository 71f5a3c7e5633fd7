package dev.activityservice;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.EventReader.Result;
import dev.activityservice.event.Message;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.model.Warning;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ActivityStore.Written;
import dev.activityservice.port.driving.ExplainEvent;
import dev.activityservice.port.driving.RecordActivities;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link RecordActivities} and {@link ExplainEvent}. Its tests are in {@code activity-testkit} (package {@code usecase}),
 * because the in-memory store is there. Thread-safe.
 *
 * <p><b>Implementation note.</b> A batch passes through four steps.
 *
 * <ol>
 *   <li>Read: each body is read alone. If the deadline passes, the remaining bodies are not read.
 *   <li>Map: the catalog maps each event to activities. An event without activities has its outcome now, and so has an event whose
 *       {@link EventSum} is above the limit.
 *   <li>Write: the activities of the whole batch go to the store in one call, so that it needs as few requests as possible. Small events
 *       come first, so that a large one cannot use up the time of its neighbours. Events with one identity stay together in their order,
 *       because the store lets the last of several activities with one key win. If the call
 *       throws, one event has broken it, but which one is unknown. Then each event is written in a separate call. Writing is idempotent,
 *       so activities that were already written are not written twice. Checked exceptions are caught, because a store in Kotlin or
 *       Scala can throw them.
 *   <li>Count: this is the only place that counts outcomes and warnings.
 * </ol>
 */
final class Recorder implements RecordActivities, ExplainEvent {

    /** Maximum time ahead of the clock. Clocks differ by less; a later time is a fault of the producer. */
    private static final Duration MAX_AHEAD = Duration.ofHours(24);

    private final EventReader reader;
    private final ActivityCatalog catalog;
    private final ActivityStore store;
    private final InstantSource clock;
    private final boolean rejectUnrecordable;
    private final long maxEventBytes;
    private final ActivityMeter meter;

    Recorder(
            EventReader reader,
            ActivityCatalog catalog,
            ActivityStore store,
            InstantSource clock,
            boolean rejectUnrecordable,
            long maxEventBytes,
            ActivityMeter meter) {
        this.reader = reader;
        this.catalog = catalog;
        this.store = store;
        this.clock = clock;
        this.rejectUnrecordable = rejectUnrecordable;
        this.maxEventBytes = maxEventBytes;
        this.meter = meter;
    }

    @Override
    public List<Outcome> record(List<Message> messages, Deadline deadline) {
        Instant now = clock.instant();
        List<Item> items = new ArrayList<>(messages.size());
        for (Message message : messages) {
            Item item = new Item();
            items.add(item);
            if (deadline.isOver()) {
                item.retry(RetryReason.DEADLINE, null);
                continue;
            }
            try {
                item.plan(read(message), now);
            } catch (Exception | StackOverflowError | LinkageError e) {
                item.retry(RetryReason.INTERNAL, e);
            }
        }
        return finish(items, now, deadline);
    }

    @Override
    public List<Outcome> recordEvents(List<DomainEvent> events, Deadline deadline) {
        Instant now = clock.instant();
        List<Item> items = new ArrayList<>(events.size());
        for (DomainEvent event : events) {
            Item item = new Item();
            items.add(item);
            try {
                item.plan(new Result.Accepted(Objects.requireNonNull(event, "event"), List.of(), null), now);
            } catch (Exception | StackOverflowError | LinkageError e) {
                item.retry(RetryReason.INTERNAL, e);
            }
        }
        return finish(items, now, deadline);
    }

    @Override
    public Explanation explain(String body, MessageMetadata metadata) {
        Item item = new Item();
        Mapping mapping = item.plan(reader.read(body, metadata), clock.instant());
        if (item.outcome == null) {
            List<Written> checked = new ArrayList<>();
            for (Activity activity : item.activities) {
                Rejection refusal = store.check(activity);
                checked.add(refusal == null ? Written.stored() : Written.rejected(refusal));
            }
            item.combine(checked);
        }
        List<EntityRef> shared = mapping instanceof Mapping.Mapped
                        && item.outcome() instanceof Outcome.Recorded
                        && item.outcome().reading() instanceof Result.Accepted accepted
                ? catalog.sharedTimelines(accepted.event())
                : List.of();
        return new Explanation(mapping, item.outcome(), shared);
    }

    private Result read(Message message) {
        String body = message.body();
        return body == null
                ? new Result.Rejected(Rejection.of(Rejection.Code.MISSING_FIELD, "", "The message has no body"))
                : reader.read(body, message.metadata());
    }

    private List<Outcome> finish(List<Item> items, Instant now, Deadline deadline) {
        List<Item> pending = new ArrayList<>(items.size());
        for (Item item : items) {
            if (item.outcome == null) {
                pending.add(item);
            }
        }
        if (!pending.isEmpty()) {
            write(smallestFirst(pending), deadline);
        }
        List<Outcome> outcomes = new ArrayList<>(items.size());
        for (Item item : items) {
            item.count(now);
            outcomes.add(item.outcome());
        }
        return outcomes;
    }

    private static List<Item> smallestFirst(List<Item> items) {
        if (items.size() > 1) {
            Map<EventIdentity, Long> sums = new HashMap<>();
            for (Item item : items) {
                sums.merge(item.identity(), item.sum, Math::max);
            }
            // The sort is stable.
            items.sort(Comparator.comparing(item -> sums.getOrDefault(item.identity(), 0L)));
        }
        return items;
    }

    private void write(List<Item> items, Deadline deadline) {
        try {
            append(items, deadline);
        } catch (Exception | StackOverflowError | LinkageError e) {
            for (Item item : items) {
                if (items.size() == 1) {
                    item.retry(RetryReason.INTERNAL, e);
                } else if (deadline.isOver()) {
                    item.retry(RetryReason.DEADLINE, null);
                } else {
                    write(List.of(item), deadline);
                }
            }
        }
    }

    private void append(List<Item> items, Deadline deadline) {
        List<Activity> activities = new ArrayList<>(items.size() * 2);
        for (Item item : items) {
            activities.addAll(item.activities);
        }
        List<Written> written = store.append(activities, deadline);
        if (written.size() != activities.size()) {
            throw new IllegalStateException(
                    "Cannot match the outcomes of the store: expected " + activities.size() + " outcomes, not "
                            + written.size() + ", from " + store.getClass().getName());
        }
        int next = 0;
        for (Item item : items) {
            int end = next + item.activities.size();
            item.combine(written.subList(next, end));
            next = end;
        }
    }

    /** The state of one message during a call; not shared between threads. */
    private final class Item {

        private @Nullable Result reading;
        private List<Activity> activities = List.of();
        private @Nullable String tenant;
        private List<EntityRef> entities = List.of();
        private List<Warning> warnings = List.of();
        private long sum;

        /** Null while there are activities to write. */
        private @Nullable Outcome outcome;

        Outcome outcome() {
            return Objects.requireNonNull(outcome);
        }

        EventIdentity identity() {
            return activities.get(0).identity();
        }

        void retry(RetryReason reason, @Nullable Throwable cause) {
            outcome = new Outcome.Retry(reading, tenant, entities, reason, cause);
        }

        /** Decides the outcome or sets the activities to write. Returns the mapping; null if the body is not an event. */
        @Nullable
        Mapping plan(Result result, Instant now) {
            reading = result;
            if (result instanceof Result.Rejected rejected) {
                reject(rejected.rejection());
                return null;
            }
            if (!(result instanceof Result.Accepted accepted)) {
                skipUnknownType();
                return new Mapping.UnknownType();
            }
            DomainEvent event = accepted.event();
            Mapping mapping = catalog.map(event);
            if (mapping instanceof Mapping.Mapped mapped) {
                plan(event, mapped, now);
            } else if (mapping instanceof Mapping.Refused refused) {
                reject(withBinaryData(refused.rejection(), accepted));
            } else if (mapping instanceof Mapping.Superseded) {
                // Never rejected: the event that replaces this one is recorded.
                outcome = new Outcome.Skipped(reading, tenant, entities, Kind.IGNORED);
            } else if (mapping instanceof Mapping.NoEntity noEntity) {
                warnings = noEntity.warnings();
                skip(Kind.NO_ENTITY, Rejection.Code.NO_ENTITY, "/data", "The event names none of its entities");
            } else {
                skipUnknownType();
            }
            return mapping;
        }

        private void skipUnknownType() {
            skip(Kind.IGNORED, Rejection.Code.UNKNOWN_TYPE, "/type", "The catalog has no entry for this event type");
        }

        /** If a field is missing because the data is in bytes that are not JSON, the rejection names these bytes. */
        private static Rejection withBinaryData(Rejection rejection, Result.Accepted accepted) {
            if (rejection.code() == Rejection.Code.MISSING_FIELD
                    && accepted.event().data() == null) {
                for (Warning warning : accepted.warnings()) {
                    if (warning.pointer().endsWith("/data_base64")) {
                        return Rejection.of(
                                rejection.code(),
                                warning.pointer(),
                                rejection.message() + ", because \"data_base64\" is not JSON in Base64");
                    }
                }
            }
            return rejection;
        }

        private void plan(DomainEvent event, Mapping.Mapped mapped, Instant now) {
            warnings = mapped.warnings();
            tenant = mapped.activities().get(0).tenant();
            entities = mapped.activities().stream().map(Activity::entity).toList();
            if (event.time().isAfter(now.plus(MAX_AHEAD))) {
                reject(Rejection.of(
                        Rejection.Code.TIME_IN_FUTURE,
                        "/time",
                        "The event's time " + event.time() + " is more than 24 hours ahead of the clock"));
                return;
            }
            // Retention is a property of the catalog's entry, so it is the same for all activities of an event.
            Instant expiry = mapped.activities().get(0).expiresAt();
            if (expiry != null && !expiry.isAfter(now)) {
                outcome = new Outcome.Skipped(reading, tenant, entities, Kind.EXPIRED);
                return;
            }
            sum = EventSum.of(mapped.activities());
            if (sum > maxEventBytes) {
                reject(Rejection.of(
                        Rejection.Code.TOO_LARGE,
                        "",
                        "The event must give at most " + maxEventBytes + " bytes to write, not " + sum
                                + ": its activities and readers times the texts of its largest activity"));
                return;
            }
            activities = mapped.activities();
        }

        private void skip(Kind kind, Rejection.Code code, String pointer, String message) {
            if (rejectUnrecordable) {
                reject(Rejection.of(code, pointer, message));
            } else {
                outcome = new Outcome.Skipped(reading, tenant, entities, kind);
            }
        }

        private void reject(Rejection rejection) {
            outcome = new Outcome.Rejected(reading, tenant, entities, rejection);
        }

        /** Combines the results of the event's activities: a rejection first, then a retry. */
        void combine(List<Written> written) {
            outcome = new Outcome.Recorded(reading, tenant, entities);
            for (Written each : written) {
                if (each instanceof Written.Rejected rejected) {
                    reject(rejected.rejection());
                    return;
                }
                if (each instanceof Written.Retryable retryable) {
                    retry(retryable.reason(), null);
                }
                // A store that returns null has not reported that the activity is stored.
                Objects.requireNonNull(each, "The store must return one outcome per activity, not null");
            }
        }

        void count(Instant now) {
            if (reading instanceof Result.Accepted accepted) {
                DomainEvent event = accepted.event();
                String source = event.identity().source();
                accepted.warnings().forEach(warning -> meter.warning(warning, source));
                warnings.forEach(warning -> meter.warning(warning, source));
                if (outcome instanceof Outcome.Recorded) {
                    meter.recorded(event.time(), now);
                }
            }
            meter.outcome(outcome());
        }
    }
}
