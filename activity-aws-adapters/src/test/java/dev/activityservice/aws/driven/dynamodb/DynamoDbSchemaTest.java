package dev.activityservice.aws.driven.dynamodb;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static dev.activityservice.testkit.fixture.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.Position;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.TraceContext;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore.Slice;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.ActivityStore.Written;
import dev.activityservice.query.ActivityQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

class DynamoDbSchemaTest {

    private static final Instant T = Instant.parse("2026-03-02T09:15:59.8731245Z");

    private final DynamoDbActivityStore store =
            DynamoDbActivityStore.builder(LocalTable.client(), LocalTable.NAME).build();

    @Test
    void f27_an_item_of_exactly_409600_bytes_is_stored_and_one_byte_more_is_too_large() {
        int room = ItemSize.MAX_ITEM_BYTES
                - ItemSize.bytes(
                        item(anActivity().of(order("F27")).id("a").summary("").build()));
        Activity exact =
                anActivity().of(order("F27")).id("a").summary("x".repeat(room)).build();
        Activity over = anActivity()
                .of(order("F27"))
                .id("a")
                .summary("x".repeat(room + 1))
                .build();

        assertThat(store.check(exact)).isNull();
        assertThat(store.append(List.of(exact), soon())).containsExactly(Written.stored());
        Rejection tooLarge = Rejection.of(
                Rejection.Code.TOO_LARGE, "", "The activity must have at most 409600 bytes in the store, not 409601");
        assertThat(store.check(over)).isEqualTo(tooLarge);
        assertThat(store.append(List.of(over, exact), soon()))
                .containsExactly(Written.rejected(tooLarge), Written.stored());
    }

    @Test
    void f27_the_size_of_an_item_is_the_size_that_dynamodb_charges() {
        for (int size : new int[] {1023, 1024, 1025, 2048, 2049}) {
            Activity activity = anActivity()
                    .of(order("größe 漢 😀"))
                    .id("same")
                    .attribute("n", "12.50")
                    .retention(Duration.ofDays(30))
                    .trace(TraceContext.of("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1, ""))
                    .summary("")
                    .build();
            Map<String, AttributeValue> item = new HashMap<>(item(activity));
            item.put("m", AttributeValue.fromS("x".repeat(size - ItemSize.bytes(item))));

            double units = LocalTable.client()
                    .putItem(put -> put.tableName(LocalTable.NAME)
                            .item(item)
                            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                    .consumedCapacity()
                    .capacityUnits();

            assertThat(units).as("%d bytes", size).isEqualTo(Math.ceil(size / 1024.0));
        }
    }

    @Test
    void f28_25_items_of_399_KB_are_stored_whatever_their_length_in_a_request() {
        for (String character : List.of("x", "\"")) {
            List<Activity> activities = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                activities.add(anActivity()
                        .of(order("F28" + character))
                        .id("big-" + i)
                        .at(T.plusMillis(i))
                        .summary(character.repeat(399 * 1024))
                        .build());
            }

            assertThat(store.append(activities, soon())).hasSize(25).containsOnly(Written.stored());
        }
    }

    @Test
    void f31_the_longest_keys_fit() {
        Activity activity = anActivity()
                .of(EntityRef.of("t".repeat(64), "漢".repeat(341)))
                .identity(EventIdentity.of("s".repeat(1024), "i".repeat(1024)))
                .build();

        assertThat(store.append(List.of(activity), soon())).containsExactly(Written.stored());
        assertThat(read(activity.entity()).items()).containsExactly(activity);
    }

    @Test
    void f34_different_entities_and_events_never_share_a_key() {
        assertThat(ItemKeys.partition(null, EntityRef.of("a", "b#c")))
                .isNotEqualTo(ItemKeys.partition(null, EntityRef.of("a-b", "c")));
        assertThat(ItemKeys.partition(null, EntityRef.of("a", "b-c")))
                .isNotEqualTo(ItemKeys.partition(null, EntityRef.of("a-b", "c")));
        assertThat(ItemKeys.pinPartition(null, EventIdentity.of("ab", "c")))
                .isNotEqualTo(ItemKeys.pinPartition(null, EventIdentity.of("a", "bc")))
                .startsWith("#");
        // A tenant ends at a character that no tenant contains.
        assertThat(ItemKeys.partition("a", order("b~c")))
                .isNotEqualTo(ItemKeys.partition("a-", order("b~c")))
                .isNotEqualTo(ItemKeys.partition(null, order("b~c")))
                .startsWith("~a~order#");
        assertThat(ItemKeys.edgePartition("a", order("b")))
                .isNotEqualTo(ItemKeys.partition("a", order("b")))
                .startsWith("~a~@");
        assertThat(ItemKeys.pinPartition("a", EventIdentity.of("s", "i")))
                .isNotEqualTo(ItemKeys.pinPartition("b", EventIdentity.of("s", "i")))
                .isEqualTo("~a~" + ItemKeys.pinPartition(null, EventIdentity.of("s", "i")));
    }

    @Test
    void the_examples_of_the_document_are_the_layout() throws IOException {
        EventIdentity event = EventIdentity.of("https://shop.example/orders", "e-1");
        EntityRef entity = order("ORD-1");
        String document = Files.readString(Path.of("../docs/dynamodb.md"));

        assertThat(document)
                .contains(
                        "`" + ItemKeys.partition(null, entity) + "`",
                        "`" + ItemKeys.partition("acme", entity) + "`",
                        "`" + ItemKeys.sort(Position.of(T, event)) + "`",
                        "`" + ItemKeys.sort(Position.of(T, "0017", event)) + "`",
                        "`" + ItemKeys.sort(Position.of(T, "2026-a", event)).replace("\u001f", "␟") + "`",
                        "`" + ItemKeys.edgePartition(null, entity) + "`",
                        "`" + ItemKeys.edgePartition("acme", entity) + "`",
                        "`" + ItemKeys.edgeSort(user("U-7")) + "`",
                        "`" + ItemKeys.pinPartition(null, event) + "`",
                        "`" + ItemKeys.pinPartition("acme", event) + "`",
                        "`" + ItemKeys.moment(T, null) + "`",
                        "`" + ItemKeys.moment(T, "17") + "`");
    }

    @Test
    void an_edge_has_only_its_keys_and_its_format() {
        Activity activity = anActivity()
                .of(order("edges"))
                .tenant("acme")
                .retention(Duration.ofDays(30))
                .readers(user("U-1"), user("U-1"), EntityRef.of("team", "ops"))
                .build();

        assertThat(store.append(List.of(activity), soon())).containsExactly(Written.stored());

        assertThat(LocalTable.client()
                        .query(query -> query.tableName(LocalTable.NAME)
                                .keyConditionExpression("pk = :p")
                                .expressionAttributeValues(Map.of(":p", AttributeValue.fromS("~acme~@order#edges"))))
                        .items())
                .containsExactlyInAnyOrder(
                        Map.of(
                                "pk", AttributeValue.fromS("~acme~@order#edges"),
                                "sk", AttributeValue.fromS(ItemKeys.edgeSort(user("U-1"))),
                                "f", AttributeValue.fromS("2")),
                        Map.of(
                                "pk", AttributeValue.fromS("~acme~@order#edges"),
                                "sk", AttributeValue.fromS(ItemKeys.edgeSort(EntityRef.of("team", "ops"))),
                                "f", AttributeValue.fromS("2")));
    }

    @Test
    void f73_the_table_has_the_order_of_sequences_in_both_directions() {
        List<Activity> activities = new ArrayList<>();
        for (String sequence : new String[] {
            null,
            "7",
            "007",
            "10",
            "9",
            "0",
            "18446744073709551616",
            "9".repeat(64),
            "a",
            "a ",
            "ab",
            "{",
            "}~",
            "1a",
            "\u00e9",
            "\ue000",
            "\ud83d\ude00",
            "x".repeat(64),
            "x".repeat(1024)
        }) {
            for (String source : List.of("s1", "s2")) {
                activities.add(anActivity()
                        .of(order("F73"))
                        .source(source)
                        .id("f73-" + activities.size())
                        .at(T)
                        .sequence(sequence)
                        .build());
            }
        }
        Collections.shuffle(activities, new Random(73));
        assertThat(store.append(activities, soon())).containsOnly(Written.stored());
        List<Activity> inOrder = activities.stream()
                .sorted(Comparator.comparing(Activity::position))
                .toList();
        List<Activity> reversed = new ArrayList<>(inOrder);
        Collections.reverse(reversed);

        assertThat(read(order("F73")).items()).isEqualTo(inOrder);
        assertThat(store.read(
                                new SliceRequest(
                                        ActivityQuery.builder(order("F73"))
                                                .newestFirst()
                                                .build(),
                                        null,
                                        1000),
                                soon())
                        .items())
                .isEqualTo(reversed);
        List<Activity> walked = new ArrayList<>();
        Position after = null;
        do {
            Slice piece = store.read(
                    new SliceRequest(
                            ActivityQuery.builder(order("F73"))
                                    .from(T)
                                    .until(T.plusNanos(1))
                                    .build(),
                            after,
                            3),
                    soon());
            walked.addAll(piece.items());
            after = piece.resumeAfter();
        } while (after != null);
        assertThat(walked).isEqualTo(inOrder);
    }

    @Test
    void f34_keys_are_equal_only_for_equal_entities_and_events_with_any_delimiters() {
        long seed = Long.getLong("activity.seed", System.nanoTime());
        Random random = new Random(seed);
        Map<String, Object> owners = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            // Short texts of few characters, so that possible collisions happen soon.
            String tenant = random.nextInt(3) == 0 ? null : text(random, "ab-", 1, 2);
            EntityRef entity = EntityRef.of("a" + text(random, "ab-", 0, 2), text(random, "ab-#~@/\uffff", 1, 3));
            EventIdentity identity =
                    EventIdentity.of(text(random, "ab-#/\uffff", 1, 3), text(random, "ab-#/\uffff", 1, 3));
            List<Object> timeline = Arrays.asList("timeline", tenant, entity);
            List<Object> edges = Arrays.asList("edges", tenant, entity);
            List<Object> pin = Arrays.asList("pin", tenant, identity);

            assertThat(owners.putIfAbsent(ItemKeys.partition(tenant, entity), timeline))
                    .as("seed %d", seed)
                    .isIn(null, timeline);
            assertThat(owners.putIfAbsent(ItemKeys.edgePartition(tenant, entity), edges))
                    .as("seed %d", seed)
                    .isIn(null, edges);
            assertThat(owners.putIfAbsent(ItemKeys.pinPartition(tenant, identity), pin))
                    .as("seed %d", seed)
                    .isIn(null, pin);
            assertThat(owners.putIfAbsent(Position.of(T, identity).tieBreaker(), identity))
                    .as("seed %d", seed)
                    .isIn(null, identity);
        }
    }

    private static String text(Random random, String alphabet, int least, int most) {
        StringBuilder text = new StringBuilder();
        for (int left = least + random.nextInt(most - least + 1); left > 0; left--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Test
    void f35_the_order_of_sort_keys_is_the_order_of_positions_from_year_0_to_9999() {
        long seed = Long.getLong("activity.seed", System.nanoTime());
        Random random = new Random(seed);
        List<Position> positions = new ArrayList<>();
        long first = Position.MIN_TIME.getEpochSecond();
        long last = Position.MAX_TIME.getEpochSecond();
        for (int i = 0; i < 2000; i++) {
            long second = i % 3 == 0 ? random.nextInt(3) - 1L : first + (long) (random.nextDouble() * (last - first));
            Instant time = Instant.ofEpochSecond(second, random.nextInt(1_000_000_000));
            positions.add(Position.of(time, EventIdentity.of("s", "i" + random.nextInt(10))));
        }
        positions.add(Position.of(Position.MIN_TIME, EventIdentity.of("s", "i")));
        positions.add(Position.of(Position.MAX_TIME, EventIdentity.of("s", "i")));

        List<Position> bySortKey = new ArrayList<>(positions);
        bySortKey.sort(Comparator.comparing(ItemKeys::sort));
        Collections.sort(positions);

        assertThat(bySortKey).as("seed %d", seed).isEqualTo(positions);
        assertThat(positions)
                .as("seed %d", seed)
                .allSatisfy(position ->
                        assertThat(ItemKeys.parseSort(ItemKeys.sort(position))).isEqualTo(position));
    }

    @Test
    void f61_rows_that_are_not_activities_are_skipped_and_counted() {
        Activity good = anActivity()
                .of(order("F61"))
                .id("good")
                .at(T)
                .attribute("n", "1.50")
                .build();
        Activity last =
                anActivity().of(order("F61")).id("last").at(T.plusSeconds(9)).build();
        assertThat(store.append(List.of(good, last), soon())).containsOnly(Written.stored());
        List<Map<String, AttributeValue>> broken = new ArrayList<>();
        String[][] changes = {
            // Formats before and after the current one.
            {"f", "1"},
            {"f", "3"},
            {"f", "x"},
            // Another sequence than that of the key.
            {"n", "7"},
            {"d", "{\"a\":"},
            {"e", " "},
            {"s", "other"},
            {"o", "NOWHERE"},
            // Wrong types: a text instead of a binary and of a number.
            {"w", "x"},
            {"x", "1"}
        };
        for (int i = 0; i < changes.length; i++) {
            Map<String, AttributeValue> item = new HashMap<>(item(anActivity()
                    .of(order("F61"))
                    .id("b" + i)
                    .at(T.plusSeconds(1))
                    .build()));
            item.put(changes[i][0], AttributeValue.fromS(changes[i][1]));
            broken.add(item);
        }
        Map<String, AttributeValue> wrongType = new HashMap<>(
                item(anActivity().of(order("F61")).id("t").at(T.plusSeconds(1)).build()));
        wrongType.put("m", AttributeValue.fromBool(true));
        broken.add(wrongType);
        broken.add(
                Map.of("pk", AttributeValue.fromS("order#F61"), "sk", AttributeValue.fromS("20260302091603 no key")));
        broken.forEach(item -> LocalTable.client()
                .putItem(put -> put.tableName(LocalTable.NAME).item(item)));

        Slice slice = read(order("F61"));
        assertThat(slice).isEqualTo(new Slice(List.of(good, last), 2 + broken.size(), broken.size(), null));

        List<Activity> walked = new ArrayList<>();
        Position after = null;
        do {
            Slice piece = store.read(new SliceRequest(ActivityQuery.of(order("F61")), after, 1), soon());
            walked.addAll(piece.items());
            after = piece.resumeAfter();
        } while (after != null);
        assertThat(walked).containsExactly(good, last);
    }

    @Test
    void a_page_of_50_typical_activities_costs_one_query_of_one_and_a_half_units() {
        List<Activity> activities = new ArrayList<>();
        for (int i = 0; i < 51; i++) {
            activities.add(anActivity()
                    .of(order("ORD-2001"))
                    .type("orders.orderCreated.v1")
                    .source("http://dev.orders")
                    .id(String.format("0e8d2c4a-7b61-4f0f-9b1c-2a3b4c5d%04d", i))
                    .at(T.plusMillis(i))
                    .attribute("products", "[\"P-1001\"]")
                    .summary("Order ORD-2001 created")
                    .trace(TraceContext.of("00000000000000005f1d2c3b4a596877", "6b5a493827160504", 1, ""))
                    .retention(Duration.ofDays(3650))
                    .build());
        }
        assertThat(store.append(activities, soon())).containsOnly(Written.stored());
        assertThat(activities)
                .allSatisfy(
                        activity -> assertThat(ItemSize.bytes(item(activity))).isLessThanOrEqualTo(240));

        QueryResponse response = LocalTable.client()
                .query(query -> query.tableName(LocalTable.NAME)
                        .keyConditionExpression("pk = :p")
                        .expressionAttributeValues(Map.of(":p", AttributeValue.fromS("order#ORD-2001")))
                        .limit(51)
                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));

        assertThat(response.count()).isEqualTo(51);
        assertThat(response.consumedCapacity().capacityUnits()).isLessThanOrEqualTo(1.5);
    }

    @Test
    void f05_one_event_with_many_envelope_times_is_one_item() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Callable<List<Written>>> appends = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Activity activity = anActivity()
                        .of(order("F5"))
                        .id("one")
                        .timedBy(TimeSource.EVENTBRIDGE)
                        .at(T.plusSeconds(i))
                        .build();
                appends.add(() -> store.append(List.of(activity), soon()));
            }
            for (Future<List<Written>> append : threads.invokeAll(appends)) {
                assertThat(append.get()).containsExactly(Written.stored());
            }
        } finally {
            threads.shutdown();
        }

        assertThat(read(order("F5")).items()).hasSize(1);
    }

    @Test
    void a_pin_is_kept_14_days_longer_than_its_items_or_forever() {
        Activity kept = anActivity()
                .of(order("pin"))
                .id("kept")
                .timedBy(TimeSource.SNS)
                .at(T)
                .build();
        Activity expiring = anActivity()
                .of(order("pin"))
                .id("expiring")
                .timedBy(TimeSource.SNS)
                .at(T)
                .retention(Duration.ofDays(3650))
                .build();

        assertThat(store.append(List.of(kept, expiring), soon())).containsOnly(Written.stored());

        assertThat(pin(kept))
                .isEqualTo(Map.of(
                        "pk", AttributeValue.fromS(ItemKeys.pinPartition(null, kept.identity())),
                        "sk", AttributeValue.fromS("#"),
                        "f", AttributeValue.fromS("2"),
                        "t", AttributeValue.fromS("20260302091559873124500")));
        long end = T.getEpochSecond() + 1 + Duration.ofDays(3650 + 14).toSeconds();
        assertThat(pin(expiring).get("x")).isEqualTo(AttributeValue.fromN(Long.toString(end)));
    }

    @Test
    void an_item_at_another_time_is_the_item_of_the_activity_at_that_time() {
        Activity kept = anActivity().of(order("at")).id("a").at(T).build();
        Activity expiring = anActivity()
                .of(order("at"))
                .id("a")
                .at(T)
                .retention(Duration.ofDays(30))
                .build();
        Instant endless = Instant.parse("9999-12-31T23:59:59Z");
        Activity expiringTooLate = anActivity()
                .of(order("at"))
                .id("a")
                .at(T)
                .retention(Duration.ofSeconds(Long.MAX_VALUE - endless.getEpochSecond() + 1))
                .build();

        Activity sequenced = anActivity()
                .of(order("at"))
                .id("a")
                .at(T)
                .sequence("007")
                .readers(user("U-1"))
                .build();
        Activity longSequence = anActivity()
                .of(order("at"))
                .id("a")
                .at(T)
                .sequence("x".repeat(65))
                .build();

        for (Activity activity : List.of(kept, expiring, expiringTooLate, sequenced, longSequence)) {
            ActivityItems.Encoding.Item item = (ActivityItems.Encoding.Item) ActivityItems.encode(activity);
            for (Instant time : List.of(T, T.minusNanos(1), Instant.EPOCH, Position.MIN_TIME, endless)) {
                for (String sequence : new String[] {null, "7", "8", "a"}) {
                    assertThat(item.at(new ItemKeys.Moment(time, sequence)))
                            .as("%s %s", time, sequence)
                            .isEqualTo(ActivityItems.encode(activity.at(time, sequence)));
                }
            }
        }
    }

    @Test
    void f70_a_pin_keeps_time_and_sequence_as_one_value() {
        Activity first = published("2026-03-02T09:00:02Z", "5");
        Activity earlier = published("2026-03-02T09:00:01Z", "6");
        Activity without = published("2026-03-02T09:00:03Z", null);

        assertThat(store.append(List.of(first), soon())).containsExactly(Written.stored());
        assertThat(store.append(List.of(without, earlier), soon())).containsOnly(Written.stored());

        assertThat(pin(first).get("t")).isEqualTo(AttributeValue.fromS("20260302090002000000000{015"));
        assertThat(read(order("F70")).items()).containsExactly(first);
    }

    @Test
    void f70_the_earliest_time_of_a_batch_brings_its_sequence() {
        Activity later = published("2026-03-02T10:00:02Z", "1");
        Activity earliest = published("2026-03-02T10:00:01Z", "9");
        Activity sameTime = published("2026-03-02T10:00:01Z", "10");
        for (List<Activity> batch :
                List.of(List.of(later, sameTime, earliest), List.of(earliest, later, sameTime), List.of(sameTime))) {
            String id = "batch-" + batch.size() + batch.get(0).sequence();
            List<Activity> renamed = batch.stream()
                    .map(each -> published(each.time().toString(), each.sequence(), id))
                    .toList();

            assertThat(store.append(renamed, soon())).containsOnly(Written.stored());

            Activity expected = batch.size() == 1 ? sameTime : earliest;
            assertThat(read(order("F70-" + id)).items())
                    .extracting(Activity::position)
                    .containsExactly(Position.of(
                            expected.time(), expected.sequence(), renamed.get(0).identity()));
        }
    }

    private static Activity published(String time, @Nullable String sequence) {
        return published(time, sequence, "f70");
    }

    private static Activity published(String time, @Nullable String sequence, String id) {
        return anActivity()
                .of(order(id.equals("f70") ? "F70" : "F70-" + id))
                .id(id)
                .timedBy(TimeSource.EVENTBRIDGE)
                .at(time)
                .sequence(sequence)
                .build();
    }

    @Test
    void f69_two_tenants_with_one_event_id_have_two_pins_and_two_timelines() {
        List<Activity> written = new ArrayList<>();
        for (String tenant : new String[] {null, "a", "b"}) {
            written.add(anActivity()
                    .of(order("F69-pins"))
                    .tenant(tenant)
                    .id("f69")
                    .timedBy(TimeSource.EVENTBRIDGE)
                    .at(T.plusSeconds(written.size()))
                    .sequence(Integer.toString(written.size()))
                    .summary("of tenant " + tenant)
                    .readers(user("of-" + tenant))
                    .build());
        }

        assertThat(store.append(written, soon())).containsOnly(Written.stored());

        for (Activity each : written) {
            assertThat(store.read(
                                    new SliceRequest(
                                            ActivityQuery.builder(order("F69-pins"))
                                                    .tenant(each.tenant())
                                                    .build(),
                                            null,
                                            10),
                                    soon())
                            .items())
                    .containsExactly(Activity.builder(each.entity(), each.identity(), each.type(), each.time())
                            .copyOf(each)
                            .readers(List.of())
                            .build());
            for (Activity other : written) {
                assertThat(store.isReader(each.tenant(), user("of-" + other.tenant()), order("F69-pins"), soon()))
                        .isEqualTo(each == other);
            }
        }
    }

    private static Map<String, AttributeValue> pin(Activity activity) {
        return LocalTable.client()
                .getItem(get -> get.tableName(LocalTable.NAME)
                        .key(Map.of(
                                "pk", AttributeValue.fromS(ItemKeys.pinPartition(null, activity.identity())),
                                "sk", AttributeValue.fromS("#"))))
                .item();
    }

    private Slice read(EntityRef entity) {
        return store.read(new SliceRequest(ActivityQuery.of(entity), null, 1000), soon());
    }

    private static Map<String, AttributeValue> item(Activity activity) {
        return ((ActivityItems.Encoding.Item) ActivityItems.encode(activity)).attributes();
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(60), System::nanoTime);
    }
}
