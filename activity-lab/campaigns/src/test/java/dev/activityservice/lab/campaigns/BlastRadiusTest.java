package dev.activityservice.lab.campaigns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.lab.campaigns.Publication.Route;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.testkit.fixture.Dialect;
import dev.activityservice.testkit.fixture.Fixtures;
import dev.activityservice.testkit.simulation.History.Edge;
import dev.activityservice.testkit.simulation.History.Place;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One run on real parts for all rows: healthy messages, poison, and an entity that is throttled until its message has used up its
 * receives.
 */
@Tag("thorough")
class BlastRadiusTest {

    private static final String HOT = "#hot\"";

    private static final List<Delivery> DELIVERIES = Collections.synchronizedList(new ArrayList<>());
    private static final Counters COUNTERS = new Counters();

    private static List<String> violations = List.of();

    @BeforeAll
    static void run() throws IOException {
        FaultPlan plan = FaultPlan.none();
        Ledger ledger = new Ledger();
        CampaignEnvironment.Settings settings = new CampaignEnvironment.Settings(
                plan,
                draw -> plan.isStopped() ? TableFaults.none() : TableFaults.throttling(HOT),
                Defect.NONE,
                dynamoDb -> List.of(
                        new FunctionInProcess(dynamoDb, 1, FunctionInProcess.RESERVE),
                        new FunctionInProcess(dynamoDb, 2, FunctionInProcess.RESERVE)),
                // Longer than a delivery on a busy machine, so that only a failure makes a message visible again.
                Duration.ofSeconds(6),
                Duration.ofMinutes(2),
                delivery -> {
                    DELIVERIES.add(delivery);
                    if (delivery.messages().stream()
                            .anyMatch(message -> message.body().contains("hot") && message.receives() == 3)) {
                        plan.stop();
                    }
                });
        try (CampaignEnvironment environment = new CampaignEnvironment(settings, ledger, COUNTERS)) {
            List<Publication> batch = new ArrayList<>();
            IntStream.range(0, 7)
                    .forEach(i -> batch.add(event("good" + i, order("cold" + i), EntityRef.of("user", "cold" + i))));
            batch.add(event("one-of-two", order("cold8"), EntityRef.of("user", "hot")));
            batch.add(poison("poison-1"));
            batch.add(event("good9", order("cold9"), EntityRef.of("user", "cold9")));
            assertThat(environment.publisher().send(batch)).isEmpty();
            // Starts when all messages are on the queue, so that the first receive takes them together.
            environment.deliver();

            violations = environment.drain().judge(ledger).violations();
        }
    }

    @Test
    void f39_f40_poison_and_the_throttled_message_share_a_delivery_with_healthy_ones() {
        assertThat(DELIVERIES)
                .anySatisfy(delivery -> assertThat(delivery.messages().stream().map(message -> name(message.body())))
                        .contains("poison-1", "good0", "good9"))
                .anySatisfy(delivery -> assertThat(delivery.messages().stream().map(message -> name(message.body())))
                        .contains("one-of-two", "good0", "good9"));
        assertThat(COUNTERS.snapshot().unplanned()).isEqualTo(Counters.Unplanned.NOTHING);
    }

    @Test
    void f20_an_event_of_which_one_activity_was_throttled_comes_again_and_is_on_both_timelines_once() {
        assertThat(violations).isEmpty();
        assertThat(receives().get("one-of-two")).startsWith(1, 2, 3);
    }

    @Test
    void f39_a_throttled_entity_leaves_the_others_at_a_hundred_percent() {
        assertThat(DELIVERIES)
                .allSatisfy(delivery -> assertThat(delivery.messages().stream()
                                .filter(message -> delivery.failed().contains(message.id()))
                                .map(message -> name(message.body())))
                        .allMatch(name -> name.equals("one-of-two") || name.equals("poison-1")));
    }

    @Test
    void f40_poison_costs_its_neighbours_no_extra_receive() {
        Map<String, List<Integer>> receives = receives();

        assertThat(violations).isEmpty();
        assertThat(receives.get("poison-1")).containsExactly(1, 2, 3);
        receives.keySet().removeAll(List.of("poison-1", "one-of-two"));
        assertThat(receives)
                .hasSize(8)
                .allSatisfy((name, counts) -> assertThat(counts).as(name).containsExactly(1));
    }

    @Test
    void f42_a_healthy_message_whose_receives_were_used_up_is_recorded_by_a_redrive() {
        assertThat(COUNTERS.snapshot().of(Counters.Count.REDRIVEN)).isOne();
        assertThat(receives().get("one-of-two")).containsExactly(1, 2, 3, 1);
    }

    /** The receive counts of each message, in the order of its deliveries. */
    private static Map<String, List<Integer>> receives() {
        Map<String, List<Integer>> receives = new TreeMap<>();
        for (Delivery delivery : List.copyOf(DELIVERIES)) {
            for (Delivery.Message message : delivery.messages()) {
                receives.computeIfAbsent(name(message.body()), name -> new ArrayList<>())
                        .add(message.receives());
            }
        }
        return receives;
    }

    private static String name(String body) {
        int id = body.indexOf("\"id\":\"") + 6;
        return body.substring(id, body.indexOf('"', id));
    }

    private static Publication event(String name, EntityRef order, EntityRef user) {
        DomainEvent event = Fixtures.anEvent()
                .id(name)
                .at(InstantSource.system().instant())
                .of(order, user)
                .build();
        List<EntityRef> entities = List.of(order, user);
        return new Publication(
                name,
                Route.QUEUE,
                Dialect.CLOUD_EVENT.body(event),
                event,
                entities,
                entities.stream()
                        .map(entity -> new Place(entity, event.identity(), event.type(), event.time(), false))
                        .toList(),
                List.of(new Edge(null, order, user)));
    }

    private static Publication poison(String name) {
        DomainEvent event =
                Fixtures.anEvent().id(name).data("{\"orderNumber\":1.5}").build();
        return new Publication(
                name, Route.QUEUE, Dialect.CLOUD_EVENT.body(event), event, List.of(), List.of(), List.of());
    }

    private static EntityRef order(String id) {
        return EntityRef.of("order", id);
    }
}
