package dev.activityservice.lab.campaigns;

import dev.activityservice.lab.campaigns.Publication.Route;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.testkit.fixture.Dialect;
import dev.activityservice.testkit.fixture.Fixtures;
import dev.activityservice.testkit.simulation.History.Place;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Creates the events of four services and their test drivers from a seed: all shapes and dialects, several in one instant, duplicates,
 * one id from two sources, events without a time, and events that cannot be recorded. Not thread-safe.
 */
final class EventStream {

    private static final List<String> SOURCES = List.of("https://shop.example/orders", "dev.shop");

    /** Dialects that write the exact time. */
    private static final List<Dialect> EXACT =
            List.of(Dialect.CLOUD_EVENT, Dialect.EVENTBRIDGE, Dialect.SNS, Dialect.JAVA);

    /** Dialects that truncate the time to seconds, milliseconds or tenths of a microsecond. */
    private static final List<Dialect> TRUNCATING = List.of(Dialect.GO, Dialect.RUST, Dialect.DOTNET);

    private static final List<String> TYPES = List.of(
            "product.productCreated.v1",
            "product.productUpdated.v1",
            "product.productDeleted.v1",
            "inventory.stockUpdated.v1",
            "users.userCreated.v1",
            "orders.orderCreated.v1",
            "orders.orderConfirmed.v1",
            "orders.orderCompleted.v1",
            "inventory.stockReserved.v1",
            "inventory.stockReservationFailed.v1");

    /** The range of the times; small, so that several events have the same time. */
    private static final int SECONDS = 40;

    private static final long[] NANOS = {0, 1, 999_999_999};

    private final SplittableRandom random;
    private final String prefix;
    private final Instant base;
    private final boolean timedByQueue;
    private final int entitiesPerType;
    private final List<DomainEvent> earlier = new ArrayList<>();
    private final Set<EventIdentity> identities = new HashSet<>();
    private int published;
    private int events;

    /**
     * @param prefix of all entities, ids and names, so that streams do not share them
     * @param base the earliest time; truncated to seconds, because some envelopes have no finer time
     * @param entitiesPerType the number of orders, of users and of products
     * @param timedByQueue whether some events have only the time of their message
     */
    EventStream(long seed, String prefix, Instant base, int entitiesPerType, boolean timedByQueue) {
        this.random = new SplittableRandom(seed);
        this.prefix = prefix;
        this.base = base.truncatedTo(ChronoUnit.SECONDS);
        this.entitiesPerType = entitiesPerType;
        this.timedByQueue = timedByQueue;
    }

    /** Returns these publications, followed by as many new ones as the size needs. */
    List<Publication> fill(List<Publication> publications, int size) {
        List<Publication> all = new ArrayList<>(publications);
        while (all.size() < size) {
            all.add(next());
        }
        return all;
    }

    Publication next() {
        int kind = random.nextInt(100);
        if (kind < 3) {
            return poison();
        }
        if (kind < 8 && timedByQueue) {
            return timedByQueue();
        }
        if (kind < 20) {
            return timedByEnvelope();
        }
        if (kind < 26) {
            DomainEvent event = event("p" + events++, SOURCES.get(0), time(false));
            return publication(event, Dialect.PLAIN_EVENTBRIDGE, Route.QUEUE, true);
        }
        if (kind < 42 && !earlier.isEmpty()) {
            return again(earlier.get(random.nextInt(earlier.size())));
        }
        if (kind < 47 && !earlier.isEmpty()) {
            DomainEvent other = earlier.get(random.nextInt(earlier.size()));
            String source = SOURCES.get(1 - SOURCES.indexOf(other.identity().source()));
            String id = other.identity().id();
            // Once, because a source uses an id for one event only.
            if (identities.add(EventIdentity.of(source, id))) {
                return first(event(id, source, other.time()));
            }
        }
        return first(event(prefix + "t" + events++, SOURCES.get(0), time(true)));
    }

    private Publication first(DomainEvent event) {
        earlier.add(event);
        identities.add(event.identity());
        return again(event);
    }

    private Publication again(DomainEvent event) {
        boolean isWhole = event.time().getNano() == 0;
        List<Dialect> dialects = isWhole && random.nextBoolean() ? TRUNCATING : EXACT;
        Dialect dialect = dialects.get(random.nextInt(dialects.size()));
        boolean bare = dialect == Dialect.CLOUD_EVENT || dialect == Dialect.SNS;
        // The queue contains the same body if the event does not go through the bus.
        return publication(event, dialect, bare || random.nextInt(8) == 0 ? Route.QUEUE : Route.BUS, false);
    }

    /** Uses few ids, so that many events repeat in another envelope, with another time. */
    private Publication timedByEnvelope() {
        int number = random.nextInt(1 + entitiesPerType);
        String id = prefix + "e" + number;
        EntityRef order = order(number);
        EntityRef user = user(number);
        DomainEvent event = Fixtures.anEvent()
                .source(SOURCES.get(0))
                .id(id)
                .at(time(false))
                .type("orders.orderCreated.v1")
                .data("{\"orderNumber\":\"" + order.id() + "\",\"userId\":\"" + user.id() + "\"}")
                .build();
        return publication(event, Dialect.TEST_DRIVER, Route.BUS, true);
    }

    private Publication timedByQueue() {
        int number = random.nextInt(entitiesPerType);
        String id = prefix + "q" + random.nextInt(1 + entitiesPerType);
        // Repeated events must concern the same user.
        EntityRef user = user(Integer.parseInt(id.substring(prefix.length() + 1)));
        DomainEvent event = Fixtures.anEvent()
                .source(SOURCES.get(number % 2))
                .id(id)
                .type("users.userCreated.v1")
                .data("{\"userId\":\"" + user.id() + "\"}")
                .build();
        String body = SqsEvents.withoutTime(Dialect.CLOUD_EVENT.body(event));
        return new Publication(name(), Route.QUEUE, body, event, List.of(user), List.of());
    }

    private Publication poison() {
        String name = "poison-" + name();
        DomainEvent event = Fixtures.anEvent()
                .source(SOURCES.get(0))
                .id(name)
                .at(time(false))
                .data("{\"orderNumber\":\"" + order(0).id() + "\"}")
                .build();
        String good = Dialect.EVENTBRIDGE.body(event);
        String number = "\"orderNumber\":\"" + order(0).id() + "\"";
        return switch (random.nextInt(4)) {
            case 0 -> poison(name, Route.QUEUE, event, good.substring(0, good.length() - 2));
            case 1 -> poison(name, Route.BUS, event, good.replace(number, "\"orderNumber\":1.5"));
            case 2 -> poison(name, Route.BUS, event, good.replace(number, "\"other\":1"));
            default ->
                poison(
                        name,
                        Route.QUEUE,
                        event,
                        good.replace(
                                event.time().toString(),
                                event.time().plus(Duration.ofDays(3650)).toString()));
        };
    }

    private static Publication poison(String name, Route route, DomainEvent event, String body) {
        return new Publication(name, route, body, event, List.of(), List.of());
    }

    private DomainEvent event(String id, String source, Instant time) {
        String type = TYPES.get(random.nextInt(TYPES.size()));
        return Fixtures.anEvent()
                .source(source)
                .id(id.startsWith(prefix) ? id : prefix + id)
                .at(time)
                .type(type)
                .data("{\"orderNumber\":\""
                        + order(random.nextInt(entitiesPerType)).id() + "\",\"userId\":\""
                        + user(random.nextInt(entitiesPerType)).id() + "\",\"productId\":\""
                        + product(random.nextInt(entitiesPerType)).id() + "\"}")
                .build();
    }

    private Publication publication(DomainEvent event, Dialect dialect, Route route, boolean envelopeTimed) {
        List<EntityRef> entities = entities(event);
        List<Place> places = entities.stream()
                .map(entity -> new Place(entity, event.identity(), event.type(), event.time(), envelopeTimed))
                .toList();
        return new Publication(name(), route, dialect.body(event), event, entities, places);
    }

    /** Repeats the reference catalog, because a checker that uses the catalog would repeat its mistakes. */
    private static List<EntityRef> entities(DomainEvent event) {
        String data = String.valueOf(event.data());
        EntityRef order = EntityRef.of("order", field(data, "orderNumber"));
        return switch (event.type()) {
            case "orders.orderCreated.v1", "orders.orderConfirmed.v1", "orders.orderCompleted.v1" ->
                List.of(order, EntityRef.of("user", field(data, "userId")));
            case "inventory.stockReserved.v1", "inventory.stockReservationFailed.v1" -> List.of(order);
            case "users.userCreated.v1" -> List.of(EntityRef.of("user", field(data, "userId")));
            default -> List.of(EntityRef.of("product", field(data, "productId")));
        };
    }

    private static String field(String data, String name) {
        int begin = data.indexOf("\"" + name + "\":\"") + name.length() + 4;
        return data.substring(begin, data.indexOf('"', begin));
    }

    private String name() {
        return prefix + "m" + published++;
    }

    private EntityRef order(int number) {
        return EntityRef.of("order", prefix + number);
    }

    private EntityRef user(int number) {
        return EntityRef.of("user", prefix + number);
    }

    private EntityRef product(int number) {
        return EntityRef.of("product", prefix + number);
    }

    private Instant time(boolean fine) {
        long nanos = fine && random.nextBoolean() ? NANOS[random.nextInt(NANOS.length)] : 0;
        return base.plusSeconds(random.nextInt(SECONDS)).plusNanos(nanos);
    }
}
