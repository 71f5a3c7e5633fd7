package dev.activityservice.aws.driven.dynamodb;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static dev.activityservice.testkit.fixture.Fixtures.user;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.EventBodies;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.SqsEvents;
import dev.activityservice.aws.driving.sqs.SqsStreamHandler;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.aws.telemetry.AwsTelemetryNames;
import dev.activityservice.aws.telemetry.Recording;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.ActivityStore.Written;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testbed.proxy.FaultProxy;
import dev.activityservice.testkit.fixture.MovableClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Rows of the fault matrix, from the bytes of an SQS event to the items in a real DynamoDB Local. */
class DeliveryFaultTest {

    private static final String NOTHING_FAILED = "{\"batchItemFailures\":[]}";
    private static final String T = "2026-01-05T10:00:00Z";

    private final MovableClock clock = MovableClock.at("2026-01-05T12:00:00Z");
    private final Recording recording = new Recording();
    private final DynamoDbActivityStore store = store(LocalTable.client());

    @Test
    void f01_a_message_that_is_delivered_twice_leaves_the_same_items() throws IOException {
        String batch = SqsEvents.event(
                record("m1", cloudEvent("f01-own", T, "\"sequence\":\"1\",", "F01")),
                record("m2", enveloped("f01-envelope", T, "F01")));

        String first = deliver(store, batch);
        List<Map<String, AttributeValue>> items = items("F01", "dev.orders", "f01-envelope");
        clock.advance(Duration.ofDays(3));
        String second =
                deliver(store, batch.replace("\"ApproximateReceiveCount\":\"1\"", "\"ApproximateReceiveCount\":\"2\""));

        assertThat(first).isEqualTo(NOTHING_FAILED);
        assertThat(second).isEqualTo(NOTHING_FAILED);
        assertThat(items).hasSize(5);
        assertThat(items("F01", "dev.orders", "f01-envelope")).isEqualTo(items);
    }

    @Test
    void f03_equal_events_of_one_batch_are_one_item_at_the_earliest_time_in_any_order() throws IOException {
        List<String> records = new ArrayList<>(List.of(
                record("m1", cloudEvent("f03-equal", T, "", "F03")),
                record("m2", cloudEvent("f03-equal", T, "", "F03")),
                record("m3", cloudEvent("f03-other-body", T, "\"causationid\":\"1\",", "F03")),
                record("m4", cloudEvent("f03-other-body", T, "\"causationid\":\"2\",", "F03")),
                record("m5", enveloped("f03-envelope", "2026-01-05T10:00:02Z", "F03")),
                record("m6", enveloped("f03-envelope", "2026-01-05T10:00:01Z", "F03")),
                record("m7", enveloped("f03-envelope", "2026-01-05T10:00:03Z", "F03"))));
        for (int round = 0; round < 6; round++) {
            String orderId = "F03-" + round;
            Collections.shuffle(records, new Random(round));
            String batch = SqsEvents.event(records.toArray(new String[0]))
                    .replace("f03-", "f03-" + round + "-")
                    .replace("F03", orderId);

            assertThat(deliver(store, batch)).isEqualTo(NOTHING_FAILED);

            assertThat(timeline(order(orderId)))
                    .extracting(activity -> activity.identity().id() + " " + activity.time())
                    .containsExactlyInAnyOrder(
                            "f03-" + round + "-equal " + T,
                            "f03-" + round + "-other-body " + T,
                            "f03-" + round + "-envelope 2026-01-05T10:00:01Z");
            assertThat(timeline(user("U-" + orderId))).hasSize(3);
        }
    }

    @Test
    void f04_f05_a_repeated_id_is_one_event_at_its_own_time_or_at_the_first_envelope_time() throws IOException {
        long seed = Long.getLong("activity.seed", System.nanoTime());
        Random random = new Random(seed);
        TreeSet<String> expected = new TreeSet<>();
        Map<String, String> pinned = new HashMap<>();
        for (int delivery = 0; delivery < 40; delivery++) {
            List<String> records = new ArrayList<>();
            Map<String, String> earliest = new TreeMap<>();
            for (int i = 0; i < 3; i++) {
                String time = "2026-01-05T10:00:0" + random.nextInt(10) + "Z";
                boolean ownTime = random.nextBoolean();
                String id = "f05-" + seed + (ownTime ? "-own-" : "-envelope-") + random.nextInt(4);
                records.add(record(
                        "m" + i,
                        ownTime ? cloudEvent(id, time, "", "F05-" + seed) : enveloped(id, time, "F05-" + seed)));
                if (ownTime) {
                    expected.add(time + " " + id);
                } else {
                    earliest.merge(id, time, (a, b) -> a.compareTo(b) < 0 ? a : b);
                }
            }
            earliest.forEach(pinned::putIfAbsent);

            assertThat(deliver(store, SqsEvents.event(records.toArray(new String[0]))))
                    .isEqualTo(NOTHING_FAILED);
        }
        pinned.forEach((id, time) -> expected.add(time + " " + id));

        assertThat(timeline(order("F05-" + seed)))
                .as("seed %d", seed)
                .extracting(
                        activity -> activity.time() + " " + activity.identity().id())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void f05_an_own_time_with_two_sequences_is_two_events_and_with_two_spellings_of_one_value_is_one()
            throws IOException {
        String batch = SqsEvents.event(
                record("m1", cloudEvent("f05-own", T, "\"sequence\":\"10\",", "F05-own")),
                record("m2", cloudEvent("f05-own", T, "\"sequence\":\"9\",", "F05-own")),
                record("m3", cloudEvent("f05-own", T, "\"sequence\":\"010\",", "F05-own")));

        assertThat(deliver(store, batch)).isEqualTo(NOTHING_FAILED);

        assertThat(timeline(order("F05-own"))).extracting(Activity::sequence).containsExactly("9", "010");
    }

    @Test
    void f69_two_tenants_with_one_event_id_record_two_events_at_their_own_times() throws IOException {
        ActivityCatalog catalog = ActivityCatalog.parse("""
                {"version":1,"tenant":"/data/userId","events":{"orders.orderCreated.v1":
                {"entities":[{"type":"order","id":"/data/orderNumber"}],"attributes":{"user":"/data/userId"}}}}""");
        String one = enveloped("f69", "2026-01-05T10:00:01Z", "F69").replace("U-F69", "a");
        String other = enveloped("f69", "2026-01-05T10:00:02Z", "F69").replace("U-F69", "b");
        String again = enveloped("f69", "2026-01-05T10:00:03Z", "F69").replace("U-F69", "b");

        assertThat(deliver(store, catalog, SqsEvents.event(record("m1", one), record("m2", other))))
                .isEqualTo(NOTHING_FAILED);
        assertThat(deliver(store, catalog, SqsEvents.event(record("m3", again), record("m4", one))))
                .isEqualTo(NOTHING_FAILED);

        for (String tenant : List.of("a", "b")) {
            assertThat(store.read(
                                    new SliceRequest(
                                            ActivityQuery.builder(order("F69"))
                                                    .tenant(tenant)
                                                    .build(),
                                            null,
                                            10),
                                    soon())
                            .items())
                    .extracting(activity -> activity.tenant() + " " + activity.time() + " "
                            + activity.attributes().asMap())
                    .containsExactly(tenant + (tenant.equals("a") ? " 2026-01-05T10:00:01Z" : " 2026-01-05T10:00:02Z")
                            + " {user=\"" + tenant + "\"}");
        }
        assertThat(timeline(order("F69"))).isEmpty();
    }

    @Test
    void f06_only_source_and_id_together_are_an_identity() throws IOException {
        TreeSet<String> identities = new TreeSet<>();
        List<String> records = new ArrayList<>();
        // Pairs that a concatenation without a delimiter would confuse.
        for (String source : List.of("a", "ab", "a#", "#", "a-b", "b")) {
            for (String id : List.of("b", "c", "#b", "bc", "b-c", "a")) {
                identities.add(source + " " + id);
                records.add(record(
                        "m" + records.size(),
                        cloudEvent(id, T, "", "F06")
                                .replace("\"source\":\"dev.orders\"", "\"source\":\"" + source + "\"")));
            }
        }

        assertThat(deliver(store, SqsEvents.event(records.toArray(new String[0]))))
                .isEqualTo(NOTHING_FAILED);

        assertThat(timeline(order("F06")))
                .extracting(activity ->
                        activity.identity().source() + " " + activity.identity().id())
                .containsExactlyInAnyOrderElementsOf(identities);
    }

    @Test
    void f07_the_last_of_two_bodies_with_one_identity_is_kept_and_conflicts_in_a_batch_are_counted()
            throws IOException {
        String one = record("m1", cloudEvent("f07", T, "\"causationid\":\"1\",", "F07"));
        String other = record("m2", cloudEvent("f07", T, "\"causationid\":\"2\",", "F07"));

        assertThat(deliver(store, SqsEvents.event(one))).isEqualTo(NOTHING_FAILED);
        assertThat(deliver(store, SqsEvents.event(other))).isEqualTo(NOTHING_FAILED);
        assertThat(timeline(order("F07"))).extracting(Activity::causationId).containsExactly("2");
        assertThat(deliver(store, SqsEvents.event(one, one.replace("\"m1\"", "\"m3\""))))
                .isEqualTo(NOTHING_FAILED);
        assertThat(timeline(order("F07"))).extracting(Activity::causationId).containsExactly("1");
        assertThat(recording.counter(AwsTelemetryNames.STORE_IDENTITY_CONFLICTS))
                .isEmpty();

        assertThat(deliver(store, SqsEvents.event(one, other))).isEqualTo(NOTHING_FAILED);

        assertThat(timeline(order("F07"))).extracting(Activity::causationId).containsExactly("2");
        assertThat(recording.counter(AwsTelemetryNames.STORE_IDENTITY_CONFLICTS).values())
                .as("on the order and on the user")
                .containsExactly(2L);
    }

    @Test
    void f20_an_event_with_one_unstored_activity_is_redelivered_whole_and_then_stored_once() throws IOException {
        String batch = SqsEvents.event(
                record("m1", cloudEvent("f20-1", T, "", "F20")), record("m2", cloudEvent("f20-2", T, "", "F20b")));
        String first;
        try (FaultProxy proxy = FaultProxy.before(
                        LocalTable.endpoint(), call -> call.leave(put -> put.contains("user#U-F20\"")));
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            first = deliver(store(client), batch);
        }
        List<Activity> orderMeanwhile = timeline(order("F20"));
        List<Activity> userMeanwhile = timeline(user("U-F20"));

        String second = deliver(store, batch);

        assertThat(first).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}]}");
        assertThat(orderMeanwhile).hasSize(1);
        assertThat(userMeanwhile).isEmpty();
        assertThat(second).isEqualTo(NOTHING_FAILED);
        assertThat(timeline(order("F20"))).isEqualTo(orderMeanwhile);
        assertThat(timeline(user("U-F20"))).hasSize(1);
        assertThat(timeline(order("F20b"))).hasSize(1);
    }

    @Test
    void f31_an_id_that_does_not_fit_a_key_is_rejected_and_the_longest_one_is_stored() throws IOException {
        String longest = "x".repeat(1022);
        String batch = SqsEvents.event(
                record("m1", cloudEvent("f31", T, "", longest)),
                record("m2", cloudEvent("f31", T, "", longest + "xxx")),
                record("m3", cloudEvent("i".repeat(1025), T, "", "F31")));

        assertThat(deliver(store, batch))
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m2\"},{\"itemIdentifier\":\"m3\"}]}");

        assertThat(timeline(order(longest))).hasSize(1);
        assertThat(timeline(order("F31"))).isEmpty();
    }

    @Test
    void f53_a_walk_continues_after_a_deleted_item() {
        List<Activity> timeline = IntStream.range(0, 10)
                .mapToObj(i -> anActivity()
                        .of(order("F53"))
                        .id("f53-" + i)
                        .at(Instant.parse(T).plusMillis(i))
                        .build())
                .toList();
        assertThat(store.append(timeline, soon())).containsOnly(Written.stored());
        ActivityService service = ActivityService.builder(store)
                .readPolicy(ReadPolicy.allowAll())
                .clock(clock)
                .build();
        ActivityQuery query = ActivityQuery.builder(order("F53")).limit(4).build();
        Page<Activity> first = service.find(null, query, soon());

        for (Activity deleted : timeline.subList(3, 5)) {
            LocalTable.client()
                    .deleteItem(delete -> delete.tableName(LocalTable.NAME)
                            .key(Map.of(
                                    "pk", AttributeValue.fromS(ItemKeys.partition(null, deleted.entity())),
                                    "sk", AttributeValue.fromS(ItemKeys.sort(deleted.position())))));
        }
        Page<Activity> second = service.find(null, query.after(Objects.requireNonNull(first.next())), soon());
        Page<Activity> third = service.find(null, query.after(Objects.requireNonNull(second.next())), soon());

        assertThat(first.items()).isEqualTo(timeline.subList(0, 4));
        assertThat(second.items()).isEqualTo(timeline.subList(5, 9));
        assertThat(third.items()).isEqualTo(timeline.subList(9, 10));
        assertThat(third.next()).isNull();
    }

    @Test
    void f55_a_timeline_of_25_items_of_399_kb_is_paged_without_a_false_end() {
        List<Activity> timeline = IntStream.range(0, 25)
                .mapToObj(i -> anActivity()
                        .of(order("F55"))
                        .id("f55-" + i)
                        .at(Instant.parse(T).plusMillis(i))
                        .summary("x".repeat(399 * 1024))
                        .build())
                .toList();
        assertThat(store.append(timeline, soon())).hasSize(25).containsOnly(Written.stored());
        ActivityService service = ActivityService.builder(store)
                .readPolicy(ReadPolicy.allowAll())
                .clock(clock)
                .build();
        List<Activity> walked = new ArrayList<>();
        PageToken token = null;
        do {
            Page<Activity> page = service.find(
                    null,
                    ActivityQuery.builder(order("F55"))
                            .limit(20)
                            .pageToken(token)
                            .build(),
                    soon());
            assertThat(page.items()).isNotEmpty();
            walked.addAll(page.items());
            token = page.next();
        } while (token != null);

        assertThat(walked).isEqualTo(timeline);
    }

    private String deliver(DynamoDbActivityStore into, String batch) throws IOException {
        return deliver(into, ActivityCatalog.reference(), batch);
    }

    private String deliver(DynamoDbActivityStore into, ActivityCatalog catalog, String batch) throws IOException {
        ActivityService service =
                ActivityService.builder(into).catalog(catalog).clock(clock).build();
        SqsBatchHandler handler = SqsBatchHandler.builder(service).build();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        new SqsStreamHandler(handler, Duration.ofSeconds(1))
                .handleRequest(new ByteArrayInputStream(batch.getBytes(UTF_8)), output, LambdaContext.withAmpleTime());
        return output.toString(UTF_8);
    }

    private DynamoDbActivityStore store(DynamoDbClient client) {
        return DynamoDbActivityStore.builder(client, LocalTable.NAME)
                .maxAttempts(4)
                .pauses(Duration.ofMillis(1), Duration.ofMillis(2))
                .requestFailureListener((operation, reason, cause) -> {})
                .telemetry(AwsTelemetry.of(recording.openTelemetry()))
                .build();
    }

    private List<Activity> timeline(EntityRef entity) {
        return store.read(new SliceRequest(ActivityQuery.of(entity), null, 20_000), soon())
                .items();
    }

    /** Returns all rows of an order, of its user, and of the pin of one event, with all attributes. */
    private static List<Map<String, AttributeValue>> items(String orderId, String source, String id) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        for (String partition : List.of(
                ItemKeys.partition(null, order(orderId)),
                ItemKeys.partition(null, user("U-" + orderId)),
                ItemKeys.pinPartition(null, EventIdentity.of(source, id)))) {
            items.addAll(LocalTable.client()
                    .query(query -> query.tableName(LocalTable.NAME)
                            .consistentRead(true)
                            .keyConditionExpression("pk = :p")
                            .expressionAttributeValues(Map.of(":p", AttributeValue.fromS(partition))))
                    .items());
        }
        return items;
    }

    private static String record(String messageId, String body) {
        return SqsEvents.record(messageId, SqsEvents.quote(body));
    }

    /** @param fields each followed by a comma */
    private static String cloudEvent(String id, String time, String fields, String orderId) {
        return EventBodies.cloudEvent(id, fields + "\"time\":\"" + time + "\",", orderId);
    }

    private static String enveloped(String id, String time, String orderId) {
        return EventBodies.enveloped(time, EventBodies.cloudEvent(id, "", orderId));
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(60), System::nanoTime);
    }
}
