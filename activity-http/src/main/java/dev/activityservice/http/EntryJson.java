package dev.activityservice.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.TraceContext;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes activities as JSON.
 *
 * @param traceUrl the template of links to a trace viewer
 * @param inOneLine whether the line breaks between the tokens of attributes are replaced by spaces. Otherwise, attributes are verbatim
 */
record EntryJson(TraceUrl traceUrl, boolean inOneLine) {

    /** Writes the fields of an entry into an object that the caller has started. */
    void writeFields(JsonGenerator out, Activity activity) throws IOException {
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
        out.writeFieldName("attributes");
        writeAttributes(out, activity);
        writeOptional(out, "summary", activity.summary());
        TraceContext trace = activity.trace();
        if (trace != null) {
            out.writeStringField("trace_id", trace.traceId());
            out.writeStringField("span_id", trace.spanId());
            writeOptional(out, "trace_url", traceUrl.of(trace));
        }
    }

    /** Returns the attributes as the text of a JSON object. */
    String attributes(Activity activity) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = HttpJson.FACTORY.createGenerator(text)) {
            writeAttributes(out, activity);
        }
        return text.toString();
    }

    void writeAttributes(JsonGenerator out, Activity activity) throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, String> each : activity.attributes().asMap().entrySet()) {
            out.writeFieldName(wellFormed(each.getKey()));
            writeAttribute(out, wellFormed(each.getValue()));
        }
        out.writeEndObject();
    }

    static void writeOptional(JsonGenerator out, String name, @Nullable String value) throws IOException {
        if (value != null) {
            out.writeStringField(name, wellFormed(value));
        }
    }

    /** Writes the value as it is, so that a number keeps its digits. A stored value that is not JSON is written as a string. */
    private void writeAttribute(JsonGenerator out, String json) throws IOException {
        if (isJson(json)) {
            // A string of JSON has no line breaks, so these are between tokens.
            out.writeRawValue(inOneLine ? json.replace('\n', ' ').replace('\r', ' ') : json);
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
