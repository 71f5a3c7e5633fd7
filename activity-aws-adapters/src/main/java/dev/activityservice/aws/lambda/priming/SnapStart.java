package dev.activityservice.aws.lambda.priming;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.telemetry.JsonLog;
import dev.activityservice.aws.telemetry.JsonLog.Level;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Lambda's <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">runtime hooks</a>. Before
 * the snapshot is taken the function is primed, so that the snapshot has what a first request would load and look up.
 *
 * <p>After a restoration there is nothing to do, for nothing that can be stale is kept: the clock is asked at each use, jitter
 * seeded at each use, credentials are fetched anew when theirs are about to expire, the JDK looks addresses up again and does not
 * use a connection that was idle for more than five seconds.
 */
public final class SnapStart implements Resource {

    private final List<Priming> primings;
    private final Consumer<String> log;

    private SnapStart(List<Priming> primings, Consumer<String> log) {
        this.primings = primings;
        this.log = log;
    }

    /**
     * Registers the hooks of the record function. The caller must keep the result, because Lambda's context holds it weakly.
     *
     * @param client the function's own
     * @param handler wires a handler to a store, as the function's own is
     */
    public static SnapStart ofRecordFunction(
            DynamoDbClient client, Function<ActivityStore, RequestStreamHandler> handler, Consumer<String> log) {
        return register(recordPrimings(client, handler), log);
    }

    /**
     * Registers the hooks of the find function. The caller must keep the result, because Lambda's context holds it weakly.
     *
     * @param table opens the function's own table
     * @param client the function's own
     * @param policy the function's own, which may refuse the request
     * @param handler wires a handler to a store and a policy, as the function's own is
     */
    public static SnapStart ofFindFunction(
            DynamoDbActivityStore.Builder table,
            DynamoDbClient client,
            ReadPolicy policy,
            BiFunction<ActivityStore, ReadPolicy, RequestStreamHandler> handler,
            Consumer<String> log) {
        return register(findPrimings(table, client, policy, handler), log);
    }

    /** The service rejects what is written to a table of no name, so the first writes nothing; the second never reaches it. */
    static List<Priming> recordPrimings(DynamoDbClient client, Function<ActivityStore, RequestStreamHandler> handler) {
        return List.of(
                new Priming(handler.apply(PrimingStores.withoutTable(client)), Priming.BATCH),
                new Priming(handler.apply(PrimingStores.withoutService(client)), Priming.BATCH));
    }

    /** A read of a key that nobody uses; the function's own policy, which may refuse it; and one page with an activity. */
    static List<Priming> findPrimings(
            DynamoDbActivityStore.Builder table,
            DynamoDbClient client,
            ReadPolicy policy,
            BiFunction<ActivityStore, ReadPolicy, RequestStreamHandler> handler) {
        ActivityStore unused = table.maxAttempts(1).build();
        return List.of(
                new Priming(handler.apply(unused, ReadPolicy.allowAll()), Priming.REQUEST),
                new Priming(handler.apply(unused, policy), Priming.REQUEST),
                new Priming(
                        handler.apply(PrimingStores.withoutService(client), ReadPolicy.allowAll()), Priming.REQUEST));
    }

    private static SnapStart register(List<Priming> primings, Consumer<String> log) {
        SnapStart hooks = new SnapStart(primings, log);
        Core.getGlobalContext().register(hooks);
        return hooks;
    }

    /** Never fails: a function that is not primed is slower once, one that does not start is none. */
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        for (Priming priming : primings) {
            try {
                priming.run();
            } catch (Exception | LinkageError e) {
                JsonLog.to(log).line(Level.WARN, "priming_failed").with(e).write();
            }
        }
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        // See above.
    }
}
