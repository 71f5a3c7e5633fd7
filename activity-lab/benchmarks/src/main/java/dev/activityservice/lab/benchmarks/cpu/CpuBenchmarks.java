package dev.activityservice.lab.benchmarks.cpu;

import dev.activityservice.lab.report.LabCommand;
import dev.activityservice.lab.report.Report;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Unmatched;

/** Runs JMH with its allocation profiler. JMH parses the arguments that are not options of {@link LabCommand}. */
@Command(
        name = "cpu",
        description = "Measures time and allocation of each step with JMH.",
        footer = {"", "All other arguments are options of JMH, for example: -f 1 -i 3 Reading"})
public final class CpuBenchmarks extends LabCommand {

    private static final double MAX_MICROS = 10;
    private static final double MAX_BYTES = 4096;
    private static final String WHOLE_WAY = ReadingBenchmark.class.getSimpleName() + ".bodyToActivities";

    @Unmatched
    private List<String> jmh = new ArrayList<>();

    CpuBenchmarks() {
        super("Time and allocation without a network", "bench-cpu BENCH_ARGS");
    }

    public static void main(String[] arguments) {
        main(new CpuBenchmarks(), arguments);
    }

    @Override
    protected void measure(Report report) throws RunnerException {
        Collection<RunResult> results =
                new Runner(options(), OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL)).run();
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
    }

    private Options options() {
        try {
            CommandLineOptions given = new CommandLineOptions(jmh.toArray(String[]::new));
            ChainedOptionsBuilder options = new OptionsBuilder().parent(given).addProfiler(GCProfiler.class);
            if (given.getIncludes().isEmpty()) {
                options.include(CpuBenchmarks.class.getPackageName());
            }
            return options.build();
        } catch (CommandLineOptionException e) {
            throw new ParameterException(commandLine(), e.getMessage(), e);
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
