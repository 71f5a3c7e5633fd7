package dev.activityservice.local.trace;

import dev.activityservice.local.command.TerminalText;
import io.opentelemetry.api.common.AttributeKey;
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
 * Gathers the spans of this program and shows each trace as a tree of lines when its first span has ended, with the links of its
 * spans. Values are escaped, for they go to a terminal. Thread-safe.
 */
public final class TraceTree implements SpanExporter {

    /** What is worth a place in the line, in this order; the rest is in the spans of a real back end. */
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
    /** A trace whose first span never ends must not be kept for ever. */
    private static final int MAX_TRACES = 1000;

    private final Consumer<String> sink;
    private final Map<String, List<SpanData>> open = new HashMap<>();

    private TraceTree(Consumer<String> sink) {
        this.sink = sink;
    }

    /** An SDK whose spans go to a tree, and nowhere else. Close it when done. */
    public static OpenTelemetrySdk sdk(Consumer<String> sink) {
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
                sink.accept(render(span, trace));
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

    /** The trace's spans if this is the first of them; else it is kept for later. */
    private synchronized List<SpanData> take(SpanData span) {
        SpanContext parent = span.getParentSpanContext();
        if (parent.isValid() && !parent.isRemote()) {
            if (open.size() >= MAX_TRACES) {
                open.clear();
            }
            open.computeIfAbsent(span.getTraceId(), id -> new ArrayList<>()).add(span);
            return List.of();
        }
        List<SpanData> trace = new ArrayList<>(List.of(span));
        List<SpanData> below = open.remove(span.getTraceId());
        if (below != null) {
            trace.addAll(below);
        }
        trace.sort(Comparator.comparingLong(SpanData::getStartEpochNanos));
        return trace;
    }

    private static String render(SpanData root, List<SpanData> trace) {
        StringBuilder out =
                new StringBuilder("trace ").append(root.getTraceId()).append('\n');
        append(out, root, "", "", trace);
        return out.toString();
    }

    private static void append(StringBuilder out, SpanData span, String first, String rest, List<SpanData> trace) {
        out.append(first).append(line(span)).append('\n');
        List<SpanData> children = trace.stream()
                .filter(each -> each.getParentSpanId().equals(span.getSpanId()))
                .toList();
        for (LinkData link : span.getLinks()) {
            out.append(rest)
                    .append(children.isEmpty() ? "   " : "│  ")
                    .append("link → trace ")
                    .append(link.getSpanContext().getTraceId())
                    .append(" span ")
                    .append(link.getSpanContext().getSpanId())
                    .append('\n');
        }
        for (int i = 0; i < children.size(); i++) {
            boolean last = i == children.size() - 1;
            append(out, children.get(i), rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  "), trace);
        }
    }

    private static String line(SpanData span) {
        StringBuilder out = new StringBuilder(TerminalText.line(span.getName(), MAX_VALUE_CHARS))
                .append("  ")
                .append(span.getKind())
                .append(String.format(
                        Locale.ROOT, "  %.1f ms", (span.getEndEpochNanos() - span.getStartEpochNanos()) / 1e6));
        Map<AttributeKey<?>, Object> attributes = span.getAttributes().asMap();
        for (String name : SHOWN) {
            attributes.forEach((key, value) -> {
                if (key.getKey().equals(name)) {
                    out.append("  ").append(name).append('=').append(TerminalText.line(value.toString(), MAX_VALUE_CHARS));
                }
            });
        }
        return out.append(span.getStatus().getStatusCode() == StatusCode.ERROR ? "  ERROR" : "")
                .toString();
    }
}
