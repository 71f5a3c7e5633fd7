package dev.activityservice.model;

import java.time.Instant;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * An event as its producer meant it, freed from the envelopes it travelled in. Immutable and thread-safe.
 *
 * <p>Event readers make it from message bodies; a program that has its events in other forms uses the
 * {@linkplain #builder builder}.
 *
 * <p>{@code toString()} is for logs, so it has neither the payload nor whom the event is about.
 */
@Value.Immutable
public sealed interface DomainEvent permits ImmutableDomainEvent {

    EventIdentity identity();

    /** For example {@code orders.orderCreated.v1}; 1 to 256 bytes in UTF-8. */
    String type();

    /** From year 0000 to 9999. */
    Instant time();

    /** {@link TimeSource#EVENT} unless it is set. */
    TimeSource timeSource();

    /** The CloudEvent's {@code subject}; a person perhaps, so not part of the string form. */
    @Nullable
    @Value.Redacted
    String subject();

    /** The payload as one JSON text; null if the event has none. For an EventBridge event without a CloudEvent its {@code detail}. */
    @Nullable
    @Value.Redacted
    String data();

    @Nullable
    @Value.Redacted
    Actor actor();

    /** The extension {@code correlationid}. */
    @Nullable
    String correlationId();

    /** The extension {@code causationid}. */
    @Nullable
    String causationId();

    /** The extension {@code sequence}. */
    @Nullable
    String sequence();

    @Nullable
    TraceContext trace();

    static Builder builder(EventIdentity identity, String type, Instant time) {
        return new Builder().identity(identity).type(type).time(time);
    }

    /** Not thread-safe. */
    final class Builder extends ImmutableDomainEvent.Builder {

        // Set here and not by @Value.Default, which would cost each event one more object.
        Builder() {
            timeSource(TimeSource.EVENT);
        }

        /** Throws {@link InvalidValueException} if a text or the time breaks its rule. */
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
