package dev.activityservice.local.notice;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reports each subject once, and a bounded number of subjects. Thread-safe. */
public final class DistinctNotices {

    static final int MAX_SUBJECTS = 100;

    private final Consumer<String> lines;
    private final Set<String> subjects = new HashSet<>();

    /** @param lines takes one line for each notice */
    public DistinctNotices(Consumer<String> lines) {
        this.lines = lines;
    }

    /**
     * Reports a subject the first time. After 100 subjects, one last line reports that further ones are not reported.
     *
     * @param line the notice, already safe for a terminal; computed only if it is reported
     */
    public synchronized void report(String subject, Supplier<String> line) {
        if (subjects.size() > MAX_SUBJECTS || !subjects.add(subject)) {
            return;
        }
        lines.accept(
                subjects.size() > MAX_SUBJECTS
                        ? "More than " + MAX_SUBJECTS + " notices of this kind: further ones are not printed"
                        : line.get());
    }
}
