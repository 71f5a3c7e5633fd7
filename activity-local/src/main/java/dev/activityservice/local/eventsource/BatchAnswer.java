package dev.activityservice.local.eventsource;

import dev.activityservice.local.json.InvalidJsonException;
import dev.activityservice.local.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a function's answer as Lambda does when {@code ReportBatchItemFailures} is on.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html">success and failure conditions</a>
 */
final class BatchAnswer {

    private BatchAnswer() {}

    /** The ids of the messages that failed: some, none, or all of those given. */
    static Set<String> failures(byte[] answer, Set<String> messageIds) {
        Map<String, @Nullable Object> object;
        try {
            Object value = Json.read(new String(answer, StandardCharsets.UTF_8));
            if (value == null) {
                return Set.of();
            }
            if (!(value instanceof Map<?, ?>)) {
                return messageIds;
            }
            object = Json.asObject(value);
        } catch (InvalidJsonException e) {
            return messageIds;
        }
        Object failures = object.get("batchItemFailures");
        if (failures == null) {
            return Set.of();
        }
        if (!(failures instanceof List<?> list)) {
            return messageIds;
        }
        Set<String> failed = new HashSet<>();
        for (Object each : list) {
            if (!(Json.asObject(each).get("itemIdentifier") instanceof String id) || !messageIds.contains(id)) {
                return messageIds;
            }
            failed.add(id);
        }
        return failed;
    }
}
