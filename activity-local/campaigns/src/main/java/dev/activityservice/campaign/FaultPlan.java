package dev.activityservice.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which fault the n-th delivery, and the n-th request to the queue, meets: decided by the seed alone. Which messages are in that
 * delivery is for the threads of the real parts to decide. Thread-safe.
 */
final class FaultPlan {

    private final long seed;
    private final List<FaultClass> urn = new ArrayList<>();
    private final AtomicLong deliveries = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private final boolean queueFaults;
    private volatile boolean calm;

    private FaultPlan(long seed, Map<FaultClass, Integer> weights, boolean queueFaults) {
        this.seed = seed;
        this.queueFaults = queueFaults;
        weights.forEach((fault, weight) -> {
            for (int i = 0; i < weight; i++) {
                urn.add(fault);
            }
        });
    }

    /** @param queueFaults whether requests to the queue fail as well */
    static FaultPlan of(long seed, Map<FaultClass, Integer> weights, boolean queueFaults) {
        return new FaultPlan(seed, new TreeMap<>(weights), queueFaults);
    }

    static FaultPlan none() {
        return of(0, Map.of(FaultClass.NONE, 1), false);
    }

    /** From now on there are no faults. */
    void calm() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    /** What the next delivery meets, and the dice for its particulars. */
    Draw delivery() {
        SplittableRandom dice = new SplittableRandom(mix(deliveries.getAndIncrement()));
        FaultClass fault = urn.get(dice.nextInt(urn.size()));
        return new Draw(calm ? FaultClass.NONE : fault, dice);
    }

    /** Dice for the next request to the queue; null if it meets nothing. */
    @Nullable
    SplittableRandom request() {
        SplittableRandom dice = new SplittableRandom(mix(-1 - requests.getAndIncrement()));
        return calm || !queueFaults ? null : dice;
    }

    record Draw(FaultClass fault, SplittableRandom dice) {}

    private long mix(long number) {
        return seed * 0x9E37_79B9_7F4A_7C15L + number;
    }
}
