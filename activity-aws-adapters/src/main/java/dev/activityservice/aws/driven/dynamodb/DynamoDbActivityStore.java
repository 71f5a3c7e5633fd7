package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.aws.driven.dynamodb.ActivityItems.Encoding;
import dev.activityservice.aws.driven.dynamodb.ItemKeys.Moment;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.Readers;
import dev.activityservice.text.Quoted;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Stores activities in one DynamoDB table. {@link ActivityTable} and {@code docs/dynamodb.md} describe the table. Thread-safe.
 *
 * <p>An append sends one {@code BatchWriteItem} per 25 distinct activities and edges, and 16 MB. It also sends one {@code UpdateItem} per
 * event whose time comes from an envelope. It does not read before it writes. A read sends one eventually consistent
 * {@code Query}, and the lookup of a reader one eventually consistent {@code GetItem}.
 *
 * <p>The client must not retry, because the store retries with full jitter until shortly before the deadline.
 * {@link DynamoDbClients} creates such clients. As an item, an activity has at most 409,600 bytes including attribute names
 * (<a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html">DynamoDB quotas</a>).
 */
public final class DynamoDbActivityStore implements ActivityStore, Readers {

    private final ItemWriter writer;
    private final TimePins pins;
    private final SliceReader reader;
    private final EdgeReader edges;
    private final ParallelRunner parallel;
    private final Duration reserve;
    private final RequestFailureListener listener;
    private final StoreTelemetry telemetry;

    private DynamoDbActivityStore(Builder builder) {
        RetryPolicy retryPolicy = new RetryPolicy(
                builder.maxAttempts,
                builder.requestTimeout,
                builder.firstPause,
                builder.longestPause,
                builder.random,
                builder.sleeper);
        this.listener = builder.listener;
        this.telemetry = new StoreTelemetry(builder.telemetry, builder.spans, builder.tableName);
        TableClient table = new TableClient(builder.client, builder.tableName, retryPolicy, listener, telemetry);
        this.writer = new ItemWriter(table);
        this.pins = new TimePins(table, telemetry);
        this.reader = new SliceReader(table);
        this.edges = new EdgeReader(table);
        Executor executor = builder.executor;
        this.parallel = new ParallelRunner(
                executor != null ? executor : daemonThreads(builder.parallelism), builder.parallelism);
        this.reserve = builder.reserve;
    }

    /** @param client stays open: the caller closes it */
    public static Builder builder(DynamoDbClient client, String tableName) {
        return new Builder(client, tableName);
    }

    @Override
    public @Nullable Rejection check(Activity activity) {
        return ActivityItems.encode(activity) instanceof Encoding.Refused refused ? refused.rejection() : null;
    }

    @Override
    public List<Written> append(List<Activity> activities, Deadline deadline) {
        Append append = new Append(activities, deadline.less(reserve));
        try {
            append.run();
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            listener.requestFailed("append", RetryReason.INTERNAL, e);
            return append.outcomes(RetryReason.INTERNAL);
        }
        return append.outcomes(RetryReason.DEADLINE);
    }

    @Override
    public Slice read(SliceRequest request, Deadline deadline) {
        return reader.read(request, deadline.less(reserve));
    }

    @Override
    public boolean isReader(@Nullable String tenant, EntityRef reader, EntityRef entity, Deadline deadline) {
        return edges.isReader(tenant, reader, entity, deadline.less(reserve));
    }

    /*
     * Implementation note: one call of append has three steps. Each step skips the activities that already have an outcome.
     *
     * 1. Encode. Each activity becomes an item, or it is rejected.
     * 2. Pin. TimePins fixes time and sequence of each event whose time comes from an envelope. All activities of an event share one pin,
     *    which is requested with their earliest time and longest retention. Pins run in parallel and have half of the remaining
     *    time. A failed pin makes only the activities of one event retryable.
     * 3. Write. Of several items with one key, only the last is written, and its outcome is the outcome of all of them. An activity
     *    with readers has several items: one for itself, and an edge for each reader. It is stored when all of them are.
     *    ItemWriter writes chunks of up to 25 items in parallel.
     *
     * Tasks on several threads set outcomes. When the deadline passes, the call returns without waiting for running tasks, and
     * each activity without an outcome is retryable. A request that succeeds later does no harm, because a repeated append
     * reads the same pin and writes the same items.
     */
    /** One call of {@link #append}. */
    private final class Append {

        private final List<Activity> activities;
        private final Deadline deadline;
        /** Makes the spans of requests children of the caller's span, on every thread. */
        private final Context caller = Context.current();

        private final Encoding[] encodings;
        /** How many items of each activity are not stored yet. */
        private final AtomicIntegerArray unstored;
        /** An element is null until its outcome is known. */
        private final AtomicReferenceArray<@Nullable Written> outcomes;

        Append(List<Activity> activities, Deadline deadline) {
            this.activities = List.copyOf(activities);
            this.deadline = deadline;
            this.encodings = new Encoding[this.activities.size()];
            this.unstored = new AtomicIntegerArray(this.activities.size());
            this.outcomes = new AtomicReferenceArray<>(this.activities.size());
        }

        void run() {
            encode();
            pin();
            write();
        }

        List<Written> outcomes(RetryReason unknown) {
            List<Written> result = new ArrayList<>(activities.size());
            for (int i = 0; i < activities.size(); i++) {
                Written outcome = outcomes.get(i);
                result.add(outcome != null ? outcome : Written.retryable(unknown));
            }
            return result;
        }

        private void encode() {
            for (int i = 0; i < encodings.length; i++) {
                accept(i, ActivityItems.encode(activities.get(i)));
            }
        }

        private void accept(int index, Encoding encoding) {
            encodings[index] = encoding;
            if (encoding instanceof Encoding.Refused refused) {
                outcomes.set(index, Written.rejected(refused.rejection()));
            }
        }

        private void pin() {
            Map<PinKey, TimePins.Event> events = new LinkedHashMap<>();
            for (int i = 0; i < encodings.length; i++) {
                if (needsPin(i)) {
                    Activity activity = activities.get(i);
                    TimePins.Event event = events.get(PinKey.of(activity));
                    if (event == null) {
                        events.put(PinKey.of(activity), new TimePins.Event(activity));
                    } else {
                        event.add(activity);
                    }
                }
            }
            if (!events.isEmpty()) {
                apply(pinAll(events));
            }
        }

        private boolean needsPin(int index) {
            return activities.get(index).timeSource().isEnvelope() && outcomes.get(index) == null;
        }

        private Map<PinKey, TableClient.Result<Moment>> pinAll(Map<PinKey, TimePins.Event> events) {
            Map<PinKey, TableClient.Result<Moment>> results = new ConcurrentHashMap<>();
            // Half of the time, so that hanging pins do not prevent the writes of other activities.
            Deadline half = deadline.less(deadline.remaining().dividedBy(2));
            List<Runnable> tasks = new ArrayList<>(events.size());
            events.forEach((key, event) -> tasks.add(caller.wrap(() -> {
                results.put(key, pins.pin(event, half));
            })));
            parallel.run(tasks, half);
            // A copy, because a late pin may still add its result: all activities of an event must see the same result.
            return Map.copyOf(results);
        }

        private void apply(Map<PinKey, TableClient.Result<Moment>> pinned) {
            for (int i = 0; i < encodings.length; i++) {
                if (needsPin(i) && encodings[i] instanceof Encoding.Item item) {
                    TableClient.Result<Moment> result = pinned.get(PinKey.of(activities.get(i)));
                    if (result instanceof TableClient.Answer<Moment> moment) {
                        accept(i, item.at(moment.value()));
                    } else if (result instanceof TableClient.Failure<Moment> failure) {
                        outcomes.set(i, Written.retryable(failure.reason()));
                    } else {
                        outcomes.set(i, Written.retryable(RetryReason.DEADLINE));
                    }
                }
            }
        }

        private void write() {
            Map<String, Encoding.Item> items = new LinkedHashMap<>();
            Map<String, List<Integer>> indexes = new LinkedHashMap<>();
            int writable = 0;
            int edges = 0;
            int conflicts = 0;
            for (int i = 0; i < encodings.length; i++) {
                if (outcomes.get(i) == null && encodings[i] instanceof Encoding.Item item) {
                    Encoding.Item earlier = items.put(item.key(), item);
                    if (earlier != null && !earlier.attributes().equals(item.attributes())) {
                        conflicts++;
                    }
                    indexes.computeIfAbsent(item.key(), key -> new ArrayList<>())
                            .add(i);
                    writable++;
                    unstored.set(i, 1 + item.edges().size());
                    for (Encoding.Item edge : item.edges()) {
                        edges += items.put(edge.key(), edge) == null ? 1 : 0;
                        indexes.computeIfAbsent(edge.key(), key -> new ArrayList<>())
                                .add(i);
                    }
                }
            }
            List<Runnable> tasks = new ArrayList<>();
            for (List<Encoding.Item> chunk : ItemWriter.chunks(items.values())) {
                tasks.add(caller.wrap(() -> writer.write(chunk, deadline, (item, outcome) -> {
                    for (int index : indexes.getOrDefault(item.key(), List.of())) {
                        written(index, outcome);
                    }
                })));
            }
            telemetry.collapsed(writable + edges - items.size());
            telemetry.identityConflicts(conflicts);
            parallel.run(tasks, deadline);
        }

        /** Combines the outcomes of an activity's items: a rejection first, then a retry. */
        private void written(int index, Written outcome) {
            if (outcome instanceof Written.Stored) {
                if (unstored.decrementAndGet(index) == 0) {
                    outcomes.compareAndSet(index, null, outcome);
                }
            } else {
                outcomes.accumulateAndGet(
                        index, outcome, (known, failed) -> known instanceof Written.Rejected ? known : failed);
            }
        }
    }

    /** The event of a pin. */
    private record PinKey(@Nullable String tenant, EventIdentity identity) {

        static PinKey of(Activity activity) {
            return new PinKey(activity.tenant(), activity.identity());
        }
    }

    private static Executor daemonThreads(int maxThreads) {
        // No core threads: Lambda may freeze a function for hours between invocations.
        return new ThreadPoolExecutor(0, maxThreads, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "activity-dynamodb");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Waits before a retry. A test can move a clock instead. */
    @FunctionalInterface
    interface Sleeper {

        void sleep(Duration duration) throws InterruptedException;
    }

    /**
     * Is called after each request that failed or that DynamoDB processed only in part, also if a retry follows. Must be
     * thread-safe.
     */
    @FunctionalInterface
    public interface RequestFailureListener {

        /**
         * @param operation the DynamoDB operation, or {@code append} if this program failed
         * @param cause null if DynamoDB left items unprocessed; its message quotes DynamoDB, and never contains an item
         */
        void requestFailed(String operation, RetryReason reason, @Nullable Throwable cause);
    }

    /** Optional settings of the store. Not thread-safe. */
    public static final class Builder {

        private final DynamoDbClient client;
        private final String tableName;
        private int maxAttempts = 10;
        private int parallelism = 8;
        private Duration requestTimeout = Duration.ofSeconds(5);
        private Duration firstPause = Duration.ofMillis(25);
        private Duration longestPause = Duration.ofSeconds(1);
        private Duration reserve = Duration.ofMillis(50);
        private @Nullable Executor executor;
        /** Has a new seed at each use. A seed in a snapshot would be the same in all copies, and so would the jitter. */
        private DoubleSupplier random = () -> new SplittableRandom(System.nanoTime()).nextDouble();

        private Sleeper sleeper = duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        private RequestFailureListener listener = Builder::log;
        private AwsTelemetry telemetry = AwsTelemetry.none();
        private boolean spans = true;

        private Builder(DynamoDbClient client, String tableName) {
            this.client = client;
            this.tableName = tableName;
        }

        /** Sets the maximum number of attempts per request, at least 1. Default: 10. */
        public Builder maxAttempts(int maxAttempts) {
            this.maxAttempts = requirePositive("maxAttempts", maxAttempts);
            return this;
        }

        /** Sets the maximum number of concurrent requests per call, at least 1. Default: 8. */
        public Builder parallelism(int parallelism) {
            this.parallelism = requirePositive("parallelism", parallelism);
            return this;
        }

        /** Sets the time-out of one request. A request also ends at the deadline. Default: 5 seconds. */
        public Builder requestTimeout(Duration requestTimeout) {
            this.requestTimeout = requirePositive("requestTimeout", requestTimeout);
            return this;
        }

        /**
         * Sets the upper bounds of the random pauses before retries.
         *
         * @param first the bound of the first pause; it doubles with each further pause. Default: 25 milliseconds
         * @param longest the maximum bound. Default: 1 second
         */
        public Builder pauses(Duration first, Duration longest) {
            this.firstPause = requirePositive("first pause", first);
            this.longestPause = requirePositive("longest pause", longest);
            return this;
        }

        /** Sets how long before its deadline a call ends. Default: 50 milliseconds. */
        public Builder reserve(Duration reserve) {
            this.reserve = requirePositive("reserve", reserve);
            return this;
        }

        /** Sets the executor of the requests that do not run on the caller's thread. Default: daemon threads of the store. */
        public Builder executor(Executor executor) {
            this.executor = executor;
            return this;
        }

        /** Sets the source of jitter: numbers from 0 (inclusive) to 1 (exclusive). Must be thread-safe. */
        Builder random(DoubleSupplier random) {
            this.random = random;
            return this;
        }

        /** Sets how the store waits before a retry. Default: the thread sleeps. */
        Builder sleeper(Sleeper sleeper) {
            this.sleeper = sleeper;
            return this;
        }

        /** Default: failures other than throttling are logged to the {@link System.Logger} with the name of this package. */
        public Builder requestFailureListener(RequestFailureListener listener) {
            this.listener = listener;
            return this;
        }

        /** Sets the destination of spans and metrics. Default: none. */
        public Builder telemetry(AwsTelemetry telemetry) {
            this.telemetry = telemetry;
            return this;
        }

        /** Sets whether each request has a span. Disable it if an agent creates spans for the SDK's client. Default: true. */
        public Builder spans(boolean spans) {
            this.spans = spans;
            return this;
        }

        public DynamoDbActivityStore build() {
            return new DynamoDbActivityStore(this);
        }

        private static void log(String operation, RetryReason reason, @Nullable Throwable cause) {
            if (reason != RetryReason.THROTTLED && cause != null) {
                // An exception of another origin than the SDK is unexpected: its stack trace is needed.
                Throwable trace = cause instanceof SdkException ? null : cause;
                System.getLogger(DynamoDbActivityStore.class.getPackageName())
                        .log(
                                System.Logger.Level.WARNING,
                                operation + " failed (" + reason + "): " + Quoted.escape(cause.toString()),
                                trace);
            }
        }

        private static int requirePositive(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException("Invalid " + name + ": must be at least 1, not " + value);
            }
            return value;
        }

        private static Duration requirePositive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("Invalid " + name + ": must be positive, not " + value);
            }
            return value;
        }
    }
}
