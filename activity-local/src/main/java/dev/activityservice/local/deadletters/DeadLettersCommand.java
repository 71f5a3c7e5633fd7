package dev.activityservice.local.deadletters;

import dev.activityservice.local.command.TerminalText;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** What a dead-letter queue holds, and why: that of the running stack, or one of AWS, of a queue or of rules. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description =
                "Lists a dead-letter queue, each message with its reason (a dry run under the catalog): the running stack's, or"
                        + " with --queue-url one of AWS, whether of a queue or of rules. Messages stay where they are; while this runs others"
                        + " do not see them, and their counts of receives rise. Shows no body, no id and no value of a payload unless asked.",
        footer = {"", "Exit codes: 0 listed (an empty queue too), 1 failed, 2 wrong options."})
public final class DeadLettersCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private QueueOptions queue = new QueueOptions();

    @Mixin
    private DryRunOptions dryRun = new DryRunOptions();

    @Mixin
    private Selection selection = new Selection();

    @Option(names = "--limit", paramLabel = "COUNT", description = "Look at about so many (all).")
    private int limit = Integer.MAX_VALUE;

    @Option(
            names = "--show-ids",
            description =
                    "Show the whole explanation too: source, ids of event and entities, faulty values, EventBridge's own message,"
                            + " and what stands in its attributes but is none of its values.")
    private boolean showIds;

    @Option(names = "--show-body", description = "Show the bodies too, which may hold personal data.")
    private boolean showBody;

    @Override
    public Integer call() {
        DryRun run = dryRun.load();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Map<String, Integer> reasons = new TreeMap<>();
        try (SqsClient sqs = queue.sqs()) {
            DeadLetterQueue deadLetters = queue.deadLetters(sqs);
            int[] seen = {0};
            deadLetters.visit(() -> seen[0] >= limit, batch -> {
                seen[0] += batch.size();
                for (Message message : batch) {
                    DeadLetter letter = DeadLetter.of(message, run);
                    if (selection.test(letter)) {
                        reasons.merge(letter.reason(), 1, Integer::sum);
                        print(out, letter);
                    }
                }
                out.flush();
            });
        } catch (SdkException e) {
            throw AwsErrors.of("list the dead letters", e);
        }
        out.println(summary(reasons));
        out.flush();
        return 0;
    }

    private void print(PrintWriter out, DeadLetter letter) {
        out.println(showIds ? letter.lineAsItIs() : letter.line());
        if (showIds) {
            out.println("  " + letter.explanation().describe());
            String said = letter.deliveryMessage();
            if (said != null) {
                out.println("  delivery \"" + TerminalText.line(said) + "\"");
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
        StringBuilder text = new StringBuilder(all + (all == 1 ? " dead letter:" : " dead letters:"));
        reasons.forEach((reason, count) ->
                text.append(' ').append(count).append(' ').append(reason).append(','));
        text.setCharAt(text.length() - 1, '.');
        return text.toString();
    }
}
