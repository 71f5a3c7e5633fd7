package dev.activityservice.lab.benchmarks.latency;

import dev.activityservice.lab.benchmarks.peer.Event;
import java.util.List;
import java.util.concurrent.Callable;

/** One way to answer an invocation. */
interface Contender {

    String name();

    /** Makes ready what is not timed; what it returns is, and gives the invocation's answer. */
    Callable<byte[]> prepare(Batch batch);

    /** Puts a history there, untimed; nothing by default, for who keeps nothing. */
    default void fill(List<Event> history) {}
}
