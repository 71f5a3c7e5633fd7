package dev.activityservice.event;

import dev.activityservice.model.TraceContext;
import dev.activityservice.model.Warning;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/** The two headers of W3C Trace Context. They are the carrier for OpenTelemetry's propagator, which validates them. */
record TraceHeaders(String traceparent, @Nullable String tracestate) {

    /**
     * W3C Trace Context, section 3.3.1.5, requires support for at least 512 characters. The propagator has no limit, and the state is
     * stored with each activity.
     */
    private static final int MAX_STATE_CHARS = 4096;

    private static final TextMapGetter<TraceHeaders> GETTER = new Getter();

    /**
     * Returns the trace context, or null without a context. Adds a warning if the propagator does not accept it.
     *
     * @param object the object that contains the headers; null if they are attributes
     * @param prefix the pointer to the attributes with a slash; empty if they are not in the body
     */
    static @Nullable TraceContext read(
            @Nullable String traceparent,
            @Nullable String tracestate,
            @Nullable EnvelopeObject object,
            String prefix,
            EnvelopeReader reader) {
        if (traceparent == null || traceparent.isBlank()) {
            return null;
        }
        boolean hasState = tracestate != null && !tracestate.isBlank();
        TraceHeaders headers = new TraceHeaders(traceparent, hasState ? tracestate : null);
        Context extracted = W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, GETTER);
        SpanContext span = Span.fromContext(extracted).getSpanContext();
        if (!span.isValid()) {
            reader.warn(
                    Warning.Code.BAD_TRACE_CONTEXT,
                    pointer(object, prefix, EnvelopeField.TRACEPARENT),
                    "The traceparent must follow W3C Trace Context, version 00; it is ignored");
            return null;
        }
        String state = "";
        if (tracestate != null && hasState) {
            if (tracestate.length() > MAX_STATE_CHARS) {
                reader.warn(
                        Warning.Code.BAD_TRACE_CONTEXT,
                        pointer(object, prefix, EnvelopeField.TRACESTATE),
                        "The tracestate must be at most " + MAX_STATE_CHARS + " characters long; it is ignored");
            } else if (span.getTraceState().isEmpty()) {
                reader.warn(
                        Warning.Code.BAD_TRACE_CONTEXT,
                        pointer(object, prefix, EnvelopeField.TRACESTATE),
                        "The tracestate must follow W3C Trace Context; it is ignored");
            } else {
                state = tracestate;
            }
        }
        return TraceContext.of(
                span.getTraceId(), span.getSpanId(), span.getTraceFlags().asByte() & 0xff, state);
    }

    private static String pointer(@Nullable EnvelopeObject object, String prefix, EnvelopeField header) {
        if (object != null) {
            return object.pointer(header);
        }
        return prefix.isEmpty() ? "" : prefix + header.key();
    }

    private static final class Getter implements TextMapGetter<TraceHeaders> {

        @Override
        public @Nullable String get(@Nullable TraceHeaders headers, String key) {
            if (headers == null) {
                return null;
            }
            return switch (key) {
                case "traceparent" -> headers.traceparent();
                case "tracestate" -> headers.tracestate();
                default -> null;
            };
        }
    }
}
