package com.example.shop;

import dev.activityservice.aws.driving.sqs.BatchObserver;
import dev.activityservice.aws.driving.sqs.ProcessedMessage;
import dev.activityservice.port.driving.RecordActivities;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts messages by the kind of their outcome. Thread-safe. */
final class Statistics implements BatchObserver {

    private final Map<RecordActivities.Kind, Integer> counts = new ConcurrentHashMap<>();

    @Override
    public void processed(List<ProcessedMessage> batch) {
        for (ProcessedMessage message : batch) {
            counts.merge(message.outcome().kind(), 1, Integer::sum);
        }
    }

    /** Returns a copy. */
    Map<RecordActivities.Kind, Integer> counts() {
        Map<RecordActivities.Kind, Integer> copy = new EnumMap<>(RecordActivities.Kind.class);
        copy.putAll(counts);
        return copy;
    }
}
