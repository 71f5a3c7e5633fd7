package dev.activityservice.aws.driven.dynamodb;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static dev.activityservice.testkit.fixture.Fixtures.user;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.EventBodies;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.SqsEvents;
import dev.activityservice.aws.driving.sqs.SqsStreamHandler;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.ActivityStore.Written;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.port.driving.ReadDeniedException;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Principal;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testbed.proxy.AwsJsonCall;
import dev.activityservice.testbed.proxy.FaultProxy;
import dev.activityservice.testbed.proxy.Reply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Rows of the fault matrix about readers, from the bytes of an SQS event to the edges in a real DynamoDB Local. */
class EdgeFaultTest {

    private static final int ATTEMPTS = 4;
    private static final String NOTHING_FAILED = "{\"batchItemFailures\":[]}";
    private static final Written STORED = Written.stored();
    private static final Instant T = Instant.parse("2026-01-05T10:00:00Z");

    private static final ActivityCatalog CATALOG = ActivityCatalog.parse("""
            {"version":1,"events":{"orders.orderCreated.v1":{"entities":[
            {"type":"order","id":"/data/orderNumber"},{"type":"user","id":"/data/userId"}],
            "readers":{"order":["user"]}}}}""");

    private final DynamoDbActivityStore store = store(LocalTable.client());

    @Test
    void f65_an_edge_lost_to_throttling_makes_its_message_a_retry_and_the_retry_stores_it() throws IOException {
        String batch = SqsEvents.event(record("m1", "f65-1", "F65"), record("m2", "f65-2", "F65-cold"));
        String first;
        try (FaultProxy proxy = FaultProxy.before(
                        LocalTable.endpoint(), call -> call.leave(put -> put.contains("@order#F65\"")));
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            first = deliver(store(client), batch);
        }
        List<Activity> meanwhile = timeline(order("F65"));
        boolean readerMeanwhile = isReader("U-F65", "F65");

        String second = deliver(store, batch);

        assertThat(first).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}]}");
        assertThat(meanwhile).hasSize(1);
        assertThat(readerMeanwhile).isFalse();
        assertThat(isReader("U-F65-cold", "F65-cold")).isTrue();
        assertThat(second).isEqualTo(NOTHING_FAILED);
        assertThat(isReader("U-F65", "F65")).isTrue();
        assertThat(timeline(order("F65"))).isEqualTo(meanwhile);
    }

    @Test
    void f65_an_activity_whose_edge_has_no_outcome_at_the_deadline_is_a_retry() throws IOException {
        List<Activity> activities = new ArrayList<>(IntStream.range(0, 24)
                .mapToObj(i -> anActivity()
                        .of(order("F65-late"))
                        .id("f65-late-" + i)
                        .readers(user("U-F65"))
                        .build())
                .toList());
        // The first request has 24 activities and the edge, the second one only this activity.
        activities.add(anActivity()
                .of(order("F65-late"))
                .id("f65-late-last")
                .readers(user("U-F65"))
                .build());
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try (FaultProxy proxy = FaultProxy.recording(LocalTable.endpoint(), call -> {
                    if (call.puts().size() == 1) {
                        return call.pass();
                    }
                    arrived.countDown();
                    return call.leave(put -> true);
                });
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            DynamoDbActivityStore pausing = DynamoDbActivityStore.builder(client, LocalTable.NAME)
                    // The other thread has the first request before this thread takes the second one.
                    .executor(task -> {
                        new Thread(task).start();
                        await(arrived);
                    })
                    .sleeper(pause -> await(done))
                    .requestFailureListener((operation, reason, cause) -> {})
                    .build();

            List<Written> outcomes =
                    pausing.append(activities, Deadline.after(Duration.ofSeconds(2), System::nanoTime));

            assertThat(outcomes).hasSize(25).containsOnly(Written.retryable(RetryReason.DEADLINE));
            assertThat(timeline(order("F65-late"))).containsExactly(withoutReaders(activities.get(24)));
        } finally {
            done.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Activity withoutReaders(Activity activity) {
        return Activity.builder(activity.entity(), activity.identity(), activity.type(), activity.time())
                .copyOf(activity)
                .readers(List.of())
                .build();
    }

    @Test
    void f66_an_edge_that_is_stored_before_its_activity_makes_its_message_a_retry_and_the_retry_stores_both()
            throws IOException {
        String batch = SqsEvents.event(record("m1", "f66-1", "F66"));
        String first;
        try (FaultProxy proxy = FaultProxy.before(
                        LocalTable.endpoint(), call -> call.leave(put -> put.contains("\"order#F66\"")));
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            first = deliver(store(client), batch);
        }
        boolean readerMeanwhile = isReader("U-F66", "F66");
        List<Activity> meanwhile = timeline(order("F66"));

        String second = deliver(store, batch);

        assertThat(first).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}]}");
        assertThat(readerMeanwhile).isTrue();
        assertThat(meanwhile).isEmpty();
        assertThat(second).isEqualTo(NOTHING_FAILED);
        assertThat(timeline(order("F66"))).hasSize(1);
        assertThat(timeline(user("U-F66"))).hasSize(1);
        assertThat(isReader("U-F66", "F66")).isTrue();
    }

    @Test
    void f67_an_edge_that_dynamodb_refuses_rejects_its_activity_and_no_other() throws IOException {
        List<Activity> activities = IntStream.range(0, 12)
                .mapToObj(i -> anActivity()
                        .of(order("F67-" + i))
                        .id("f67-" + i)
                        .readers(user("U-F67-" + i))
                        .build())
                .toList();
        try (FaultProxy proxy = FaultProxy.recording(
                        LocalTable.endpoint(),
                        call -> call.body().contains("@order#F67-5\"")
                                ? Reply.error(400, "ValidationException")
                                : call.pass());
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {

            List<Written> outcomes = store(client).append(activities, soon());

            for (int i = 0; i < activities.size(); i++) {
                assertThat(outcomes.get(i))
                        .isEqualTo(
                                i == 5
                                        ? Written.rejected(Rejection.of(
                                                Rejection.Code.REFUSED_BY_STORE,
                                                "",
                                                "DynamoDB refuses the item: ValidationException"))
                                        : STORED);
                assertThat(isReader("U-F67-" + i, "F67-" + i)).isEqualTo(i != 5);
            }
        }
    }

    @Test
    void f68_an_activity_with_999_readers_is_stored_when_all_of_them_are() throws IOException {
        EntityRef[] readers =
                IntStream.range(0, 999).mapToObj(i -> user("U-F68-" + i)).toArray(EntityRef[]::new);
        Activity activity =
                anActivity().of(order("F68")).id("f68").readers(readers).build();
        String late = ItemKeys.edgeSort(readers[500]);
        try (FaultProxy proxy =
                        FaultProxy.recording(LocalTable.endpoint(), call -> call.leave(put -> put.contains(late)));
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {

            List<Written> outcomes = store(client).append(List.of(activity), soon());

            assertThat(outcomes).containsExactly(Written.retryable(RetryReason.THROTTLED));
            assertThat(proxy.calls()).hasSize(40 + ATTEMPTS - 1);
        }
        assertThat(edges("order", "F68")).isEqualTo(998);
        try (FaultProxy proxy = FaultProxy.recording(LocalTable.endpoint(), AwsJsonCall::pass);
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {

            assertThat(store(client).append(List.of(activity), soon())).containsExactly(STORED);

            assertThat(proxy.calls())
                    .hasSize(40)
                    .extracting(AwsJsonCall::operation)
                    .containsOnly("BatchWriteItem");
        }
        assertThat(edges("order", "F68")).isEqualTo(999);
        assertThat(timeline(order("F68"))).hasSize(1);
        assertThat(store.isReader(null, readers[500], order("F68"), soon())).isTrue();
    }

    @Test
    void f68_readers_that_several_activities_name_are_written_once_and_count_for_each_of_them() throws IOException {
        List<Activity> activities = IntStream.range(0, 20)
                .mapToObj(i -> anActivity()
                        .of(order("F68-same"))
                        .id("f68-same-" + i)
                        .at(T.plusMillis(i))
                        .readers(user("U-1"), user("U-2"), user("U-1"))
                        .build())
                .toList();
        try (FaultProxy proxy = FaultProxy.recording(
                        LocalTable.endpoint(),
                        call -> call.leave(put -> put.contains(ItemKeys.edgeSort(user("U-2")))));
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {

            List<Written> outcomes = store(client).append(activities, soon());

            assertThat(outcomes).hasSize(20).containsOnly(Written.retryable(RetryReason.THROTTLED));
            assertThat(proxy.calls().get(0).puts()).hasSize(20 + 2);
        }
    }

    @Test
    void f80_a_read_before_the_edge_arrives_is_refused_and_allowed_afterwards() throws IOException {
        assertThatThrownBy(() -> findAs("U-F80", "F80", store)).isInstanceOf(ReadDeniedException.class);

        assertThat(deliver(store, SqsEvents.event(record("m1", "f80", "F80")))).isEqualTo(NOTHING_FAILED);

        assertThat(findAs("U-F80", "F80", store)).hasSize(1);
        assertThatThrownBy(() -> findAs("U-F80-other", "F80", store)).isInstanceOf(ReadDeniedException.class);
    }

    @Test
    void f81_a_read_is_refused_while_the_edge_is_lost_to_throttling_and_allowed_after_the_redelivery()
            throws IOException {
        String batch = SqsEvents.event(record("m1", "f81", "F81"));
        try (FaultProxy proxy = FaultProxy.before(
                        LocalTable.endpoint(), call -> call.leave(put -> put.contains("@order#F81\"")));
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            assertThat(deliver(store(client), batch))
                    .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}]}");
        }
        assertThat(timeline(order("F81"))).hasSize(1);
        assertThatThrownBy(() -> findAs("U-F81", "F81", store)).isInstanceOf(ReadDeniedException.class);

        assertThat(deliver(store, batch)).isEqualTo(NOTHING_FAILED);

        assertThat(findAs("U-F81", "F81", store)).hasSize(1);
    }

    @Test
    void f82_a_read_whose_lookup_gets_no_answer_fails_as_unavailable_and_reads_nothing() throws IOException {
        assertThat(deliver(store, SqsEvents.event(record("m1", "f82", "F82")))).isEqualTo(NOTHING_FAILED);
        try (FaultProxy proxy = FaultProxy.recording(
                        LocalTable.endpoint(),
                        call -> call.operation().equals("GetItem")
                                ? Reply.error(500, "InternalServerError")
                                : call.pass());
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {

            for (String user : List.of("U-F82", "U-F82-other")) {
                assertThatThrownBy(() -> findAs(user, "F82", store(client)))
                        .isInstanceOfSatisfying(
                                StoreUnavailableException.class,
                                e -> assertThat(e.reason()).isEqualTo(RetryReason.UNAVAILABLE));
            }
            assertThat(proxy.calls()).extracting(AwsJsonCall::operation).containsOnly("GetItem");
        }
        assertThat(findAs("U-F82", "F82", store)).hasSize(1);
    }

    /** Reads the timeline of an order as a user whom only an edge can allow it. */
    private static List<Activity> findAs(String user, String order, DynamoDbActivityStore store) {
        ActivityService service = ActivityService.builder(store)
                .readPolicy(ReadPolicy.file(
                        "{\"version\":1,\"rules\":[{\"claim\":\"sub\",\"is\":\"user\",\"of\":[\"order\"]}]}"))
                .build();
        return service.find(Principal.of(user).with("sub", user), ActivityQuery.of(order(order)), soon())
                .items();
    }

    @ParameterizedTest
    @CsvSource({
        "400, ThrottlingException, THROTTLED, 4",
        "400, ProvisionedThroughputExceededException, THROTTLED, 4",
        "500, InternalServerError, UNAVAILABLE, 4",
        "400, AccessDeniedException, UNAVAILABLE, 1",
        "400, ResourceNotFoundException, UNAVAILABLE, 1",
        "400, ValidationException, UNAVAILABLE, 1",
    })
    void f71_a_lookup_that_fails_is_never_an_answer(int status, String code, RetryReason reason, int attempts)
            throws IOException {
        assertThat(deliver(store, SqsEvents.event(record("m1", "f71", "F71")))).isEqualTo(NOTHING_FAILED);
        try (FaultProxy proxy = FaultProxy.recording(LocalTable.endpoint(), call -> Reply.error(status, code));
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {

            assertThatThrownBy(() -> store(client).isReader(null, user("U-F71"), order("F71"), soon()))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("Cannot look up a reader: " + code)
                    .extracting("reason")
                    .isEqualTo(reason);
            assertThat(proxy.calls())
                    .hasSize(attempts)
                    .extracting(AwsJsonCall::operation)
                    .containsOnly("GetItem");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"Item\":{",
                "<html>",
                "[]",
                "{\"Item\":{\"pk\":{\"S\":\"@order#other\"},\"sk\":{\"S\":\"x\"},\"f\":{\"S\":\"2\"}}}"
            })
    void f71_an_unreadable_answer_is_asked_for_again_and_never_believed(String answer) throws IOException {
        assertThat(deliver(store, SqsEvents.event(record("m1", "f71-unreadable", "F71-unreadable"))))
                .isEqualTo(NOTHING_FAILED);
        AtomicInteger calls = new AtomicInteger();
        try (FaultProxy proxy = FaultProxy.recording(
                        LocalTable.endpoint(),
                        call -> calls.incrementAndGet() == 1 ? Reply.of(200, answer) : call.pass());
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            assertThat(store(client).isReader(null, user("U-F71-unreadable"), order("F71-unreadable"), soon()))
                    .isTrue();
            assertThat(proxy.calls()).hasSize(2);
        }
        try (FaultProxy proxy = FaultProxy.recording(LocalTable.endpoint(), call -> Reply.of(200, answer));
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            assertThatThrownBy(() ->
                            store(client).isReader(null, user("U-F71-unreadable"), order("F71-unreadable"), soon()))
                    .isInstanceOf(StoreUnavailableException.class)
                    .extracting("reason")
                    .isEqualTo(RetryReason.UNAVAILABLE);
            assertThat(proxy.calls()).hasSize(ATTEMPTS);
        }
    }

    @Test
    void f71_a_lookup_without_an_answer_ends_at_the_deadline() throws IOException {
        URI gone;
        try (FaultProxy proxy = FaultProxy.recording(LocalTable.endpoint(), AwsJsonCall::hang);
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            gone = proxy.endpoint();
            Deadline deadline = Deadline.after(Duration.ofMillis(1500), System::nanoTime);

            assertThatThrownBy(() -> store(client).isReader(null, user("U-1"), order("F71-hang"), deadline))
                    .isInstanceOf(StoreUnavailableException.class);

            // A tolerance for a busy machine. With the request's time-out alone, the call would end 3.5 seconds late.
            assertThat(deadline.remaining()).isGreaterThan(Duration.ofSeconds(-2));
            assertThatThrownBy(() -> store(client).isReader(null, user("U-1"), order("F71-hang"), deadline))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("Cannot look up a reader: the deadline has passed")
                    .extracting("reason")
                    .isEqualTo(RetryReason.DEADLINE);
        }
        try (DynamoDbClient client = LocalTable.clientOf(gone)) {
            assertThatThrownBy(() -> store(client).isReader(null, user("U-1"), order("F71-gone"), soon()))
                    .isInstanceOf(StoreUnavailableException.class)
                    .extracting("reason")
                    .isEqualTo(RetryReason.UNAVAILABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "3", "x"})
    void f71_an_edge_of_an_unknown_format_allows_nothing(String format) {
        LocalTable.client()
                .putItem(put -> put.tableName(LocalTable.NAME)
                        .item(Map.of(
                                "pk",
                                AttributeValue.fromS(ItemKeys.edgePartition(null, order("F71-format" + format))),
                                "sk",
                                AttributeValue.fromS(ItemKeys.edgeSort(user("U-1"))),
                                "f",
                                AttributeValue.fromS(format))));

        assertThat(isReader("U-1", "F71-format" + format)).isFalse();
    }

    private static String deliver(DynamoDbActivityStore into, String batch) throws IOException {
        ActivityService service = ActivityService.builder(into).catalog(CATALOG).build();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        new SqsStreamHandler(SqsBatchHandler.builder(service).build(), Duration.ofSeconds(1))
                .handleRequest(new ByteArrayInputStream(batch.getBytes(UTF_8)), output, LambdaContext.withAmpleTime());
        return output.toString(UTF_8);
    }

    private static DynamoDbActivityStore store(DynamoDbClient client) {
        return DynamoDbActivityStore.builder(client, LocalTable.NAME)
                .maxAttempts(ATTEMPTS)
                .pauses(Duration.ofMillis(1), Duration.ofMillis(2))
                .requestFailureListener((operation, reason, cause) -> {})
                .build();
    }

    private boolean isReader(String userId, String orderId) {
        return store.isReader(null, user(userId), order(orderId), soon());
    }

    private List<Activity> timeline(EntityRef entity) {
        return store.read(new SliceRequest(ActivityQuery.of(entity), null, 1000), soon())
                .items();
    }

    private static int edges(String type, String id) {
        List<Map<String, AttributeValue>> found = new ArrayList<>(LocalTable.client()
                .query(query -> query.tableName(LocalTable.NAME)
                        .consistentRead(true)
                        .keyConditionExpression("pk = :p")
                        .expressionAttributeValues(Map.of(
                                ":p", AttributeValue.fromS(ItemKeys.edgePartition(null, EntityRef.of(type, id))))))
                .items());
        return found.size();
    }

    private static String record(String messageId, String eventId, String orderId) {
        return SqsEvents.record(
                messageId,
                SqsEvents.quote(EventBodies.cloudEvent(eventId, "\"time\":\"2026-01-05T10:00:00Z\",", orderId)));
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(60), System::nanoTime);
    }
}
