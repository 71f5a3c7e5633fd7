package dev.activityservice.local.command;

import java.net.URI;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** The ports of a stack: to start it, and to find a running one. */
public final class StackOptions {

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Port of the bus and the API (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--sqs-port",
            paramLabel = "PORT",
            defaultValue = "9324",
            description = "Port of SQS (default: ${DEFAULT-VALUE}).")
    private int sqsPort;

    public int port() {
        return port;
    }

    public int sqsPort() {
        return sqsPort;
    }

    /** Returns the endpoint of the bus and the API of the running stack. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Returns a new client of the running stack's SQS. */
    public SqsClient sqs() {
        return LocalClients.sqs(URI.create("http://127.0.0.1:" + sqsPort));
    }

    public CommandException notRunning(Throwable cause) {
        return new CommandException(
                "Cannot reach a local stack at port " + port + " (--port) with SQS at port " + sqsPort
                        + " (--sqs-port): start it with \"make run\" in another terminal",
                cause);
    }

    /** @throws CommandException if the stack is not running */
    public String queueUrl(SqsClient sqs, String queue) {
        try {
            return sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
        } catch (QueueDoesNotExistException | SdkClientException e) {
            throw notRunning(e);
        }
    }
}
