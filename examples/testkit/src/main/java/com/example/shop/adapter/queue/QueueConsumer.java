package com.example.shop.adapter.queue;

import dev.activityservice.event.Message;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driving.RecordActivities;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Records the messages that a queue delivers. */
public final class QueueConsumer {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final RecordActivities activities;
    private final LongSupplier nanoTime;

    public QueueConsumer(RecordActivities activities, LongSupplier nanoTime) {
        this.activities = activities;
        this.nanoTime = nanoTime;
    }

    /** Returns whether the queue may delete the message. */
    public boolean consume(String body) {
        return activities
                .record(List.of(new Message(body, MessageMetadata.none())), Deadline.after(TIMEOUT, nanoTime))
                .get(0)
                .isDone();
    }
}
