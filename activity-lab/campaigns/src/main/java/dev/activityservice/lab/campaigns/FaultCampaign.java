package dev.activityservice.lab.campaigns;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a stream of events through the whole system while its parts fail, round after round until enough deliveries have
 * met a fault. Each round ends in calm, with empty queues, and is judged by itself.
 */
final class FaultCampaign {

    /** For the functions in this JVM; most of the time they wait. */
    private static final int FUNCTIONS = 16;

    private static final int PROCESSES = 2;
    private static final Duration PROCESS_TIMEOUT = Duration.ofMillis(3500);
    private static final int ENTITIES_OF_KIND = 25;
    private static final int BATCH = 40;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final Settings settings;
    private final InstantSource clock;
    private final Consumer<String> progress;
    private final Tally tally = new Tally();
    private final long start = System.nanoTime();
    private long lastLine = start;

    /**
     * What a campaign is to do.
     *
     * @param deliveries how many must have met a fault
     * @param messages of one round
     * @param folder null for functions in this JVM, else they are processes and what they print goes there
     */
    record Settings(
            long seed,
            long deliveries,
            int messages,
            Defect defect,
            @Nullable Path folder) {

        static Settings of(long seed, long deliveries, int messages) {
            return new Settings(seed, deliveries, messages, Defect.NONE, null);
        }

        Settings with(Defect planted) {
            return new Settings(seed, deliveries, messages, planted, folder);
        }

        Settings inProcessesOfTheirOwn(Path output) {
            return new Settings(seed, deliveries, messages, defect, output);
        }
    }

    FaultCampaign(Settings settings, InstantSource clock, Consumer<String> progress) {
        this.settings = settings;
        this.clock = clock;
        this.progress = progress;
    }

    /** Stops after the first round that is not good. */
    Verdict run() throws IOException {
        Verdict verdict;
        long seed = settings.seed();
        do {
            List<String> violations = round(seed);
            verdict = new Verdict(violations, seed, tally.snapshot(), elapsed());
            seed++;
        } while (verdict.isGood() && tally.faulted() < settings.deliveries());
        return verdict;
    }

    private List<String> round(long seed) throws IOException {
        FaultPlan plan = FaultPlan.of(seed, weights(), true);
        Ledger ledger = new Ledger();
        EventStream stream = new EventStream(
                seed, "r" + seed + "x", clock.instant().truncatedTo(ChronoUnit.DAYS), ENTITIES_OF_KIND, true);
        Surroundings.Settings parts = new Surroundings.Settings(
                plan,
                draw -> new TableTrouble(draw, settings.defect()),
                settings.defect(),
                dynamoDb -> workers(dynamoDb, seed),
                settings.folder() == null ? Duration.ofSeconds(1) : Duration.ofSeconds(5),
                PATIENCE,
                delivery -> {});
        try (Surroundings surroundings = Surroundings.start(parts, ledger, tally)) {
            surroundings.deliver();
            publish(stream, surroundings.publisher());
            // The faults go on until each message is done with, however many there were: a round that depended on those
            // before it could not be replayed.
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!surroundings.ending().isQuiet() && System.nanoTime() < end) {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                line(seed);
            }
            plan.calm();
            Timelines.Judgement judgement = surroundings.ending().judge(ledger);
            tally.roundIsOver(judgement.shown());
            return judgement.violations();
        }
    }

    private void publish(EventStream stream, Publisher publisher) {
        List<Publication> left = new ArrayList<>();
        for (int published = 0; published < settings.messages() || !left.isEmpty(); ) {
            List<Publication> batch = new ArrayList<>(left);
            while (batch.size() < BATCH && published < settings.messages()) {
                batch.add(stream.next());
                published++;
            }
            left = publisher.send(batch);
        }
    }

    private List<Worker> workers(URI dynamoDb, long seed) throws IOException {
        List<Worker> workers = new ArrayList<>();
        Path folder = settings.folder();
        for (int i = 0; i < (folder == null ? FUNCTIONS : PROCESSES); i++) {
            workers.add(
                    folder == null
                            ? new FunctionInProcess(dynamoDb, seed + i)
                            : new FunctionProcess(dynamoDb, folder, PROCESS_TIMEOUT));
        }
        return workers;
    }

    private Map<FaultClass, Integer> weights() {
        Map<FaultClass, Integer> weights = new EnumMap<>(FaultClass.class);
        for (FaultClass fault : FaultClass.values()) {
            weights.put(fault, fault.weight());
        }
        if (settings.folder() != null) {
            weights.put(FaultClass.KILLED_BEFORE_WRITE, 10);
            weights.put(FaultClass.KILLED_AFTER_WRITE, 10);
        }
        return weights;
    }

    private void line(long seed) {
        if (System.nanoTime() - lastLine > BETWEEN_LINES.toNanos()) {
            lastLine = System.nanoTime();
            Tally.Snapshot now = tally.snapshot();
            progress.accept(
                    "round of seed %d: %,d of %,d faulted deliveries, %,d deliveries to functions, %,.0f faulted/s"
                            .formatted(
                                    seed,
                                    now.faulted(),
                                    settings.deliveries(),
                                    now.deliveries(),
                                    now.faulted() * 1e9 / elapsed().toNanos()));
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
