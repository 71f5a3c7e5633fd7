package dev.activityservice.lab.campaigns;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Batches as Lambda hands them to a function, for those who invoke one without a queue. */
final class SqsEvents {

    private SqsEvents() {}

    static byte[] of(List<Publication> batch, long sentMillis) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        ArrayNode records = event.putArray("Records");
        for (Publication each : batch) {
            records.addObject()
                    .put("messageId", each.name())
                    .put("body", each.body())
                    .putObject("attributes")
                    .put("SentTimestamp", Long.toString(sentMillis))
                    .put("ApproximateReceiveCount", "1");
        }
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }
}
