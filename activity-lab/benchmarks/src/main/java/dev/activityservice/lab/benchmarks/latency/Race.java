package dev.activityservice.lab.benchmarks.latency;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Lets runners take turns, so that disturbances of the machine affect all of them. Each round starts with another runner and changes
 * the direction, so that no runner always follows the same one.
 */
record Race(Duration time) {

    private static final int MIN_ROUNDS = 5;
    private static final int MAX_ROUNDS = 500;
    /** This share of the time is a warm-up. */
    private static final double WARM_UP_SHARE = 0.25;
    /** Before each turn, because a database still works for a moment after its answer. */
    private static final long REST_NANOS = 3_000_000;

    /**
     * A participant.
     *
     * @param prepare work that is not timed; returns the timed work, which returns the answer
     * @param check whether an answer is right
     */
    record Runner(String name, Function<Integer, Callable<byte[]>> prepare, Predicate<String> check) {}

    /** Runs rounds without measuring. */
    static void warmUp(List<Runner> runners, int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            turns(runners, round, 0);
        }
    }

    /** Returns the milliseconds of each runner, in the order of the runners. */
    Map<String, Times> run(List<Runner> runners) throws Exception {
        long begin = System.nanoTime();
        int round = 0;
        while (round < 2 || System.nanoTime() - begin < time.toNanos() * WARM_UP_SHARE) {
            turns(runners, round++, REST_NANOS);
        }
        Map<String, Times> times = new LinkedHashMap<>();
        int measured = 0;
        while (measured < MIN_ROUNDS || (measured < MAX_ROUNDS && System.nanoTime() - begin < time.toNanos())) {
            double[] millis = turns(runners, round++, REST_NANOS);
            for (int i = 0; i < millis.length; i++) {
                times.computeIfAbsent(runners.get(i).name(), name -> new Times())
                        .add(millis[i]);
            }
            measured++;
        }
        return times;
    }

    private static double[] turns(List<Runner> runners, int round, long rest) throws Exception {
        List<Callable<byte[]>> prepared = new ArrayList<>();
        for (Runner runner : runners) {
            prepared.add(runner.prepare().apply(round));
        }
        double[] millis = new double[runners.size()];
        for (int turn = 0; turn < millis.length; turn++) {
            int place = (turn + round) % millis.length;
            int each = round % 2 == 0 ? place : millis.length - 1 - place;
            LockSupport.parkNanos(rest);
            long begin = System.nanoTime();
            byte[] answer = prepared.get(each).call();
            millis[each] = (System.nanoTime() - begin) / 1e6;
            String text = new String(answer, StandardCharsets.UTF_8);
            if (!runners.get(each).check().test(text)) {
                throw new IllegalStateException("Cannot time a wrong answer: " + text);
            }
        }
        return millis;
    }
}
