package dev.activityservice.aws.driving.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.activityservice.aws.internal.LambdaJson;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.TraceContext;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import java.io.IOException;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a page as JSON, as much of it as an answer may hold. */
final class PageWriter {

    private PageWriter() {}

    /**
     * @param body the answer's body
     * @param next where the answer ends, if there is more
     */
    record Written(String body, @Nullable PageToken next) {}

    /**
     * @param maxEncodedBytes how long the body may be inside of Lambda's answer, where it is a JSON string of its own; one activity
     *     is written in any case
     */
    static Written write(EntityRef entity, Page<Activity> page, int maxEncodedBytes) throws IOException {
        StringBuilder body = new StringBuilder(1024);
        body.append("{\"entity_id\":").append(quoted(entity.id()));
        body.append(",\"entity_type\":").append(quoted(entity.type())).append(",\"activities\":[");
        List<Activity> items = page.items();
        Page<Activity> shown = page;
        long encoded = encodedBytes(body);
        for (int i = 0; i < items.size(); i++) {
            String activity = activity(items.get(i));
            encoded += encodedBytes(activity) + 1;
            if (i > 0 && encoded > maxEncodedBytes) {
                shown = page.first(i);
                break;
            }
            body.append(i > 0 ? "," : "").append(activity);
        }
        body.append(']');
        PageToken next = shown.next();
        if (next != null) {
            body.append(",\"next_cursor\":").append(quoted(next.toString()));
        }
        return new Written(body.append('}').toString(), next);
    }

    private static String activity(Activity activity) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = LambdaJson.FACTORY.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("type", wellFormed(activity.type()));
            out.writeNumberField("activity_time", activity.time().toEpochMilli());
            out.writeStringField("event_id", wellFormed(activity.identity().id()));
            out.writeStringField("source", wellFormed(activity.identity().source()));
            out.writeStringField(
                    "occurred_at",
                    DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                            activity.time().atOffset(ZoneOffset.UTC)));
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
            }
            out.writeEndObject();
        }
        return text.toString();
    }

    private static void writeOptional(JsonGenerator out, String name, @Nullable String value) throws IOException {
        if (value != null) {
            out.writeStringField(name, wellFormed(value));
        }
    }

    /** Verbatim, so that a number keeps its digits; but a stored text that is no JSON is shown as a text and breaks nothing. */
    private static void writeAttribute(JsonGenerator out, String json) throws IOException {
        if (isJson(json)) {
            out.writeRawValue(json);
        } else {
            out.writeString(json);
        }
    }

    private static boolean isJson(String text) {
        try (JsonParser parser = LambdaJson.FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static String quoted(String value) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = LambdaJson.FACTORY.createGenerator(text)) {
            out.writeString(wellFormed(value));
        }
        return text.toString();
    }

    /** A lone surrogate has no bytes in UTF-8, so it would fail the whole answer. */
    static String wellFormed(String text) {
        StringBuilder mended = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            if (mended == null) {
                mended = new StringBuilder(text);
            }
            mended.setCharAt(i, '\uFFFD');
        }
        return mended == null ? text : mended.toString();
    }

    /** How many bytes a text takes as part of a JSON string. */
    static long encodedBytes(CharSequence text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20) {
                bytes += 6;
            } else if (c == '"' || c == '\\') {
                bytes += 2;
            } else if (c < 0x80) {
                bytes++;
            } else if (c < 0x800 || Character.isSurrogate(c)) {
                // Each half of a pair counts for half of its four bytes.
                bytes += 2;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }
}
