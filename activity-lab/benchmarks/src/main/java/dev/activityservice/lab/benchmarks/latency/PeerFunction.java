package dev.activityservice.lab.benchmarks.latency;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.SqsStreamHandler;
import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.event.EventReader;
import dev.activityservice.lab.benchmarks.peer.Candidate;
import dev.activityservice.lab.benchmarks.peer.Event;
import dev.activityservice.lab.benchmarks.peer.Events;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A function that reads its invocation as the service does, and records as a peer does. */
final class PeerFunction {

    private PeerFunction() {}

    static RequestStreamHandler of(Candidate peer) {
        return new SqsStreamHandler(
                SqsBatchHandler.builder(EventReader.create(), (events, deadline) -> record(peer, events))
                        .build(),
                Duration.ofSeconds(1));
    }

    private static List<Outcome> record(Candidate peer, List<DomainEvent> events) {
        List<Event> mapped = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (DomainEvent event : events) {
            if (!(Events.CATALOG.map(event) instanceof Mapping.Mapped mapping)) {
                throw new IllegalStateException("Cannot map an event of the benchmark");
            }
            mapped.add(new Event("", event, mapping.activities()));
            outcomes.add(Outcome.recorded(mapping.activities().size()));
        }
        peer.record(mapped);
        return outcomes;
    }
}
