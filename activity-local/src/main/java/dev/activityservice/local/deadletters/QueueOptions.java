package dev.activityservice.local.deadletters;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.command.LocalClients;
import dev.activityservice.local.command.StackOptions;
import dev.activityservice.local.queue.Queues;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** The options that name a dead-letter queue, of the running local stack or of AWS, and that select its messages. */
final class QueueOptions {

    /** Matches both forms of SQS hosts that AWS has used. */
    private static final Pattern URL =
            Pattern.compile("https://(?:sqs\\.([a-z0-9-]+)|([a-z0-9-]+)\\.queue)\\.amazonaws\\.com(?:\\.cn)?/.*");

    /** Maximum visibility timeout and maximum wait (Amazon SQS quotas, ReceiveMessage). */
    private static final int MAX_HIDDEN_SECONDS = 12 * 60 * 60;

    private static final int MAX_WAIT_SECONDS = 20;

    @Mixin
    private StackOptions stack = new StackOptions();

    @Option(
            names = "--queue-url",
            paramLabel = "URL",
            description = "A dead-letter queue of AWS (default: the dead-letter queue of the running local stack).")
    private @Nullable String queueUrl;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            description = "With --queue-url: region of the queue (default: from the URL, AWS_REGION or the profile).")
    private @Nullable String region;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "With --queue-url: another endpoint of SQS, such as a VPC endpoint.")
    private @Nullable URI endpoint;

    @Option(
            names = "--hidden",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "How long messages stay invisible to others if this command is killed (default: ${DEFAULT-VALUE}).")
    private int hidden = 60;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description =
                    "With --queue-url: how long a receive waits (default: ${DEFAULT-VALUE}). A queue of AWS is on many"
                            + " servers, and only a receive that waits asks all of them.")
    private int wait = 1;

    @Option(
            names = "--id",
            paramLabel = "MESSAGE",
            split = ",",
            description = "Only messages with these ids. Repeat it, or separate ids by commas.")
    private List<String> ids = List.of();

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            split = ",",
            description = "Only messages with these reasons (such as recordable or missing_field) or EventBridge error"
                    + " codes. Repeat it, or separate reasons by commas.")
    private List<String> reasons = List.of();

    /** Creates a client. Credentials, and the region if it is unknown, come from the same places as for the AWS CLI. */
    SqsClient sqs() {
        if (queueUrl == null) {
            return stack.sqs();
        }
        SqsClientBuilder builder = SqsClient.builder().httpClient(LocalClients.http());
        String name = region(queueUrl);
        if (name != null) {
            builder.region(Region.of(name));
        }
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        try {
            return builder.build();
        } catch (SdkException e) {
            throw QueueErrors.SQS.toException("reach SQS", e);
        }
    }

    /** Returns the catalog of the running local stack; the reference catalog for a queue of AWS, whose catalog is unknown. */
    ActivityCatalog catalog() throws InterruptedException {
        return queueUrl == null ? stack.catalog() : ActivityCatalog.reference();
    }

    DeadLetterQueue deadLetters(SqsClient sqs) {
        Duration visibilityTimeout = seconds("--hidden", hidden, 1, MAX_HIDDEN_SECONDS);
        Duration receiveWait = seconds("--wait", wait, 0, MAX_WAIT_SECONDS);
        return queueUrl == null
                ? new DeadLetterQueue(sqs, stack.queueUrl(sqs, Queues.DEAD_LETTERS), visibilityTimeout, Duration.ZERO)
                : new DeadLetterQueue(sqs, queueUrl, visibilityTimeout, receiveWait);
    }

    private static Duration seconds(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new CommandException("The option " + option + " must be a number of seconds from " + least + " to "
                    + most + ", not " + value);
        }
        return Duration.ofSeconds(value);
    }

    /** Returns the URL of the only queue that has this dead-letter queue. */
    String sourceUrl(SqsClient sqs) {
        String url = queueUrl;
        if (url == null) {
            return stack.queueUrl(sqs, Queues.QUEUE);
        }
        if (url.endsWith(".fifo")) {
            throw new CommandException(
                    "Cannot redrive " + url + ": it is a FIFO queue, and the record function reads a standard queue");
        }
        List<String> sources =
                sqs.listDeadLetterSourceQueues(request -> request.queueUrl(url)).queueUrls();
        if (sources.size() != 1) {
            throw new CommandException("Cannot find the target queue for the messages of " + url + ": "
                    + (sources.isEmpty()
                            ? "no queue has this dead-letter queue, so it may belong to rules"
                            : "it is the dead-letter queue of " + String.join(" and ", sources))
                    + "; name the queue that the record function reads with --to URL");
        }
        return sources.get(0);
    }

    private @Nullable String region(String url) {
        Matcher matcher = URL.matcher(url);
        if (region != null || !matcher.matches()) {
            return region;
        }
        return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    }

    /** Returns true for a letter that the options select. Without them, all are selected. */
    boolean selects(DeadLetter letter) {
        return (ids.isEmpty() || ids.contains(letter.id()))
                && (reasons.isEmpty()
                        || reasons.contains(letter.deliveryError())
                        || reasons.stream().anyMatch(letter.reason()::equalsIgnoreCase));
    }
}
