package dev.activityservice.lab.benchmarks.latency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Lets several take turns, round after round, each round with another one first and in the other direction, so that what the
 * machine does beside hits all alike, and nobody always has to follow the same one.
 */
final class Race {

    private static final int MIN_ROUNDS = 5;
    private static final int MAX_ROUNDS = 500;
    /** So much of the time is spent before anything is kept. */
    private static final int WARM_UP_SHARE = 4;

    /**
     * Before each turn: a database has something left to do when it has answered, and who comes at once after another would wait
     * for that too.
     */
    private static final long REST_NANOS = 3_000_000;

    private final Duration time;

    Race(Duration time) {
        this.time = time;
    }

    /** One who takes turns: {@code prepare} is not timed, what it returns is; {@code check} throws for a wrong answer. */
    record Runner(String name, Function<Integer, Callable<byte[]>> prepare, Check check) {}

    /** Throws if the answer is not what it should be. */
    @FunctionalInterface
    interface Check {

        void check(byte[] answer);
    }

    /** So many rounds of which nothing is kept. */
    static void warmUp(List<Runner> runners, int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            turns(runners, round, 0);
        }
    }

    /** Milliseconds by name, as many for each; in the order of the runners. */
    Map<String, Times> run(List<Runner> runners) throws Exception {
        long begin = System.nanoTime();
        int round = 0;
        while (round < 2 || System.nanoTime() - begin < time.toNanos() / WARM_UP_SHARE) {
            turns(runners, round++, REST_NANOS);
        }
        List<Times> times = runners.stream().map(runner -> new Times()).toList();
        int kept = 0;
        while (kept < MIN_ROUNDS || (kept < MAX_ROUNDS && System.nanoTime() - begin < time.toNanos())) {
            double[] millis = turns(runners, round++, REST_NANOS);
            for (int i = 0; i < millis.length; i++) {
                times.get(i).add(millis[i]);
            }
            kept++;
        }
        Map<String, Times> byName = new LinkedHashMap<>();
        for (int i = 0; i < times.size(); i++) {
            byName.put(runners.get(i).name(), times.get(i));
        }
        return byName;
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
            runners.get(each).check().check(answer);
        }
        return millis;
    }
}
