package dev.activityservice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.local.bus.EventBus;
import dev.activityservice.local.command.LocalClients;
import dev.activityservice.local.notice.DistinctNotices;
import dev.activityservice.testbed.proxy.FaultProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The bus rejects the requests and entries that EventBridge rejects, with the same messages. */
class PutEventsTest {

    private static final String TYPE = "users.userCreated.v1";

    @Test
    void a_faulty_entry_fails_alone() {
        PutEventsResponse response = SharedStack.BUS.putEvents(request -> request.entries(
                entry().source(null).build(),
                entry().detailType(null).build(),
                entry().detail(null).build(),
                entry().detail("[1]").build(),
                entry().detail("{\"a\":}").build(),
                entry().source("aws.s3").build(),
                entry().detailType("t".repeat(129)).build(),
                entry().build()));

        assertThat(response.failedEntryCount()).isEqualTo(7);
        assertThat(response.entries().stream()
                        .map(each -> each.errorCode() + ": " + each.errorMessage())
                        .toList())
                .containsExactly(
                        "InvalidArgument: Parameter Source is not valid. Reason: Source is a required argument.",
                        "InvalidArgument: Parameter DetailType is not valid. Reason: DetailType is a required argument.",
                        "InvalidArgument: Parameter Detail is not valid. Reason: Detail is a required argument.",
                        "MalformedDetail: Detail is malformed.",
                        "MalformedDetail: Detail is malformed.",
                        "NotAuthorizedForSourceException: Not authorized for the source.",
                        "InvalidArgument: Parameter DetailType is not valid. Reason: DetailType has more than 128 characters.",
                        "null: null");
        assertThat(response.entries())
                .last()
                .extracting(PutEventsResultEntry::eventId)
                .isNotNull();
    }

    @Test
    void an_event_that_the_queue_does_not_accept_fails_alone() throws IOException {
        String queue = SharedStack.SQS
                .createQueue(request -> request.queueName("taken-in-part"))
                .queueUrl();
        PutEventsResponse response;
        try (FaultProxy proxy = FaultProxy.before(
                        SharedStack.STACK.sqsEndpoint(),
                        call -> call.operation().equals("SendMessageBatch")
                                ? call.fail(entry -> entry.contains("part-2"))
                                : call.pass());
                SqsClient sqs = LocalClients.sqs(proxy.endpoint())) {
            response = putOnABusBefore(sqs, queue, routed("part-1"), routed("part-2"), routed("part-3"));
        }

        assertThat(response.failedEntryCount()).isEqualTo(1);
        assertThat(response.entries().stream()
                        .map(each -> each.errorCode() + ": " + each.errorMessage())
                        .toList())
                .containsExactly(
                        "null: null",
                        "InternalFailure: The queue did not accept the event (InternalError); try again.",
                        "null: null");
        assertThat(response.entries())
                .extracting(each -> each.eventId() == null)
                .containsExactly(false, true, false);
        assertThat(SharedStack.SQS
                        .receiveMessage(request -> request.queueUrl(queue).maxNumberOfMessages(10))
                        .messages())
                .extracting(message -> message.body().replaceAll(".*(part-.).*", "$1"))
                .containsExactlyInAnyOrder("part-1", "part-3");
    }

    @Test
    void eleven_entries_are_too_many_and_none_are_too_few() {
        assertThatThrownBy(() ->
                        SharedStack.BUS.putEvents(request -> request.entries(Collections.nCopies(11, entry().build()))))
                .isInstanceOfSatisfying(EventBridgeException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
                    assertThat(e.awsErrorDetails().errorMessage())
                            .endsWith("Member must have length less than or equal to 10");
                });
        assertThatThrownBy(() -> SharedStack.BUS.putEvents(request -> request.entries(List.of())))
                .isInstanceOfSatisfying(
                        EventBridgeException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .endsWith("Member must have length greater than or equal to 1"));
    }

    @Test
    void an_empty_bus_name_or_a_long_trace_header_fails_the_whole_request() {
        for (PutEventsRequestEntry faulty : List.of(
                entry().eventBusName("").build(),
                entry().eventBusName("b".repeat(1601)).build(),
                entry().traceHeader("Root=" + "1".repeat(496)).build())) {
            assertThatThrownBy(() -> SharedStack.BUS.putEvents(request -> request.entries(entry().build(), faulty)))
                    .isInstanceOfSatisfying(
                            EventBridgeException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException"));
        }
    }

    @Test
    void one_megabyte_is_accepted_and_one_byte_more_is_not() {
        int others = TYPE.length() + "dev.test".length();
        String detail = "{\"a\":\"" + "x".repeat(1024 * 1024 - others - 8) + "\"}";
        PutEventsRequestEntry exact = PutEventsRequestEntry.builder()
                .eventBusName("another-bus")
                .source("dev.test")
                .detailType(TYPE)
                .detail(detail)
                .build();

        assertThat(SharedStack.BUS.putEvents(request -> request.entries(exact)).failedEntryCount())
                .isZero();
        assertThatThrownBy(() -> SharedStack.BUS.putEvents(request ->
                        request.entries(exact.toBuilder().detail(detail + " ").build())))
                .isInstanceOfSatisfying(
                        EventBridgeException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .isEqualTo("Total size of the entries in the request is over the limit."));
    }

    @Test
    void an_event_that_is_too_large_for_the_queue_fails_alone_and_says_by_how_much() {
        int others = TYPE.length() + "dev.test".length();
        String tail = "\"}";
        String head = "{\"a\":\"";
        PutEventsRequestEntry.Builder routed = entry().eventBusName(LocalStack.BUS);

        PutEventsResponse exact = SharedStack.BUS.putEvents(request ->
                request.entries(routed.detail(head + "x".repeat(1024 * 1024 - others - 8) + tail)
                        .build()));
        String message = exact.entries().get(0).errorMessage();
        int excess = Integer.parseInt(message.replaceAll(".* at least ([0-9]+) bytes smaller.*", "$1"));
        PutEventsResponse smaller = SharedStack.BUS.putEvents(request ->
                request.entries(routed.detail(head + "x".repeat(1024 * 1024 - others - 8 - excess) + tail)
                        .build()));
        PutEventsResponse oneMore = SharedStack.BUS.putEvents(request ->
                request.entries(routed.detail(head + "x".repeat(1024 * 1024 - others - 8 - excess + 1) + tail)
                        .build()));

        assertThat(exact.entries().get(0).errorCode()).isEqualTo("InvalidArgument");
        assertThat(message)
                .isEqualTo("The event with its envelope has " + (1024 * 1024 + excess)
                        + " bytes, and a message of the queue at most 1048576: make its Detail at least " + excess
                        + " bytes smaller, for example by a reference to data that are stored elsewhere.");
        assertThat(smaller.failedEntryCount()).isZero();
        assertThat(oneMore.entries().get(0).errorMessage()).contains("at least 1 bytes smaller");
    }

    @Test
    void an_event_with_a_character_that_no_queue_accepts_fails_alone_and_says_which() {
        PutEventsResponse response = SharedStack.BUS.putEvents(request -> request.entries(
                entry().eventBusName(LocalStack.BUS)
                        .detail("{\"a\":\"\uffff\"}")
                        .build(),
                entry().eventBusName(LocalStack.BUS)
                        .detail("{\"a\":\"\\uffff\"}")
                        .build(),
                entry().eventBusName(LocalStack.BUS)
                        .detail("{\"a\":\"\ud83d\ude00\u007f\ufffd\ue000\"}")
                        .build()));

        assertThat(response.entries().stream().map(PutEventsResultEntry::errorCode))
                .containsExactly("InvalidArgument", null, null);
        assertThat(response.entries().get(0).errorMessage())
                .isEqualTo("The event has the character U+FFFF, which a message of the queue must not have: remove it,"
                        + " or write it as an escape of JSON.");
    }

    @Test
    void a_detail_type_without_an_entry_and_another_bus_are_reported_once_with_what_is_near() throws IOException {
        List<String> notices = new ArrayList<>();
        String queue = SharedStack.SQS
                .createQueue(request -> request.queueName("notices"))
                .queueUrl();

        PutEventsRequestEntry similar =
                entry().detailType("orders.orderCreated").build();
        PutEventsRequestEntry otherBus = entry().eventBusName("default").build();
        putOnABusBefore(
                SharedStack.SQS,
                queue,
                notices,
                similar,
                entry().detailType("Users.UserCreated.v1").build(),
                entry().detailType("x\u001b[31m").build(),
                otherBus,
                similar,
                otherBus);

        assertThat(notices).hasSize(4);
        assertThat(notices.get(0))
                .isEqualTo("Dropped an event: no entry of the catalog matches its detail type \"orders.orderCreated\";"
                        + " the nearest entry is \"orders.orderCreated.v1\"");
        assertThat(notices.get(1)).endsWith("; the nearest entry is \"users.userCreated.v1\"");
        assertThat(notices.get(2)).contains("\"x\\u001b[31m\"");
        assertThat(notices.get(3))
                .isEqualTo("Dropped an event for the bus \"default\": the name of this bus is \"another-bus\"");
    }

    @Test
    void another_operation_is_unknown() {
        HttpResponse<String> response =
                CheckedClient.send(HttpRequest.newBuilder(URI.create(SharedStack.STACK.endpoint() + "/"))
                        .header("X-Amz-Target", "AWSEvents.ListRules")
                        .POST(BodyPublishers.ofString("{}"))
                        .build());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .isEqualTo("{\"__type\":\"UnknownOperationException\",\"message\":\"The header X-Amz-Target must be"
                        + " AWSEvents.PutEvents, which is the only operation of this bus\"}");
    }

    /** Puts events on a new bus, which stops after its answer. */
    private static PutEventsResponse putOnABusBefore(SqsClient sqs, String queue, PutEventsRequestEntry... events)
            throws IOException {
        return putOnABusBefore(sqs, queue, new ArrayList<>(), events);
    }

    private static PutEventsResponse putOnABusBefore(
            SqsClient sqs, String queue, List<String> notices, PutEventsRequestEntry... events) throws IOException {
        AtomicInteger ids = new AtomicInteger();
        EventBus bus = new EventBus(
                new EventBus.Settings(
                        "another-bus", LocalClients.REGION, LocalClients.ACCOUNT, ActivityCatalog.reference()),
                sqs,
                queue,
                InstantSource.fixed(Instant.parse("2026-03-02T09:00:00Z")),
                () -> "id-" + ids.incrementAndGet(),
                new DistinctNotices(notices::add));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                bus.handle(exchange);
            }
        });
        server.start();
        try (EventBridgeClient client = LocalClients.eventBridge(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()))) {
            return client.putEvents(request -> request.entries(events));
        } finally {
            server.stop(0);
        }
    }

    private static PutEventsRequestEntry routed(String id) {
        return entry().detail("{\"id\":\"" + id + "\"}").build();
    }

    private static PutEventsRequestEntry.Builder entry() {
        return PutEventsRequestEntry.builder()
                .eventBusName("another-bus")
                .source("dev.test")
                .detailType(TYPE)
                .detail("{\"a\":1}");
    }
}
