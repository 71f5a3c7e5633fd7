package dev.activityservice.local.eventsource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads a function's response as Lambda does with the setting {@code ReportBatchItemFailures}.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html">success and failure conditions</a>
 */
final class BatchResponse {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private BatchResponse() {}

    /** Returns the ids of the messages that failed. An invalid response means that all failed. */
    static Set<String> failures(byte[] response, Set<String> messageIds) {
        JsonNode object;
        try {
            object = JSON.readTree(new String(response, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            return messageIds;
        }
        JsonNode failures = object.path("batchItemFailures");
        if (object.isNull() || failures.isNull() || (object.isObject() && failures.isMissingNode())) {
            return Set.of();
        }
        if (!failures.isArray()) {
            return messageIds;
        }
        Set<String> failed = new HashSet<>();
        for (JsonNode each : failures) {
            String id = each.path("itemIdentifier").textValue();
            if (id == null || !messageIds.contains(id)) {
                return messageIds;
            }
            failed.add(id);
        }
        return failed;
    }
}
