package dev.activityservice.model;

/** The source of an event's time. No other clock becomes the time of an event. */
public enum TimeSource {
    /** The event: the {@code time} of a CloudEvent, or the {@code time} of an EventBridge event without a CloudEvent. */
    EVENT,
    /**
     * The EventBridge envelope of a CloudEvent without a time. The envelope's time is new at each publish. A store therefore pins
     * the first time that it receives.
     */
    EVENTBRIDGE,
    /** The {@code Timestamp} of the SNS notification. It is pinned in the same way. */
    SNS,
    /** The {@code SentTimestamp} of the SQS message. It is pinned in the same way. */
    SQS;

    /** Returns whether the same event may have another time when it is published again. */
    public boolean isEnvelope() {
        return this != EVENT;
    }
}
