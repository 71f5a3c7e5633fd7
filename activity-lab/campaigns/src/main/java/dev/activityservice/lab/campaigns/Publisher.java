package dev.activityservice.lab.campaigns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.activityservice.lab.campaigns.Publication.Route;
import dev.activityservice.local.LocalStack;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Publishes events through the bus or directly to the queue. Not thread-safe. */
record Publisher(EventBridgeClient bus, SqsClient sqs, String queueUrl, Ledger ledger, Counters counters) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_ENTRIES = 10;

    /** Sends each once, and returns those without an acknowledgement, which may nevertheless be on the queue. */
    List<Publication> send(List<Publication> publications) {
        publications.forEach(ledger::publishing);
        List<Publication> unsent = new ArrayList<>();
        for (Route route : Route.values()) {
            List<Publication> routed =
                    publications.stream().filter(each -> each.route() == route).toList();
            for (int from = 0; from < routed.size(); from += MAX_ENTRIES) {
                List<Publication> batch = routed.subList(from, Math.min(from + MAX_ENTRIES, routed.size()));
                List<Publication> refused = refused(route, batch);
                unsent.addAll(refused);
                batch.stream().filter(each -> !refused.contains(each)).forEach(ledger::accepted);
            }
        }
        counters.add(Counters.Count.PUBLISHED, publications.size() - unsent.size());
        return unsent;
    }

    private List<Publication> refused(Route route, List<Publication> batch) {
        try {
            if (route == Route.BUS) {
                List<PutEventsResultEntry> results = bus.putEvents(request -> request.entries(
                                batch.stream().map(Publisher::entry).toList()))
                        .entries();
                return IntStream.range(0, batch.size())
                        .filter(i -> results.get(i).errorCode() != null)
                        .mapToObj(batch::get)
                        .toList();
            }
            List<SendMessageBatchRequestEntry> entries = IntStream.range(0, batch.size())
                    .mapToObj(i -> SendMessageBatchRequestEntry.builder()
                            .id(Integer.toString(i))
                            .messageBody(batch.get(i).body())
                            .build())
                    .toList();
            return sqs.sendMessageBatch(request -> request.queueUrl(queueUrl).entries(entries)).failed().stream()
                    .map(error -> batch.get(Integer.parseInt(error.id())))
                    .toList();
        } catch (SdkException e) {
            return batch;
        }
    }

    private static PutEventsRequestEntry entry(Publication publication) {
        JsonNode envelope;
        try {
            envelope = JSON.readTree(publication.body());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        return PutEventsRequestEntry.builder()
                .eventBusName(LocalStack.BUS)
                .source("dev.shop")
                .detailType(envelope.path("detail-type").asText())
                .time(Instant.parse(envelope.path("time").asText()))
                .detail(envelope.path("detail").toString())
                .build();
    }
}
