package dev.activityservice.event;

import dev.activityservice.model.TraceContext;
import dev.activityservice.model.Warning;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/** The two headers of W3C Trace Context as a carrier for the standard propagator, which alone knows their rules. */
record TraceHeaders(String traceparent, @Nullable String tracestate) {

    /**
     * W3C Trace Context, section 3.3.1.5, asks for 512 characters at least; the propagator takes any number, and the state is stored
     * with each activity.
     */
    private static final int MAX_STATE_LENGTH = 4096;

    private static final TextMapGetter<TraceHeaders> GETTER = new Getter();

    /**
     * Null if there is no context, or none that the propagator accepts; the latter is worth a warning.
     *
     * @param object that has the headers; null if they are attributes of the message, which have no place in its body
     */
    static @Nullable TraceContext read(
            @Nullable String traceparent,
            @Nullable String tracestate,
            @Nullable EnvelopeObject object,
            EnvelopeReader envelopeReader) {
        if (traceparent == null || traceparent.isBlank()) {
            return null;
        }
        boolean hasState = tracestate != null && !tracestate.isBlank();
        TraceHeaders headers = new TraceHeaders(traceparent, hasState ? tracestate : null);
        Context extracted = W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, GETTER);
        SpanContext span = Span.fromContext(extracted).getSpanContext();
        if (!span.isValid()) {
            envelopeReader.warn(
                    Warning.Code.BAD_TRACE_CONTEXT,
                    pointer(object, EnvelopeField.TRACEPARENT),
                    "The traceparent is no W3C trace context, version 00");
            return null;
        }
        String state = "";
        if (tracestate != null && hasState) {
            if (tracestate.length() > MAX_STATE_LENGTH) {
                envelopeReader.warn(
                        Warning.Code.BAD_TRACE_CONTEXT,
                        pointer(object, EnvelopeField.TRACESTATE),
                        "The tracestate is longer than " + MAX_STATE_LENGTH + " characters");
            } else if (span.getTraceState().isEmpty()) {
                envelopeReader.warn(
                        Warning.Code.BAD_TRACE_CONTEXT,
                        pointer(object, EnvelopeField.TRACESTATE),
                        "The tracestate is no list of W3C trace context");
            } else {
                state = tracestate;
            }
        }
        return TraceContext.of(
                span.getTraceId(), span.getSpanId(), span.getTraceFlags().asByte() & 0xff, state);
    }

    private static String pointer(@Nullable EnvelopeObject object, EnvelopeField header) {
        return object == null ? "" : object.pointer(header);
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
