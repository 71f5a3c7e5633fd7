package dev.activityservice.lab.campaigns;

import dev.activityservice.lab.campaigns.Counters.Count;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events through the whole system while its parts fail. Runs rounds until enough deliveries have met a fault. Each round
 * ends without faults and with empty queues, and is judged by itself.
 */
final class FaultCampaign {

    /** Functions in this JVM, which wait most of the time. */
    private static final int FUNCTIONS = 16;

    private static final int PROCESSES = 2;
    private static final int KILL_WEIGHT = 10;
    private static final Duration PROCESS_TIMEOUT = Duration.ofMillis(3500);
    private static final int ENTITIES_PER_TYPE = 25;
    private static final int PUBLISHED_TOGETHER = 40;
    private static final Duration ROUND_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final Settings settings;
    private final InstantSource clock;
    private final Consumer<String> progress;
    private final Counters counters = new Counters();
    private final long start = System.nanoTime();
    private long lastLine = start;

    /**
     * @param deliveries minimum number of deliveries that meet a fault
     * @param messages messages per round
     * @param folder for the output of functions in processes; null for functions in this JVM
     */
    record Settings(
            long seed,
            long deliveries,
            int messages,
            Defect defect,
            @Nullable Path folder) {}

    /**
     * @param violations one sentence per violation of the promise
     * @param seed of the last round, which replays it
     */
    record Outcome(List<String> violations, long seed, Counters.Snapshot counts, Duration elapsed) {

        /** Returns whether the promise was kept, and every timeout, late request and exception was planned. */
        boolean isGood() {
            return violations.isEmpty() && counts.unplanned().equals(Counters.Unplanned.NOTHING);
        }
    }

    FaultCampaign(Settings settings, InstantSource clock, Consumer<String> progress) {
        this.settings = settings;
        this.clock = clock;
        this.progress = progress;
    }

    /** Stops after the first round that is not good. */
    Outcome run() throws IOException {
        Outcome outcome;
        long seed = settings.seed();
        do {
            List<String> violations = round(seed);
            outcome = new Outcome(violations, seed, counters.snapshot(), elapsed());
            seed++;
        } while (outcome.isGood() && outcome.counts().of(Count.FAULTED) < settings.deliveries());
        return outcome;
    }

    private List<String> round(long seed) throws IOException {
        FaultPlan plan = new FaultPlan(seed, this::weight, true);
        Ledger ledger = new Ledger();
        EventStream stream = new EventStream(
                seed, "r" + seed + "x", clock.instant().truncatedTo(ChronoUnit.DAYS), ENTITIES_PER_TYPE, true);
        CampaignEnvironment.Settings parts = new CampaignEnvironment.Settings(
                plan,
                draw -> new TableFaults(draw, settings.defect()),
                settings.defect(),
                dynamoDb -> workers(dynamoDb, seed),
                Duration.ofSeconds(settings.folder() == null ? 1 : 5),
                ROUND_TIMEOUT,
                delivery -> {});
        try (CampaignEnvironment environment = new CampaignEnvironment(parts, ledger, counters)) {
            environment.deliver();
            List<Publication> unsent = new ArrayList<>();
            for (int published = 0; published < settings.messages() || !unsent.isEmpty(); ) {
                int size = Math.min(PUBLISHED_TOGETHER, settings.messages() - published + unsent.size());
                published += size - unsent.size();
                unsent = environment.publisher().send(stream.fill(unsent, size));
            }
            // The faults continue until every message is done. If they ended after a number of deliveries,
            // a round would depend on earlier rounds and could not be replayed.
            long end = System.nanoTime() + ROUND_TIMEOUT.toNanos();
            while (!environment.drain().isQueueEmpty() && System.nanoTime() < end) {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                report(seed);
            }
            plan.stop();
            Timelines.Judgement judgement = environment.drain().judge(ledger);
            counters.add(Count.SHOWN, judgement.shown());
            counters.endRound();
            return judgement.violations();
        }
    }

    private List<Worker> workers(URI dynamoDb, long seed) throws IOException {
        List<Worker> workers = new ArrayList<>();
        Path folder = settings.folder();
        for (int i = 0; i < (folder == null ? FUNCTIONS : PROCESSES); i++) {
            workers.add(
                    folder == null
                            ? new FunctionInProcess(dynamoDb, seed + i, FunctionInProcess.RESERVE)
                            : new FunctionProcess(dynamoDb, folder, PROCESS_TIMEOUT));
        }
        return workers;
    }

    private int weight(FaultClass fault) {
        return fault.isKill() && settings.folder() != null ? KILL_WEIGHT : fault.weight();
    }

    private void report(long seed) {
        if (System.nanoTime() - lastLine > BETWEEN_LINES.toNanos()) {
            lastLine = System.nanoTime();
            Counters.Snapshot now = counters.snapshot();
            long faulted = now.of(Count.FAULTED);
            double perSecond = faulted * 1e9 / elapsed().toNanos();
            progress.accept(
                    "round of seed %d: %,d of %,d faulted deliveries, %,d deliveries to functions, %,.0f faulted/s"
                            .formatted(seed, faulted, settings.deliveries(), now.of(Count.DELIVERIES), perSecond));
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
