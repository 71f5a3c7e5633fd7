package dev.activityservice;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.Message;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadListener;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.Readers;
import dev.activityservice.port.driving.ExplainEvent;
import dev.activityservice.port.driving.FindActivities;
import dev.activityservice.port.driving.RecordActivities;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.Principal;
import dev.activityservice.query.TimelineSummary;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The activity service: all use cases over one store. Immutable and thread-safe.
 *
 * <pre>{@code
 * ActivityService activities = ActivityService.builder(store).readPolicy(ReadPolicy.allowAll()).build();
 * Outcome outcome = activities.record(body, MessageMetadata.none());
 * Page<Activity> page = activities.find(principal, ActivityQuery.of(EntityRef.of("order", "ORD-1")));
 * }</pre>
 */
public final class ActivityService implements RecordActivities, FindActivities, ExplainEvent {

    private final EventReader reader;
    private final Recorder recorder;
    private final Finder finder;
    private final LongSupplier nanoTime;
    private final Duration callTimeout;

    private ActivityService(Builder builder) {
        ActivityCatalog catalog = builder.catalog != null ? builder.catalog : ActivityCatalog.reference();
        this.reader = EventReader.create(catalog.extensions(), catalog::matches);
        this.recorder = new Recorder(
                reader,
                catalog,
                builder.store,
                builder.clock,
                builder.rejectUnrecordable,
                builder.maxEventBytes,
                new ActivityMeter(builder.openTelemetry));
        this.finder = new Finder(
                builder.store,
                builder.readPolicy,
                builder.readersOrStore(),
                builder.readListener,
                builder.clock,
                builder.readBudget,
                builder.tenanted);
        this.nanoTime = builder.nanoTime;
        this.callTimeout = builder.callTimeout;
    }

    /**
     * Returns a builder of a service.
     *
     * @param store stores the activities; the only mandatory part
     */
    public static Builder builder(ActivityStore store) {
        return new Builder(store);
    }

    /** Returns the reader of message bodies. It wants the types of the catalog only. */
    public EventReader reader() {
        return reader;
    }

    /**
     * Reads a message body and records its event, within the {@linkplain Builder#callTimeout call timeout}. Bad data is an outcome, never
     * an exception.
     *
     * @param body the body; {@link EventReader} lists the shapes that it may have. Null is rejected like bad data
     */
    public Outcome record(@Nullable String body, MessageMetadata metadata) {
        return record(List.of(new Message(body, metadata))).get(0);
    }

    /** Records messages like {@link #record(List, Deadline)}, within the {@linkplain Builder#callTimeout call timeout}. */
    public List<Outcome> record(List<Message> messages) {
        return record(messages, Deadline.after(callTimeout, nanoTime));
    }

    @Override
    public List<Outcome> record(List<Message> messages, Deadline deadline) {
        return recorder.record(messages, deadline);
    }

    /** Records events like {@link #recordEvents(List, Deadline)}, within the {@linkplain Builder#callTimeout call timeout}. */
    public List<Outcome> recordEvents(List<DomainEvent> events) {
        return recordEvents(events, Deadline.after(callTimeout, nanoTime));
    }

    @Override
    public List<Outcome> recordEvents(List<DomainEvent> events, Deadline deadline) {
        return recorder.recordEvents(events, deadline);
    }

    @Override
    public Page<Activity> find(@Nullable Principal principal, ActivityQuery query, Deadline deadline) {
        return finder.find(principal, query, deadline);
    }

    /** Finds a page like {@link #find(Principal, ActivityQuery, Deadline)}, within the {@linkplain Builder#callTimeout call timeout}. */
    public Page<Activity> find(@Nullable Principal principal, ActivityQuery query) {
        return find(principal, query, Deadline.after(callTimeout, nanoTime));
    }

    @Override
    public TimelineSummary summarize(@Nullable Principal principal, ActivityQuery query, Deadline deadline) {
        return finder.summarize(principal, query, deadline);
    }

    /**
     * Counts a timeline like {@link #summarize(Principal, ActivityQuery, Deadline)}, within the {@linkplain Builder#callTimeout call
     * timeout}.
     */
    public TimelineSummary summarize(@Nullable Principal principal, ActivityQuery query) {
        return summarize(principal, query, Deadline.after(callTimeout, nanoTime));
    }

    @Override
    public Explanation explain(String body, MessageMetadata metadata) {
        return recorder.explain(body, metadata);
    }

    /** Builds a service. Not thread-safe. */
    public static final class Builder {

        private final ActivityStore store;
        private @Nullable ActivityCatalog catalog;
        private ReadPolicy readPolicy = ReadPolicy.denyAll();
        private InstantSource clock = InstantSource.system();
        private LongSupplier nanoTime = System::nanoTime;
        private Duration callTimeout = Duration.ofSeconds(10);
        private boolean rejectUnrecordable;
        private int maxEventBytes = 1024 * 1024;
        private OpenTelemetry openTelemetry = OpenTelemetry.noop();
        private int readBudget = 25_000;
        private boolean tenanted;
        private @Nullable Readers readers;
        private ReadListener readListener = (principal, entity, decision) -> {};

        private Builder(ActivityStore store) {
            this.store = store;
        }

        /** Sets the catalog, which maps events to entities. Default: the {@linkplain ActivityCatalog#reference() ten reference types}. */
        public Builder catalog(ActivityCatalog catalog) {
            this.catalog = catalog;
            return this;
        }

        /** Sets the read policy. Default: {@link ReadPolicy#denyAll()}. */
        public Builder readPolicy(ReadPolicy readPolicy) {
            this.readPolicy = readPolicy;
            return this;
        }

        /**
         * Sets the source of readers. A policy may {@linkplain ReadPolicy#needsReaders() need} it. Default: the store, if the store
         * implements {@link Readers}.
         */
        public Builder readers(Readers readers) {
            this.readers = readers;
            return this;
        }

        /** Sets the receiver of the answers to reads, for example to log who read what. Default: none. */
        public Builder readListener(ReadListener listener) {
            this.readListener = listener;
            return this;
        }

        /** Sets the clock, which detects expired events and events from the future. Default: the system clock. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /** Sets the monotonic clock for deadlines, in nanoseconds. Default: {@link System#nanoTime()}. */
        public Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }

        /** Sets the maximum duration of a call without an explicit deadline. Default: 10 seconds. */
        public Builder callTimeout(Duration callTimeout) {
            this.callTimeout = callTimeout;
            return this;
        }

        /** Sets whether events of unknown types and events without an entity are rejected instead of ignored. Default: false. */
        public Builder rejectUnrecordable(boolean rejectUnrecordable) {
            this.rejectUnrecordable = rejectUnrecordable;
            return this;
        }

        /**
         * Sets the maximum number of bytes that one event may give to write: the number of its activities and readers, times the bytes in
         * UTF-8 of the texts of its largest activity. An event above it is rejected, so that it cannot use up the time of other events or
         * cause unbounded cost. Default: 1 MiB.
         */
        public Builder maxEventBytes(int bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("Invalid maxEventBytes: must be at least 1, not " + bytes);
            }
            this.maxEventBytes = bytes;
            return this;
        }

        /**
         * Sets the maximum number of stored rows that one page of a filtered query examines. The page is then short and has a token. A
         * summary also examines at most this number, and never more than 10,000. Default: 25,000.
         */
        public Builder readBudget(int rows) {
            if (rows < 1) {
                throw new IllegalArgumentException("Invalid read budget: expected at least 1 row, not " + rows);
            }
            this.readBudget = rows;
            return this;
        }

        /**
         * Sets whether every read needs a tenant. A query without one, or of another tenant than the caller's, is then refused before it
         * reaches the store. Set it if the catalog has a tenant. Default: false.
         */
        public Builder tenanted(boolean tenanted) {
            this.tenanted = tenanted;
            return this;
        }

        /**
         * Sets the telemetry that counts outcomes. {@link dev.activityservice.telemetry.CoreTelemetryNames} has the names of its metrics.
         * Default: no telemetry. Pass the instance that all parts of the program share, for example the bean of its framework.
         */
        public Builder openTelemetry(OpenTelemetry openTelemetry) {
            this.openTelemetry = openTelemetry;
            return this;
        }

        /**
         * Returns the service. Throws {@link IllegalStateException} if the read policy needs readers, and neither {@link #readers} was
         * called nor does the store implement {@link Readers}.
         */
        public ActivityService build() {
            return new ActivityService(this);
        }

        private Readers readersOrStore() {
            if (readers != null) {
                return readers;
            }
            if (store instanceof Readers storedReaders) {
                return storedReaders;
            }
            String message =
                    "The read policy needs readers: set readers(…), or use a store that implements Readers, because a rule has \"of\"";
            if (readPolicy.needsReaders()) {
                throw new IllegalStateException(message);
            }
            return (tenant, reader, entity, deadline) -> {
                throw new IllegalStateException(message);
            };
        }
    }
}
