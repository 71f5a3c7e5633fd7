package dev.activityservice.model;

import java.time.Duration;
import java.time.Instant;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * One event as it stands in the timeline of one entity. Immutable and thread-safe.
 *
 * <p>Its identity is (entity, event source, event id); with its time that gives its {@linkplain #position() place}.
 *
 * <p>{@code toString()} is for logs, so nothing of the payload is in it but the entity's id.
 */
@Value.Immutable
public sealed interface Activity permits ImmutableActivity {

    EntityRef entity();

    EventIdentity identity();

    /** The event's type, for example {@code orders.orderCreated.v1}; 1 to 256 bytes in UTF-8. */
    String type();

    /** When the event happened, from year 0000 to 9999. */
    Instant time();

    /** {@link TimeSource#EVENT} unless it is set. */
    TimeSource timeSource();

    /** Who caused the event; a person perhaps, so not part of the string form. */
    @Nullable
    @Value.Redacted
    Actor actor();

    @Nullable
    String correlationId();

    @Nullable
    String causationId();

    /** The producer's own order among its events, as it wrote it; kept for readers, not part of the order here. */
    @Nullable
    String sequence();

    /** None unless they are set. */
    Attributes attributes();

    /** One line for people, rendered from the catalog's template when the event was recorded; not part of the string form. */
    @Nullable
    @Value.Redacted
    String summary();

    @Nullable
    TraceContext trace();

    /** How long after {@link #time()} it is kept, in whole seconds, more than zero; null for ever. */
    @Nullable
    Duration retention();

    default Position position() {
        return Position.of(time(), identity());
    }

    /** From when on it is no longer shown; null for never. */
    default @Nullable Instant expiresAt() {
        Duration retention = retention();
        return retention == null ? null : time().plus(retention);
    }

    /** The same activity at another time: how a store applies the time it has pinned. */
    default Activity at(Instant time) {
        return time.equals(time())
                ? this
                : new Builder().copyOf(this).time(time).build();
    }

    static Builder builder(EntityRef entity, EventIdentity identity, String type, Instant time) {
        return new Builder().entity(entity).identity(identity).type(type).time(time);
    }

    /** Not thread-safe. */
    final class Builder extends ImmutableActivity.Builder {

        // Set here and not by @Value.Default, which would cost each activity one more object.
        Builder() {
            timeSource(TimeSource.EVENT);
            attributes(Attributes.none());
        }

        /** Throws {@link InvalidValueException} if a text, the time or the retention breaks its rule. */
        @Override
        public Activity build() {
            Activity activity = super.build();
            TextRule.require("event type", activity.type(), 256);
            Position.requireTime(activity.time());
            Duration retention = activity.retention();
            if (retention != null
                    && (retention.compareTo(Duration.ZERO) <= 0
                            || !retention.equals(Duration.ofSeconds(retention.toSeconds())))) {
                throw new InvalidValueException(
                        Rejection.Code.WRONG_TYPE,
                        "retention",
                        retention.toString(),
                        "must be whole seconds, more than zero");
            }
            return activity;
        }
    }
}
