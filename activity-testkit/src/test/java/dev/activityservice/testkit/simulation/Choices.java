package dev.activityservice.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Whatever a schedule leaves open. The same choices give the same schedule. */
interface Choices {

    /** From 0 to {@code bound - 1}. */
    int below(int bound);

    static Choices of(long seed) {
        return new SplittableRandom(seed)::nextInt;
    }

    /** All there are: a run asks as it likes, and {@link #next} then turns to the next run, until all have been. */
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
                throw new IllegalStateException("Cannot repeat the run: choice " + asked + " has another bound");
            }
            return chosen.get(asked++);
        }

        /** False at the end. */
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
