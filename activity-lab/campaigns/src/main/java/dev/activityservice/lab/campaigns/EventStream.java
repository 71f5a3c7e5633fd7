package dev.activityservice.lab.campaigns;

import dev.activityservice.lab.campaigns.Publication.Route;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.testkit.fixture.Dialect;
import dev.activityservice.testkit.fixture.EventFixture;
import dev.activityservice.testkit.fixture.Fixtures;
import dev.activityservice.testkit.simulation.History.Edge;
import dev.activityservice.testkit.simulation.History.Place;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Creates the events of four services and their test drivers from a seed: all shapes and dialects, several in one instant, duplicates,
 * one id from two sources, events without a time, sequences of all forms, and events that cannot be recorded. Not thread-safe.
 */
final class EventStream {

    private static final List<String> SOURCES = List.of("https://shop.example/orders", "dev.shop");

    /** Dialects that write the exact time. */
    private static final List<Dialect> EXACT =
            List.of(Dialect.CLOUD_EVENT, Dialect.EVENTBRIDGE, Dialect.SNS, Dialect.JAVA);

    /** Dialects that truncate the time to seconds, milliseconds or tenths of a microsecond. */
    private static final List<Dialect> TRUNCATING = List.of(Dialect.GO, Dialect.RUST, Dialect.DOTNET);

    private static final String USER_CREATED = "users.userCreated.v1";
    private static final String ORDER_CREATED = "orders.orderCreated.v1";
    private static final List<String> TYPES = List.of(
            "product.productCreated.v1",
            "product.productUpdated.v1",
            "product.productDeleted.v1",
            "inventory.stockUpdated.v1",
            USER_CREATED,
            ORDER_CREATED,
            "orders.orderConfirmed.v1",
            "orders.orderCompleted.v1",
            "inventory.stockReserved.v1",
            "inventory.stockReservationFailed.v1");

    /** The range of the times; small, so that several events have the same time. */
    private static final int SECONDS = 40;

    private static final long[] NANOS = {0, 1, 999_999_999};

    /** Digits that sort by value, another text, the longest sequence with a place in a key, and one that is too long. */
    private static final List<String> SEQUENCES =
            List.of("9", "10", "007", "7", "a", "\ue000", "\ud83d\ude00", "x".repeat(64), "x".repeat(65));

    private final SplittableRandom random;
    /** Apart from the other decisions. */
    private final SplittableRandom sequences;

    private final String prefix;
    private final Instant base;
    private final boolean timedByQueue;
    private final int entitiesPerType;
    private final List<DomainEvent> earlier = new ArrayList<>();
    private final Set<EventIdentity> identities = new HashSet<>();
    private boolean hasReaders = true;
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
        this.sequences = new SplittableRandom(~seed);
        this.prefix = prefix;
        this.base = base.truncatedTo(ChronoUnit.SECONDS);
        this.entitiesPerType = entitiesPerType;
        this.timedByQueue = timedByQueue;
    }

    /** Expects that the catalog has no readers. */
    EventStream withoutReaders() {
        hasReaders = false;
        return this;
    }

    /** Returns these publications, followed by as many new ones as the size needs. */
    List<Publication> fill(List<Publication> publications, int size) {
        Stream<Publication> added = Stream.generate(this::next).limit(size - publications.size());
        return Stream.concat(publications.stream(), added).toList();
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
            DomainEvent event = anyEvent(prefix + "p" + events++, SOURCES.get(0), time(false));
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
                return first(anyEvent(id, source, other.time()));
            }
        }
        return first(anyEvent(prefix + "t" + events++, SOURCES.get(0), time(true)));
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
        String entity = prefix + number;
        DomainEvent event = event(prefix + "e" + number, SOURCES.get(0), time(false), ORDER_CREATED, () -> entity)
                .sequence(sequence())
                .build();
        return publication(event, Dialect.TEST_DRIVER, Route.BUS, true);
    }

    private Publication timedByQueue() {
        // Repeated events must concern the same user.
        int number = random.nextInt(1 + entitiesPerType);
        String entity = prefix + number;
        String source = SOURCES.get(random.nextInt(SOURCES.size()));
        DomainEvent event = event(prefix + "q" + number, source, base, USER_CREATED, () -> entity)
                .build();
        String body = SqsEvents.withoutTime(Dialect.CLOUD_EVENT.body(event));
        return new Publication(name(), Route.QUEUE, body, event, entities(event), List.of(), List.of());
    }

    private Publication poison() {
        String name = "poison-" + name();
        String entity = prefix + 0;
        DomainEvent event = event(name, SOURCES.get(0), time(false), ORDER_CREATED, () -> entity)
                .build();
        String good = Dialect.EVENTBRIDGE.body(event);
        String number = "\"orderNumber\":\"" + entity + "\"";
        String future = event.time().plus(Duration.ofDays(3650)).toString();
        int kind = random.nextInt(4);
        String body = switch (kind) {
            case 0 -> good.substring(0, good.length() - 2);
            case 1 -> good.replace(number, "\"orderNumber\":1.5");
            case 2 -> good.replace(number, "\"other\":1");
            default -> good.replace(event.time().toString(), future);
        };
        // The bus accepts only valid JSON, and sets the time of its envelope.
        Route route = kind == 1 || kind == 2 ? Route.BUS : Route.QUEUE;
        return new Publication(name, route, body, event, List.of(), List.of(), List.of());
    }

    private DomainEvent anyEvent(String id, String source, Instant time) {
        String type = TYPES.get(random.nextInt(TYPES.size()));
        return event(id, source, time, type, () -> prefix + random.nextInt(entitiesPerType))
                .sequence(sequence())
                .build();
    }

    private @Nullable String sequence() {
        return sequences.nextBoolean() ? null : SEQUENCES.get(sequences.nextInt(SEQUENCES.size()));
    }

    /** @param entity returns the id of the order, then of the user, then of the product */
    private static EventFixture event(String id, String source, Instant time, String type, Supplier<String> entity) {
        return Fixtures.anEvent()
                .source(source)
                .id(id)
                .at(time)
                .type(type)
                .data("{\"orderNumber\":\"%s\",\"userId\":\"%s\",\"productId\":\"%s\"}"
                        .formatted(entity.get(), entity.get(), entity.get()));
    }

    private Publication publication(DomainEvent event, Dialect dialect, Route route, boolean envelopeTimed) {
        List<EntityRef> entities = entities(event);
        // Only a CloudEvent has a sequence.
        String sequence = dialect == Dialect.PLAIN_EVENTBRIDGE ? null : event.sequence();
        List<Place> places = entities.stream()
                .map(entity ->
                        new Place(null, entity, event.identity(), event.type(), event.time(), sequence, envelopeTimed))
                .toList();
        List<Edge> edges = hasReaders && event.type().equals(ORDER_CREATED)
                ? List.of(new Edge(null, entities.get(0), entities.get(1)))
                : List.of();
        return new Publication(name(), route, dialect.body(event), event, entities, places, edges);
    }

    /** Repeats the reference catalog, because a checker that uses the catalog would repeat its mistakes. */
    private static List<EntityRef> entities(DomainEvent event) {
        String data = String.valueOf(event.data());
        EntityRef order = EntityRef.of("order", field(data, "orderNumber"));
        EntityRef user = EntityRef.of("user", field(data, "userId"));
        return switch (event.type()) {
            case ORDER_CREATED, "orders.orderConfirmed.v1", "orders.orderCompleted.v1" -> List.of(order, user);
            case "inventory.stockReserved.v1", "inventory.stockReservationFailed.v1" -> List.of(order);
            case USER_CREATED -> List.of(user);
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

    private Instant time(boolean fine) {
        long nanos = fine && random.nextBoolean() ? NANOS[random.nextInt(NANOS.length)] : 0;
        return base.plusSeconds(random.nextInt(SECONDS)).plusNanos(nanos);
    }
}
