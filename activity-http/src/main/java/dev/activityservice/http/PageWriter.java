package dev.activityservice.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.TraceContext;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a page as JSON and shortens it to the maximum size of a response. */
final class PageWriter {

    /** The media type of a page. */
    static final String MEDIA_TYPE = "application/json";

    private PageWriter() {}

    /**
     * The result of writing a page.
     *
     * @param body the response body, in UTF-8
     * @param next the token of the next page; null if this page is the last one
     */
    record Written(PageBuffer body, @Nullable PageToken next) {}

    /**
     * Writes activities until the response would be too large. At least one activity is written.
     *
     * @param maxEncodedBytes the maximum size of the activities, as encoded in a JSON string
     */
    static Written write(ActivityQuery query, Page<Activity> page, TraceUrl traceUrl, int maxEncodedBytes)
            throws IOException {
        PageBuffer body = new PageBuffer(1024);
        PageToken next = page.next();
        try (JsonGenerator out = HttpJson.FACTORY.createGenerator(body)) {
            out.writeStartObject();
            out.writeStringField("entity_id", wellFormed(query.entity().id()));
            out.writeStringField("entity_type", wellFormed(query.entity().type()));
            out.writeArrayFieldStart("activities");
            out.flush();
            int end = body.size();
            long encoded = body.encodedBytes(0);
            for (int i = 0; i < page.items().size(); i++) {
                writeActivity(out, page.items().get(i), traceUrl);
                out.flush();
                encoded += body.encodedBytes(end);
                if (i > 0 && encoded > maxEncodedBytes) {
                    // Remove the activity and the comma before it.
                    body.truncate(end);
                    next = PageToken.of(query, page.items().get(i - 1).position());
                    break;
                }
                end = body.size();
            }
            out.writeEndArray();
            if (next != null) {
                out.writeStringField("next_cursor", next.toString());
            }
            out.writeEndObject();
        }
        return new Written(body, next);
    }

    private static void writeActivity(JsonGenerator out, Activity activity, TraceUrl traceUrl) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", wellFormed(activity.type()));
        out.writeNumberField("activity_time", activity.time().toEpochMilli());
        out.writeStringField("event_id", wellFormed(activity.identity().id()));
        out.writeStringField("source", wellFormed(activity.identity().source()));
        out.writeStringField("occurred_at", UtcTime.text(activity.time()));
        out.writeStringField("time_source", activity.timeSource().name().toLowerCase(Locale.ROOT));
        Actor actor = activity.actor();
        if (actor != null) {
            out.writeObjectFieldStart("actor");
            out.writeStringField("id", wellFormed(actor.id()));
            writeOptional(out, "type", actor.type());
            out.writeEndObject();
        }
        writeOptional(out, "correlation_id", activity.correlationId());
        writeOptional(out, "causation_id", activity.causationId());
        writeOptional(out, "sequence", activity.sequence());
        out.writeObjectFieldStart("attributes");
        for (Map.Entry<String, String> each : activity.attributes().asMap().entrySet()) {
            out.writeFieldName(wellFormed(each.getKey()));
            writeAttribute(out, wellFormed(each.getValue()));
        }
        out.writeEndObject();
        writeOptional(out, "summary", activity.summary());
        TraceContext trace = activity.trace();
        if (trace != null) {
            out.writeStringField("trace_id", trace.traceId());
            out.writeStringField("span_id", trace.spanId());
            writeOptional(out, "trace_url", traceUrl.of(trace));
        }
        out.writeEndObject();
    }

    private static void writeOptional(JsonGenerator out, String name, @Nullable String value) throws IOException {
        if (value != null) {
            out.writeStringField(name, wellFormed(value));
        }
    }

    /** Writes the value verbatim, so that a number keeps its digits. A stored value that is not JSON is written as a string. */
    private static void writeAttribute(JsonGenerator out, String json) throws IOException {
        if (isJson(json)) {
            out.writeRawValue(json);
        } else {
            out.writeString(json);
        }
    }

    private static boolean isJson(String text) {
        try (JsonParser parser = HttpJson.FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** Replaces lone surrogates by U+FFFD, because UTF-8 cannot encode them and the whole response would fail. */
    static String wellFormed(String text) {
        StringBuilder repaired = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            if (repaired == null) {
                repaired = new StringBuilder(text);
            }
            repaired.setCharAt(i, '\uFFFD');
        }
        return repaired == null ? text : repaired.toString();
    }
}
