package dev.activityservice.lab.campaigns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.ActivityService;
import dev.activityservice.event.Message;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import dev.activityservice.testkit.simulation.History;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** The judgement of the soak, with the events of its plan in an in-memory store. */
class SoakTest {

    private static final int PUBLISHED = 9_000;

    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

    private final SoakPlan plan = new SoakPlan("bus", 1);
    private final InMemoryActivityStore store = InMemoryActivityStore.create();
    private final ActivityService service = ActivityService.builder(store).build();

    @Test
    void a_run_in_which_all_is_recorded_keeps_the_promise() {
        service.record(events(PUBLISHED, -1));

        assertThat(violations(PUBLISHED)).isEmpty();
    }

    @Test
    void an_event_that_was_lost_is_named_for_each_of_its_timelines() {
        // An event of an order, which two timelines miss.
        int lost = 4_205;

        service.record(events(PUBLISHED, lost));

        assertThat(violations(PUBLISHED))
                .hasSize(2)
                .allMatch(violation -> violation.startsWith("Lost: message " + lost + ","));
    }

    @Test
    void an_event_that_nobody_published_is_named() {
        // The first event of an entity with an earlier event, so that its timeline is read.
        int published = IntStream.iterate(1, number -> number + 1)
                .filter(number -> plan.places(number).stream()
                        .map(History.Place::entity)
                        .anyMatch(entity -> IntStream.range(0, number)
                                .mapToObj(plan::places)
                                .anyMatch(places -> places.stream()
                                        .anyMatch(place -> place.entity().equals(entity)))))
                .findFirst()
                .orElseThrow();

        service.record(events(published + 1, -1));

        assertThat(violations(published)).isNotEmpty().allMatch(violation -> violation.startsWith("Never published: "));
    }

    private List<String> violations(int published) {
        return Soak.violations(plan, published, new Timelines(store, Clients.dynamoDb(NOWHERE), "none"));
    }

    private List<Message> events(int count, int without) {
        return IntStream.range(0, count)
                .filter(number -> number != without)
                .mapToObj(plan::entry)
                .map(SoakTest::message)
                .toList();
    }

    private static Message message(PutEventsRequestEntry entry) {
        return Message.of("{\"detail-type\":\"" + entry.detailType() + "\",\"source\":\"" + entry.source()
                + "\",\"time\":\"" + entry.time() + "\",\"id\":\"envelope\",\"detail\":" + entry.detail() + "}");
    }
}
