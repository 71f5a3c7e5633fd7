package dev.activityservice.http;

import dev.activityservice.model.TraceContext;
import dev.activityservice.text.Quoted;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The template of links to a trace viewer. Immutable and thread-safe. */
public final class TraceUrl {

    private static final String TRACE_ID = "{trace_id}";
    private static final String SPAN_ID = "{span_id}";
    private static final int MAX_QUOTED_CHARS = 128;
    private static final TraceUrl NONE = new TraceUrl(null);

    private final @Nullable String template;

    private TraceUrl(@Nullable String template) {
        this.template = template;
    }

    /** Returns a template that gives no link. */
    public static TraceUrl none() {
        return NONE;
    }

    /**
     * Parses an http or https URL that contains {@code {trace_id}} and optionally {@code {span_id}}, for example
     * {@code https://traces.example/trace/{trace_id}?span={span_id}}. The ids are inserted as lower-case hex digits. Throws
     * {@link IllegalArgumentException} if the text has another form.
     */
    public static TraceUrl parse(String template) {
        String filled = template.replace(TRACE_ID, "0").replace(SPAN_ID, "0");
        try {
            URI uri = URI.create(filled);
            boolean isWeb = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (isWeb && uri.getHost() != null && template.contains(TRACE_ID)) {
                return new TraceUrl(template);
            }
        } catch (IllegalArgumentException e) {
            throw invalid(template);
        }
        throw invalid(template);
    }

    /** Returns the link to a trace; null without a template. */
    @Nullable
    String of(TraceContext trace) {
        return template == null
                ? null
                : template.replace(TRACE_ID, trace.traceId()).replace(SPAN_ID, trace.spanId());
    }

    private static IllegalArgumentException invalid(String template) {
        return new IllegalArgumentException(
                "Invalid trace URL template: expected an http or https URL that contains {trace_id}, not "
                        + Quoted.of(template, MAX_QUOTED_CHARS));
    }
}
