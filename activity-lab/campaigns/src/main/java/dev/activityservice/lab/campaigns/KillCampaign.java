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
 * Kills the local stack with {@code kill -9} at random moments, while events are published, while they are recorded and while
 * it starts; starts it again in the same folder, and goes on. What the seed decides is when; what the stack is doing then is
 * for the machine to decide. A stack that ends without being killed is a violation, too. Now and then one lives in peace, until
 * its queues are quiet and everything published so far is judged, and is stopped in order. A function that was at work at its
 * deadline is a violation as well.
 */
final class KillCampaign {

    private static final int ENTITIES_OF_KIND = 8;
    private static final int BATCH = 10;
    /** For each life of the stack; so few that what is left over does not grow. */
    private static final int MESSAGES = 60;

    private static final int LONGEST_START_MILLIS = 2500;
    /** After the message that it was to live for. */
    private static final int LONGEST_REST_MILLIS = 700;

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final long seed;
    private final int kills;
    private final int killsBetweenJudgements;
    private final Path folder;
    private final InstantSource clock;
    private final Consumer<String> progress;
    private final Ledger ledger = new Ledger();
    private final Tally tally = new Tally();
    private final SplittableRandom dice;
    private int killed;
    private int killedAtStart;
    private int shown;

    /**
     * @param killsBetweenJudgements the fewer, the sooner a loss is noticed
     * @param folder for the stack's data; must be empty
     */
    KillCampaign(
            long seed,
            int kills,
            int killsBetweenJudgements,
            Path folder,
            InstantSource clock,
            Consumer<String> progress) {
        this.seed = seed;
        this.kills = kills;
        this.killsBetweenJudgements = killsBetweenJudgements;
        this.folder = folder;
        this.clock = clock;
        this.progress = progress;
        this.dice = new SplittableRandom(seed);
    }

    /**
     * How it ended.
     *
     * @param killed how often the stack was ended by the campaign's SIGKILL and nothing else
     * @param killedAtStart how many of the kills came before the stack said that it is up
     * @param shown activities on all timelines, when they were last judged
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
        Files.createDirectories(folder);
        List<String> violations = new ArrayList<>();
        try {
            List<Publication> left = new ArrayList<>();
            while (killed < kills && violations.isEmpty()) {
                left = live(left);
                progress.accept("killed %,d of %,d times, %,d accepted, %,.1f s a life"
                        .formatted(killed, kills, ledger.size(), (System.nanoTime() - start) / 1e9 / killed));
                if (killed == kills || killed % killsBetweenJudgements == 0) {
                    Timelines.Judgement judgement = judge(left);
                    left = List.of();
                    shown = judgement.shown();
                    violations.addAll(judgement.violations());
                    long late = StackProcess.said(folder, EventSourceMapping.LATE);
                    if (late > 0) {
                        violations.add("%,d invocations were not done at their deadline".formatted(late));
                    }
                    progress.accept("judged after %,d kills: %,d activities shown, %,d violations"
                            .formatted(killed, shown, violations.size()));
                }
            }
        } catch (StackProcess.UnplannedEndException e) {
            violations.add("In life " + (killed + 1) + " of the stack, nobody had killed it: " + e.getMessage());
        }
        return new Outcome(
                violations,
                killed,
                killedAtStart,
                ledger.size(),
                shown,
                tally.snapshot().redriven(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    /** One life of the stack; gives back what was not acknowledged in it. */
    private List<Publication> live(List<Publication> before) throws IOException {
        try (StackProcess stack = StackProcess.launch(folder)) {
            // The first life makes queues and table; a stack that was killed on that way is the next one's to repair.
            if (killed > 0 && dice.nextInt(4) == 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(dice.nextInt(LONGEST_START_MILLIS)));
                stack.kill();
                noteKill(stack.awaitKill());
                return before;
            }
            StackProcess.Endpoints up = stack.awaitUp();
            List<Publication> left = publish(stack, up, before);
            noteKill(stack.awaitKill());
            return left;
        }
    }

    private void noteKill(boolean wasUp) {
        killed++;
        killedAtStart += wasUp ? 0 : 1;
    }

    private List<Publication> publish(StackProcess stack, StackProcess.Endpoints up, List<Publication> before) {
        EventStream stream = new EventStream(
                seed + killed,
                "k" + killed + "x",
                clock.instant().truncatedTo(ChronoUnit.DAYS),
                ENTITIES_OF_KIND,
                // When a message was sent is known to who receives it, and those are killed.
                false);
        List<Publication> left = before;
        try (EventBridgeClient bus = Clients.bus(up.bus());
                SqsClient sqs = Clients.sqs(up.sqs())) {
            String queueUrl = up.sqs() + "/" + Clients.ACCOUNT + "/" + Queues.QUEUE;
            Publisher publisher = new Publisher(bus, sqs, queueUrl, ledger, tally);
            int acceptedBefore = ledger.size();
            int life = dice.nextInt(MESSAGES);
            int rest = dice.nextInt(LONGEST_REST_MILLIS);
            boolean isDoomed = false;
            for (int published = 0; stack.isAlive() && (published < MESSAGES || !left.isEmpty()); ) {
                List<Publication> batch = new ArrayList<>(left);
                while (batch.size() < BATCH && published < MESSAGES) {
                    batch.add(stream.next());
                    published++;
                }
                left = publisher.send(batch);
                if (!isDoomed && ledger.size() - acceptedBefore >= life) {
                    isDoomed = true;
                    CompletableFuture.delayedExecutor(rest, TimeUnit.MILLISECONDS)
                            .execute(stack::kill);
                }
            }
        }
        return left;
    }

    /** A life that ends in order. */
    private Timelines.Judgement judge(List<Publication> before) throws IOException {
        try (StackProcess stack = StackProcess.launch(folder)) {
            StackProcess.Endpoints up = stack.awaitUp();
            try (SqsClient sqs = Clients.sqs(up.sqs());
                    EventBridgeClient bus = Clients.bus(up.bus());
                    DynamoDbClient dynamoDb = Clients.dynamoDb(up.dynamoDb())) {
                String queueUrl = sqs.getQueueUrl(request -> request.queueName(Queues.QUEUE))
                        .queueUrl();
                String deadLettersUrl = sqs.getQueueUrl(request -> request.queueName(Queues.DEAD_LETTERS))
                        .queueUrl();
                Publisher publisher = new Publisher(bus, sqs, queueUrl, ledger, tally);
                List<Publication> left = before;
                while (!left.isEmpty()) {
                    stack.requireAlive();
                    left = publisher.send(left);
                }
                Timelines.Judgement judgement =
                        new Ending(sqs, queueUrl, deadLettersUrl, dynamoDb, up.table(), tally, PATIENCE).judge(ledger);
                stack.stop();
                return judgement;
            } catch (SdkException e) {
                stack.requireAlive();
                throw e;
            }
        }
    }
}
