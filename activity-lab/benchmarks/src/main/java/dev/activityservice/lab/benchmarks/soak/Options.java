package dev.activityservice.lab.benchmarks.soak;

import java.nio.file.Path;
import java.time.Duration;

/** What the command line says. */
record Options(Duration time, int publishers, int backlog, long seed, boolean onDisk, boolean countPages, Path out) {

    static final String HELP = """
            make soak [SOAK_ARGS="<option> ..."]

              --seconds <n>         how long events are published; 600
              --publishers <n>      how many threads publish; 2
              --backlog <n>         they wait while so many messages are on the queue; 200
              --seed <n>            which entities events are about; 1
              --on-disk <b>         whether messages and tables are on disk, as with make run: slower, for ElasticMQ then goes through
                                    its whole backlog for each receive; false
              --count-pages <b>     whether pages of long histories are counted too, which takes a minute; true
              --out <folder>        where soak.json and soak.md go; activity-lab/benchmarks/target/benchmarks""";

    static Options parse(String... args) {
        Options options = new Options(
                Duration.ofMinutes(10), 2, 200, 1, false, true, Path.of("activity-lab/benchmarks/target/benchmarks"));
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
            case "--seconds" ->
                new Options(
                        Duration.ofSeconds(Integer.parseInt(value)),
                        publishers,
                        backlog,
                        seed,
                        onDisk,
                        countPages,
                        out);
            case "--publishers" -> new Options(time, Integer.parseInt(value), backlog, seed, onDisk, countPages, out);
            case "--backlog" -> new Options(time, publishers, Integer.parseInt(value), seed, onDisk, countPages, out);
            case "--seed" -> new Options(time, publishers, backlog, Long.parseLong(value), onDisk, countPages, out);
            case "--on-disk" ->
                new Options(time, publishers, backlog, seed, Boolean.parseBoolean(value), countPages, out);
            case "--count-pages" ->
                new Options(time, publishers, backlog, seed, onDisk, Boolean.parseBoolean(value), out);
            case "--out" -> new Options(time, publishers, backlog, seed, onDisk, countPages, Path.of(value));
            default -> throw new IllegalArgumentException("Invalid argument: " + name);
        };
    }
}
