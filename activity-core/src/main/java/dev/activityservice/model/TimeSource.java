package dev.activityservice.model;

/** Where an event's time was read. No other clock ever becomes an event's time. */
public enum TimeSource {
    /** The event itself: a CloudEvent's {@code time}, or the {@code time} of an EventBridge event that carries no CloudEvent. */
    EVENT,
    /** The EventBridge envelope around a CloudEvent that has no time; new at each publish, so a store pins the first one it sees. */
    EVENTBRIDGE,
    /** The SNS notification's {@code Timestamp}; pinned likewise. */
    SNS,
    /** The SQS message's {@code SentTimestamp}; pinned likewise. */
    SQS;

    /** Whether another publish of the same event may carry another time. */
    public boolean isEnvelope() {
        return this != EVENT;
    }
}
