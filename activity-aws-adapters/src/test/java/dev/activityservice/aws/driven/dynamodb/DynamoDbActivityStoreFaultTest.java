package dev.activityservice.aws.driven.dynamodb;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.model.Activity;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.model.TimeSource;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.ActivityStore.Written;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.testbed.proxy.AwsJsonCall;
import dev.activityservice.testbed.proxy.FaultProxy;
import dev.activityservice.testbed.proxy.Reply;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Rows of the fault matrix, with an HTTP proxy in front of a real DynamoDB Local. */
class DynamoDbActivityStoreFaultTest {

    private static final int ATTEMPTS = 6;
    private static final Written STORED = Written.stored();
    private static final Written THROTTLED = Written.retryable(RetryReason.THROTTLED);
    private static final Written UNAVAILABLE = Written.retryable(RetryReason.UNAVAILABLE);

    @Test
    void f09_only_the_unprocessed_items_are_sent_again_until_all_are_stored() throws IOException {
        long seed = Long.getLong("activity.seed", System.nanoTime());
        Random random = new Random(seed);
        List<Activity> activities = activities("F9", 25);
        List<List<String>> left = new ArrayList<>();

        Run run = run(activities, call -> {
            List<String> ofThisCall = new ArrayList<>();
            left.add(ofThisCall);
            // One item always stays unprocessed, the others at random. The last attempt succeeds.
            return call.leave(put -> left.size() < ATTEMPTS
                    && (put.contains("F9-13\"") || random.nextInt(4) == 0)
                    && ofThisCall.add(put));
        });

        assertThat(run.outcomes).as("seed %d", seed).containsOnly(STORED);
        assertThat(stored("F9")).containsExactlyElementsOf(activities);
        for (int i = 1; i < run.sent.size(); i++) {
            assertThat(run.sent.get(i)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(left.get(i - 1));
        }
        assertThat(run.sent).as("seed %d", seed).hasSize(ATTEMPTS);
    }

    @Test
    void f10_items_that_stay_unprocessed_are_reported_and_no_others() throws IOException {
        List<Activity> activities = activities("F10", 5);

        Run run = run(activities, call -> call.leave(put -> put.contains("F10-2")));

        assertThat(run.outcomes).containsExactly(STORED, STORED, THROTTLED, STORED, STORED);
        assertThat(run.sent).hasSize(ATTEMPTS);
    }

    @Test
    void f10_the_store_stops_before_the_deadline() throws IOException {
        AtomicLong nanos = new AtomicLong();
        Deadline deadline = Deadline.after(Duration.ofSeconds(2), nanos::get);
        try (FaultProxy proxy = FaultProxy.recording(LocalTable.endpoint(), call -> call.leave(put -> true));
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            DynamoDbActivityStore store = DynamoDbActivityStore.builder(client, LocalTable.NAME)
                    .maxAttempts(1000)
                    .pauses(Duration.ofMillis(100), Duration.ofMillis(400))
                    .random(() -> 0.99)
                    .sleeper(pause -> nanos.addAndGet(pause.toNanos()))
                    .build();

            List<Written> outcomes = store.append(activities("F10b", 2), deadline);

            assertThat(outcomes).containsExactly(THROTTLED, THROTTLED);
            assertThat(deadline.isOver()).isFalse();
            assertThat(proxy.calls()).hasSize(7);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.5, 50, 100, 200, 200", "0.25, 25, 50, 100, 100"})
    void f09_f11_pauses_are_random_below_a_bound_that_doubles_up_to_a_maximum(
            double drawn, long first, long second, long third, long fourth) throws IOException {
        List<Duration> pauses = new ArrayList<>();
        try (FaultProxy proxy = FaultProxy.recording(LocalTable.endpoint(), call -> call.leave(put -> true));
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            DynamoDbActivityStore store = DynamoDbActivityStore.builder(client, LocalTable.NAME)
                    .maxAttempts(5)
                    .pauses(Duration.ofMillis(100), Duration.ofMillis(400))
                    .random(() -> drawn)
                    .sleeper(pauses::add)
                    .build();

            store.append(activities("F09-pauses", 1), soon());
        }

        assertThat(pauses).extracting(Duration::toMillis).containsExactly(first, second, third, fourth);
    }

    @ParameterizedTest
    @CsvSource({
        "400, ProvisionedThroughputExceededException",
        "400, ThrottlingException",
        "400, RequestLimitExceeded",
    })
    void f11_a_throttled_request_is_retried_a_bounded_number_of_times(int status, String code) throws IOException {
        Run run = run(activities("F11", 3), call -> Reply.error(status, code));

        assertThat(run.outcomes).containsOnly(THROTTLED);
        assertThat(run.sent).hasSize(ATTEMPTS);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void f12_a_server_error_is_retried(int status) throws IOException {
        List<Activity> activities = activities("F12-" + status, 3);
        AtomicInteger calls = new AtomicInteger();

        Run run = run(
                activities,
                call -> calls.incrementAndGet() < 3 ? Reply.error(status, "InternalServerError") : call.pass());

        assertThat(run.outcomes).containsOnly(STORED);
        assertThat(run.sent).hasSize(3);
        assertThat(stored("F12-" + status)).containsExactlyElementsOf(activities);
    }

    @ParameterizedTest
    @EnumSource(
            value = Reply.Manner.class,
            names = {"CLOSED", "RESET", "TRUNCATED"})
    void f13_a_write_that_was_applied_before_the_connection_broke_is_retried_and_there_is_one_item(Reply.Manner manner)
            throws IOException {
        List<Activity> activities = activities("F13-" + manner, 3);
        AtomicInteger calls = new AtomicInteger();

        Run run = run(activities, call -> {
            Reply reply = call.pass();
            return calls.incrementAndGet() == 1 ? reply.sent(manner) : reply;
        });

        assertThat(run.outcomes).containsOnly(STORED);
        assertThat(run.sent).hasSize(2);
        assertThat(stored("F13-" + manner)).containsExactlyElementsOf(activities);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void f13_f14_a_request_without_a_response_in_time_is_retried_whether_it_was_applied_or_not(boolean applied)
            throws IOException {
        String id = "F14-" + applied;
        List<Activity> activities = activities(id, 3);
        AtomicInteger calls = new AtomicInteger();
        try (FaultProxy proxy = FaultProxy.recording(LocalTable.endpoint(), call -> {
                    if (calls.incrementAndGet() > 1) {
                        return call.pass();
                    }
                    if (applied) {
                        call.pass();
                    }
                    return call.hang();
                });
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {

            List<Written> outcomes = settings(client)
                    .requestTimeout(Duration.ofMillis(700))
                    .build()
                    .append(activities, soon());

            assertThat(outcomes).containsOnly(STORED);
            assertThat(proxy.calls()).hasSizeGreaterThanOrEqualTo(2);
        }
        assertThat(stored(id)).containsExactlyElementsOf(activities);
    }

    @Test
    void f14_a_request_without_a_response_ends_at_the_deadline() throws IOException {
        try (FaultProxy proxy = FaultProxy.recording(LocalTable.endpoint(), AwsJsonCall::hang);
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            Deadline deadline = Deadline.after(Duration.ofMillis(1500), System::nanoTime);

            List<Written> outcomes = store(client).append(activities("F14", 1), deadline);

            assertThat(outcomes).containsExactly(UNAVAILABLE);
            // A tolerance for a busy machine. With the request's time-out alone, the call would end 3.5 seconds late.
            assertThat(deadline.remaining()).isGreaterThan(Duration.ofSeconds(-2));
        }
    }

    @Test
    void f15_a_refused_connection_is_retryable() throws IOException {
        URI gone;
        try (FaultProxy proxy = FaultProxy.recording(LocalTable.endpoint(), AwsJsonCall::pass)) {
            gone = proxy.endpoint();
        }
        try (DynamoDbClient client = LocalTable.clientOf(gone)) {
            assertThat(store(client).append(activities("F15", 2), soon())).containsOnly(UNAVAILABLE);
            assertThatThrownBy(() ->
                            store(client).read(new SliceRequest(ActivityQuery.of(order("F15")), null, 10), soon()))
                    .isInstanceOf(StoreUnavailableException.class)
                    .extracting("reason")
                    .isEqualTo(RetryReason.UNAVAILABLE);
        }
    }

    @Test
    void f15_an_outage_between_two_batches_does_not_affect_the_next_batch() throws IOException {
        try (FaultProxy proxy = FaultProxy.recording(LocalTable.endpoint(), AwsJsonCall::pass);
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            DynamoDbActivityStore store = store(client);
            assertThat(store.append(activities("F15-before", 2), soon())).containsOnly(STORED);

            proxy.refuse();
            assertThat(store.append(activities("F15-away", 2), soon())).containsOnly(UNAVAILABLE);
            proxy.accept();

            assertThat(store.append(activities("F15-after", 2), soon())).containsOnly(STORED);
        }
        assertThat(stored("F15-away")).isEmpty();
        assertThat(stored("F15-after")).hasSize(2);
    }

    @Test
    void f15_a_connection_that_was_closed_while_it_was_idle_is_replaced() throws IOException {
        try (FaultProxy proxy = FaultProxy.recording(
                        LocalTable.endpoint(), call -> call.pass().sent(Reply.Manner.WHOLE_THEN_CLOSED));
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            DynamoDbActivityStore store = store(client);
            for (int i = 0; i < 5; i++) {
                assertThat(store.append(activities("F15-stale-" + i, 2), soon()))
                        .containsOnly(STORED);
                proxy.closeConnections();
            }
        }
    }

    @Test
    void f16_a_write_is_retried_after_a_response_with_a_wrong_checksum() throws IOException {
        List<Activity> activities = activities("F16-crc", 2);
        AtomicInteger calls = new AtomicInteger();

        Run run = run(activities, call -> {
            Reply reply = call.pass();
            return calls.incrementAndGet() == 1 ? reply.withWrongChecksum() : reply;
        });

        assertThat(run.outcomes).containsOnly(STORED);
        assertThat(run.sent).hasSize(2);
        assertThat(stored("F16-crc")).containsExactlyElementsOf(activities);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"UnprocessedItems\":{", "<html>", "{}", "[]"})
    void f16_a_write_is_retried_after_an_unreadable_response(String answer) throws IOException {
        String id = "F16-" + answer.length() + "-" + answer.hashCode();
        List<Activity> activities = activities(id, 2);
        AtomicInteger calls = new AtomicInteger();

        Run run = run(activities, call -> {
            Reply reply = call.pass();
            return calls.incrementAndGet() == 1 ? Reply.of(200, answer) : reply;
        });

        assertThat(run.outcomes).containsOnly(STORED);
        assertThat(run.sent).hasSize(2);
        assertThat(stored(id)).containsExactlyElementsOf(activities);
    }

    @Test
    void f28_a_request_is_at_most_as_long_as_dynamodb_allows() throws IOException {
        List<Activity> activities = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            // 399 KB as an item, and twice as much in a request.
            activities.add(anActivity()
                    .of(order("F28-wire"))
                    .id("F28-" + i)
                    .summary("\"".repeat(399 * 1024))
                    .build());
        }
        List<Integer> lengths = Collections.synchronizedList(new ArrayList<>());

        Run run = run(activities, call -> {
            lengths.add(call.body().length());
            return Reply.of(200, "{\"UnprocessedItems\":{}}");
        });

        assertThat(run.outcomes).containsOnly(STORED);
        assertThat(lengths).hasSize(2).allMatch(length -> length <= 16 * 1024 * 1024);
    }

    @Test
    void f39_a_hot_entity_does_not_affect_others() throws IOException {
        List<Activity> activities = new ArrayList<>(activities("F39-cold", 30));
        activities.addAll(activities("F39-hot", 3));
        Collections.shuffle(activities, new Random(39));

        Run run = run(activities, call -> call.leave(put -> put.contains("order#F39-hot")));

        for (int i = 0; i < activities.size(); i++) {
            boolean hot = activities.get(i).entity().id().equals("F39-hot");
            assertThat(run.outcomes.get(i)).isEqualTo(hot ? THROTTLED : STORED);
        }
    }

    @Test
    void f40_an_item_that_dynamodb_refuses_is_found_and_its_neighbours_are_stored() throws IOException {
        List<Activity> activities = activities("poison", 25);

        Run run = run(
                activities,
                call -> call.body().contains("poison-17\"") ? Reply.error(400, "ValidationException") : call.pass());

        for (int i = 0; i < activities.size(); i++) {
            assertThat(run.outcomes.get(i))
                    .isEqualTo(
                            i == 17
                                    ? Written.rejected(Rejection.of(
                                            Rejection.Code.REFUSED_BY_STORE,
                                            "",
                                            "DynamoDB refuses the item: ValidationException"))
                                    : STORED);
        }
        assertThat(run.sent).hasSizeLessThanOrEqualTo(11);
    }

    @SuppressWarnings("unchecked") // javac warns of the generic array, or not, by the order of the sources.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "The provided key element does not match the schema",
                "One or more parameter values were invalid: Missing the key id in the item",
                "One or more parameter values were invalid: Type mismatch for key sk expected: N actual: S"
            })
    void f40_a_table_with_other_keys_rejects_no_item(String message) throws IOException {
        Run run = run(
                activities("other-keys", 3),
                call -> Reply.of(
                        400,
                        "{\"__type\":\"com.amazon.coral.validate#ValidationException\",\"message\":\"" + message
                                + "\"}"));

        assertThat(run.outcomes).containsOnly(UNAVAILABLE);
        assertThat(run.sent).hasSize(1);
    }

    @Test
    void f40_a_table_whose_key_has_another_type_rejects_no_item() {
        LocalTable.client()
                .createTable(request -> request.tableName("other-type")
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(AttributeDefinition.builder()
                                .attributeName("pk")
                                .attributeType(ScalarAttributeType.N)
                                .build())
                        .keySchema(KeySchemaElement.builder()
                                .attributeName("pk")
                                .keyType(KeyType.HASH)
                                .build()));
        List<RetryReason> failures = new ArrayList<>();
        DynamoDbActivityStore store = DynamoDbActivityStore.builder(LocalTable.client(), "other-type")
                .requestFailureListener((operation, reason, cause) -> failures.add(reason))
                .build();

        List<Written> outcomes = store.append(activities("other-keys", 3), soon());

        assertThat(outcomes).containsExactly(UNAVAILABLE, UNAVAILABLE, UNAVAILABLE);
        assertThat(failures).containsExactly(RetryReason.UNAVAILABLE);
    }

    @Test
    void f16_a_write_is_retried_after_a_response_about_other_items() throws IOException {
        List<Activity> activities = activities("F16-others", 3);
        AtomicInteger calls = new AtomicInteger();

        Run run = run(
                activities,
                call -> calls.incrementAndGet() > 1
                        ? call.pass()
                        : Reply.of(
                                200,
                                "{\"UnprocessedItems\":{\"" + LocalTable.NAME
                                        + "\":[{\"PutRequest\":{\"Item\":{\"pk\":{\"S\":\"order#other\"},\"sk\":{\"S\":\"x\"}}}}]}}"));

        assertThat(run.outcomes).containsOnly(STORED);
        assertThat(run.sent).hasSize(2);
        assertThat(stored("F16-others")).containsExactlyElementsOf(activities);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AccessDeniedException", "ResourceNotFoundException", "UnrecognizedClientException"})
    void a_failure_that_a_retry_cannot_fix_has_one_attempt_and_stays_retryable(String code) throws IOException {
        Run run = run(activities("denied", 3), call -> Reply.error(400, code));

        assertThat(run.outcomes).containsOnly(UNAVAILABLE);
        assertThat(run.sent).hasSize(1);
    }

    @Test
    void f39_a_failed_pin_affects_only_its_own_event() throws IOException {
        Activity own = activities("pins", 1).get(0);
        Activity good = anActivity()
                .of(order("pins"))
                .id("good")
                .timedBy(TimeSource.SQS)
                .build();
        Activity bad =
                anActivity().of(order("pins")).id("bad").timedBy(TimeSource.SQS).build();
        String badKey = ItemKeys.pinPartition(null, bad.identity());

        Run run = run(
                List.of(bad, own, good),
                call -> call.body().contains(badKey)
                        ? Reply.error(400, "ProvisionedThroughputExceededException")
                        : call.pass());

        assertThat(run.outcomes).containsExactly(THROTTLED, STORED, STORED);
        assertThat(stored("pins")).extracting(each -> each.identity().id()).containsExactlyInAnyOrder("pins-0", "good");
    }

    @Test
    void a_batch_of_events_with_their_own_times_is_one_request() throws IOException {
        List<Activity> batch = new ArrayList<>(activities("count-1", 10));
        batch.addAll(activities("count-2", 10));
        try (FaultProxy proxy = FaultProxy.recording(LocalTable.endpoint(), AwsJsonCall::pass);
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {

            assertThat(store(client).append(batch, soon())).containsOnly(STORED);

            assertThat(proxy.calls()).extracting(AwsJsonCall::operation).containsExactly("BatchWriteItem");
        }
    }

    @Test
    void f60_a_read_is_retried_and_then_fails_with_its_reason() throws IOException {
        List<Activity> activities = activities("F60", 2);
        run(activities, AwsJsonCall::pass);
        AtomicInteger calls = new AtomicInteger();
        SliceRequest request = new SliceRequest(ActivityQuery.of(order("F60")), null, 10);
        try (FaultProxy proxy = FaultProxy.recording(
                        LocalTable.endpoint(), call -> calls.incrementAndGet() == 1 ? Reply.of(200, "") : call.pass());
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            assertThat(store(client).read(request, soon()).items()).isEqualTo(activities);
        }
        try (FaultProxy proxy =
                        FaultProxy.recording(LocalTable.endpoint(), call -> Reply.error(400, "ThrottlingException"));
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            assertThatThrownBy(() -> store(client).read(request, soon()))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("Cannot read activities: ThrottlingException")
                    .extracting("reason")
                    .isEqualTo(RetryReason.THROTTLED);
            assertThat(proxy.calls()).hasSize(ATTEMPTS);
        }
    }

    /** @param sent the put requests of each BatchWriteItem, in order */
    private record Run(List<Written> outcomes, List<List<String>> sent) {}

    private static Run run(List<Activity> activities, FaultProxy.Fault fault) throws IOException {
        try (FaultProxy proxy = FaultProxy.recording(LocalTable.endpoint(), fault);
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            List<Written> outcomes = store(client).append(activities, soon());
            List<List<String>> sent = proxy.calls().stream()
                    .filter(call -> call.operation().equals("BatchWriteItem"))
                    .map(AwsJsonCall::puts)
                    .toList();
            return new Run(outcomes, sent);
        }
    }

    private static DynamoDbActivityStore store(DynamoDbClient client) {
        return settings(client).build();
    }

    private static DynamoDbActivityStore.Builder settings(DynamoDbClient client) {
        return DynamoDbActivityStore.builder(client, LocalTable.NAME)
                .maxAttempts(ATTEMPTS)
                .pauses(Duration.ofMillis(1), Duration.ofMillis(2))
                .requestFailureListener((operation, reason, cause) -> {});
    }

    private static List<Activity> stored(String orderId) {
        return store(LocalTable.client())
                .read(new SliceRequest(ActivityQuery.of(order(orderId)), null, 1000), soon())
                .items();
    }

    private static List<Activity> activities(String orderId, int count) {
        List<Activity> activities = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            activities.add(anActivity()
                    .of(order(orderId))
                    .id(orderId + "-" + i)
                    .at(java.time.Instant.parse("2026-01-05T10:00:00Z").plusMillis(i))
                    .build());
        }
        return activities;
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20), System::nanoTime);
    }
}
