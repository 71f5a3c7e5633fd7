package dev.activityservice.local.deadletters;

import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.command.LocalClients;
import dev.activityservice.local.command.StackOptions;
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

/** Which dead-letter queue: the running local stack's, or any of AWS's. */
final class QueueOptions {

    /** Both forms of the hosts that SQS has had. */
    private static final Pattern HOST =
            Pattern.compile("https://(?:sqs\\.([a-z0-9-]+)|([a-z0-9-]+)\\.queue)\\.amazonaws\\.com(?:\\.cn)?/.*");

    private static final Duration MOST_HIDDEN = Duration.ofHours(12);
    /** Amazon SQS, ReceiveMessage. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    @Mixin
    private StackOptions stack = new StackOptions();

    @Option(
            names = "--queue-url",
            paramLabel = "URL",
            description = "A dead-letter queue of AWS (the running local stack's).")
    private @Nullable String queueUrl;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            description = "With --queue-url: the queue's region (the URL's, else AWS_REGION or the profile's).")
    private @Nullable String region;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "With --queue-url: another SQS than the region's own, such as a VPC endpoint.")
    private @Nullable URI endpoint;

    @Option(
            names = "--hidden",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long messages are away from others if this is killed (${DEFAULT-VALUE}).")
    private int hidden = 60;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description =
                    "With --queue-url: how long a receive waits (${DEFAULT-VALUE}). A queue of AWS is on many servers, and only a"
                            + " receive that waits asks them all.")
    private int wait = 1;

    /** Throws {@link CommandException} if it cannot be made. */
    SqsClient sqs() {
        if (queueUrl == null) {
            return stack.sqs();
        }
        try {
            // Credentials, and a region that is missing, come from where the AWS CLI takes them.
            SqsClientBuilder builder = SqsClient.builder().httpClient(LocalClients.http());
            String name = region(queueUrl);
            if (name != null) {
                builder.region(Region.of(name));
            }
            if (endpoint != null) {
                builder.endpointOverride(endpoint);
            }
            return builder.build();
        } catch (SdkException e) {
            throw AwsErrors.of("reach SQS", e);
        }
    }

    DeadLetterQueue deadLetters(SqsClient sqs) {
        Duration time = seconds("--hidden", hidden, 1, MOST_HIDDEN);
        Duration pause = seconds("--wait", wait, 0, LONGEST_WAIT);
        return queueUrl == null
                ? new DeadLetterQueue(sqs, stack.deadLettersUrl(sqs), time, Duration.ZERO)
                : new DeadLetterQueue(sqs, queueUrl, time, pause);
    }

    private static Duration seconds(String option, int value, int least, Duration most) {
        if (value < least || value > most.toSeconds()) {
            throw new CommandException(
                    "The option " + option + " must be a number of seconds from " + least + " to " + most.toSeconds()
                            + ", not " + value,
                    null);
        }
        return Duration.ofSeconds(value);
    }

    /** The one queue whose dead letters these are. */
    String source(SqsClient sqs) {
        String url = queueUrl;
        if (url == null) {
            return stack.queueUrl(sqs);
        }
        if (url.endsWith(".fifo")) {
            throw new CommandException(
                    "Cannot redrive " + url
                            + ": it is a FIFO queue, whose messages have groups; this service's are none",
                    null);
        }
        List<String> sources =
                sqs.listDeadLetterSourceQueues(request -> request.queueUrl(url)).queueUrls();
        if (sources.size() != 1) {
            throw new CommandException(
                    "Cannot tell where to send the messages of " + url + ": "
                            + (sources.isEmpty()
                                    ? "it is no queue's dead-letter queue, so it may be that of rules"
                                    : "it is the dead-letter queue of " + String.join(" and ", sources))
                            + "; name the queue that the record function reads with --to URL",
                    null);
        }
        return sources.get(0);
    }

    private @Nullable String region(String url) {
        Matcher host = HOST.matcher(url);
        if (region != null || !host.matches()) {
            return region;
        }
        return host.group(1) == null ? host.group(2) : host.group(1);
    }
}
