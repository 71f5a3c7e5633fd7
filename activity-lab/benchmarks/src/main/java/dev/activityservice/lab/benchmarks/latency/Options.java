package dev.activityservice.lab.benchmarks.latency;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What the command line says. */
record Options(List<Integer> batches, List<Integer> histories, List<Integer> delays, Duration time, Path out) {

    static final String HELP = """
            make bench-latency [BENCH_ARGS="<option> ..."]

              --batches <a,b>       events of a batch; 1,10,25,100
              --histories <a,b>     activities that the entity has before; 0,100,10000
              --delays <a,b>        milliseconds added to each round trip; 0,2
              --seconds <n>         for each comparison, of which there are two for each batch, history and delay, and one for each
                                    page; 6
              --out <folder>        where latency.json and latency.md go; activity-lab/benchmarks/target/benchmarks""";

    static Options parse(String... args) {
        Options options = new Options(
                List.of(1, 10, 25, 100),
                List.of(0, 100, 10_000),
                List.of(0, 2),
                Duration.ofSeconds(6),
                Path.of("activity-lab/benchmarks/target/benchmarks"));
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("Invalid argument: " + args[i] + " has no value");
            }
            options = options.with(args[i], args[i + 1]);
        }
        return options;
    }

    private Options with(String name, String value) {
        return switch (name) {
            case "--batches" -> new Options(numbers(value), histories, delays, time, out);
            case "--histories" -> new Options(batches, numbers(value), delays, time, out);
            case "--delays" -> new Options(batches, histories, numbers(value), time, out);
            case "--seconds" ->
                new Options(batches, histories, delays, Duration.ofSeconds(Integer.parseInt(value)), out);
            case "--out" -> new Options(batches, histories, delays, time, Path.of(value));
            default -> throw new IllegalArgumentException("Invalid argument: " + name);
        };
    }

    private static List<Integer> numbers(String value) {
        return Stream.of(value.split(",")).map(Integer::valueOf).toList();
    }
}
