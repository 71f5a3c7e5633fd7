package dev.activityservice.local.deployed;

import dev.activityservice.local.command.TerminalText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Runs checks one after the other, and prints the result of each. Not thread-safe. */
final class CheckRun {

    /** The exit code if no check was run. */
    static final int NOTHING_RUN = 3;

    private static final String INDENT = "      ";

    private final String kind;
    private final Consumer<String> out;
    private int passed;

    /** @param kind the plural of what is run, such as "scenarios" */
    CheckRun(String kind, Consumer<String> out) {
        this.kind = kind;
        this.out = out;
    }

    /** Prints a line that belongs to the running check. */
    void note(String line) {
        out.accept(INDENT + line);
    }

    /** Runs all checks, also after a failure. Returns the exit code: 0, 1 if a check failed, 3 if none was run. */
    int run(List<Check> checks) throws InterruptedException {
        List<String> failed = new ArrayList<>();
        int notRun = 0;
        for (int i = 0; i < checks.size(); i++) {
            Check check = checks.get(i);
            out.accept("[" + (i + 1) + "/" + checks.size() + "] " + check.name());
            long start = System.nanoTime();
            try {
                check.body().run();
                passed++;
                note("passed (" + seconds(start) + ")");
            } catch (NotRunException e) {
                notRun++;
                note("not run, because " + e.getMessage());
            } catch (FailedCheckException e) {
                failed.add("[" + (i + 1) + "] " + check.name());
                note("FAILED (" + seconds(start) + ")");
                note("  expected: " + e.expected());
                note("  actual:   " + e.actual());
                note("  check:    " + e.likelyCause());
            } catch (RuntimeException e) {
                // A defect of a check must not hide the results of the others.
                failed.add("[" + (i + 1) + "] " + check.name());
                note("FAILED (" + seconds(start) + "): " + TerminalText.line(e.toString()));
            }
        }
        out.accept("");
        out.accept(checks.size() + " " + kind + ": " + passed + " passed, " + failed.size() + " failed, " + notRun
                + " not run.");
        failed.forEach(name -> out.accept("  failed: " + name));
        return failed.isEmpty() ? passed == 0 ? NOTHING_RUN : 0 : 1;
    }

    /** Returns how many checks passed so far. */
    int passed() {
        return passed;
    }

    private static String seconds(long start) {
        return String.format(
                Locale.ROOT,
                "%.1f s",
                Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0);
    }
}
