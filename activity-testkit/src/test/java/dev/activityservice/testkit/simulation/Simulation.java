package dev.activityservice.testkit.simulation;

import dev.activityservice.ActivityService;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import dev.activityservice.testkit.fixture.Dialect;
import dev.activityservice.testkit.fixture.Fixtures;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.simulation.History.Place;
import dev.activityservice.testkit.simulation.SimulatedQueue.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One schedule: the real reader, catalogs and use cases with a simulated queue, table, clock and network.
 *
 * <p>Implementation note: the simulation runs in one thread. {@link Choices} decides everything that is open: the published
 * messages, the order of steps, the batches, the faults, and what a second worker does while the first one waits. After the
 * steps follows the calm: no more faults, all messages are delivered, and dead letters that a dry run accepts are redriven. Then
 * {@link History} checks the promise.
 */
final class Simulation {

    private static final ActivityCatalog OLD = ActivityCatalog.reference();

    /** Maps to the same timelines with other content, and to one more entity. */
    private static final ActivityCatalog NEW = ActivityCatalog.parse("""
            {"version": 1, "events": {"orders.*": {
              "entities": [
                {"type": "order", "id": "/data/orderNumber"},
                {"type": "user", "id": "/data/userId", "optional": true},
                {"type": "channel", "id": "/data/channel", "optional": true}],
              "attributes": {"channel": "/data/channel"},
              "summary": "Order {order}, now with its channel"}}}
            """);

    private static final List<Fault> FAULTS = List.of(Fault.values());
    private static final Duration CALL = Duration.ofSeconds(30);

    private final MovableClock clock = MovableClock.at(Fixtures.TEN_O_CLOCK.plusSeconds(60));
    private final Defect defect;
    private final SimulatedTable table;
    private final SimulatedQueue queue = new SimulatedQueue();
    private final History history = History.create();
    private final Deque<Message> unsent = new ArrayDeque<>();
    private final Set<String> poison = new LinkedHashSet<>();
    private final Set<EntityRef> entities = new LinkedHashSet<>();
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final List<Supplier<String>> steps = new ArrayList<>();
    private Choices choices;
    private int faultsLeft;
    private boolean rollout;
    private boolean calm;
    private int published;

    Simulation(Choices choices, Defect defect) {
        this.choices = choices;
        this.defect = defect;
        this.table = new SimulatedTable(clock, bound -> this.choices.below(bound), defect);
    }

    /** Runs up to ten messages (five events, each once or twice) with any number of faults, then the calm. */
    History runAtRandom() {
        rollout = choices.below(2) == 0;
        int events = 1 + choices.below(5);
        for (int i = 0; i < events; i++) {
            publishAtRandom(events);
        }
        faultsLeft = Integer.MAX_VALUE;
        int steps = 5 + choices.below(20);
        for (int i = 0; i < steps; i++) {
            switch (choices.below(8)) {
                case 0, 1, 2 -> send();
                case 3 -> clock.advance(Duration.ofSeconds(choices.below(90)));
                case 4 -> table.arrive();
                default -> deliver(false, 5);
            }
        }
        return calm();
    }

    /**
     * Runs two messages, two deliveries and at most one fault, then the calm. A second worker may work before the pins of a
     * delivery, and between its pins and its writes. The visibility timeout may pass between the two deliveries. Each late write
     * is applied before the writes of a later delivery, before the calm, or after the calm.
     */
    History runSmall(Pair pair) {
        table.someArriveBeforeEachWrite();
        switch (pair) {
            case TWO_EVENTS -> {
                publish("s", "t1", 1, false, "1", "1", Dialect.EVENTBRIDGE);
                publish("s", "t2", 1, false, "1", "1", Dialect.EVENTBRIDGE);
            }
            case ONE_EVENT_TWICE -> {
                publish("s", "t1", 1, false, "1", "1", Dialect.EVENTBRIDGE);
                publish("s", "t1", 1, false, "1", "1", Dialect.SNS);
            }
            case ONE_EVENT_OF_TWO_ENVELOPES -> {
                publish("s", "p1", 2, true, "1", "1", Dialect.TEST_DRIVER);
                publish("s", "p1", 1, true, "1", "1", Dialect.TEST_DRIVER);
            }
            case ONE_EVENT_AND_POISON -> {
                publish("s", "t1", 1, false, "1", "1", Dialect.EVENTBRIDGE);
                publishPoison("{\"specversion\":");
            }
        }
        while (!unsent.isEmpty()) {
            send();
        }
        faultsLeft = 1;
        deliver(false, 2);
        if (queue.hasInvisible(clock.instant()) && choices.below(2) == 1) {
            note(() -> "the visibility timeout passes");
            clock.advance(SimulatedQueue.VISIBILITY);
        }
        deliver(false, 2);
        // Without another write, it makes no difference if a late write is applied before or after the calm.
        if (!queue.isEmpty()) {
            table.someArrive();
        }
        // During the calm, all choices lead to the same result.
        choices = bound -> 0;
        return calm();
    }

    enum Pair {
        TWO_EVENTS,
        ONE_EVENT_TWICE,
        ONE_EVENT_OF_TWO_ENVELOPES,
        ONE_EVENT_AND_POISON
    }

    /** Returns the number of deliveries with each fault. */
    Map<Fault, Integer> faults() {
        return faults;
    }

    /** Returns one line per step. Equal choices give an equal trace. */
    String trace() {
        return steps.stream().map(step -> step.get() + "\n").collect(Collectors.joining());
    }

    private void publishAtRandom(int events) {
        String source = "s" + choices.below(2);
        int id = choices.below(events);
        int second = choices.below(4);
        String order = Integer.toString(choices.below(2));
        String user = Integer.toString(choices.below(2));
        switch (choices.below(9)) {
            case 0 -> publishPoison("{\"specversion\":");
            case 1 ->
                publishPoison(Dialect.CLOUD_EVENT.body(Fixtures.anEvent()
                        .id("x")
                        .data("{\"orderNumber\":\"\"}")
                        .build()));
            case 2 ->
                // No catalog maps this type, so no timeline must show the event.
                enqueue(Dialect.CLOUD_EVENT.body(
                        Fixtures.anEvent().id("x").type("weather.changed.v1").build()));
            case 3, 4, 5 -> {
                publish(source, "p" + id, second, true, order, user, Dialect.TEST_DRIVER);
                if (choices.below(2) == 0) {
                    publish(source, "p" + id, choices.below(4), true, order, user, Dialect.TEST_DRIVER);
                }
            }
            default -> {
                publish(source, "t" + id, second, false, order, user, Dialect.EVENTBRIDGE);
                if (choices.below(2) == 0) {
                    Dialect other = List.of(Dialect.CLOUD_EVENT, Dialect.SNS, Dialect.DOTNET, Dialect.RUST)
                            .get(choices.below(4));
                    publish(source, "t" + id, second, false, order, user, other);
                }
            }
        }
    }

    private void publish(
            String source, String id, int second, boolean envelopeTimed, String order, String user, Dialect dialect) {
        Instant time = Fixtures.TEN_O_CLOCK.plusSeconds(second);
        String data = "{\"orderNumber\":\"" + order + "\",\"userId\":\"" + user + "\",\"channel\":\"web\"}";
        DomainEvent event =
                Fixtures.anEvent().source(source).id(id).at(time).data(data).build();
        EventIdentity identity = event.identity();
        String message = enqueue(dialect.body(event));
        history.accepted(
                message,
                List.of(
                        new Place(entity("order", order), identity, event.type(), time, envelopeTimed),
                        new Place(entity("user", user), identity, event.type(), time, envelopeTimed)));
        EntityRef channel = entity("channel", "web");
        if (rollout) {
            history.mayAppear(new Place(channel, identity, event.type(), time, envelopeTimed));
        }
    }

    private EntityRef entity(String type, String id) {
        EntityRef entity = EntityRef.of(type, id);
        entities.add(entity);
        return entity;
    }

    private void publishPoison(String body) {
        poison.add(enqueue(body));
    }

    private String enqueue(String body) {
        String id = "m" + published++;
        unsent.add(new Message(id, body, clock.instant()));
        return id;
    }

    private void send() {
        Message message = unsent.poll();
        if (message != null) {
            note(() -> "send " + message.id);
            queue.send(message);
        }
    }

    /** @param again true for a second worker during another delivery: invisible messages may be delivered again */
    private void deliver(boolean again, int max) {
        List<Message> batch = queue.receive(clock.instant(), again, max, choices);
        if (batch.isEmpty()) {
            return;
        }
        Fault fault = fault();
        Runnable meanwhile = again || calm ? () -> {} : () -> meanwhile(max);
        faults.merge(fault, 1, Integer::sum);
        note(() -> (again ? "meanwhile " : "deliver ")
                + batch.stream().map(message -> message.id).toList() + " " + fault);
        try {
            handle(batch, fault, service(fault, meanwhile));
        } catch (ProcessKilled e) {
            note(() -> "killed");
        }
    }

    private void meanwhile(int max) {
        if (choices.below(2) == 1) {
            deliver(true, max);
        }
    }

    private Fault fault() {
        boolean calm = faultsLeft == 0 || (faultsLeft > 1 && choices.below(4) == 0);
        Fault fault = calm ? Fault.NONE : FAULTS.get(choices.below(FAULTS.size()));
        if (fault != Fault.NONE) {
            faultsLeft--;
        }
        return fault;
    }

    private ActivityService service(Fault fault, Runnable meanwhile) {
        ActivityCatalog catalog = rollout && choices.below(2) == 1 ? NEW : OLD;
        return ActivityService.builder(table.new Connection(fault, meanwhile))
                .catalog(catalog)
                .readPolicy(ReadPolicy.allowAll())
                .clock(clock)
                .nanoTime(clock::nanoTime)
                .callTimeout(CALL)
                .build();
    }

    private void handle(List<Message> batch, Fault fault, ActivityService service) {
        if (defect == Defect.ACKNOWLEDGES_FIRST) {
            batch.forEach(queue::delete);
        }
        List<Outcome> outcomes = service.record(
                batch.stream()
                        .map(each -> new dev.activityservice.event.Message(each.body, metadata(each)))
                        .toList(),
                Deadline.after(CALL, clock::nanoTime));
        note(() -> "outcomes " + outcomes.stream().map(Outcome::kind).toList());
        if (fault == Fault.CRASH_BEFORE_ACKNOWLEDGEMENT) {
            throw new ProcessKilled();
        }
        if (fault == Fault.ACKNOWLEDGEMENT_LOST) {
            return;
        }
        boolean any =
                defect == Defect.ACKNOWLEDGES_THE_BATCH && outcomes.stream().anyMatch(Outcome::isDone);
        for (int i = 0; i < batch.size(); i++) {
            if (outcomes.get(i).isDone() || (any && !isRejected(outcomes.get(i)))) {
                queue.delete(batch.get(i));
            }
        }
    }

    private static boolean isRejected(Outcome outcome) {
        return outcome.reading() instanceof EventReader.Result.Rejected;
    }

    private static MessageMetadata metadata(Message message) {
        return MessageMetadata.builder()
                .messageId(message.id)
                .sentTime(message.sentTime)
                .build();
    }

    /** Delivers without faults until the queue is empty, and redrives the dead letters that a dry run accepts. */
    private History calm() {
        note(() -> "calm");
        calm = true;
        faultsLeft = 0;
        while (!unsent.isEmpty()) {
            send();
        }
        boolean moved = true;
        for (int rounds = 0; moved; rounds++) {
            if (rounds > 100) {
                throw new AssertionError("The queue must be empty after 100 redrives, but it is not:\n" + trace());
            }
            clock.advance(Duration.ofMinutes(2));
            while (!queue.isEmpty()) {
                clock.advance(Duration.ofMinutes(2));
                deliver(false, 10);
            }
            moved = redrive();
        }
        table.allArrive();
        readTimelines();
        return history;
    }

    private boolean redrive() {
        ActivityService service = service(Fault.NONE, () -> {});
        boolean moved = false;
        for (Message message : queue.deadLetters()) {
            Outcome dryRun = service.explain(message.body, metadata(message)).outcome();
            if (dryRun.isDone()) {
                note(() -> "redrive " + message.id);
                queue.redrive(message);
                moved = true;
            }
        }
        return moved;
    }

    private void readTimelines() {
        ActivityService service = service(Fault.NONE, () -> {});
        Set<String> dead = new LinkedHashSet<>();
        for (Message message : queue.deadLetters()) {
            Outcome dryRun = service.explain(message.body, metadata(message)).outcome();
            history.deadLettered(message.id, dryRun instanceof Outcome.Rejected rejected ? rejected.rejection() : null);
            dead.add(message.id);
        }
        // A defect may also lose poison messages. The history finds the loss of other messages.
        if (defect == Defect.NONE && !dead.equals(poison)) {
            throw new AssertionError(
                    "The dead letters must be the poison messages " + poison + ", not " + dead + ":\n" + trace());
        }
        for (EntityRef entity : entities) {
            ActivityQuery query = ActivityQuery.of(entity);
            Page<Activity> whole = service.find(null, query);
            history.shown(entity, whole.items(), pages(service, entity));
            note(() -> entity + " " + whole.items());
        }
        // All entities of the table, so that an activity outside the known timelines is found.
        Map<EntityRef, Integer> stored = new HashMap<>();
        for (EntityRef entity : table.items().entities()) {
            stored.put(entity, table.items().timeline(entity).size());
        }
        history.stored(stored);
    }

    private List<List<Activity>> pages(ActivityService service, EntityRef entity) {
        ActivityQuery query =
                ActivityQuery.builder(entity).limit(1 + choices.below(3)).build();
        List<List<Activity>> pages = new ArrayList<>();
        Page<Activity> page = service.find(null, query);
        pages.add(page.items());
        for (@Nullable PageToken next = page.next(); next != null; next = page.next()) {
            page = service.find(null, query.after(next));
            pages.add(page.items());
        }
        return pages;
    }

    /** @param step evaluated only by {@link #trace()}, because most schedules need no trace. Its values must be immutable */
    private void note(Supplier<String> step) {
        steps.add(step);
    }
}
