package dev.activityservice.aws.driving.sqs;

import dev.activityservice.event.EventReader;
import dev.activityservice.port.driving.RecordActivities;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;

/**
 * A message with its outcome.
 *
 * @param message the message
 * @param reading the result of reading the body; null if the message was not read
 * @param outcome the outcome of recording
 * @param failure the exception behind an outcome {@code RETRY} with reason {@code INTERNAL}; null otherwise, or if
 *     the core caught the exception
 * @param span the span of the message; invalid without telemetry
 */
public record ProcessedMessage(
        SqsMessage message,
        EventReader.@Nullable Result reading,
        RecordActivities.Outcome outcome,
        @Nullable Throwable failure,
        SpanContext span) {}
