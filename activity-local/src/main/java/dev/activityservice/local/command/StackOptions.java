package dev.activityservice.local.command;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.catalog.InvalidCatalogException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** The ports of a stack: to start it, and to find a running one. */
public final class StackOptions {

    /** The bus of a stack. */
    public static final String BUS = "ActivityService-events-local";

    /** The path of the catalog of a stack. Its text is empty for the reference catalog. */
    public static final String CATALOG_PATH = "/catalog";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

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

    /**
     * Returns the catalog of the running stack.
     *
     * @throws CommandException if the stack is not running
     */
    public ActivityCatalog catalog() throws InterruptedException {
        String text = catalogText();
        return text.isEmpty() ? ActivityCatalog.reference() : ActivityCatalog.parse(text);
    }

    /**
     * Returns the text of the catalog of the running stack; empty for the reference catalog. It is valid.
     *
     * @throws CommandException if the stack is not running
     */
    public String catalogText() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint() + CATALOG_PATH))
                .timeout(TIMEOUT)
                .build();
        try {
            String text = HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body();
            if (!text.isEmpty()) {
                ActivityCatalog.parse(text);
            }
            return text;
        } catch (IOException | InvalidCatalogException e) {
            throw notRunning(e);
        }
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
