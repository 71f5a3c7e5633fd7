package dev.activityservice.model;

import java.time.Instant;
import java.util.Map;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * An event without the envelopes of its transport. Immutable and thread-safe.
 *
 * <p>{@code EventReader} creates it from the body of a message. A program that has its events in another form uses the
 * {@linkplain #builder builder}.
 *
 * <p>{@code toString()} is safe for logs. It contains neither the payload, nor the subject, nor the actor.
 */
@Value.Immutable
public sealed interface DomainEvent permits ImmutableDomainEvent {

    EventIdentity identity();

    /** The type, for example {@code orders.orderCreated.v1}: 1 to 256 bytes in UTF-8. */
    String type();

    /** The time at which the event happened, from year 0000 to 9999. */
    Instant time();

    /** The source of {@link #time()}. Default: {@link TimeSource#EVENT}. */
    TimeSource timeSource();

    /** The attribute {@code subject} of the CloudEvent. Not part of {@code toString()} because it may be a person. */
    @Nullable
    @Value.Redacted
    String subject();

    /**
     * The payload as one JSON text, or null if the event has no payload. For an EventBridge event without a CloudEvent, this is
     * its {@code detail}.
     */
    @Nullable
    @Value.Redacted
    String data();

    /** The user or service that caused the event. */
    @Nullable
    @Value.Redacted
    Actor actor();

    /**
     * What the catalog needs in addition, by name: attributes of the CloudEvent, for example one that names the tenant, and {@code
     * aws:account}, the AWS account in the envelope of EventBridge. Not part of {@code toString()} because the values may be personal.
     */
    @Value.Redacted
    Map<String, String> extensions();

    /** The CloudEvents extension {@code correlationid}. */
    @Nullable
    String correlationId();

    /** The CloudEvents extension {@code causationid}. */
    @Nullable
    String causationId();

    /** The CloudEvents extension {@code sequence}. */
    @Nullable
    String sequence();

    /** The span in which the producer created the event. */
    @Nullable
    TraceContext trace();

    /** Creates a builder with the mandatory parts. */
    static Builder builder(EventIdentity identity, String type, Instant time) {
        return new Builder().identity(identity).type(type).time(time);
    }

    /** Builds a {@link DomainEvent}. Not thread-safe. */
    final class Builder extends ImmutableDomainEvent.Builder {

        // Not @Value.Default, because it would allocate one more object for each event.
        Builder() {
            timeSource(TimeSource.EVENT);
        }

        /** Builds the event. Throws {@link InvalidValueException} if a text or the time is not valid. */
        @Override
        public DomainEvent build() {
            DomainEvent event = super.build();
            TextRule.require("event type", event.type(), 256);
            Position.requireTime(event.time());
            requireOptional("subject", event.subject());
            requireOptional("correlationid", event.correlationId());
            requireOptional("causationid", event.causationId());
            requireOptional("sequence", event.sequence());
            return event;
        }

        private static void requireOptional(String field, @Nullable String value) {
            if (value != null) {
                TextRule.require(field, value, 1024);
            }
        }
    }
}
