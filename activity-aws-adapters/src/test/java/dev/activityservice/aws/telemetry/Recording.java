package dev.activityservice.aws.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenTelemetry SDK that keeps spans and metrics in memory. */
public final class Recording {

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenSpans open = new OpenSpans();
    private final InMemoryMetricReader reader = InMemoryMetricReader.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .addSpanProcessor(open)
                    .build())
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(reader).build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();

    public OpenTelemetry openTelemetry() {
        return sdk;
    }

    /** Returns the spans that have ended, in the order of their ends. */
    public List<SpanData> spans() {
        return exporter.getFinishedSpanItems();
    }

    /** Returns the number of spans that have started and not ended. */
    public int openSpans() {
        return open.count.get();
    }

    public List<SpanData> spans(SpanKind kind) {
        return spans().stream().filter(span -> span.getKind() == kind).toList();
    }

    public Collection<MetricData> metrics() {
        return reader.collectAllMetrics();
    }

    /** Returns all sets of attributes: of spans, of links, and of the points of metrics. */
    public List<Attributes> attributes() {
        List<Attributes> all = new ArrayList<>();
        for (SpanData span : spans()) {
            all.add(span.getAttributes());
            span.getLinks().stream().map(LinkData::getAttributes).forEach(all::add);
        }
        for (MetricData metric : metrics()) {
            metric.getData().getPoints().stream().map(PointData::getAttributes).forEach(all::add);
        }
        return all;
    }

    /** Returns the values of a counter by the attributes of its points. */
    public Map<String, Long> counter(String name) {
        Map<String, Long> values = new TreeMap<>();
        metrics().stream()
                .filter(metric -> metric.getName().equals(name))
                .flatMap(metric -> metric.getLongSumData().getPoints().stream())
                .forEach(point -> values.put(point.getAttributes().asMap().toString(), point.getValue()));
        return values;
    }

    /** Returns the number of measurements in a histogram. */
    public long measurements(String name) {
        return metrics().stream()
                .filter(metric -> metric.getName().equals(name))
                .flatMap(metric -> metric.getHistogramData().getPoints().stream())
                .mapToLong(HistogramPointData::getCount)
                .sum();
    }

    private static final class OpenSpans implements SpanProcessor {

        private final AtomicInteger count = new AtomicInteger();

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            count.incrementAndGet();
        }

        @Override
        public boolean isStartRequired() {
            return true;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            count.decrementAndGet();
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
