package dev.activityservice.lab.campaigns;

import dev.activityservice.local.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Batches as Lambda hands them to a function, for those who invoke one without a queue. */
final class SqsEvents {

    private SqsEvents() {}

    static byte[] of(List<Publication> batch, long sentMillis) {
        List<Object> records = new ArrayList<>();
        for (Publication each : batch) {
            records.add(Json.object(
                    "messageId",
                    each.name(),
                    "body",
                    each.body(),
                    "attributes",
                    Json.object("SentTimestamp", Long.toString(sentMillis), "ApproximateReceiveCount", "1")));
        }
        return Json.write(Json.object("Records", records)).getBytes(StandardCharsets.UTF_8);
    }
}
