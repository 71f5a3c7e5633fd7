package dev.activityservice.aws.driving.api;

import dev.activityservice.model.TraceContext;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where people look at an activity's trace. Immutable and thread-safe. */
public final class TraceUrl {

    private static final String TRACE_ID = "{trace_id}";
    private static final String SPAN_ID = "{span_id}";
    private static final TraceUrl NONE = new TraceUrl(null);

    private final @Nullable String template;

    private TraceUrl(@Nullable String template) {
        this.template = template;
    }

    /** No link is given. */
    public static TraceUrl none() {
        return NONE;
    }

    /**
     * Reads a template: an http or https URL with {@code {trace_id}} in it, and {@code {span_id}} if wanted, such as
     * {@code https://traces.example/trace/{trace_id}?span={span_id}}. Both are put in as lower-case hex digits. Throws
     * {@link IllegalArgumentException} for anything else.
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

    @Nullable
    String of(TraceContext trace) {
        return template == null
                ? null
                : template.replace(TRACE_ID, trace.traceId()).replace(SPAN_ID, trace.spanId());
    }

    private static IllegalArgumentException invalid(String template) {
        return new IllegalArgumentException(
                "Invalid trace URL template: \"" + template + "\" is no http or https URL with {trace_id} in it");
    }
}
