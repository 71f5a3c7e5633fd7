package dev.activityservice.local.deployed;

import dev.activityservice.local.command.AwsErrors;
import dev.activityservice.local.command.TerminalText;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

/** The event bus of a deployment. Thread-safe. */
final class DeployedBus implements AutoCloseable {

    private static final AwsErrors ERRORS = new AwsErrors(
            DeploymentOptions.REGION_OPTION,
            "the bus does not exist: check EVENT_BUS_NAME and AWS_REGION",
            "events:PutEvents on the bus",
            "repeat the command");

    /** Maximum entries of a request (Amazon EventBridge quotas, PutEvents). */
    private static final int MAX_ENTRIES = 10;

    private final EventBridgeClient client;
    private final String name;
    private final Duration timeout;

    /**
     * @param client closed with the bus
     * @param timeout for a request with its retries
     */
    DeployedBus(EventBridgeClient client, String name, Duration timeout) {
        this.client = client;
        this.name = name;
        this.timeout = timeout;
    }

    String name() {
        return name;
    }

    /**
     * Publishes events in one request.
     *
     * @throws FailedCheckException if the bus does not accept all of them
     */
    void publish(List<TestEvent> events) {
        List<PutEventsRequestEntry> entries =
                events.stream().map(event -> event.entry(name)).toList();
        if (entries.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException(
                    "A request must have at most " + MAX_ENTRIES + " events, not " + events.size());
        }
        String expected = "the bus " + TerminalText.line(name) + " accepts "
                + (events.size() == 1 ? "an event" : events.size() + " events");
        try {
            PutEventsResponse response = client.putEvents(request -> request.entries(entries)
                    .overrideConfiguration(configuration -> configuration.apiCallTimeout(timeout)));
            if (response.failedEntryCount() > 0) {
                String reason = response.entries().stream()
                        .filter(entry -> entry.errorCode() != null)
                        .map(entry -> entry.errorCode() + ": " + entry.errorMessage())
                        .findFirst()
                        .orElse("no reason");
                throw new FailedCheckException(
                        expected,
                        response.failedEntryCount() + " refused, " + TerminalText.line(reason),
                        "the message of EventBridge");
            }
        } catch (SdkException e) {
            throw new FailedCheckException(
                    expected,
                    String.valueOf(ERRORS.toException("publish", e).getMessage()),
                    "EVENT_BUS_NAME, AWS_REGION, and the right events:PutEvents");
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
