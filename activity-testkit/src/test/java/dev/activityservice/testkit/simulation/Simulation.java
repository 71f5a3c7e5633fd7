package dev.activityservice.testkit.simulation;

import dev.activityservice.ActivityService;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import dev.activityservice.query.Principal;
import dev.activityservice.testkit.fixture.Dialect;
import dev.activityservice.testkit.fixture.Fixtures;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.simulation.History.Edge;
import dev.activityservice.testkit.simulation.History.Place;
import dev.activityservice.testkit.simulation.SimulatedQueue.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** The same timelines, with tenants and readers. */
    private static final ActivityCatalog OLD_OF_TENANTS = ActivityCatalog.parse("""
            {"version": 1, "tenant": "/data/tenantId", "events": {"orders.*": {
              "entities": [
                {"type": "order", "id": "/data/orderNumber"},
                {"type": "user", "id": "/data/userId", "optional": true}],
              "readers": {"order": ["user"]}}}}
            """);

    private static final ActivityCatalog NEW_OF_TENANTS = ActivityCatalog.parse("""
            {"version": 1, "tenant": "/data/tenantId", "events": {"orders.*": {
              "entities": [
                {"type": "order", "id": "/data/orderNumber"},
                {"type": "user", "id": "/data/userId", "optional": true},
                {"type": "channel", "id": "/data/channel", "optional": true}],
              "readers": {"order": ["user"]},
              "attributes": {"channel": "/data/channel"},
              "summary": "Order {order}, now with its channel"}}}
            """);

    private static final List<String> TENANTS = List.of("acme", "other");

    /** In their order within an instant. */
    private static final List<@Nullable String> SEQUENCES = Arrays.asList(null, "2", "10", "a");

    private static final List<Fault> FAULTS = List.of(Fault.values());
    /** Runs without tenants also run without readers. */
    private static final List<Fault> FAULTS_WITHOUT_EDGES =
            FAULTS.stream().filter(fault -> fault != Fault.SOME_EDGES_THROTTLED).toList();

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
    private boolean tenanted;
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
        tenanted = choices.below(2) == 0;
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
                publish(new Publish("s", "t1", 1, false, "1", "1"), Dialect.EVENTBRIDGE);
                publish(new Publish("s", "t2", 1, false, "1", "1"), Dialect.EVENTBRIDGE);
            }
            case ONE_EVENT_TWICE -> {
                publish(new Publish("s", "t1", 1, false, "1", "1"), Dialect.EVENTBRIDGE);
                publish(new Publish("s", "t1", 1, false, "1", "1"), Dialect.SNS);
            }
            case ONE_EVENT_OF_TWO_ENVELOPES -> {
                publish(new Publish("s", "p1", 2, true, "1", "1"), Dialect.TEST_DRIVER);
                publish(new Publish("s", "p1", 1, true, "1", "1"), Dialect.TEST_DRIVER);
            }
            case ONE_EVENT_OF_TWO_SEQUENCES -> {
                publish(new Publish("s", "p1", 1, true, "1", "1").sequence("10"), Dialect.TEST_DRIVER);
                publish(new Publish("s", "p1", 1, true, "1", "1").sequence("2"), Dialect.TEST_DRIVER);
            }
            case ONE_EVENT_AND_POISON -> {
                publish(new Publish("s", "t1", 1, false, "1", "1"), Dialect.EVENTBRIDGE);
                publishPoison("{\"specversion\":");
            }
            case ONE_EVENT_WITH_A_READER_AND_POISON -> {
                tenanted = true;
                publish(new Publish("s", "t1", 1, false, "1", "1").tenant("acme"), Dialect.EVENTBRIDGE);
                publishPoison("{\"specversion\":");
            }
            case ONE_EVENT_ID_OF_TWO_TENANTS -> {
                tenanted = true;
                // Without a reader, because another pair has readers.
                publish(new Publish("s", "p1", 2, true, "1", null).tenant("acme"), Dialect.TEST_DRIVER);
                publish(new Publish("s", "p1", 1, true, "1", null).tenant("other"), Dialect.TEST_DRIVER);
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
        ONE_EVENT_OF_TWO_SEQUENCES,
        ONE_EVENT_AND_POISON,
        ONE_EVENT_WITH_A_READER_AND_POISON,
        ONE_EVENT_ID_OF_TWO_TENANTS
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
        // Few instants, so that sequences decide.
        int second = choices.below(3);
        Publish event = new Publish(
                source,
                "t" + id,
                second,
                false,
                Integer.toString(choices.below(2)),
                Integer.toString(choices.below(2)));
        if (tenanted) {
            event = event.tenant(TENANTS.get(choices.below(TENANTS.size())));
        }
        switch (choices.below(9)) {
            case 0 -> publishPoison("{\"specversion\":");
            case 1 ->
                publishPoison(Dialect.CLOUD_EVENT.body(Fixtures.anEvent()
                        .id("x")
                        .data(tenanted ? "{\"orderNumber\":\"1\",\"userId\":\"1\"}" : "{\"orderNumber\":\"\"}")
                        .build()));
            case 2 ->
                // No catalog maps this type, so no timeline must show the event.
                enqueue(Dialect.CLOUD_EVENT.body(
                        Fixtures.anEvent().id("x").type("weather.changed.v1").build()));
            case 3, 4, 5 -> {
                Publish timed = event.envelopeTimed("p" + id);
                publish(timed.sequence(sequence()), Dialect.TEST_DRIVER);
                if (choices.below(2) == 0) {
                    publish(timed.at(choices.below(3)).sequence(sequence()), Dialect.TEST_DRIVER);
                }
            }
            default -> {
                // A producer that sends an id again must send the same sequence again.
                Publish timed = event.sequence(sequence(id, second));
                publish(timed, Dialect.EVENTBRIDGE);
                if (choices.below(2) == 0) {
                    Dialect other = List.of(Dialect.CLOUD_EVENT, Dialect.SNS, Dialect.DOTNET, Dialect.RUST)
                            .get(choices.below(4));
                    publish(timed, other);
                }
            }
        }
        if (tenanted && choices.below(3) == 0) {
            // The other tenant has an event with the same id and the same entities.
            publish(
                    event.tenant(TENANTS.get(choices.below(TENANTS.size()))).sequence(sequence(id, second)),
                    Dialect.EVENTBRIDGE);
        }
    }

    private static @Nullable String sequence(int id, int second) {
        return SEQUENCES.get((id + second) % SEQUENCES.size());
    }

    private @Nullable String sequence() {
        return SEQUENCES.get(choices.below(SEQUENCES.size()));
    }

    private void publish(Publish publish, Dialect dialect) {
        String tenant = publish.tenant();
        DomainEvent event = publish.event();
        String message = enqueue(dialect.body(event));
        EntityRef order = entity("order", publish.order());
        List<Place> places = new ArrayList<>();
        places.add(publish.place(order));
        if (publish.user() != null) {
            EntityRef user = entity("user", publish.user());
            places.add(publish.place(user));
            if (tenant != null) {
                history.names(message, List.of(new Edge(tenant, order, user)));
            }
        }
        history.accepted(message, places);
        EntityRef channel = entity("channel", "web");
        if (rollout) {
            history.mayAppear(publish.place(channel));
        }
    }

    /**
     * One publish of one event of an order and a user.
     *
     * @param user null for an event without a user
     */
    private record Publish(
            @Nullable String tenant,
            String source,
            String id,
            int second,
            @Nullable String sequence,
            boolean envelopeTimed,
            String order,
            @Nullable String user) {

        Publish(String source, String id, int second, boolean envelopeTimed, String order, @Nullable String user) {
            this(null, source, id, second, null, envelopeTimed, order, user);
        }

        Publish tenant(String tenant) {
            return new Publish(tenant, source, id, second, sequence, envelopeTimed, order, user);
        }

        Publish sequence(@Nullable String sequence) {
            return new Publish(tenant, source, id, second, sequence, envelopeTimed, order, user);
        }

        Publish at(int second) {
            return new Publish(tenant, source, id, second, sequence, envelopeTimed, order, user);
        }

        Publish envelopeTimed(String id) {
            return new Publish(tenant, source, id, second, sequence, true, order, user);
        }

        DomainEvent event() {
            String data = "{\"orderNumber\":\"" + order + "\",\"channel\":\"web\""
                    + (user == null ? "" : ",\"userId\":\"" + user + "\"")
                    + (tenant == null ? "" : ",\"tenantId\":\"" + tenant + "\"") + "}";
            return Fixtures.anEvent()
                    .source(source)
                    .id(id)
                    .at(Fixtures.TEN_O_CLOCK.plusSeconds(second))
                    .sequence(sequence)
                    .data(data)
                    .build();
        }

        Place place(EntityRef entity) {
            DomainEvent event = event();
            return new Place(tenant, entity, event.identity(), event.type(), event.time(), sequence, envelopeTimed);
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
        List<Fault> faults = tenanted ? FAULTS : FAULTS_WITHOUT_EDGES;
        Fault fault = calm ? Fault.NONE : faults.get(choices.below(faults.size()));
        if (fault != Fault.NONE) {
            faultsLeft--;
        }
        return fault;
    }

    private ActivityService service(Fault fault, Runnable meanwhile) {
        return service(table.new Connection(fault, meanwhile));
    }

    private ActivityService service(ActivityStore store) {
        boolean newCatalog = rollout && choices.below(2) == 1;
        ActivityCatalog catalog = tenanted ? newCatalog ? NEW_OF_TENANTS : OLD_OF_TENANTS : newCatalog ? NEW : OLD;
        return ActivityService.builder(store)
                .catalog(catalog)
                .tenanted(tenanted)
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
        List<@Nullable String> tenants = new ArrayList<>();
        tenants.add(null);
        if (tenanted) {
            tenants.addAll(TENANTS);
        }
        Set<Edge> readers = new LinkedHashSet<>();
        for (String tenant : tenants) {
            if (tenanted == (tenant != null)) {
                entities.forEach(entity -> readTimeline(service, tenant, entity));
            }
            readers.addAll(readers(tenant));
            // All entities of the table, so that an activity outside the known timelines is found.
            Map<EntityRef, Integer> stored = new HashMap<>();
            for (EntityRef entity : table.items().entities(tenant)) {
                stored.put(entity, table.items().timeline(tenant, entity).size());
            }
            history.stored(tenant, stored);
        }
        history.readers(readers);
        note(() -> "readers " + readers);
    }

    private void readTimeline(ActivityService service, @Nullable String tenant, EntityRef entity) {
        Principal principal = tenant == null ? null : Principal.of("reader").in(tenant);
        ActivityQuery query = ActivityQuery.builder(entity).tenant(tenant).build();
        Page<Activity> whole = service.find(principal, query);
        history.shown(tenant, entity, whole.items(), pages(service, principal, query));
        note(() -> tenant + " " + entity + " " + whole.items());
    }

    /** Returns the edges of a tenant: those that a lookup of each pair of entities finds, and those in the table. */
    private Set<Edge> readers(@Nullable String tenant) {
        SimulatedTable.Connection connection = table.new Connection(Fault.NONE, () -> {});
        Set<Edge> found = new LinkedHashSet<>();
        for (EntityRef entity : entities) {
            for (EntityRef reader : entities) {
                if (connection.isReader(tenant, reader, entity, () -> CALL)) {
                    found.add(new Edge(tenant, entity, reader));
                }
            }
        }
        table.edges().stream()
                .filter(edge -> Objects.equals(edge.tenant(), tenant))
                .forEach(found::add);
        return found;
    }

    private List<List<Activity>> pages(ActivityService service, @Nullable Principal principal, ActivityQuery whole) {
        ActivityQuery query = ActivityQuery.builder(whole.entity())
                .tenant(whole.tenant())
                .limit(1 + choices.below(3))
                .build();
        List<List<Activity>> pages = new ArrayList<>();
        Page<Activity> page = service.find(principal, query);
        pages.add(page.items());
        for (@Nullable PageToken next = page.next(); next != null; next = page.next()) {
            page = service.find(principal, query.after(next));
            pages.add(page.items());
        }
        return pages;
    }

    /** @param step evaluated only by {@link #trace()}, because most schedules need no trace. Its values must be immutable */
    private void note(Supplier<String> step) {
        steps.add(step);
    }
}
