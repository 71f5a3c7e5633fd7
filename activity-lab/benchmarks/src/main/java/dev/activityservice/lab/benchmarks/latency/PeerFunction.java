package dev.activityservice.lab.benchmarks.latency;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.SqsStreamHandler;
import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.event.EventReader;
import dev.activityservice.lab.benchmarks.peer.Event;
import dev.activityservice.lab.benchmarks.peer.Events;
import dev.activityservice.lab.benchmarks.peer.Subject;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** A peer's way of recording behind this service's own reading of the invocation: only how it records differs. */
final class PeerFunction implements Contender {

    private final Subject peer;
    private final RequestStreamHandler function;

    PeerFunction(Subject peer) {
        this.peer = peer;
        this.function = new SqsStreamHandler(
                SqsBatchHandler.builder(EventReader.create(), this::record).build(), Duration.ofSeconds(1));
    }

    @Override
    public String name() {
        return peer.name();
    }

    @Override
    public Callable<byte[]> prepare(Batch batch) {
        return () -> Handlers.invoke(function, batch.invocation());
    }

    @Override
    public void fill(List<Event> history) {
        peer.fill(history);
    }

    private List<Outcome> record(List<DomainEvent> events, Deadline deadline) {
        List<Event> mapped = new ArrayList<>(events.size());
        List<Outcome> outcomes = new ArrayList<>(events.size());
        for (DomainEvent event : events) {
            if (Events.CATALOG.map(event) instanceof Mapping.Mapped mapping) {
                mapped.add(new Event("", event, mapping.activities()));
                outcomes.add(Outcome.recorded(mapping.activities().size()));
            } else {
                throw new IllegalStateException("Cannot map an event of this benchmark's own");
            }
        }
        peer.record(mapped);
        return outcomes;
    }
}
