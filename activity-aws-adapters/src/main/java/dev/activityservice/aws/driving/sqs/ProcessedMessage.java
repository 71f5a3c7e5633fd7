package dev.activityservice.aws.driving.sqs;

import dev.activityservice.event.EventReader;
import dev.activityservice.port.driving.RecordActivities;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;

/**
 * A message with its outcome.
 *
 * @param message the message
 * @param outcome the outcome of recording
 * @param span the span of the message; invalid without telemetry
 */
public record ProcessedMessage(SqsMessage message, RecordActivities.Outcome outcome, SpanContext span) {

    /** A type that the catalog wants has at most 256 bytes. Another type is not validated. */
    private static final int MAX_TYPE_CHARS = 256;

    /**
     * Returns the type of the message's event, also if the catalog has no entry for it; truncated to 256 characters. Null if no event was
     * read.
     */
    public @Nullable String eventType() {
        EventReader.Result reading = outcome.reading();
        if (reading instanceof EventReader.Result.Accepted accepted) {
            return accepted.event().type();
        }
        return reading instanceof EventReader.Result.Unwanted unwanted ? truncatedType(unwanted.type()) : null;
    }

    static String truncatedType(String type) {
        if (type.length() <= MAX_TYPE_CHARS) {
            return type;
        }
        int end = Character.isHighSurrogate(type.charAt(MAX_TYPE_CHARS - 1)) ? MAX_TYPE_CHARS - 1 : MAX_TYPE_CHARS;
        return type.substring(0, end);
    }
}
