package dev.activityservice.lab.benchmarks.peer;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.query.ActivityQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The service, from events to the table. */
final class OurService implements Candidate {

    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final ActivityService service;
    private final ActivityStore direct;

    /**
     * @param client for measured requests
     * @param direct for requests that are not measured
     */
    OurService(DynamoDbClient client, DynamoDbClient direct) {
        // Later than all events, because the service rejects events from the future.
        this.service = ActivityService.builder(
                        DynamoDbActivityStore.builder(client, Candidates.OURS).build())
                .catalog(Events.CATALOG)
                .readPolicy(ReadPolicy.allowAll())
                .clock(() -> Instant.parse("2030-01-01T00:00:00Z"))
                .callTimeout(TIMEOUT)
                .build();
        this.direct = DynamoDbActivityStore.builder(direct, Candidates.OURS).build();
    }

    @Override
    public String name() {
        return "activity service";
    }

    @Override
    public String table() {
        return Candidates.OURS;
    }

    @Override
    public void record(List<Event> batch) {
        List<Outcome> outcomes =
                service.recordEvents(batch.stream().map(Event::event).toList());
        for (int i = 0; i < batch.size(); i++) {
            if (!(outcomes.get(i) instanceof Outcome.Recorded recorded)
                    || recorded.entities().size() != batch.get(i).activities().size()) {
                throw new IllegalStateException("Cannot record an event: " + outcomes.get(i));
            }
        }
    }

    @Override
    public int page(EntityRef entity, int limit) {
        return service.find(
                        null,
                        ActivityQuery.builder(entity).newestFirst().limit(limit).build())
                .items()
                .size();
    }

    @Override
    public void fill(List<Event> history) {
        List<Activity> activities =
                history.stream().flatMap(event -> event.activities().stream()).toList();
        for (ActivityStore.Written outcome : direct.append(activities, Deadline.after(TIMEOUT, System::nanoTime))) {
            if (!(outcome instanceof ActivityStore.Written.Stored)) {
                throw new IllegalStateException("Cannot store an activity: " + outcome);
            }
        }
    }
}
