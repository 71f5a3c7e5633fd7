package dev.activityservice.lab.campaigns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts what a campaign did. Thread-safe. */
final class Tally {

    private final Map<FaultClass, Long> byClass = new EnumMap<>(FaultClass.class);
    /** Of this round: a delivery that meets two faults is one faulted delivery. */
    private final Set<String> faultedOfRound = new HashSet<>();

    private long published;
    private long deliveries;
    private long faulted;
    private long redriven;
    private long shown;
    private long killed;
    private long leastRemainingMillis = Long.MAX_VALUE;
    private long leastSpareMillis = Long.MAX_VALUE;
    private final List<String> timeouts = new ArrayList<>();
    private final List<String> lateRequests = new ArrayList<>();
    private final List<String> breakages = new ArrayList<>();

    synchronized void published(int messages) {
        published += messages;
    }

    synchronized void delivered(int messages) {
        deliveries += messages;
    }

    /** @param receiptHandles one for each delivery; empty for what is no delivery */
    synchronized void faulted(FaultClass fault, int messages, Collection<String> receiptHandles) {
        byClass.merge(fault, (long) messages, Long::sum);
        if (fault.isOfDelivery()) {
            for (String handle : receiptHandles) {
                faulted += faultedOfRound.add(handle) ? 1 : 0;
            }
        }
    }

    /**
     * An invocation gave its answer so long before its deadline.
     *
     * @param stall how long the machine stood still meanwhile
     */
    synchronized void answered(FaultClass fault, Duration remaining, Duration stall) {
        leastRemainingMillis = Math.min(leastRemainingMillis, remaining.toMillis());
        if (remaining.isNegative() || remaining.isZero()) {
            timeouts.add("An answer after the deadline, under %s; the longest stall of the machine meanwhile: %,d ms"
                    .formatted(fault, stall.toMillis()));
        }
    }

    /** An invocation was to be killed at its deadline, and was. */
    synchronized void killed() {
        killed++;
    }

    /** An invocation was killed at its deadline though nobody had frozen it. */
    synchronized void timedOut(FaultClass fault, Duration stall) {
        timeouts.add(
                "A kill at the deadline that nobody had planned, under %s; the longest stall of the machine meanwhile: %,d ms"
                        .formatted(fault, stall.toMillis()));
    }

    /** An invocation threw, though no fault was planned that ends one. */
    synchronized void broke(Throwable thrown) {
        breakages.add(thrown.toString());
    }

    /**
     * A request to the table arrived so long before the time of its invocation, less the reserve, was over.
     *
     * @param patience how long after that it may still come: on its way two threads hand it on, and either may have to wait for a
     *     processor
     */
    synchronized void asked(String request, Duration spare, Duration patience) {
        leastSpareMillis = Math.min(leastSpareMillis, spare.toMillis());
        if (spare.plus(patience).isNegative()) {
            lateRequests.add("%s: %,d ms after the deadline less the reserve".formatted(request, -spare.toMillis()));
        }
    }

    synchronized void redriven(int messages) {
        redriven += messages;
    }

    synchronized void roundIsOver(int activities) {
        shown += activities;
        faultedOfRound.clear();
    }

    synchronized long faulted() {
        return faulted;
    }

    synchronized Snapshot snapshot() {
        return new Snapshot(
                Map.copyOf(byClass),
                published,
                deliveries,
                faulted,
                redriven,
                shown,
                killed,
                leastRemainingMillis == Long.MAX_VALUE ? 0 : leastRemainingMillis,
                leastSpareMillis == Long.MAX_VALUE ? 0 : leastSpareMillis,
                new Unplanned(List.copyOf(timeouts), List.copyOf(lateRequests), List.copyOf(breakages)));
    }

    /**
     * The counts at one moment.
     *
     * @param byClass messages concerned, for each class of fault
     * @param shown activities on all timelines
     * @param leastRemainingMillis before the deadline, at the answer of an invocation
     * @param leastSpareMillis before the deadline less the reserve, at the arrival of a request to the table
     */
    record Snapshot(
            Map<FaultClass, Long> byClass,
            long published,
            long deliveries,
            long faulted,
            long redriven,
            long shown,
            long killed,
            long leastRemainingMillis,
            long leastSpareMillis,
            Unplanned unplanned) {}

    /**
     * What no fault explains.
     *
     * @param timeouts invocations that nobody had frozen, and that were not done at their deadline
     * @param lateRequests that arrived at the table when the time of their invocation, less the reserve, was over
     * @param breakages what invocations threw
     */
    record Unplanned(List<String> timeouts, List<String> lateRequests, List<String> breakages) {

        static final Unplanned NOTHING = new Unplanned(List.of(), List.of(), List.of());
    }
}
