package dev.activityservice.lab.campaigns;

import dev.activityservice.lab.report.Report;
import dev.activityservice.local.LocalOptions;
import dev.activityservice.local.LocalStack;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Runs a {@link Soak} of the local stack. */
@Command(
        name = "soak",
        description =
                "Keeps the local stack busy without faults, then checks what it shows. The live heap must stay flat.")
final class SoakCommand extends CampaignCommand {

    /** Longer than any invocation, so that no message is delivered again. */
    private static final Duration VISIBILITY = Duration.ofSeconds(30);

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "How long events are published (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--publishers",
            paramLabel = "COUNT",
            defaultValue = "2",
            description = "Threads that publish (${DEFAULT-VALUE}).")
    private int publishers;

    @Option(
            names = "--backlog",
            paramLabel = "COUNT",
            defaultValue = "200",
            description = "Publishers wait while the queue has this many messages (${DEFAULT-VALUE}).")
    private int backlog;

    @Option(
            names = "--on-disk",
            description =
                    "Keep messages and tables on disk, as with make run. Slower, because ElasticMQ then reads its whole"
                            + " backlog for each receive.")
    private boolean onDisk;

    SoakCommand() {
        super("A sustained load", "soak SOAK_ARGS");
    }

    @Override
    void run(long seed, Report report) throws Exception {
        Path dataDir = onDisk ? out().resolve("soak-" + InstantSource.system().millis()) : null;
        try (LocalStack stack = LocalStack.start(LocalOptions.onFreePorts(dataDir, VISIBILITY));
                SqsClient sqs = Clients.sqs(stack.sqsEndpoint());
                EventBridgeClient bus = Clients.bus(stack.endpoint());
                DynamoDbClient tables = Clients.dynamoDb(stack.dynamoDbEndpoint())) {
            Backlog queue = new Backlog(sqs, stack.queueUrl());
            Soak soak = new Soak(new SoakPlan(LocalStack.BUS, seed), bus, queue, backlog, this::progress);
            soak.load(Duration.ofSeconds(seconds), publishers, report);
            none(report, "message is dead-lettered", new Backlog(sqs, stack.deadLettersUrl()).size());
            judge(report, soak.violations(new Timelines(tables, stack.tableName())));
        }
        report.fact("seed", Long.toString(seed));
    }
}
