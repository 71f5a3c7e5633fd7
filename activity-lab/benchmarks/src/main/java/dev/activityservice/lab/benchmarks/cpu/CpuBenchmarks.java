package dev.activityservice.lab.benchmarks.cpu;

import dev.activityservice.lab.benchmarks.report.Report;
import dev.activityservice.lab.benchmarks.report.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs JMH with its allocation profiler: {@code make bench-cpu}. The arguments are JMH's own, for example {@code -f 1 -i 3 Reading}. */
public final class CpuBenchmarks {

    private static final double MAX_MICROS = 10;
    private static final double MAX_BYTES = 4096;
    private static final String WHOLE_WAY = ReadingBenchmark.class.getSimpleName() + ".bodyToActivities";

    private CpuBenchmarks() {}

    public static void main(String[] args) throws RunnerException, CommandLineOptionException, IOException {
        CommandLineOptions given = new CommandLineOptions(args);
        ChainedOptionsBuilder options = new OptionsBuilder().parent(given).addProfiler(GCProfiler.class);
        if (given.getIncludes().isEmpty()) {
            options.include(CpuBenchmarks.class.getPackageName());
        }
        Collection<RunResult> results = new Runner(options.build()).run();
        Report report = Report.of(
                "Time and allocation without a network",
                Surroundings.of(
                        "make bench-cpu" + (args.length == 0 ? "" : " BENCH_ARGS=\"" + String.join(" ", args) + "\"")));
        List<List<String>> rows = new ArrayList<>();
        for (RunResult result : results) {
            Result<?> time = result.getPrimaryResult();
            Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
            double bytes = allocated == null ? Double.NaN : allocated.getScore();
            String name = result.getParams().getBenchmark();
            String shortName = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
            rows.add(List.of(
                    shortName,
                    number(time.getScore()),
                    "± " + number(time.getScoreError()),
                    time.getScoreUnit(),
                    number(bytes)));
            if (shortName.equals(WHOLE_WAY)) {
                report.goal(
                        "from body to activities: at most " + number(MAX_MICROS) + " µs",
                        number(time.getScore()) + " µs",
                        time.getScore() <= MAX_MICROS);
                report.goal(
                        "from body to activities: at most " + number(MAX_BYTES) + " bytes allocated",
                        number(bytes) + " bytes",
                        bytes <= MAX_BYTES);
            }
        }
        report.table("Steps", List.of("step", "time", "error", "unit", "bytes allocated"), rows);
        Path out = Path.of("activity-lab/benchmarks/target/benchmarks");
        report.writeTo(out, "cpu");
        System.out.println(report.toText());
        System.out.println("Written: " + out.resolve("cpu.json") + ", " + out.resolve("cpu.md"));
        System.exit(report.isMet() ? 0 : 1);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
