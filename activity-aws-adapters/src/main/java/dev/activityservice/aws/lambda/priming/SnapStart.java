package dev.activityservice.aws.lambda.priming;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.telemetry.JsonLog;
import dev.activityservice.aws.telemetry.JsonLog.Level;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.ReadPolicy.Decision;
import dev.activityservice.query.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">runtime hooks</a> of a function. Before
 * a snapshot they prime the function, so that the snapshot contains the classes and data that a first request would load.
 *
 * <p>After a restore they do nothing, because the function keeps no state that can become outdated. It reads the clock and seeds the
 * jitter at each use. The credentials provider renews credentials before they expire. The JDK resolves host names again, and it does
 * not reuse a connection that was idle for more than five seconds.
 *
 * <p>Not for users. It is public only because the functions are in another package, and Java has no visibility for several packages.
 * {@code AdaptersArchitectureTest} checks its users.
 */
public final class SnapStart implements Resource {

    private final List<Priming> primings;
    private final Consumer<String> log;

    private SnapStart(List<Priming> primings, Consumer<String> log) {
        this.primings = primings;
        this.log = log;
    }

    /**
     * Registers the hooks of the record function. The caller must keep the result, because the CRaC context holds it weakly.
     *
     * @param client the DynamoDB client of the function
     * @param handler wires a handler to a store, in the way of the function
     * @param log receives a line per failed priming
     */
    public static SnapStart ofRecordFunction(
            DynamoDbClient client, Function<ActivityStore, RequestStreamHandler> handler, Consumer<String> log) {
        return register(recordPrimings(client, handler), log);
    }

    /**
     * Registers the hooks of the find function. The caller must keep the result, because the CRaC context holds it weakly.
     *
     * @param table builds a store on the table of the function
     * @param client the DynamoDB client of the function
     * @param policy the policy of the function; it may deny the request
     * @param handler wires a handler to a store and a policy, in the way of the function
     * @param log receives a line per failed priming
     */
    public static SnapStart ofFindFunction(
            DynamoDbActivityStore.Builder table,
            DynamoDbClient client,
            ReadPolicy policy,
            BiFunction<ActivityStore, ReadPolicy, RequestStreamHandler> handler,
            Consumer<String> log) {
        return register(findPrimings(table, client, policy, handler), log);
    }

    /** Two batches. DynamoDB rejects the requests of the first one. The second one succeeds without DynamoDB. */
    static List<Priming> recordPrimings(DynamoDbClient client, Function<ActivityStore, RequestStreamHandler> handler) {
        return List.of(
                new Priming(handler.apply(PrimingStores.withoutTable(client)), Priming.BATCH),
                new Priming(handler.apply(PrimingStores.withoutService(client)), Priming.BATCH));
    }

    /**
     * Three requests: one that reaches the table, one with the policy of the function, and one whose page has an activity. If the policy
     * needs readers, also one that looks up a reader in the table.
     */
    static List<Priming> findPrimings(
            DynamoDbActivityStore.Builder table,
            DynamoDbClient client,
            ReadPolicy policy,
            BiFunction<ActivityStore, ReadPolicy, RequestStreamHandler> handler) {
        ActivityStore unused = table.maxAttempts(1).build();
        List<Priming> primings = new ArrayList<>(List.of(
                new Priming(handler.apply(unused, ReadPolicy.allowAll()), Priming.REQUEST),
                new Priming(handler.apply(unused, policy), Priming.REQUEST_WITH_TOKEN),
                new Priming(
                        handler.apply(PrimingStores.withoutService(client), ReadPolicy.allowAll()), Priming.REQUEST)));
        if (policy.needsReaders()) {
            primings.add(new Priming(handler.apply(unused, SnapStart::ifReader), Priming.REQUEST));
        }
        return primings;
    }

    private static Decision ifReader(@Nullable Principal principal, EntityRef entity) {
        return Decision.forbidden().orIfReader(entity, Decision.allowed());
    }

    private static SnapStart register(List<Priming> primings, Consumer<String> log) {
        SnapStart hooks = new SnapStart(primings, log);
        Core.getGlobalContext().register(hooks);
        return hooks;
    }

    /** Never throws: failing to prime costs one slow request, failing to start costs the function. */
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
        // No state can be outdated, see the comment of the class.
    }
}
