package dev.activityservice.local;

import dev.activityservice.local.command.TerminalText;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Collects the spans of this program, and prints each trace as a tree when its root span ends. The tree contains the links of the
 * spans. Values are escaped, because they are printed on a terminal. Thread-safe.
 */
final class TraceTree implements SpanExporter {

    /** Attributes that are printed, in this order. */
    private static final List<String> SHOWN = List.of(
            "messaging.batch.message_count",
            "messaging.message.id",
            "cloudevents.event_type",
            "cloudevents.event_id",
            "activity.outcome",
            "activity.batch.failed_messages",
            "error.type",
            "db.operation.batch.size",
            "http.response.status_code");

    private static final int MAX_VALUE_CHARS = 64;
    /** Bounds memory, because the root span of a trace may never end. */
    private static final int MAX_OPEN_TRACES = 1000;

    private final Consumer<String> sink;
    private final Map<String, List<SpanData>> open = new HashMap<>();

    private TraceTree(Consumer<String> sink) {
        this.sink = sink;
    }

    /** Returns an SDK that sends its spans only to a new tree. The caller closes the SDK. */
    static OpenTelemetrySdk sdk(Consumer<String> sink) {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(new TraceTree(sink)))
                        .build())
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build();
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        for (SpanData span : spans) {
            List<SpanData> trace = take(span);
            if (!trace.isEmpty()) {
                StringBuilder out = new StringBuilder("trace " + span.getTraceId() + "\n");
                append(out, span, "", "", trace);
                sink.accept(out.toString());
            }
        }
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }

    /** Returns the spans of the trace if this is its root span. Otherwise keeps the span and returns nothing. */
    private synchronized List<SpanData> take(SpanData span) {
        SpanContext parent = span.getParentSpanContext();
        boolean isRoot = !parent.isValid() || parent.isRemote();
        if (!isRoot && open.size() >= MAX_OPEN_TRACES) {
            open.clear();
        }
        List<SpanData> trace = open.computeIfAbsent(span.getTraceId(), id -> new ArrayList<>());
        trace.add(span);
        if (!isRoot) {
            return List.of();
        }
        open.remove(span.getTraceId());
        trace.sort(Comparator.comparingLong(SpanData::getStartEpochNanos));
        return trace;
    }

    private static void append(
            StringBuilder out, SpanData span, String indent, String childIndent, List<SpanData> trace) {
        out.append(indent).append(line(span)).append('\n');
        List<SpanData> children = trace.stream()
                .filter(each -> each.getParentSpanId().equals(span.getSpanId()))
                .toList();
        for (LinkData link : span.getLinks()) {
            SpanContext to = link.getSpanContext();
            out.append(childIndent + (children.isEmpty() ? "   " : "│  ") + "link → trace " + to.getTraceId() + " span "
                    + to.getSpanId() + "\n");
        }
        for (int i = 0; i < children.size(); i++) {
            boolean last = i == children.size() - 1;
            String next = childIndent + (last ? "└─ " : "├─ ");
            append(out, children.get(i), next, childIndent + (last ? "   " : "│  "), trace);
        }
    }

    private static String line(SpanData span) {
        double millis = (span.getEndEpochNanos() - span.getStartEpochNanos()) / 1e6;
        StringBuilder out = new StringBuilder(TerminalText.line(span.getName(), MAX_VALUE_CHARS))
                .append(String.format(Locale.ROOT, "  %s  %.1f ms", span.getKind(), millis));
        Map<String, Object> attributes = new HashMap<>();
        span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
        for (String name : SHOWN) {
            Object value = attributes.get(name);
            if (value != null) {
                out.append("  " + name + "=" + TerminalText.line(value.toString(), MAX_VALUE_CHARS));
            }
        }
        return out + (span.getStatus().getStatusCode() == StatusCode.ERROR ? "  ERROR" : "");
    }
}
