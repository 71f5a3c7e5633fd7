package dev.activityservice.lab.campaigns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts what happens in a campaign. Thread-safe. */
final class Counters {

    private final Map<FaultClass, Long> byClass = new EnumMap<>(FaultClass.class);
    /** Receipt handles of this round. A delivery with two faults is one faulted delivery. */
    private final Set<String> faultedInRound = new HashSet<>();

    private final List<String> timeouts = new ArrayList<>();
    private final List<String> lateRequests = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private long minRemainingMillis = Long.MAX_VALUE;
    private long minSpareMillis = Long.MAX_VALUE;

    enum Count {
        PUBLISHED,
        DELIVERIES,
        FAULTED,
        REDRIVEN,
        /** Activities on all timelines. */
        SHOWN,
        /** Frozen invocations that were killed at their deadline. */
        KILLED
    }

    synchronized void add(Count count, long number) {
        counts.merge(count, number, Long::sum);
    }

    /** @param receiptHandles one per delivery; empty for messages on their way to the queue */
    synchronized void faulted(FaultClass fault, int messages, Collection<String> receiptHandles) {
        byClass.merge(fault, (long) messages, Long::sum);
        if (fault.isOfDelivery()) {
            add(
                    Count.FAULTED,
                    receiptHandles.stream().filter(faultedInRound::add).count());
        }
    }

    /**
     * @param remaining time until the deadline
     * @param pause the longest pause of the machine during the invocation
     */
    synchronized void answered(FaultClass fault, Duration remaining, Duration pause) {
        minRemainingMillis = Math.min(minRemainingMillis, remaining.toMillis());
        if (remaining.isNegative() || remaining.isZero()) {
            timeouts.add("Answer after the deadline, under %s; the machine paused for up to %,d ms"
                    .formatted(fault, pause.toMillis()));
        }
    }

    /** An invocation that was not frozen was killed at its deadline. */
    synchronized void timedOut(FaultClass fault, Duration pause) {
        timeouts.add("Unplanned kill at the deadline, under %s; the machine paused for up to %,d ms"
                .formatted(fault, pause.toMillis()));
    }

    /** An invocation threw without a planned fault that causes this. */
    synchronized void failed(Throwable thrown) {
        failures.add(thrown.toString());
    }

    /**
     * @param spare time until the deadline less the reserve
     * @param tolerance accepted delay after that, because two threads pass the request on
     */
    synchronized void requested(String request, Duration spare, Duration tolerance) {
        minSpareMillis = Math.min(minSpareMillis, spare.toMillis());
        if (spare.plus(tolerance).isNegative()) {
            lateRequests.add("%s: %,d ms after the deadline less the reserve".formatted(request, -spare.toMillis()));
        }
    }

    synchronized void endRound() {
        faultedInRound.clear();
    }

    synchronized Snapshot snapshot() {
        return new Snapshot(
                Map.copyOf(byClass),
                Map.copyOf(counts),
                minRemainingMillis == Long.MAX_VALUE ? 0 : minRemainingMillis,
                minSpareMillis == Long.MAX_VALUE ? 0 : minSpareMillis,
                new Unplanned(List.copyOf(timeouts), List.copyOf(lateRequests), List.copyOf(failures)));
    }

    /**
     * @param byClass affected messages per class of fault
     * @param minRemainingMillis time until the deadline at the answer of an invocation
     * @param minSpareMillis time until the deadline less the reserve at the arrival of a request to the table
     */
    record Snapshot(
            Map<FaultClass, Long> byClass,
            Map<Count, Long> counts,
            long minRemainingMillis,
            long minSpareMillis,
            Unplanned unplanned) {

        long of(Count count) {
            return counts.getOrDefault(count, 0L);
        }
    }

    /**
     * Defects that no planned fault explains.
     *
     * @param timeouts invocations that reached their deadline
     * @param lateRequests requests to the table after the deadline less the reserve
     * @param failures exceptions of invocations
     */
    record Unplanned(List<String> timeouts, List<String> lateRequests, List<String> failures) {

        static final Unplanned NOTHING = new Unplanned(List.of(), List.of(), List.of());
    }
}
