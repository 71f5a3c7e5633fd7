package dev.activityservice.testkit.contract;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Rejection;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ActivityStore.Slice;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.ActivityStore.Written;
import dev.activityservice.port.driven.Readers;
import dev.activityservice.port.driven.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls the store under test. A store that throws, does not return, or returns null fails the rule with a message.
 *
 * <p>All calls except concurrent ones are in one thread, so that the rule can end although a call does not return.
 */
final class ObservedStore implements AutoCloseable {

    private static final String APPEND_EXPECTED =
            "append returns a list with one result per activity. It throws only for misuse";

    private static final String READERS_EXPECTED =
            "readersOf(store) returns the readers that the store keeps. By default, the store implements Readers";

    private final ActivityStore store;
    private final Function<ActivityStore, Readers> readersOf;
    private final Evidence evidence;
    private final Duration limit;
    private final ExecutorService caller = Executors.newSingleThreadExecutor(ObservedStore::daemon);

    private ObservedStore(
            ActivityStore store, Function<ActivityStore, Readers> readersOf, Evidence evidence, Duration limit) {
        this.store = store;
        this.readersOf = readersOf;
        this.evidence = evidence;
        this.limit = limit;
    }

    /**
     * @param store the result of the team's factory method
     * @param readersOf the team's factory method for the readers of the store
     * @param limit the time after which a call counts as hanging
     */
    static ObservedStore of(
            @Nullable ActivityStore store,
            Function<ActivityStore, Readers> readersOf,
            Evidence evidence,
            Duration limit) {
        if (store == null) {
            throw evidence.broken("newStore() returns the store under test", "newStore() returned null", null);
        }
        return new ObservedStore(store, readersOf, evidence, limit);
    }

    List<Written> append(List<Activity> activities, Deadline deadline) {
        evidence.did("append " + Words.activities(activities));
        Future<List<Written>> call = caller.submit(() -> copy(store.append(activities, deadline)));
        return results(activities, resultOf(call, "append", APPEND_EXPECTED));
    }

    /** Appends each list in its own thread, all at the same time. Returns the results in the order of the lists. */
    List<List<Written>> appendConcurrently(List<List<Activity>> lists, Deadline deadline) {
        evidence.did("append in " + lists.size() + " threads at the same time, in the first: "
                + Words.activities(lists.get(0)));
        ExecutorService pool = Executors.newFixedThreadPool(lists.size(), ObservedStore::daemon);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<List<Written>>> calls = new ArrayList<>();
            for (List<Activity> activities : lists) {
                Callable<List<Written>> call = () -> {
                    start.await();
                    return copy(store.append(activities, deadline));
                };
                calls.add(pool.submit(call));
            }
            start.countDown();
            List<List<Written>> all = new ArrayList<>();
            for (int i = 0; i < lists.size(); i++) {
                all.add(results(lists.get(i), resultOf(calls.get(i), "append", APPEND_EXPECTED)));
            }
            return all;
        } finally {
            pool.shutdownNow();
        }
    }

    @Nullable
    Rejection check(Activity activity) {
        evidence.did("check " + Words.of(activity));
        return resultOf(
                caller.submit(() -> store.check(activity)),
                "check",
                "check returns a rejection or null, and never throws");
    }

    Slice read(SliceRequest request, Deadline deadline) {
        String expected = "read returns a slice";
        Slice slice = resultOf(caller.submit(() -> store.read(request, deadline)), "read", expected);
        if (slice == null) {
            throw evidence.broken(expected, "read returned null", null);
        }
        return slice;
    }

    /** Fails unless the store reports that it is not available. */
    void expectUnavailable(SliceRequest request, Deadline deadline) {
        expectUnavailable("read", () -> Words.of(store.read(request, deadline)));
    }

    private void expectUnavailable(String method, Callable<String> result) {
        String expected = method + " throws StoreUnavailableException";
        Future<String> call = caller.submit(() -> {
            try {
                return method + " returned " + result.call();
            } catch (StoreUnavailableException e) {
                return "";
            }
        });
        String actual = resultOf(call, method, expected);
        evidence.expect("".equals(actual), expected, String.valueOf(actual));
    }

    boolean isReader(@Nullable String tenant, EntityRef reader, EntityRef entity, Deadline deadline) {
        askedFor(tenant, reader, entity);
        Readers readers = readers();
        return resultOf(
                caller.submit(() -> readers.isReader(tenant, reader, entity, deadline)),
                "isReader",
                "isReader returns true or false");
    }

    /** Fails unless the store reports that it is not available. */
    void expectReadersUnavailable(@Nullable String tenant, EntityRef reader, EntityRef entity, Deadline deadline) {
        askedFor(tenant, reader, entity);
        Readers readers = readers();
        expectUnavailable("isReader", () -> String.valueOf(readers.isReader(tenant, reader, entity, deadline)));
    }

    private void askedFor(@Nullable String tenant, EntityRef reader, EntityRef entity) {
        evidence.did("ask if " + Words.entity(reader) + " is a reader of " + Words.place(tenant, entity));
    }

    private Readers readers() {
        Readers readers;
        try {
            readers = readersOf.apply(store);
        } catch (ClassCastException e) {
            throw evidence.broken(
                    READERS_EXPECTED, "the store is a " + store.getClass().getName() + ", without Readers", null);
        } catch (RuntimeException e) {
            throw evidence.broken(READERS_EXPECTED, "readersOf(store) threw " + Words.of(e), e);
        }
        if (readers == null) {
            throw evidence.broken(READERS_EXPECTED, "readersOf(store) returned null", null);
        }
        return readers;
    }

    @Override
    public void close() {
        caller.shutdownNow();
    }

    private List<Written> results(List<Activity> activities, @Nullable List<Written> results) {
        if (results == null) {
            throw evidence.broken(APPEND_EXPECTED, "append returned null", null);
        }
        evidence.expect(
                results.size() == activities.size(),
                "append returns a list of " + activities.size() + " results",
                "append returned " + Words.of(results));
        int nothing = results.indexOf(null);
        evidence.expect(nothing < 0, APPEND_EXPECTED, "result " + (nothing + 1) + " in the list of append is null");
        return results;
    }

    @SuppressWarnings("NullAway") // The store under test may break its contract.
    private static @Nullable List<Written> copy(@Nullable List<Written> results) {
        return results == null ? null : new ArrayList<>(results);
    }

    private <T extends @Nullable Object> T resultOf(Future<T> call, String method, String expected) {
        try {
            return call.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable thrown = e.getCause() == null ? e : e.getCause();
            if (thrown instanceof VirtualMachineError fatal && !(fatal instanceof StackOverflowError)) {
                throw fatal;
            }
            throw evidence.broken(expected, method + " threw " + Words.of(thrown), thrown);
        } catch (TimeoutException e) {
            call.cancel(true);
            throw evidence.broken(
                    expected + ", at the latest at its deadline", method + " did not return within " + limit, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw evidence.broken(expected, "the test was interrupted before " + method + " returned", e);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "contract");
        thread.setDaemon(true);
        return thread;
    }
}
