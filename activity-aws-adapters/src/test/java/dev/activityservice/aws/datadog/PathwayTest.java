package dev.activityservice.aws.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.aws.driving.sqs.SqsEvents;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The places of a pathway in a body. */
class PathwayTest {

    private static final String IN_DATADOG = "{\"id\":\"1\",\"_datadog\":{\"x\":[{}],\"dd-pathway-ctx-base64\":\"P\"}}";
    private static final String DIRECT = "{\"data\":{\"dd-pathway-ctx-base64\":\"N\"},\"dd-pathway-ctx-base64\":\"P\"}";

    @Test
    void a_pathway_is_found_in_each_shape_of_a_body() {
        for (String event : List.of(IN_DATADOG, DIRECT)) {
            String envelope = "{\"detail-type\":\"t\",\"detail\":" + event + ",\"source\":\"s\"}";
            for (String body : List.of(
                    event,
                    envelope,
                    "{\"Data\":" + event + ",\"SystemMetadata\":{}}",
                    "{\"Type\":\"Notification\",\"Message\":" + SqsEvents.quote(envelope) + "}")) {
                assertThat(Pathway.read(body).entries())
                        .as(body)
                        .isEqualTo(Set.of(Map.entry("dd-pathway-ctx-base64", (Object) "P")));
            }
        }
    }

    @Test
    void the_field_datadog_has_precedence_in_any_order() {
        assertThat(Pathway.read("{\"dd-pathway-ctx-base64\":\"N\",\"_datadog\":{\"dd-pathway-ctx-base64\":\"P\"}}")
                        .entries())
                .isEqualTo(Set.of(Map.entry("dd-pathway-ctx-base64", (Object) "P")));
    }

    @Test
    void other_bodies_have_no_pathway_and_cause_no_exception() {
        for (String body : List.of(
                "",
                "{",
                "[1]",
                "{\"_datadog\":{}}",
                "{\"_datadog\":\"x\",\"dd-pathway-ctx-base64\":7}",
                "{\"data\":{\"_datadog\":{\"dd-pathway-ctx-base64\":\"N\"}}}",
                "{\"dd-pathway-ctx-base64\":\"" + "x".repeat(257) + "\"}",
                "[".repeat(10_000))) {
            assertThat(Pathway.read(body).entries()).as(body).isEmpty();
        }
    }
}
