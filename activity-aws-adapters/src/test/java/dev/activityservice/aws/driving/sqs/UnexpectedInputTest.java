package dev.activityservice.aws.driving.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.aws.telemetry.Recording;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invocations without messages: they fail, and the error says what was received and what to change. */
class UnexpectedInputTest {

    private static final String ONLY_A_MAPPING =
            "Only the event source mapping of an SQS queue may invoke this function, with at least one message";

    private final Recording recording = new Recording();
    private final List<String> lines = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "'' | no input",
                "' ' | no input",
                "null | null",
                "true | a JSON boolean",
                "17 | a JSON number",
                "\"CANARY\" | a JSON string",
                "{} | an empty object",
                "{\"Records\":null} | the field \"Records\" null in an object with the fields \"Records\"",
                "{\"Records\":[]} | the field \"Records\" empty in an object with the fields \"Records\"",
                "{\"Records\":[ ],\"Records\":null} | the field \"Records\" null in an object with the fields \"Records\", \"Records\"",
                "{\"Records\":{}} | a JSON object as \"Records\", which must be an array",
                "{\"Records\":\"CANARY\"} | a JSON string as \"Records\", which must be an array",
                "{\"Records\":false} | a JSON boolean as \"Records\", which must be an array",
                "{\"records\":[{\"a\":1}]} | an object with the fields \"records\"",
                "{\"a\":[{\"CANARY\":1}],\"b\":\"CANARY\"} | an object with the fields \"a\", \"b\"",
                "{\"a\":{\"Records\":[{\"messageId\":\"m\"}]}} | an object with the fields \"a\"",
            })
    void f44_an_input_without_messages_fails_and_is_described(String input, String received) {
        assertThatThrownBy(() -> handle(input))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot read the SQS event: expected messages in \"Records\", not " + received + ". "
                        + ONLY_A_MAPPING);
        assertThat(lines).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"version\":\"0\",\"id\":\"CANARY\",\"detail-type\":\"shop.placed.v1\",\"source\":\"dev.shop\",\"detail\":{\"CANARY\":1}}"
                        + " | an EventBridge event with the detail-type \"shop.placed.v1\" and the source \"dev.shop\"."
                        + " Make the SQS queue the target of the EventBridge rule, not this function",
                "{\"source\":\"aws.scheduler\",\"detail\":\"CANARY\"} | an EventBridge event with the detail-type null and the source"
                        + " \"aws.scheduler\". Make the SQS queue the target of the EventBridge rule, not this function",
                "{\"detail-type\":\"a\",\"source\":7,\"Records\":[]} | an EventBridge event with the detail-type \"a\" and the source null."
                        + " Make the SQS queue the target of the EventBridge rule, not this function",
                "{\"requestContext\":{\"elb\":{\"targetGroupArn\":\"CANARY\"}},\"httpMethod\":\"GET\",\"path\":\"/CANARY\"}"
                        + " | a request of a load balancer. Requests belong to a find function behind an API Gateway",
                "{\"resource\":\"/\",\"path\":\"/CANARY\",\"httpMethod\":\"GET\",\"requestContext\":{\"stage\":\"CANARY\"}}"
                        + " | an HTTP request, as of an API Gateway or a function URL. Requests belong to the find function, not to this function",
                "{\"version\":\"2.0\",\"routeKey\":\"$default\",\"rawPath\":\"/CANARY\",\"requestContext\":{\"http\":{}}}"
                        + " | an HTTP request, as of an API Gateway or a function URL. Requests belong to the find function, not to this function",
                "{\"specversion\":\"1.0\",\"id\":\"CANARY\",\"source\":\"CANARY\",\"type\":\"CANARY\"}"
                        + " | a CloudEvent. Send it to the SQS queue of this function",
                "{\"Type\":\"Notification\",\"TopicArn\":\"CANARY\",\"Message\":\"CANARY\"}"
                        + " | an SNS notification. Subscribe the SQS queue to the topic, not this function",
                "[{\"messageId\":\"m\",\"body\":\"CANARY\",\"eventSource\":\"aws:sqs\"}]"
                        + " | a JSON array, as of an EventBridge pipe. Use an event source mapping of the SQS queue instead",
            })
    void f44_the_error_names_the_service_that_sent_the_input_and_the_cure(String input, String received) {
        assertThatThrownBy(() -> handle(input))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot read the SQS event: expected messages in \"Records\", not " + received);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"EventSource\":\"aws:sns\",\"Sns\":{\"Message\":\"CANARY\"}}"
                        + "|\"aws:sns\". Subscribe the SQS queue to the topic, not this function",
                "{\"eventSource\":\"aws:s3\",\"s3\":{}}"
                        + "|\"aws:s3\". Let the bucket notify the SQS queue or EventBridge, not this function",
                "{\"eventSource\":\"aws:kinesis\",\"kinesis\":{}}"
                        + "|\"aws:kinesis\". Send the records of the stream to the SQS queue, not to this function",
                "{\"dynamodb\":{\"Keys\":\"CANARY\"},\"eventSource\":\"aws:dynamodb\"}"
                        + "|\"aws:dynamodb\". Send the records of the stream to the SQS queue, not to this function",
                "{\"eventSource\":\"aws:other\"}|\"aws:other\". " + ONLY_A_MAPPING,
            })
    void f44_records_of_another_service_fail_and_name_it(String entry, String received) {
        assertThatThrownBy(() -> handle("{\"Records\":[" + entry + "]}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot handle the SQS batch: record 0 has no messageId, so a failure could not be reported."
                                + " Its event source is " + received);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"a\":",
                "{\"a\":CANARY}",
                "{\"Records\":[",
                "[",
                "\"CANARY",
                "CANARY",
                "{} {}",
                "{}CANARY"
            })
    void f44_malformed_json_fails_with_its_position_only(String input) {
        assertThatThrownBy(() -> handle(input))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot read the SQS event: ")
                .hasMessageNotContaining("CANARY");
    }

    @Test
    void f62_names_and_values_in_the_error_are_escaped_and_truncated() {
        StringBuilder members = new StringBuilder("\"\\u0000\\u202e\":1");
        for (int i = 0; i < 10_000; i++) {
            members.append(",\"").append("n".repeat(40)).append(i).append("\":").append(i);
        }

        assertThatThrownBy(() -> handle("{" + members + "}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an object with the fields \"\\u0000\\u202e\", \"" + "n".repeat(31) + "…\", ")
                .hasMessageContaining(" and 9995 more. ")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
        assertThatThrownBy(
                        () -> handle("{\"detail-type\":\"" + "t\\u202e".repeat(500) + "\",\"source\":\"\\u001b[31m\"}"))
                .hasMessageContaining(
                        " the detail-type \"" + "t\\u202e".repeat(31) + "t…\" and the source \"\\u001b[31m\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"Records\":[{\"body\":\"x\"}]}", "{\"Records\":[]}"})
    void f44_a_failed_invocation_has_the_span_of_a_batch_with_the_class_of_the_error(String input) {
        assertThatThrownBy(() -> handle(input)).isInstanceOf(IllegalArgumentException.class);

        assertThat(recording.spans()).singleElement().satisfies(span -> {
            assertThat(span.getName()).isEqualTo("process");
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type")))
                    .isEqualTo("java.lang.IllegalArgumentException");
            assertThat(span.getAttributes().get(AttributeKey.longKey("messaging.batch.message_count")))
                    .isZero();
        });
        assertThat(lines).isEmpty();
    }

    @Test
    void unknown_fields_next_to_messages_are_ignored() throws Exception {
        String body = SqsEvents.orderCreated("e1", "ORD-1", "U-1");

        String response = handle("{\"detail-type\":\"x\",\"requestContext\":{\"elb\":1},\"Records\":["
                + SqsEvents.record("m1", body) + "],\"a\":null}");

        assertThat(response).isEqualTo("{\"batchItemFailures\":[]}");
    }

    private String handle(String input) throws Exception {
        SqsBatchHandler handler = SqsBatchHandler.builder(
                        ActivityService.builder(InMemoryActivityStore.create()).build())
                .observer(BatchObserver.logging(lines::add))
                .telemetry(AwsTelemetry.of(recording.openTelemetry()))
                .build();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        new SqsStreamHandler(handler, Duration.ofSeconds(1))
                .handleRequest(new ByteArrayInputStream(input.getBytes(UTF_8)), output, LambdaContext.withAmpleTime());
        return output.toString(UTF_8);
    }
}
