package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.aws.driven.dynamodb.ActivityItems.Encoding;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
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
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Keeps activities in one DynamoDB table; {@link ActivityTable} and {@code docs/dynamodb.md} describe it. Thread-safe.
 *
 * <p>Writing costs one {@code BatchWriteItem} per 25 distinct activities and per 16 MB, and one {@code UpdateItem} for each
 * event whose time is its envelope's; nothing is read before. Reading costs one eventually consistent {@code Query}.
 *
 * <p>Give it a client that does not retry by itself, as {@link DynamoDbClients} makes it: the store retries, with full jitter,
 * inside its deadline. An activity can have 409,600 bytes as an item (DynamoDB's limit, names included).
 */
public final class DynamoDbActivityStore implements ActivityStore {

    private final ItemWriter writer;
    private final TimePins pins;
    private final SliceReader reader;
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
        Executor executor = builder.executor;
        this.parallel = new ParallelRunner(
                executor != null ? executor : daemonThreads(builder.parallelism), builder.parallelism);
        this.reserve = builder.reserve;
    }

    /** @param client stays open; whoever made it closes it */
    public static Builder builder(DynamoDbClient client, String tableName) {
        return new Builder(client, tableName);
    }

    @Override
    public @Nullable Rejection check(Activity activity) {
        return ActivityItems.encode(activity) instanceof Encoding.Refused refused ? refused.rejection() : null;
    }

    @Override
    public List<Outcome> append(List<Activity> activities, Deadline deadline) {
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

    /** One call of {@link #append}. */
    private final class Append {

        private final List<Activity> activities;
        private final Deadline deadline;
        /** Spans of requests are children of the caller's, on whatever thread they are made. */
        private final Context caller = Context.current();

        private final Encoding[] encodings;
        /** Written by several threads; null where nothing is known yet. */
        private final AtomicReferenceArray<@Nullable Outcome> outcomes;

        Append(List<Activity> activities, Deadline deadline) {
            this.activities = List.copyOf(activities);
            this.deadline = deadline;
            this.encodings = new Encoding[this.activities.size()];
            this.outcomes = new AtomicReferenceArray<>(this.activities.size());
        }

        void run() {
            encode();
            pin();
            write();
        }

        List<Outcome> outcomes(RetryReason unknown) {
            List<Outcome> result = new ArrayList<>(activities.size());
            for (int i = 0; i < activities.size(); i++) {
                Outcome outcome = outcomes.get(i);
                result.add(outcome != null ? outcome : Outcome.retryable(unknown));
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
                outcomes.set(index, Outcome.rejected(refused.rejection()));
            }
        }

        private void pin() {
            Map<EventIdentity, TimePins.Event> events = new LinkedHashMap<>();
            for (int i = 0; i < encodings.length; i++) {
                if (needsPin(i)) {
                    Activity activity = activities.get(i);
                    TimePins.Event event = events.get(activity.identity());
                    if (event == null) {
                        events.put(activity.identity(), new TimePins.Event(activity));
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

        private Map<EventIdentity, TableClient.Result<Instant>> pinAll(Map<EventIdentity, TimePins.Event> events) {
            Map<EventIdentity, TableClient.Result<Instant>> results = new ConcurrentHashMap<>();
            // Half of the time: pins that hang must not keep the activities without one from being written.
            Deadline half = deadline.less(deadline.remaining().dividedBy(2));
            List<Runnable> tasks = new ArrayList<>(events.size());
            events.forEach((identity, event) -> tasks.add(caller.wrap(() -> {
                results.put(identity, pins.pin(event, half));
            })));
            parallel.run(tasks, half);
            // A copy, because a pin that is late may still come.
            return Map.copyOf(results);
        }

        private void apply(Map<EventIdentity, TableClient.Result<Instant>> pinned) {
            for (int i = 0; i < encodings.length; i++) {
                if (needsPin(i) && encodings[i] instanceof Encoding.Item item) {
                    TableClient.Result<Instant> result =
                            pinned.get(activities.get(i).identity());
                    if (result instanceof TableClient.Answer<Instant> time) {
                        accept(i, item.at(time.value()));
                    } else if (result instanceof TableClient.Failure<Instant> failure) {
                        outcomes.set(i, Outcome.retryable(failure.reason()));
                    } else {
                        outcomes.set(i, Outcome.retryable(RetryReason.DEADLINE));
                    }
                }
            }
        }

        private void write() {
            Map<String, Encoding.Item> items = new LinkedHashMap<>();
            Map<String, List<Integer>> indexes = new LinkedHashMap<>();
            int writable = 0;
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
                }
            }
            List<Runnable> tasks = new ArrayList<>();
            for (List<Encoding.Item> chunk : ItemWriter.chunks(items.values())) {
                tasks.add(caller.wrap(() -> writer.write(chunk, deadline, (item, outcome) -> {
                    for (int index : indexes.getOrDefault(item.key(), List.of())) {
                        outcomes.set(index, outcome);
                    }
                })));
            }
            telemetry.collapsed(writable - items.size());
            telemetry.identityConflicts(conflicts);
            parallel.run(tasks, deadline);
        }
    }

    private static Executor daemonThreads(int most) {
        // None is kept: between invocations a function may be frozen for hours.
        return new ThreadPoolExecutor(0, most, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "activity-dynamodb");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Waits; {@code Thread.sleep} unless a test moves a clock instead. */
    @FunctionalInterface
    public interface Sleeper {

        void sleep(Duration duration) throws InterruptedException;
    }

    /** Hears of each request that did not do all it should have, retried or not; called from several threads. */
    @FunctionalInterface
    public interface RequestFailureListener {

        /** @param cause null where the service left items unprocessed; its message has the service's words, never an item */
        void requestFailed(String operation, RetryReason reason, @Nullable Throwable cause);
    }

    /** Settings; not thread-safe. */
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
        /** Seeded at each use: a generator in a snapshot of a function would give all its copies the same jitter. */
        private DoubleSupplier random = () -> new SplittableRandom(System.nanoTime()).nextDouble();

        private Sleeper sleeper = duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        private RequestFailureListener listener = Builder::log;
        private AwsTelemetry telemetry = AwsTelemetry.none();
        private boolean spans = true;

        private Builder(DynamoDbClient client, String tableName) {
            this.client = client;
            this.tableName = tableName;
        }

        /** How often one request is made at most, 1 or more; 10 by default. */
        public Builder maxAttempts(int maxAttempts) {
            this.maxAttempts = requirePositive("maxAttempts", maxAttempts);
            return this;
        }

        /** How many requests of one call may be under way at once, 1 or more; 8 by default. */
        public Builder parallelism(int parallelism) {
            this.parallelism = requirePositive("parallelism", parallelism);
            return this;
        }

        /** How long one request may take, if the deadline is not sooner; 5 seconds by default. */
        public Builder requestTimeout(Duration requestTimeout) {
            this.requestTimeout = requirePositive("requestTimeout", requestTimeout);
            return this;
        }

        /** Pauses are random between nothing and a bound, which is {@code first} at first and doubles up to {@code longest}. */
        public Builder pauses(Duration first, Duration longest) {
            this.firstPause = requirePositive("first pause", first);
            this.longestPause = requirePositive("longest pause", longest);
            return this;
        }

        /** How long before the deadline nothing more is begun; 50 milliseconds by default. */
        public Builder reserve(Duration reserve) {
            this.reserve = requirePositive("reserve", reserve);
            return this;
        }

        /** Where requests run beside the caller's own thread; daemon threads of the store's own by default. */
        public Builder executor(Executor executor) {
            this.executor = executor;
            return this;
        }

        /** Gives numbers from 0 (inclusive) to 1 (exclusive); from several threads. */
        public Builder random(DoubleSupplier random) {
            this.random = random;
            return this;
        }

        public Builder sleeper(Sleeper sleeper) {
            this.sleeper = sleeper;
            return this;
        }

        /** By default what is more than throttling goes to the {@link System.Logger} named like this package. */
        public Builder requestFailureListener(RequestFailureListener listener) {
            this.listener = listener;
            return this;
        }

        /** Where spans and metrics go. Default: nowhere. */
        public Builder telemetry(AwsTelemetry telemetry) {
            this.telemetry = telemetry;
            return this;
        }

        /** Whether each request has a span; switch it off where an agent makes one for the SDK's client. Default: yes. */
        public Builder spans(boolean spans) {
            this.spans = spans;
            return this;
        }

        public DynamoDbActivityStore build() {
            return new DynamoDbActivityStore(this);
        }

        private static void log(String operation, RetryReason reason, @Nullable Throwable cause) {
            if (reason != RetryReason.THROTTLED && cause != null) {
                // What is not from the SDK is unforeseen, and needs its stack trace.
                Throwable trace = cause instanceof SdkException ? null : cause;
                System.getLogger(DynamoDbActivityStore.class.getPackageName())
                        .log(System.Logger.Level.WARNING, operation + " failed (" + reason + "): " + cause, trace);
            }
        }

        private static int requirePositive(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException("Invalid " + name + ": " + value + " is less than 1");
            }
            return value;
        }

        private static Duration requirePositive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("Invalid " + name + ": " + value + " is not positive");
            }
            return value;
        }
    }
}
