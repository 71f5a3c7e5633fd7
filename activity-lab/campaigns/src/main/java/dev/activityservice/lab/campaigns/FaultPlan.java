package dev.activityservice.lab.campaigns;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which fault the n-th delivery, and the n-th request of each kind to the queue, meets: decided by the seed alone. Faults are dealt
 * like cards, from decks that are shuffled anew when the last card is dealt: the rarest of them comes in each deck. Which messages
 * are in that delivery is for the threads of the real parts to decide. Thread-safe.
 */
final class FaultPlan {

    /** Cards in a deck of {@link #request}, and what it says when all is well. */
    static final int NOTHING = 100;

    private static final String DELIVERY = "delivery";

    private final long base;
    private final List<FaultClass> urn = new ArrayList<>();
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
    private final boolean queueFaults;
    private volatile boolean calm;

    private FaultPlan(long seed, Map<FaultClass, Integer> weights, boolean queueFaults) {
        // Neighbouring seeds must not give neighbouring generators.
        this.base = new SplittableRandom(seed).nextLong();
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
        long number = next(DELIVERY);
        FaultClass fault = urn.get(dealt(DELIVERY, urn.size(), number));
        return new Draw(calm ? FaultClass.NONE : fault, dice(DELIVERY, -1 - number));
    }

    boolean sparesTheQueue() {
        return calm || !queueFaults;
    }

    /** 0 to 99 for the next request of this kind to the queue, each once in a hundred; {@link #NOTHING} if it is spared. */
    int request(String kind) {
        return sparesTheQueue() ? NOTHING : dealt(kind, NOTHING, next(kind));
    }

    record Draw(FaultClass fault, SplittableRandom dice) {}

    private long next(String kind) {
        return counts.computeIfAbsent(kind, each -> new AtomicLong()).getAndIncrement();
    }

    private int dealt(String kind, int cards, long number) {
        SplittableRandom shuffle = dice(kind, number / cards);
        int[] deck = new int[cards];
        for (int i = 0; i < cards; i++) {
            int place = shuffle.nextInt(i + 1);
            deck[i] = deck[place];
            deck[place] = i;
        }
        return deck[(int) (number % cards)];
    }

    private SplittableRandom dice(String kind, long number) {
        return new SplittableRandom(base + ((long) kind.hashCode() << 32) + number);
    }
}
