package dev.activityservice.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.query.TimelineSummary;
import java.io.IOException;
import java.util.Map;

/** Writes a summary as JSON. What does not fit into a response is left out: the last activity, then the least frequent types. */
final class SummaryWriter {

    /** Values of {@code count_precision}. */
    static final String EXACT = "exact";

    static final String AT_LEAST = "at_least";

    private SummaryWriter() {}

    static void write(PageBuffer body, EntityRef entity, TimelineSummary summary, EntryJson entries)
            throws IOException {
        try (JsonGenerator out = HttpJson.FACTORY.createGenerator(body)) {
            out.writeStartObject();
            out.writeStringField("entity_id", EntryJson.wellFormed(entity.id()));
            out.writeStringField("entity_type", EntryJson.wellFormed(entity.type()));
            out.writeNumberField("count", summary.count());
            out.writeStringField("count_precision", summary.isComplete() ? EXACT : AT_LEAST);
            Activity first = summary.first();
            if (first != null) {
                out.writeObjectFieldStart("first");
                entries.writeFields(out, first);
                out.writeEndObject();
            }
            out.flush();
            body.keep();
            Activity last = summary.last();
            if (last != null) {
                out.writeObjectFieldStart("last");
                entries.writeFields(out, last);
                out.writeEndObject();
                out.flush();
                body.keepIfFits();
            }
            out.writeObjectFieldStart("count_by_type");
            out.flush();
            body.keep();
            for (Map.Entry<String, Integer> each : summary.countByType().entrySet()) {
                out.writeNumberField(EntryJson.wellFormed(each.getKey()), each.getValue());
                out.flush();
                if (!body.keepIfFits()) {
                    break;
                }
            }
            out.writeEndObject();
            out.writeEndObject();
        }
    }
}
