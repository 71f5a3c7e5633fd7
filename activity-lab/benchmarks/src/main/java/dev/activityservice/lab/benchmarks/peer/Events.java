package dev.activityservice.lab.benchmarks.peer;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates events. Each has a new id, and is one second later than the previous one. Not thread-safe. */
public final class Events {

    /** The catalog of the ten reference types, and of notes of any size. */
    public static final String CATALOG_JSON =
            text("/dev/activityservice/catalog/reference-catalog.json").replaceFirst("\"events\": *\\{", """
                    "events":{"bench.noted.v1":
                    {"entities":[{"type":"thing","id":"/data/thingId"}],"attributes":{"note":"/data/note"}},""");

    public static final ActivityCatalog CATALOG = ActivityCatalog.parse(CATALOG_JSON);

    private static final Instant FIRST = Instant.parse("2026-01-05T10:00:00Z");
    /** Sample events of the reference system. Orders get one number. */
    private static final List<String> SAMPLES = List.of(
            "product-created.go.json",
            "product-updated.go-without-span.json",
            "stock-updated.java.json",
            "user-created.rust.json",
            "order-created.dotnet.json",
            "order-confirmed.test-driver.json",
            "order-completed.dotnet.json",
            "stock-reserved.java.json",
            "order-created.sns.json",
            "order-created.bare-cloudevent.json");

    private final EventReader reader = EventReader.create();
    private int made;

    /** Creates events of one entity whose items have exactly so many bytes. */
    public List<Event> notes(int count, String thing, int itemBytes, boolean timeInEnvelope) {
        List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int id = made++;
            int missing = itemBytes
                    - ItemBytes.of(
                            note(id, thing, "", timeInEnvelope).activities().get(0));
            if (missing < 0) {
                throw new IllegalArgumentException(
                        "The item must have at least " + (itemBytes - missing) + " bytes, not " + itemBytes);
            }
            events.add(note(id, thing, "x".repeat(missing), timeInEnvelope));
        }
        return events;
    }

    private Event note(int id, String thing, String note, boolean timeInEnvelope) {
        Instant time = FIRST.plusSeconds(id);
        return read("""
                {"version":"0","id":"6a7e8feb-b491-4cf7-a9f1-bf3703467718","detail-type":"bench.noted.v1",\
                "source":"dev.bench","account":"123456789012","time":"%s","region":"eu-west-1","resources":[],\
                "detail":{"specversion":"1.0","id":"e-%08d","source":"http://dev.bench","type":"bench.noted.v1",\
                %s"data":{"thingId":"%s","note":"%s"}}}""".formatted(time, id, timeInEnvelope ? "" : "\"time\":\"" + time + "\",", thing, note));
    }

    /**
     * Creates activities of one entity that are the same apart from their ids and times. With a tenant, each also has a sequence.
     *
     * @param tenant null for no tenant
     * @param timeInEnvelope whether the store pins each
     */
    public List<Activity> activities(
            int count, @Nullable String tenant, EntityRef entity, boolean timeInEnvelope, List<EntityRef> readers) {
        List<Activity> activities = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int id = made++;
            activities.add(Activity.builder(
                            entity,
                            EventIdentity.of("http://dev.bench", "a-%08d".formatted(id)),
                            "bench.noted.v1",
                            FIRST.plusSeconds(id))
                    .tenant(tenant)
                    .timeSource(timeInEnvelope ? TimeSource.EVENTBRIDGE : TimeSource.EVENT)
                    .sequence(tenant == null ? null : Integer.toString(id))
                    .readers(readers)
                    .build());
        }
        return activities;
    }

    /** Creates events of an order and its user, with two activities each. */
    public List<Event> orders(int count) {
        String sample = sample("order-created.dotnet.json");
        List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int id = made++;
            events.add(read(withId(sample, id)
                    .replace("ORD-2001", "ORD-" + id)
                    .replace("U-77", "U-" + id)
                    .replace(
                            "2026-03-02T09:15:59.8731245+00:00",
                            FIRST.plusSeconds(id).toString())));
        }
        return events;
    }

    /** Creates events of an entity of this type, as the producers of the reference system write them. */
    public List<Event> typical(int count, String entityType) {
        List<String> samples = SAMPLES.stream()
                .map(Events::sample)
                .filter(sample -> concerns(read(sample), entityType))
                .toList();
        List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(read(withId(samples.get(i % samples.size()), made++)));
        }
        return events;
    }

    private static boolean concerns(Event event, String entityType) {
        return event.activities().stream()
                .anyMatch(activity -> activity.entity().type().equals(entityType));
    }

    /** Replaces the id by one of the same length. */
    private String withId(String sample, int id) {
        String old = read(sample).event().identity().id();
        String digits = "%08d".formatted(id);
        return sample.replace(old, old.substring(0, old.length() - digits.length()) + digits);
    }

    private static String sample(String file) {
        return text("/dev/activityservice/lab/benchmarks/events/" + file).replace("ORD-2002", "ORD-2001");
    }

    private static String text(String resource) {
        try (InputStream in = Events.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("Cannot find the resource " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the resource " + resource, e);
        }
    }

    private Event read(String body) {
        EventReader.Result result = reader.read(body, MessageMetadata.none());
        if (result instanceof EventReader.Result.Accepted accepted
                && CATALOG.map(accepted.event()) instanceof ActivityCatalog.Mapping.Mapped mapped) {
            return new Event(body, accepted.event(), mapped.activities());
        }
        throw new IllegalStateException("Cannot read an event of the benchmark: " + result);
    }
}
