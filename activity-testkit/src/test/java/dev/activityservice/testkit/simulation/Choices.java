package dev.activityservice.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The source of all decisions in a schedule. Equal choices give equal schedules. */
interface Choices {

    /** Returns a number from 0 to {@code bound - 1}. */
    int below(int bound);

    static Choices of(long seed) {
        return new SplittableRandom(seed)::nextInt;
    }

    /**
     * Enumerates all sequences of choices, depth first. One run of the schedule uses one sequence. {@link #next} then moves the
     * last choice that has an untried value to this value, and removes the choices after it.
     */
    final class All implements Choices {

        private final List<Integer> chosen = new ArrayList<>();
        private final List<Integer> bounds = new ArrayList<>();
        private int asked;

        @Override
        public int below(int bound) {
            if (asked == chosen.size()) {
                chosen.add(0);
                bounds.add(bound);
            } else if (bounds.get(asked) != bound) {
                throw new IllegalStateException("Cannot repeat the run: choice " + asked + " must have the bound "
                        + bounds.get(asked) + ", not " + bound);
            }
            return chosen.get(asked++);
        }

        /** Moves to the next sequence. Returns false if all sequences were used. */
        boolean next() {
            asked = 0;
            while (!chosen.isEmpty()) {
                int last = chosen.size() - 1;
                if (chosen.get(last) + 1 < bounds.get(last)) {
                    chosen.set(last, chosen.get(last) + 1);
                    return true;
                }
                chosen.remove(last);
                bounds.remove(last);
            }
            return false;
        }

        @Override
        public String toString() {
            return chosen.toString();
        }
    }
}
