package dev.activityservice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/** The bus refuses what EventBridge refuses, in the same words. */
class PutEventsTest {

    private static final String TYPE = "users.userCreated.v1";

    @Test
    void each_entry_has_its_own_fault_and_does_not_cost_the_others_anything() {
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
    void a_bus_without_a_name_and_a_trace_header_that_is_too_long_cost_the_whole_request() {
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
    void one_megabyte_is_taken_and_one_byte_more_is_not() {
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
    void another_operation_is_unknown() throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(SharedStack.STACK.endpoint() + "/"))
                                .header("X-Amz-Target", "AWSEvents.ListRules")
                                .POST(BodyPublishers.ofString("{}"))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .isEqualTo("{\"__type\":\"UnknownOperationException\",\"message\":\"This bus knows PutEvents only\"}");
    }

    private static PutEventsRequestEntry.Builder entry() {
        return PutEventsRequestEntry.builder()
                .eventBusName("another-bus")
                .source("dev.test")
                .detailType(TYPE)
                .detail("{\"a\":1}");
    }
}
