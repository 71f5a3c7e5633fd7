package dev.activityservice.local;

import dev.activityservice.local.queue.Queues;
import java.net.URI;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** Where a stack listens: to start it, and to find it. */
final class StackOptions {

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Port of the bus and the API (${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--sqs-port",
            paramLabel = "PORT",
            defaultValue = "9324",
            description = "Port of SQS (${DEFAULT-VALUE}).")
    private int sqsPort;

    int port() {
        return port;
    }

    int sqsPort() {
        return sqsPort;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    SqsClient sqs() {
        return LocalClients.sqs(URI.create("http://127.0.0.1:" + sqsPort));
    }

    /** Throws {@link LocalStackException} if no stack is there. */
    String queueUrl(SqsClient sqs, String name) {
        try {
            return sqs.getQueueUrl(request -> request.queueName(name)).queueUrl();
        } catch (QueueDoesNotExistException | SdkClientException e) {
            throw notRunning(e);
        }
    }

    String deadLettersUrl(SqsClient sqs) {
        return queueUrl(sqs, Queues.DEAD_LETTERS);
    }

    LocalStackException notRunning(Throwable cause) {
        return new LocalStackException(
                "Cannot reach a local stack at port " + port + " (--port) with SQS at port " + sqsPort
                        + " (--sqs-port): start it with \"make run\" in another terminal",
                cause);
    }
}
