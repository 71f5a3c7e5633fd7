package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.aws.telemetry.AwsTelemetry.Profile;
import dev.activityservice.aws.telemetry.AwsTelemetryNames;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ErrorAttributes;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/**
 * Records a CLIENT span for each request by the OpenTelemetry conventions for
 * <a href="https://opentelemetry.io/docs/specs/semconv/db/dynamodb/">DynamoDB</a>, and the store's counters. Thread-safe.
 */
final class StoreTelemetry {

    private final Tracer tracer;
    private final boolean hasSpans;
    private final boolean isDatadog;
    private final String tableName;
    private final LongCounter requests;
    private final DoubleCounter capacity;
    private final LongCounter collapsed;
    private final LongCounter identityConflicts;
    private final LongCounter pinHits;

    StoreTelemetry(AwsTelemetry telemetry, boolean hasSpans, String tableName) {
        this.tracer = telemetry.tracer();
        this.hasSpans = hasSpans;
        this.isDatadog = telemetry.profile() == Profile.DATADOG;
        this.tableName = tableName;
        Meter meter = telemetry.meter();
        this.requests = meter.counterBuilder(AwsTelemetryNames.STORE_REQUESTS)
                .setUnit("{request}")
                .setDescription("Requests to the store, including each retry")
                .build();
        this.capacity = meter.counterBuilder(AwsTelemetryNames.STORE_CONSUMED_CAPACITY)
                .ofDoubles()
                .setUnit("{capacity_unit}")
                .setDescription("Read and write capacity units that requests consumed, as the store reports them")
                .build();
        this.collapsed = meter.counterBuilder(AwsTelemetryNames.STORE_COLLAPSED)
                .setUnit("{activity}")
                .setDescription("Activities superseded by a later one in the same batch")
                .build();
        this.identityConflicts = meter.counterBuilder(AwsTelemetryNames.STORE_IDENTITY_CONFLICTS)
                .setUnit("{activity}")
                .setDescription("Activities superseded by a later one in the same batch with different content")
                .build();
        this.pinHits = meter.counterBuilder(AwsTelemetryNames.STORE_PIN_HITS)
                .setUnit("{event}")
                .setDescription("Events with an envelope's time that already had another pinned time")
                .build();
    }

    /**
     * Sends a request in a new span, a child of the current one.
     *
     * @param items the number of items in the request, at least one
     * @param units reads the consumed capacity units from the response
     */
    @SuppressWarnings("try") // The scope is not used, only closed.
    <T> T request(String operation, int items, Supplier<T> request, ToDoubleFunction<T> units) {
        Span span = hasSpans ? start(operation, items) : Span.getInvalid();
        try (Scope scope = hasSpans ? span.makeCurrent() : Scope.noop()) {
            T answer = request.get();
            Attributes attributes = Attributes.of(DbAttributes.DB_OPERATION_NAME, operation);
            requests.add(1, attributes);
            double cost = units.applyAsDouble(answer);
            if (cost > 0) {
                capacity.add(cost, attributes);
            }
            return answer;
        } catch (RuntimeException | Error e) {
            String errorType = errorType(e);
            requests.add(
                    1, Attributes.of(DbAttributes.DB_OPERATION_NAME, operation, ErrorAttributes.ERROR_TYPE, errorType));
            span.setAttribute(ErrorAttributes.ERROR_TYPE, errorType);
            if (e instanceof AwsServiceException service && service.statusCode() > 0) {
                span.setAttribute(DbAttributes.DB_RESPONSE_STATUS_CODE, Integer.toString(service.statusCode()));
            }
            span.setStatus(StatusCode.ERROR);
            throw e;
        } finally {
            span.end();
        }
    }

    /** Returns {@code TOTAL} if metrics are collected, else null, because reporting the cost slows DynamoDB down. */
    @Nullable
    ReturnConsumedCapacity returnConsumedCapacity() {
        return CounterState.isEnabled(capacity) ? ReturnConsumedCapacity.TOTAL : null;
    }

    void collapsed(int activities) {
        if (activities > 0) {
            collapsed.add(activities);
        }
    }

    void identityConflicts(int activities) {
        if (activities > 0) {
            identityConflicts.add(activities);
        }
    }

    void pinHit() {
        pinHits.add(1);
    }

    static double units(@Nullable ConsumedCapacity capacity) {
        Double units = capacity == null ? null : capacity.capacityUnits();
        return units == null ? 0 : units;
    }

    private Span start(String operation, int items) {
        SpanBuilder builder = tracer.spanBuilder(operation + " " + tableName)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(DbAttributes.DB_SYSTEM_NAME, AwsTelemetryNames.AWS_DYNAMODB)
                .setAttribute(DbAttributes.DB_OPERATION_NAME, operation)
                .setAttribute(DbAttributes.DB_COLLECTION_NAME, tableName);
        if (items > 1) {
            builder.setAttribute(DbAttributes.DB_OPERATION_BATCH_SIZE, (long) items);
        }
        if (isDatadog) {
            builder.setAttribute(
                    AwsTelemetryNames.OPERATION_NAME,
                    AwsTelemetryNames.AWS_DYNAMODB + "." + operation.toLowerCase(Locale.ROOT));
        }
        return builder.startSpan();
    }

    /** Returns DynamoDB's error code, or the exception's class name if DynamoDB sent none. */
    private static String errorType(Throwable e) {
        if (e instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            String code = service.awsErrorDetails().errorCode();
            if (code != null && !code.isBlank()) {
                return code;
            }
        }
        return e.getClass().getName();
    }
}
