package dev.activityservice.local.deadletters;

import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Sends dead letters back: the command line of {@link Redrive}. */
@Command(
        name = "redrive",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description =
                "Sends messages of a dead-letter queue back to its queue. Without --queue-url, it uses the running local"
                        + " stack; with it, any dead-letter queue of AWS, of a queue or of rules. Each message is sent before it is"
                        + " deleted: if the command is interrupted, no message is lost, and a message that is sent twice is"
                        + " recorded once.",
        footer = {
            "",
            "Exit codes: 0 all selected messages were sent back, 1 failed, 2 wrong options, 3 some messages could not be sent or"
                    + " deleted. Through make, each code except 0 is 2."
        })
public final class RedriveCommand implements Callable<Integer> {

    private static final int INCOMPLETE = 3;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private QueueOptions queue = new QueueOptions();

    @Mixin
    private DryRunOptions dryRun = new DryRunOptions();

    @Option(
            names = "--to",
            paramLabel = "URL",
            description =
                    "Target queue (default: the queue that has this dead-letter queue). The dead-letter queue of a rule"
                            + " needs it.")
    private @Nullable String to;

    @Option(names = "--dry-run", description = "Only list the messages that would be sent.")
    private boolean onlyReport;

    @Override
    public Integer call() throws InterruptedException {
        DryRun run = dryRun.load(queue);
        Consumer<String> out = spec.commandLine().getOut()::println;
        try (SqsClient sqs = queue.sqs()) {
            DeadLetterQueue from = queue.deadLetters(sqs);
            String target = to == null ? queue.sourceUrl(sqs) : to;
            Redrive redrive = new Redrive(sqs, from, target, run, queue::selects, onlyReport, out);
            try {
                return redrive.run() ? 0 : INCOMPLETE;
            } finally {
                out.accept(redrive.summary());
            }
        } catch (SdkException e) {
            throw QueueErrors.SQS.toException("send the dead letters back", e);
        }
    }
}
