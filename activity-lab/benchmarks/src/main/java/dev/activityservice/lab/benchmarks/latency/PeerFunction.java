package dev.activityservice.lab.benchmarks.latency;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.SqsStreamHandler;
import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.Message;
import dev.activityservice.lab.benchmarks.peer.Candidate;
import dev.activityservice.lab.benchmarks.peer.Event;
import dev.activityservice.lab.benchmarks.peer.Events;
import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driving.RecordActivities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A function that reads its invocation as the service does, and records as a peer does. */
record PeerFunction(Candidate peer, EventReader reader) implements RecordActivities {

    static RequestStreamHandler of(Candidate peer) {
        RecordActivities recorder = new PeerFunction(peer, EventReader.create());
        return new SqsStreamHandler(SqsBatchHandler.builder(recorder).build(), Duration.ofSeconds(1));
    }

    @Override
    public List<Outcome> record(List<Message> messages, Deadline deadline) {
        List<Event> mapped = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (Message message : messages) {
            if (!(reader.read(String.valueOf(message.body()), message.metadata())
                            instanceof EventReader.Result.Accepted reading)
                    || !(Events.CATALOG.map(reading.event()) instanceof Mapping.Mapped mapping)) {
                throw new IllegalStateException("Cannot map an event of the benchmark");
            }
            mapped.add(new Event("", reading.event(), mapping.activities()));
            outcomes.add(new Outcome.Recorded(
                    reading,
                    null,
                    mapping.activities().stream().map(Activity::entity).toList()));
        }
        peer.record(mapped);
        return outcomes;
    }

    @Override
    public List<Outcome> recordEvents(List<DomainEvent> events, Deadline deadline) {
        throw new UnsupportedOperationException("Cannot record events: the function receives messages");
    }
}
