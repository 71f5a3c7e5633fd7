package com.example.shop;

import dev.activityservice.ActivityService;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import io.awspring.cloud.sqs.annotation.SqsListener;
import io.awspring.cloud.sqs.annotation.SqsListenerAcknowledgementMode;
import io.awspring.cloud.sqs.listener.SqsHeaders;
import io.awspring.cloud.sqs.listener.acknowledgement.BatchAcknowledgement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.Message;
import org.springframework.stereotype.Component;

/** Records the events of the queue. A batch needs one write request. */
@Component
class OrderEventsListener {

    private static final Logger LOG = LoggerFactory.getLogger(OrderEventsListener.class);

    private final ActivityService activities;

    OrderEventsListener(ActivityService activities) {
        this.activities = activities;
    }

    /** Messages that are not acknowledged stay in the queue. Its dead-letter queue receives them after several attempts. */
    @SqsListener(
            queueNames = "${shop.queue}",
            acknowledgementMode = SqsListenerAcknowledgementMode.MANUAL,
            maxMessagesPerPoll = "10")
    void onMessages(List<Message<String>> messages, BatchAcknowledgement<String> acknowledgement) {
        List<Outcome> outcomes = activities.record(
                messages.stream().map(OrderEventsListener::message).toList());

        List<Message<String>> done = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            if (outcome.isDone()) {
                done.add(messages.get(i));
            } else if (outcome instanceof Outcome.Rejected rejected) {
                LOG.warn(
                        "Rejected: {} at \"{}\"",
                        rejected.rejection().code(),
                        rejected.rejection().pointer());
            } else if (outcome instanceof Outcome.Retry retry) {
                LOG.warn("Not recorded now: {}", retry.reason());
            }
        }
        acknowledgement.acknowledge(done);
    }

    private static dev.activityservice.event.Message message(Message<String> message) {
        return new dev.activityservice.event.Message(
                message.getPayload(),
                MessageMetadata.builder()
                        .messageId(String.valueOf(message.getHeaders().getId()))
                        .sentTime(sentTime(message))
                        .build());
    }

    /** The time of an event without a time. The queue sends it in milliseconds. */
    private static Instant sentTime(Message<String> message) {
        Object millis = message.getHeaders().get(SqsHeaders.MessageSystemAttributes.SQS_SENT_TIMESTAMP);
        return millis == null ? null : Instant.ofEpochMilli(Long.parseLong(millis.toString()));
    }
}
