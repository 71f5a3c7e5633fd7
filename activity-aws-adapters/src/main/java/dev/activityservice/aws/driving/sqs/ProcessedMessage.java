package dev.activityservice.aws.driving.sqs;

import dev.activityservice.port.driving.RecordActivities;
import io.opentelemetry.api.trace.SpanContext;

/**
 * A message with its outcome.
 *
 * @param message the message
 * @param outcome the outcome of recording
 * @param span the span of the message; invalid without telemetry
 */
public record ProcessedMessage(SqsMessage message, RecordActivities.Outcome outcome, SpanContext span) {}
