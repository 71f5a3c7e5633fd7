package dev.activityservice.aws.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The program behind {@code make fuzz}. It fuzzes each target, replays the found inputs without instrumentation, and prints a table. */
final class FuzzCampaign {

    private static final Path WORK = Path.of("target", "fuzz");

    private final Duration time;
    private final long seed;
    private final List<String> rows = new ArrayList<>();
    private boolean failed;

    private FuzzCampaign(Duration time, long seed) {
        this.time = time;
        this.seed = seed;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        List<Target> targets = Arrays.stream(args).skip(2).map(Target::named).toList();
        if (targets.isEmpty()) {
            System.err.printf(
                    """
                    usage: make fuzz [FUZZ_SECONDS=60] [FUZZ_TARGETS="%s"] [FUZZ_SEED=0]

                    Fuzzes each target for FUZZ_SECONDS. Inputs that reach new code are kept in activity-aws-adapters/target/fuzz, and
                    the next run continues with them. Findings are written to the folder "findings" of the target. Move a finding to
                    activity-aws-adapters/src/test/fuzz, where every build replays it, and fix the code.
                    """,
                    String.join(
                            " ",
                            Arrays.stream(Target.values()).map(Target::title).toList()));
            System.exit(2);
        }
        FuzzCampaign campaign = new FuzzCampaign(Duration.ofSeconds(Long.parseLong(args[0])), Long.parseLong(args[1]));
        for (Target target : targets) {
            campaign.run(target);
        }
        System.out.printf("%n%-10s %12s %10s %8s  %s%n", "target", "inputs", "branches", "kept", "findings");
        campaign.rows.forEach(System.out::println);
        System.exit(campaign.failed ? 1 : 0);
    }

    private void run(Target target) throws IOException, InterruptedException {
        Path folder = WORK.resolve(target.title()).toAbsolutePath();
        Jazzer jazzer = new Jazzer(folder);
        System.out.printf("%s: %d s, seed %d%n", target.title(), time.toSeconds(), seed);
        Jazzer.Outcome outcome = jazzer.run(List.of(target), time, -1, seed, line -> progress(target, line));
        if (!outcome.started()) {
            failed = true;
            rows.add(row(target, outcome, 0, "not run: Jazzer did not start"));
            System.out.println(outcome.lastWords());
            return;
        }
        List<Path> findings = new ArrayList<>(outcome.finding());
        if (!findings.isEmpty()) {
            System.out.println(outcome.lastWords());
        }
        for (Path input : jazzer.found()) {
            try {
                JazzerEntry.accept(List.of(target), Files.readAllBytes(input), Limits.PROMISED);
            } catch (RuntimeException | Error e) {
                System.out.println(input + ": " + e);
                findings.add(input);
            }
        }
        failed |= !findings.isEmpty();
        rows.add(row(target, outcome, jazzer.found().size(), findings.isEmpty() ? "none" : findings.toString()));
    }

    private static String row(Target target, Jazzer.Outcome outcome, int kept, String findings) {
        return "%-10s %,12d %10d %8d  %s"
                .formatted(target.title(), outcome.inputs(), outcome.covered(), kept, findings);
    }

    /** Prints only the lines that the fuzzer writes at powers of two, because it writes too many others. */
    private static void progress(Target target, String line) {
        if (line.contains("\tpulse") || line.contains("\tINITED") || line.contains("\tDONE")) {
            System.out.println(target.title() + ": " + line.strip());
        }
    }
}
