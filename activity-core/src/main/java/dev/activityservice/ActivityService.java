package dev.activityservice;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driving.ExplainEvent;
import dev.activityservice.port.driving.FindActivities;
import dev.activityservice.port.driving.RecordActivities;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.Principal;
import dev.activityservice.telemetry.ActivityMeter;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The activity service in one object: all its use cases over one store. Immutable and thread-safe.
 *
 * <pre>{@code
 * ActivityService activities = ActivityService.builder(store).readPolicy(ReadPolicy.allowAll()).build();
 * activities.record(events);
 * Page<Activity> page = activities.find(principal, ActivityQuery.of(EntityRef.of("order", "ORD-1")));
 * }</pre>
 */
public final class ActivityService implements RecordActivities, FindActivities, ExplainEvent {

    private final EventReader reader = EventReader.create();
    private final Recorder recorder;
    private final Finder finder;
    private final LongSupplier nanoTime;
    private final Duration callTimeout;

    private ActivityService(Builder builder) {
        this.recorder = new Recorder(
                reader,
                builder.catalog != null ? builder.catalog : ActivityCatalog.reference(),
                builder.store,
                builder.clock,
                builder.rejectUnrecordable,
                ActivityMeter.of(builder.openTelemetry));
        this.finder = new Finder(builder.store, builder.readPolicy, builder.clock, builder.readBudget);
        this.nanoTime = builder.nanoTime;
        this.callTimeout = builder.callTimeout;
    }

    /**
     * Begins a service over a store.
     *
     * @param store where activities are kept; the one part without a default
     */
    public static Builder builder(ActivityStore store) {
        return new Builder(store);
    }

    /** The reader that this service's {@link #explain} uses. */
    public EventReader reader() {
        return reader;
    }

    @Override
    public List<Outcome> record(List<DomainEvent> events, Deadline deadline) {
        return recorder.record(events, deadline);
    }

    /** {@link #record(List, Deadline)} within the service's {@linkplain Builder#callTimeout call timeout}. */
    public List<Outcome> record(List<DomainEvent> events) {
        return record(events, Deadline.after(callTimeout, nanoTime));
    }

    @Override
    public Page<Activity> find(@Nullable Principal principal, ActivityQuery query, Deadline deadline) {
        return finder.find(principal, query, deadline);
    }

    /** {@link #find(Principal, ActivityQuery, Deadline)} within the service's {@linkplain Builder#callTimeout call timeout}. */
    public Page<Activity> find(@Nullable Principal principal, ActivityQuery query) {
        return find(principal, query, Deadline.after(callTimeout, nanoTime));
    }

    @Override
    public Explanation explain(String body, MessageMetadata metadata) {
        return recorder.explain(body, metadata);
    }

    /** Not thread-safe. */
    public static final class Builder {

        private final ActivityStore store;
        private @Nullable ActivityCatalog catalog;
        private ReadPolicy readPolicy = ReadPolicy.denyAll();
        private InstantSource clock = InstantSource.system();
        private LongSupplier nanoTime = System::nanoTime;
        private Duration callTimeout = Duration.ofSeconds(10);
        private boolean rejectUnrecordable;
        private OpenTelemetry openTelemetry = OpenTelemetry.noop();
        private int readBudget = 25_000;

        private Builder(ActivityStore store) {
            this.store = store;
        }

        /** Which events concern which entities. Default: the {@linkplain ActivityCatalog#reference() ten reference types}. */
        public Builder catalog(ActivityCatalog catalog) {
            this.catalog = catalog;
            return this;
        }

        /** Who may read what. Default: {@linkplain ReadPolicy#denyAll() nobody anything}. */
        public Builder readPolicy(ReadPolicy readPolicy) {
            this.readPolicy = readPolicy;
            return this;
        }

        /** What time it is, to tell expired events and those of the future. Default: the system's clock. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /** A clock in nanoseconds that never goes back, for deadlines. Default: {@link System#nanoTime()}. */
        public Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }

        /** How long a call without a deadline of its own may take. Default: 10 seconds. */
        public Builder callTimeout(Duration callTimeout) {
            this.callTimeout = callTimeout;
            return this;
        }

        /** Whether events of unknown types, and events that name no entity, are rejected instead of passed over. Default: no. */
        public Builder rejectUnrecordable(boolean rejectUnrecordable) {
            this.rejectUnrecordable = rejectUnrecordable;
            return this;
        }

        /**
         * How many stored rows one page of a filtered query may look at before it is returned short, with a token. Default:
         * 25,000.
         */
        public Builder readBudget(int rows) {
            if (rows < 1) {
                throw new IllegalArgumentException("Invalid read budget: " + rows + " is less than 1");
            }
            this.readBudget = rows;
            return this;
        }

        /**
         * Where outcomes are counted, under the names of {@link dev.activityservice.telemetry.CoreTelemetryNames}. Default:
         * nowhere; {@code GlobalOpenTelemetry.getOrNoop()} is what a program with one telemetry for all its parts gives.
         */
        public Builder openTelemetry(OpenTelemetry openTelemetry) {
            this.openTelemetry = openTelemetry;
            return this;
        }

        public ActivityService build() {
            return new ActivityService(this);
        }
    }
}
