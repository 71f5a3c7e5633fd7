package dev.activityservice.lab.campaigns;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;

/**
 * Decides from the seed alone which fault the n-th delivery, and the n-th request of each kind to the queue, meets. The threads of
 * the real parts decide which messages a delivery contains. Thread-safe.
 *
 * <p>Implementation note: faults are dealt from shuffled decks, so that even a short campaign meets the rarest one. The deck of the
 * n-th card is computed from the seed, the kind and n, without state.
 */
final class FaultPlan {

    /** The number of cards in a deck of {@link #request}, and its result without a fault. */
    static final int NOTHING = 100;

    private static final String DELIVERY = "delivery";

    private final long base;
    private final List<FaultClass> deliveries = new ArrayList<>();
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
    private final boolean queueFaults;
    private volatile boolean isStopped;

    /** @param queueFaults whether requests to the queue fail, too */
    FaultPlan(long seed, ToIntFunction<FaultClass> weight, boolean queueFaults) {
        // Adjacent seeds must not give adjacent generators.
        this.base = new SplittableRandom(seed).nextLong();
        this.queueFaults = queueFaults;
        for (FaultClass fault : FaultClass.values()) {
            deliveries.addAll(Collections.nCopies(weight.applyAsInt(fault), fault));
        }
    }

    static FaultPlan none() {
        return new FaultPlan(0, fault -> fault == FaultClass.NONE ? 1 : 0, false);
    }

    /** Deals no more faults from now on. */
    void stop() {
        isStopped = true;
    }

    boolean isStopped() {
        return isStopped;
    }

    /** Returns the fault of the next delivery, with a generator for its details. */
    Draw delivery() {
        long number = next(DELIVERY);
        FaultClass fault = deliveries.get(card(DELIVERY, deliveries.size(), number));
        return new Draw(isStopped ? FaultClass.NONE : fault, random(DELIVERY, -1 - number));
    }

    boolean sparesTheQueue() {
        return isStopped || !queueFaults;
    }

    /** Returns 0 to 99 for the next request of this kind to the queue, each once per hundred, or {@link #NOTHING}. */
    int request(String kind) {
        return sparesTheQueue() ? NOTHING : card(kind, NOTHING, next(kind));
    }

    record Draw(FaultClass fault, SplittableRandom random) {}

    private long next(String kind) {
        return counts.computeIfAbsent(kind, each -> new AtomicLong()).getAndIncrement();
    }

    private int card(String kind, int cards, long number) {
        SplittableRandom shuffle = random(kind, number / cards);
        int[] deck = new int[cards];
        for (int i = 0; i < cards; i++) {
            int place = shuffle.nextInt(i + 1);
            deck[i] = deck[place];
            deck[place] = i;
        }
        return deck[(int) (number % cards)];
    }

    private SplittableRandom random(String kind, long number) {
        return new SplittableRandom(base + ((long) kind.hashCode() << 32) + number);
    }
}
