package dev.activityservice.lab.campaigns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.activityservice.lab.campaigns.Publication.Way;
import dev.activityservice.local.LocalStack;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * Puts events on the bus, and those that take the other way on the queue. What is not acknowledged is sent again, as it was:
 * the same id, the same time. Not thread-safe.
 */
final class Publisher {

    private static final int BATCH = 10;
    private static final JsonMapper JSON = new JsonMapper();

    private final EventBridgeClient bus;
    private final SqsClient sqs;
    private final String queueUrl;
    private final Ledger ledger;
    private final Tally tally;

    Publisher(EventBridgeClient bus, SqsClient sqs, String queueUrl, Ledger ledger, Tally tally) {
        this.bus = bus;
        this.sqs = sqs;
        this.queueUrl = queueUrl;
        this.ledger = ledger;
        this.tally = tally;
    }

    /** Sends each once; gives back those that were not acknowledged, which may be on the queue for all that. */
    List<Publication> send(List<Publication> publications) {
        publications.forEach(ledger::publishing);
        List<Publication> left = new ArrayList<>();
        for (Way way : Way.values()) {
            List<Publication> ofWay =
                    publications.stream().filter(each -> each.way() == way).toList();
            for (int from = 0; from < ofWay.size(); from += BATCH) {
                List<Publication> batch = ofWay.subList(from, Math.min(from + BATCH, ofWay.size()));
                Set<Integer> failed = send(way, batch);
                for (int i = 0; i < batch.size(); i++) {
                    if (failed.contains(i)) {
                        left.add(batch.get(i));
                    } else {
                        ledger.accepted(batch.get(i));
                    }
                }
            }
        }
        tally.published(publications.size() - left.size());
        return left;
    }

    private Set<Integer> send(Way way, List<Publication> batch) {
        Set<Integer> failed = new HashSet<>();
        try {
            if (way == Way.BUS) {
                List<PutEventsResultEntry> results = bus.putEvents(request -> request.entries(
                                batch.stream().map(Publisher::entry).toList()))
                        .entries();
                for (int i = 0; i < results.size(); i++) {
                    if (results.get(i).errorCode() != null) {
                        failed.add(i);
                    }
                }
            } else {
                List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
                for (Publication each : batch) {
                    entries.add(SendMessageBatchRequestEntry.builder()
                            .id(Integer.toString(entries.size()))
                            .messageBody(each.body())
                            .build());
                }
                for (BatchResultErrorEntry error : sqs.sendMessageBatch(
                                request -> request.queueUrl(queueUrl).entries(entries))
                        .failed()) {
                    failed.add(Integer.parseInt(error.id()));
                }
            }
        } catch (SdkException e) {
            for (int i = 0; i < batch.size(); i++) {
                failed.add(i);
            }
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
