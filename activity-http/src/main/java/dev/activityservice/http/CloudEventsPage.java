package dev.activityservice.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.TraceContext;
import dev.activityservice.query.PageToken;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A page as a batch of CloudEvents (<a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#4-json-batch-format">JSON batch format</a>). The
 * data of an event are the attributes that the service keeps, not the whole data of the original event. The extension {@value #DATA_PART}
 * says so in each event.
 */
final class CloudEventsPage implements PageFormat {

    static final String DATA_PART = "datapart";
    static final String ATTRIBUTES = "attributes";

    private final JsonGenerator out;
    private final EntryJson entries;

    CloudEventsPage(PageBuffer body, EntryJson entries) throws IOException {
        this.out = HttpJson.FACTORY.createGenerator(body);
        this.entries = entries;
    }

    @Override
    public String contentType() {
        return ResponseFormat.CLOUD_EVENTS.mediaType();
    }

    @Override
    public @Nullable String fileExtension() {
        return null;
    }

    @Override
    public void begin() throws IOException {
        out.writeStartArray();
    }

    @Override
    public void write(Activity activity) throws IOException {
        out.writeStartObject();
        out.writeStringField("specversion", "1.0");
        out.writeStringField("id", EntryJson.wellFormed(activity.identity().id()));
        out.writeStringField("source", EntryJson.wellFormed(activity.identity().source()));
        out.writeStringField("type", EntryJson.wellFormed(activity.type()));
        out.writeStringField("time", UtcTime.text(activity.time()));
        out.writeStringField("timesource", activity.timeSource().name().toLowerCase(Locale.ROOT));
        out.writeStringField(
                "entitytype", EntryJson.wellFormed(activity.entity().type()));
        out.writeStringField("entityid", EntryJson.wellFormed(activity.entity().id()));
        Actor actor = activity.actor();
        if (actor != null) {
            out.writeStringField("actorid", EntryJson.wellFormed(actor.id()));
            EntryJson.writeOptional(out, "actortype", actor.type());
        }
        EntryJson.writeOptional(out, "correlationid", activity.correlationId());
        EntryJson.writeOptional(out, "causationid", activity.causationId());
        EntryJson.writeOptional(out, "sequence", activity.sequence());
        EntryJson.writeOptional(out, "summary", activity.summary());
        TraceContext trace = activity.trace();
        if (trace != null) {
            out.writeStringField("traceparent", traceParent(trace));
        }
        out.writeStringField("datacontenttype", ResponseFormat.JSON.mediaType());
        out.writeStringField(DATA_PART, ATTRIBUTES);
        out.writeFieldName("data");
        entries.writeAttributes(out, activity);
        out.writeEndObject();
        out.flush();
    }

    /** Returns the header of W3C Trace Context that names the span. */
    private static String traceParent(TraceContext trace) {
        return "00-" + trace.traceId() + '-' + trace.spanId() + '-'
                + HexFormat.of().toHexDigits((byte) trace.flags());
    }

    @Override
    public void end(@Nullable PageToken next) throws IOException {
        out.writeEndArray();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
