package dev.activityservice.local.deadletters;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Sends dead letters back: see {@link Redrive}. */
@Command(
        name = "redrive",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description =
                "Sends messages of a dead-letter queue back to its queue, all or selected: the running stack's, or with"
                        + " --queue-url one of AWS, whether of a queue or of rules. Each is sent before it is deleted; interrupted, nothing"
                        + " is lost, and what is sent twice is recorded once.",
        footer = {
            "",
            "Exit codes: 0 all that was selected was sent back, 1 failed, 2 wrong options, 3 some could not be sent or deleted."
        })
public final class RedriveCommand implements Callable<Integer> {

    private static final int INCOMPLETE = 3;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private QueueOptions queue = new QueueOptions();

    @Mixin
    private DryRunOptions dryRun = new DryRunOptions();

    @Mixin
    private Selection selection = new Selection();

    @Option(
            names = "--to",
            paramLabel = "URL",
            description = "The queue to send to (the one whose dead-letter queue it is); needed for that of rules.")
    private @Nullable String to;

    @Option(names = "--dry-run", description = "Only say what would be sent.")
    private boolean rehearsal;

    @Override
    public Integer call() {
        DryRun run = dryRun.load();
        try (SqsClient sqs = queue.sqs()) {
            DeadLetterQueue from = queue.deadLetters(sqs);
            String target = to == null ? queue.source(sqs) : to;
            Redrive redrive = new Redrive(sqs, from, target, run, selection, rehearsal, this::progress);
            boolean complete;
            try {
                complete = redrive.run();
            } finally {
                progress(redrive.summary());
            }
            return complete ? 0 : INCOMPLETE;
        } catch (SdkException e) {
            throw AwsErrors.of("send the dead letters back", e);
        }
    }

    private void progress(String line) {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
