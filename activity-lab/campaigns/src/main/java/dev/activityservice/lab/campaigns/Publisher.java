package dev.activityservice.lab.campaigns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.activityservice.lab.campaigns.Publication.Route;
import dev.activityservice.local.LocalStack;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    /**
     * Sends each publication once.
     *
     * @return the publications without an acknowledgement, which may nevertheless be on the queue
     */
    List<Publication> send(List<Publication> publications) {
        publications.forEach(ledger::publishing);
        List<Publication> unsent = new ArrayList<>();
        for (Route route : Route.values()) {
            List<Publication> routed =
                    publications.stream().filter(each -> each.route() == route).toList();
            for (int from = 0; from < routed.size(); from += MAX_ENTRIES) {
                List<Publication> batch = routed.subList(from, Math.min(from + MAX_ENTRIES, routed.size()));
                Set<Integer> failed = failures(route, batch);
                for (int i = 0; i < batch.size(); i++) {
                    if (failed.contains(i)) {
                        unsent.add(batch.get(i));
                    } else {
                        ledger.accepted(batch.get(i));
                    }
                }
            }
        }
        counters.published(publications.size() - unsent.size());
        return unsent;
    }

    private Set<Integer> failures(Route route, List<Publication> batch) {
        Set<Integer> failed = new HashSet<>();
        try {
            if (route == Route.BUS) {
                List<PutEventsResultEntry> results = bus.putEvents(request -> request.entries(
                                batch.stream().map(Publisher::entry).toList()))
                        .entries();
                IntStream.range(0, batch.size())
                        .filter(i -> results.get(i).errorCode() != null)
                        .forEach(failed::add);
            } else {
                List<SendMessageBatchRequestEntry> entries = IntStream.range(0, batch.size())
                        .mapToObj(i -> SendMessageBatchRequestEntry.builder()
                                .id(Integer.toString(i))
                                .messageBody(batch.get(i).body())
                                .build())
                        .toList();
                sqs.sendMessageBatch(request -> request.queueUrl(queueUrl).entries(entries))
                        .failed()
                        .forEach(error -> failed.add(Integer.parseInt(error.id())));
            }
        } catch (SdkException e) {
            IntStream.range(0, batch.size()).forEach(failed::add);
        }
        return failed;
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
