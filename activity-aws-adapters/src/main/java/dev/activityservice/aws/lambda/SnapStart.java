package dev.activityservice.aws.lambda;

import dev.activityservice.aws.internal.JsonLog;
import dev.activityservice.aws.internal.JsonLog.Level;
import java.util.List;
import java.util.function.Consumer;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * Lambda's <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">runtime hooks</a>. Before
 * the snapshot is taken the function is primed, so that the snapshot has what a first request would load and look up.
 *
 * <p>After a restoration there is nothing to do, for nothing that can be stale is kept: the clock is asked at each use, jitter
 * seeded at each use, credentials are fetched anew when theirs are about to expire, the JDK looks addresses up again and does not
 * use a connection that was idle for more than five seconds.
 */
final class SnapStart implements Resource {

    private final List<Priming> primings;
    private final Consumer<String> log;

    private SnapStart(List<Priming> primings, Consumer<String> log) {
        this.primings = primings;
        this.log = log;
    }

    /** Keep what is answered for as long as the function: Lambda's context holds it only weakly. */
    static SnapStart register(List<Priming> primings, Consumer<String> log) {
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
