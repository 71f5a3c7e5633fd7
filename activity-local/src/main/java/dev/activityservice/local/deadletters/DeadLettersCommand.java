package dev.activityservice.local.deadletters;

import dev.activityservice.local.command.ExplanationText;
import dev.activityservice.local.command.TerminalText;
import dev.activityservice.text.Quoted;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Lists a dead-letter queue, of the running stack or of AWS, with the reason of each message. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description =
                "Lists the messages of a dead-letter queue, each with the reason that a dry run under the catalog gives."
                        + " Without --queue-url, it uses the running local stack and its catalog; with it, any dead-letter queue of AWS, of a queue"
                        + " or of rules. The messages stay in the queue. While the command runs, they are invisible to other"
                        + " readers, and their receive counts increase. Bodies, ids and values of payloads are shown only on"
                        + " request.",
        footer = {
            "",
            "Exit codes: 0 listed (also an empty queue), 1 failed, 2 wrong options. Through make, each code except 0 is 2."
        })
public final class DeadLettersCommand implements Callable<Integer> {

    private static final int MAX_MESSAGE_CHARS = 200;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private QueueOptions queue = new QueueOptions();

    @Mixin
    private DryRunOptions dryRun = new DryRunOptions();

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            description = "Inspect about this number of messages (default: all).")
    private int limit = Integer.MAX_VALUE;

    @Option(
            names = "--show-ids",
            description =
                    "Also show the whole explanation: source, ids of event and entities, faulty values, EventBridge's"
                            + " message, and attributes without redaction.")
    private boolean showIds;

    @Option(names = "--show-body", description = "Also show the bodies, which may contain personal data.")
    private boolean showBody;

    @Override
    public Integer call() throws InterruptedException {
        DryRun run = dryRun.load(queue);
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Integer> reasons = new TreeMap<>();
        try (SqsClient sqs = queue.sqs()) {
            int[] seen = {0};
            queue.deadLetters(sqs).visit(() -> seen[0] >= limit, batch -> {
                seen[0] += batch.size();
                for (Message message : batch) {
                    DeadLetter letter = new DeadLetter(message, run);
                    if (queue.selects(letter)) {
                        reasons.merge(letter.reason(), 1, Integer::sum);
                        print(out, letter);
                    }
                }
            });
        } catch (SdkException e) {
            throw QueueErrors.SQS.toException("list the dead letters", e);
        }
        out.println(summary(reasons));
        return 0;
    }

    private void print(PrintWriter out, DeadLetter letter) {
        out.println(letter.line(showIds));
        if (showIds) {
            out.println("  " + ExplanationText.of(letter.explanation()));
            String message = letter.deliveryMessage();
            if (message != null) {
                out.println("  delivery " + Quoted.of(message, MAX_MESSAGE_CHARS));
            }
        }
        if (showBody) {
            out.println("  body     " + TerminalText.escape(letter.message().body()));
        }
    }

    private static String summary(Map<String, Integer> reasons) {
        if (reasons.isEmpty()) {
            return "No dead letters.";
        }
        int all = reasons.values().stream().mapToInt(Integer::intValue).sum();
        return all
                + (all == 1 ? " dead letter: " : " dead letters: ")
                + reasons.entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey())
                        .collect(Collectors.joining(", ", "", "."));
    }
}
