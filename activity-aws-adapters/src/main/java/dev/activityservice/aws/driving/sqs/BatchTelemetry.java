package dev.activityservice.aws.driving.sqs;

import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.aws.telemetry.AwsTelemetry.Profile;
import dev.activityservice.aws.telemetry.AwsTelemetryNames;
import dev.activityservice.event.EventReader;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.TraceContext;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.telemetry.CoreTelemetryNames;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.semconv.ErrorAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Emits the spans and metrics of batches. The core counts outcomes and warnings. They follow the semantic conventions for
 * <a href="https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/">messaging</a> and for
 * <a href="https://opentelemetry.io/docs/specs/semconv/faas/aws-lambda/#sqs">SQS on Lambda</a>. Thread-safe.
 */
final class BatchTelemetry {

    /** https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/#metric-messagingprocessduration */
    private static final List<Double> DURATION_BUCKETS_SECONDS =
            List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

    private static final int MAX_SPEC_VERSION_CHARS = 16;

    /** Bounds the size of a span, because an event may have any number of entities. */
    private static final int MAX_ENTITIES = 10;

    private final Tracer tracer;
    private final AwsTelemetry telemetry;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final LongCounter consumed;
    private final DoubleHistogram duration;
    private final LongCounter partialFailures;

    BatchTelemetry(AwsTelemetry telemetry, InstantSource clock, LongSupplier nanoTime) {
        this.tracer = telemetry.tracer();
        this.telemetry = telemetry;
        this.clock = clock;
        this.nanoTime = nanoTime;
        Meter meter = telemetry.meter();
        this.consumed = meter.counterBuilder(AwsTelemetryNames.CONSUMED_MESSAGES)
                .setUnit("{message}")
                .setDescription("Number of messages that were delivered to the application.")
                .build();
        this.duration = meter.histogramBuilder(AwsTelemetryNames.PROCESS_DURATION)
                .setUnit("s")
                .setDescription("Duration of processing operation.")
                .setExplicitBucketBoundariesAdvice(DURATION_BUCKETS_SECONDS)
                .build();
        this.partialFailures = meter.counterBuilder(AwsTelemetryNames.PARTIAL_FAILURES)
                .setUnit("{batch}")
                .setDescription("Batches with at least one message that was reported as failed")
                .build();
    }

    /** Starts the span of a batch. The caller must close the result. */
    Batch begin(List<SqsMessage> messages) {
        return new Batch(messages);
    }

    /** The telemetry of one batch; not shared between threads. */
    final class Batch implements AutoCloseable {

        private final @Nullable String queue;
        private final String spanName;
        private final Attributes common;
        private final Span span;
        private final Context context;
        private final Instant start = clock.instant();
        private final long startNanos = nanoTime.getAsLong();

        private Batch(List<SqsMessage> messages) {
            this.queue = queue(messages);
            this.spanName = queue == null ? AwsTelemetryNames.PROCESS : AwsTelemetryNames.PROCESS + " " + queue;
            AttributesBuilder attributes = Attributes.builder()
                    .put(AwsTelemetryNames.MESSAGING_SYSTEM, AwsTelemetryNames.AWS_SQS)
                    .put(AwsTelemetryNames.MESSAGING_OPERATION_NAME, AwsTelemetryNames.PROCESS);
            if (queue != null) {
                attributes.put(AwsTelemetryNames.MESSAGING_DESTINATION_NAME, queue);
            }
            this.common = attributes.build();
            this.span = consumer()
                    .setStartTimestamp(start)
                    .setAttribute(AwsTelemetryNames.MESSAGING_BATCH_MESSAGE_COUNT, (long) messages.size())
                    .startSpan();
            this.context = Context.current().with(span);
            if (!messages.isEmpty()) {
                consumed.add(messages.size(), common);
            }
        }

        /** Returns the context with the span of the batch. It must be current while the batch is handled. */
        Context context() {
            return context;
        }

        /**
         * Emits the span of a message. The span covers the time of the batch, because all messages are
         * written together. It is created only now, because samplers ignore links that are added later, and the link to the
         * producer is in the body.
         *
         * @param listener is called with the span as the current one, if the message contains an event
         */
        @SuppressWarnings("try") // The scope is only closed, never read.
        ProcessedMessage processed(SqsMessage message, Outcome outcome, Consumer<ProcessedMessage> listener) {
            SpanBuilder builder = consumer()
                    .setParent(context)
                    .setStartTimestamp(start)
                    .setAttribute(AwsTelemetryNames.MESSAGING_MESSAGE_ID, message.messageId())
                    .setAttribute(CoreTelemetryNames.OUTCOME, lower(outcome.kind()));
            String tenant = outcome.tenant();
            if (tenant != null && telemetry.showsIds()) {
                builder.setAttribute(AwsTelemetryNames.TENANT, tenant);
            }
            if (telemetry.showsIds()) {
                name(outcome.entities(), builder);
            }
            EventReader.Result reading = outcome.reading();
            if (reading instanceof EventReader.Result.Accepted accepted) {
                describe(accepted.event(), accepted.specVersion(), builder);
                link(accepted.event().trace(), message, builder);
            } else if (reading instanceof EventReader.Result.Unwanted unwanted) {
                builder.setAttribute(
                        AwsTelemetryNames.CLOUDEVENTS_EVENT_TYPE, ProcessedMessage.truncatedType(unwanted.type()));
                link(unwanted.trace(), message, builder);
            } else if (reading instanceof EventReader.Result.Rejected rejected) {
                link(rejected.trace(), message, builder);
            }
            Span each = builder.startSpan();
            ProcessedMessage processed = new ProcessedMessage(message, outcome, each.getSpanContext());
            if (reading != null && !(reading instanceof EventReader.Result.Rejected)) {
                try (Scope scope = each.makeCurrent()) {
                    listener.accept(processed);
                }
            }
            AttributesBuilder attributes = common.toBuilder();
            String error = error(outcome);
            if (error != null) {
                if (outcome instanceof Outcome.Rejected rejected) {
                    each.setAttribute(
                            CoreTelemetryNames.CODE, lower(rejected.rejection().code()));
                }
                each.setAttribute(ErrorAttributes.ERROR_TYPE, error);
                each.setStatus(StatusCode.ERROR);
                attributes.put(ErrorAttributes.ERROR_TYPE, error);
            }
            each.end();
            duration.record((nanoTime.getAsLong() - startNanos) / 1e9, attributes.build());
            return processed;
        }

        void messagesFailed(int messages) {
            if (messages > 0) {
                span.setAttribute(AwsTelemetryNames.FAILED_MESSAGES, (long) messages);
                partialFailures.add(1, common);
            }
        }

        /** Marks the span of the batch as failed. */
        void invocationFailed(Throwable failure) {
            span.setAttribute(ErrorAttributes.ERROR_TYPE, failure.getClass().getName());
            span.setStatus(StatusCode.ERROR);
        }

        @Override
        public void close() {
            span.end();
        }

        private SpanBuilder consumer() {
            SpanBuilder builder = tracer.spanBuilder(spanName)
                    .setSpanKind(SpanKind.CONSUMER)
                    .setAllAttributes(common)
                    .setAttribute(AwsTelemetryNames.MESSAGING_OPERATION_TYPE, AwsTelemetryNames.PROCESS)
                    .setAttribute(AwsTelemetryNames.FAAS_TRIGGER, AwsTelemetryNames.PUBSUB);
            if (telemetry.profile() == Profile.DATADOG) {
                builder.setAttribute(
                        AwsTelemetryNames.OPERATION_NAME, AwsTelemetryNames.AWS_SQS + "." + AwsTelemetryNames.PROCESS);
            }
            return builder;
        }

        private static void link(@Nullable TraceContext trace, SqsMessage message, SpanBuilder builder) {
            SpanContext producer = trace == null ? SpanContext.getInvalid() : spanContext(trace);
            if (producer.isValid()) {
                builder.addLink(producer, Attributes.of(AwsTelemetryNames.MESSAGING_MESSAGE_ID, message.messageId()));
            }
        }

        private void describe(DomainEvent event, @Nullable String specVersion, SpanBuilder builder) {
            builder.setAttribute(
                            AwsTelemetryNames.CLOUDEVENTS_EVENT_ID,
                            event.identity().id())
                    .setAttribute(
                            AwsTelemetryNames.CLOUDEVENTS_EVENT_SOURCE,
                            event.identity().source())
                    .setAttribute(AwsTelemetryNames.CLOUDEVENTS_EVENT_TYPE, event.type());
            if (specVersion != null && specVersion.length() <= MAX_SPEC_VERSION_CHARS) {
                builder.setAttribute(AwsTelemetryNames.CLOUDEVENTS_EVENT_SPEC_VERSION, specVersion);
            }
            String subject = event.subject();
            if (subject != null && telemetry.showsIds()) {
                builder.setAttribute(AwsTelemetryNames.CLOUDEVENTS_EVENT_SUBJECT, subject);
            }
        }
    }

    /** Returns a code or the class of an exception. The conventions require few distinct values, so it is never a message. */
    private static @Nullable String error(Outcome outcome) {
        if (outcome instanceof Outcome.Rejected rejected) {
            return lower(rejected.rejection().code());
        }
        if (outcome instanceof Outcome.Retry retry) {
            Throwable cause = retry.cause();
            return cause == null ? lower(retry.reason()) : cause.getClass().getName();
        }
        return null;
    }

    /** Returns the queue name in the ARNs of the messages; null if they differ or one is missing. */
    private static @Nullable String queue(List<SqsMessage> messages) {
        String queue = null;
        for (SqsMessage message : messages) {
            String arn = message.eventSourceArn();
            String name = arn == null ? "" : arn.substring(arn.lastIndexOf(':') + 1);
            if (name.isEmpty() || (queue != null && !queue.equals(name))) {
                return null;
            }
            queue = name;
        }
        return queue;
    }

    /** Uses the standard propagator, because it validates {@code tracestate}. */
    private static SpanContext spanContext(TraceContext trace) {
        return Span.fromContext(W3CTraceContextPropagator.getInstance().extract(Context.root(), trace, Header.GETTER))
                .getSpanContext();
    }

    private static final class Header implements TextMapGetter<TraceContext> {

        static final Header GETTER = new Header();

        @Override
        public @Nullable String get(@Nullable TraceContext trace, String key) {
            if (trace == null) {
                return null;
            }
            return switch (key) {
                case "traceparent" ->
                    "00-" + trace.traceId() + "-" + trace.spanId() + "-"
                            + HexFormat.of().toHexDigits((byte) trace.flags());
                case "tracestate" -> trace.traceState().isEmpty() ? null : trace.traceState();
                default -> null;
            };
        }
    }

    private static void name(List<EntityRef> entities, SpanBuilder builder) {
        Map<String, List<String>> ids = new LinkedHashMap<>();
        int named = 0;
        for (int i = 0; i < entities.size() && named < MAX_ENTITIES; i++) {
            EntityRef entity = entities.get(i);
            List<String> sameType = ids.computeIfAbsent(entity.type(), type -> new ArrayList<>(1));
            if (!sameType.contains(entity.id())) {
                sameType.add(entity.id());
                named++;
            }
        }
        ids.forEach((type, values) -> {
            String attribute = AwsTelemetryNames.ENTITY_PREFIX + type;
            if (values.size() == 1) {
                builder.setAttribute(attribute, values.get(0));
            } else {
                builder.setAttribute(AttributeKey.stringArrayKey(attribute), values);
            }
        });
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
