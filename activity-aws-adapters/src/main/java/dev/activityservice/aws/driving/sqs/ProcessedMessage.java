package dev.activityservice.aws.driving.sqs;

import dev.activityservice.event.EventReader;
import dev.activityservice.port.driving.RecordActivities;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message.
 *
 * @param message the message
 * @param reading what the reader made of it; null if it did not come to that
 * @param outcome whether it is done
 * @param failure the unforeseen failure behind an outcome {@code RETRY} with reason {@code INTERNAL}, if it is known here
 */
public record ProcessedMessage(
        SqsMessage message,
        EventReader.@Nullable Result reading,
        RecordActivities.Outcome outcome,
        @Nullable Throwable failure) {}
