package dev.activityservice.lab.campaigns;

import dev.activityservice.local.eventsource.EventSourceMapping;
import dev.activityservice.local.queue.Queues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Kills the local stack with {@code kill -9} at random moments, and starts it again on the same data. The seed decides when; the
 * machine decides what the stack does at that moment. From time to time, a stack runs until its queue is empty, everything published
 * so far is judged, and the stack is stopped. An unplanned end of a stack is a violation, and so is an invocation that reaches its
 * deadline.
 */
final class KillCampaign {

    private static final int ENTITIES_PER_TYPE = 8;
    private static final int PUBLISHED_TOGETHER = 10;
    /** Few, so that a stack can record what earlier ones left. */
    private static final int MESSAGES_PER_LIFE = 60;

    private static final int MAX_START_MILLIS = 2500;
    /** From the message that triggers the kill to the kill. */
    private static final int MAX_KILL_DELAY_MILLIS = 700;

    private static final Duration DRAIN_TIMEOUT = Duration.ofMinutes(10);

    private final Settings settings;
    private final InstantSource clock;
    private final Consumer<String> progress;
    private final Ledger ledger = new Ledger();
    private final Counters counters = new Counters();
    private final SplittableRandom random;
    private int killed;
    private int killedAtStart;
    private int shown;

    /**
     * @param killsBetweenJudgements small numbers find a loss sooner
     * @param folder for the stack's data; must be empty
     */
    record Settings(long seed, int kills, int killsBetweenJudgements, Path folder) {}

    KillCampaign(Settings settings, InstantSource clock, Consumer<String> progress) {
        this.settings = settings;
        this.clock = clock;
        this.progress = progress;
        this.random = new SplittableRandom(settings.seed());
    }

    /**
     * @param killedAtStart kills before the stack was up
     * @param shown activities on all timelines at the last judgement
     */
    record Outcome(
            List<String> violations,
            int killed,
            int killedAtStart,
            int accepted,
            int shown,
            long redriven,
            Duration elapsed) {}

    Outcome run() throws IOException {
        long start = System.nanoTime();
        Files.createDirectories(settings.folder());
        List<String> violations = new ArrayList<>();
        try {
            List<Publication> unsent = new ArrayList<>();
            while (killed < settings.kills() && violations.isEmpty()) {
                unsent = live(unsent);
                double seconds = (System.nanoTime() - start) / 1e9 / killed;
                progress.accept("killed %,d of %,d times, %,d accepted, %,.1f s per stack"
                        .formatted(killed, settings.kills(), ledger.size(), seconds));
                if (killed == settings.kills() || killed % settings.killsBetweenJudgements() == 0) {
                    violations.addAll(judge(unsent));
                    unsent = List.of();
                }
            }
        } catch (StackProcess.UnplannedEndException e) {
            violations.add("Stack " + (killed + 1) + " was not killed: " + e.getMessage());
        }
        return new Outcome(
                violations,
                killed,
                killedAtStart,
                ledger.size(),
                shown,
                counters.snapshot().of(Counters.Count.REDRIVEN),
                Duration.ofNanos(System.nanoTime() - start));
    }

    /** Starts and kills one stack. Returns the publications that were not acknowledged. */
    private List<Publication> live(List<Publication> before) throws IOException {
        try (StackProcess stack = new StackProcess(settings.folder())) {
            List<Publication> unsent = before;
            // The first stack must create queues and table; later ones may be killed while they start.
            if (killed > 0 && random.nextInt(4) == 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MAX_START_MILLIS)));
                stack.kill();
            } else {
                unsent = publish(stack, stack.awaitUp(), before);
            }
            boolean wasUp = stack.awaitKill();
            killed++;
            killedAtStart += wasUp ? 0 : 1;
            return unsent;
        }
    }

    private List<Publication> publish(StackProcess stack, StackProcess.Endpoints up, List<Publication> before) {
        EventStream stream = new EventStream(
                        settings.seed() + killed,
                        "k" + killed + "x",
                        clock.instant().truncatedTo(ChronoUnit.DAYS),
                        ENTITIES_PER_TYPE,
                        // Only the killed functions would know the time of such an event.
                        false)
                // The stack has the reference catalog.
                .withoutReaders();
        List<Publication> unsent = before;
        try (EventBridgeClient bus = Clients.bus(up.bus());
                SqsClient sqs = Clients.sqs(up.sqs())) {
            String queueUrl = up.sqs() + "/" + Clients.ACCOUNT + "/" + Queues.QUEUE;
            Publisher publisher = new Publisher(bus, sqs, queueUrl, ledger, counters);
            int killAt = ledger.size() + random.nextInt(MESSAGES_PER_LIFE);
            int delay = random.nextInt(MAX_KILL_DELAY_MILLIS);
            boolean isScheduled = false;
            for (int published = 0; stack.isAlive() && (published < MESSAGES_PER_LIFE || !unsent.isEmpty()); ) {
                int added = Math.max(0, Math.min(PUBLISHED_TOGETHER - unsent.size(), MESSAGES_PER_LIFE - published));
                published += added;
                unsent = publisher.send(stream.fill(unsent, unsent.size() + added));
                if (!isScheduled && ledger.size() >= killAt) {
                    isScheduled = true;
                    CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS)
                            .execute(stack::kill);
                }
            }
        }
        return unsent;
    }

    /** Starts a stack, waits until it has recorded everything, judges, and stops it. */
    private List<String> judge(List<Publication> before) throws IOException {
        try (StackProcess stack = new StackProcess(settings.folder())) {
            StackProcess.Endpoints up = stack.awaitUp();
            try (SqsClient sqs = Clients.sqs(up.sqs());
                    EventBridgeClient bus = Clients.bus(up.bus());
                    DynamoDbClient dynamoDb = Clients.dynamoDb(up.dynamoDb())) {
                String queueUrl = sqs.getQueueUrl(request -> request.queueName(Queues.QUEUE))
                        .queueUrl();
                String deadLettersUrl = sqs.getQueueUrl(request -> request.queueName(Queues.DEAD_LETTERS))
                        .queueUrl();
                Publisher publisher = new Publisher(bus, sqs, queueUrl, ledger, counters);
                List<Publication> unsent = before;
                while (!unsent.isEmpty()) {
                    stack.requireAlive();
                    unsent = publisher.send(unsent);
                }
                Timelines.Judgement judgement = new Drain(
                                sqs, queueUrl, deadLettersUrl, dynamoDb, up.table(), counters, DRAIN_TIMEOUT)
                        .judge(ledger);
                stack.stop();
                List<String> violations = new ArrayList<>(judgement.violations());
                long late = StackProcess.countInLog(settings.folder(), EventSourceMapping.LATE);
                if (late > 0) {
                    violations.add("%,d invocations reached their deadline".formatted(late));
                }
                shown = judgement.shown();
                progress.accept("judged after %,d kills: %,d activities shown, %,d violations"
                        .formatted(killed, shown, violations.size()));
                return violations;
            } catch (SdkException e) {
                stack.requireAlive();
                throw e;
            }
        }
    }
}
