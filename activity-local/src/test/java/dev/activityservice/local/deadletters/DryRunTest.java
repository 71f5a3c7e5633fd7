package dev.activityservice.local.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.TimeSource;
import dev.activityservice.port.driving.ExplainEvent.Explanation;
import dev.activityservice.port.driving.RecordActivities.Kind;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** A dry run has the metadata and the settings of the function. */
class DryRunTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String HEADER = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String BODY = "{\"specversion\":\"1.0\",\"id\":\"e-1\",\"source\":\"s\","
            + "\"type\":\"users.userCreated.v1\",\"data\":{\"userId\":\"U-1\"}}";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_message_has_its_sent_time_and_its_attributes(boolean binary) {
        for (Map.Entry<String, String> attribute : Map.of(
                        "traceparent", HEADER, "_datadog", "{\"traceparent\":\"" + HEADER + "\"}")
                .entrySet()) {
            Message message = message(Map.of(attribute.getKey(), value(attribute.getValue(), binary)));

            Explanation explanation = new DryRun(ActivityCatalog.reference()).explain(message);

            DomainEvent event = event(explanation);
            assertThat(explanation.outcome()).isInstanceOf(Outcome.Recorded.class);
            assertThat(event.timeSource()).isEqualTo(TimeSource.SQS);
            assertThat(event.time()).isEqualTo(Instant.parse("2026-01-05T10:00:00Z"));
            assertThat(event.trace())
                    .isNotNull()
                    .satisfies(trace -> assertThat(trace.traceId()).isEqualTo(TRACE));
        }
    }

    @Test
    void the_maximum_of_an_event_is_that_of_the_function() {
        MessageMetadata metadata = MessageMetadata.builder()
                .sentTime(Instant.parse("2026-01-05T10:00:00Z"))
                .build();

        assertThat(new DryRun(ActivityCatalog.reference(), false, 10)
                        .explain(BODY, metadata)
                        .outcome()
                        .kind())
                .isEqualTo(Kind.REJECTED);
        assertThat(new DryRun(ActivityCatalog.reference(), false, 1000)
                        .explain(BODY, metadata)
                        .outcome()
                        .kind())
                .isEqualTo(Kind.RECORDED);
    }

    private static DomainEvent event(Explanation explanation) {
        if (explanation.outcome().reading() instanceof EventReader.Result.Accepted accepted) {
            return accepted.event();
        }
        throw new AssertionError("Not an event: " + explanation.outcome());
    }

    private static Message message(Map<String, MessageAttributeValue> attributes) {
        return Message.builder()
                .messageId("m-1")
                .body(BODY)
                .attributes(Map.of(MessageSystemAttributeName.SENT_TIMESTAMP, "1767607200000"))
                .messageAttributes(attributes)
                .build();
    }

    private static MessageAttributeValue value(String text, boolean binary) {
        return binary
                ? MessageAttributeValue.builder()
                        .dataType("Binary")
                        .binaryValue(SdkBytes.fromString(text, StandardCharsets.UTF_8))
                        .build()
                : MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(text)
                        .build();
    }
}
