package com.example.shop;

import dev.activityservice.ActivityService;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import io.awspring.cloud.sqs.annotation.SqsListener;
import io.awspring.cloud.sqs.listener.SqsHeaders;
import java.time.Instant;
import org.springframework.messaging.Message;
import org.springframework.stereotype.Component;

/** Records the events of the queue. A listener with {@code List<Message<String>>} and {@code record(messages)} needs fewer writes. */
@Component
class OrderEventsListener {

    private final ActivityService activities;

    OrderEventsListener(ActivityService activities) {
        this.activities = activities;
    }

    /** A message whose listener throws stays in the queue. Its dead-letter queue receives it after several attempts. */
    @SqsListener(queueNames = "${shop.queue}")
    void onMessage(Message<String> message) {
        Outcome outcome = activities.record(message.getPayload(), metadata(message));
        if (outcome instanceof Outcome.Rejected rejected) {
            // Without the message of the rejection, because it quotes values of the event.
            throw new IllegalArgumentException(
                    "Rejected: " + rejected.rejection().code() + " at \""
                            + rejected.rejection().redactedPointer() + "\"");
        }
        if (outcome instanceof Outcome.Retry retry) {
            throw new IllegalStateException("Not recorded now: " + retry.reason(), retry.cause());
        }
    }

    private static MessageMetadata metadata(Message<String> message) {
        return MessageMetadata.builder()
                .messageId(String.valueOf(message.getHeaders().getId()))
                .sentTime(sentTime(message))
                .build();
    }

    /** The time of an event without a time. The queue sends it in milliseconds. */
    private static Instant sentTime(Message<String> message) {
        Object millis = message.getHeaders().get(SqsHeaders.MessageSystemAttributes.SQS_SENT_TIMESTAMP);
        return millis == null ? null : Instant.ofEpochMilli(Long.parseLong(millis.toString()));
    }
}
