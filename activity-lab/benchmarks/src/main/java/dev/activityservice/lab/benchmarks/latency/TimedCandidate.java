package dev.activityservice.lab.benchmarks.latency;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.lab.benchmarks.peer.Event;
import dev.activityservice.lab.benchmarks.peer.SqsBatch;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A way to answer an invocation.
 *
 * @param prepare work that is not timed; returns the timed work, which returns the answer
 * @param fill stores a history; not timed
 */
record TimedCandidate(String name, Function<SqsBatch, Callable<byte[]>> prepare, Consumer<List<Event>> fill) {

    static TimedCandidate of(String name, RequestStreamHandler function, Consumer<List<Event>> fill) {
        return new TimedCandidate(name, batch -> () -> Handlers.invoke(function, batch.invocation()), fill);
    }
}
