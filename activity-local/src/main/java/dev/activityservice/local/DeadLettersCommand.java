package dev.activityservice.local;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** What the dead-letter queue of a running stack holds, and why. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Lists the dead-letter queue of the running stack, each message with its reason (a dry run).")
final class DeadLettersCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private StackOptions stack = new StackOptions();

    @Mixin
    private CatalogOption catalog = new CatalogOption();

    @Option(names = "--limit", paramLabel = "COUNT", defaultValue = "100", description = "At most (${DEFAULT-VALUE}).")
    private int limit;

    @Override
    public Integer call() {
        DryRun dryRun = new DryRun(CatalogFile.load(catalog.place()));
        try (SqsClient sqs = stack.sqs()) {
            List<Message> messages = DeadLetters.peek(sqs, stack.deadLettersUrl(sqs), limit);
            if (spec != null) {
                print(spec.commandLine().getOut(), messages, dryRun);
            }
        }
        return 0;
    }

    static void print(PrintWriter out, List<Message> messages, DryRun dryRun) {
        if (messages.isEmpty()) {
            out.println("The dead-letter queue is empty.");
        }
        for (Message message : messages) {
            out.println(message.messageId() + ": " + dryRun.reason(message));
        }
        out.flush();
    }
}
