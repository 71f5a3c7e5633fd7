package dev.activityservice.model;

import java.time.Duration;
import java.time.Instant;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * One event in the timeline of one entity. Immutable and thread-safe.
 *
 * <p>The identity of an activity is (entity, event source, event id). Its {@linkplain #position() position} in the timeline
 * follows from the time and the identity of the event.
 *
 * <p>{@code toString()} is safe for logs. Of the payload it contains only the id of the entity.
 */
@Value.Immutable
public sealed interface Activity permits ImmutableActivity {

    EntityRef entity();

    EventIdentity identity();

    /** The type of the event, for example {@code orders.orderCreated.v1}: 1 to 256 bytes in UTF-8. */
    String type();

    /** The time of the event, from year 0000 to 9999. */
    Instant time();

    /** The source of {@link #time()}. Default: {@link TimeSource#EVENT}. */
    TimeSource timeSource();

    /** The user or service that caused the event. Not part of {@code toString()} because it may be a person. */
    @Nullable
    @Value.Redacted
    Actor actor();

    /** The id that the events of one business process share. */
    @Nullable
    String correlationId();

    /** The id of the event that caused this event. */
    @Nullable
    String causationId();

    /** The producer's sequence, as text. It is shown to readers, but it does not affect the order of a timeline. */
    @Nullable
    String sequence();

    /** The payload fields that are stored with the activity. Default: no attributes. */
    ActivityAttributes attributes();

    /**
     * One line of text for people, rendered from the catalog's template when the event was recorded. Not part of
     * {@code toString()}.
     */
    @Nullable
    @Value.Redacted
    String summary();

    /** The span in which the producer created the event. */
    @Nullable
    TraceContext trace();

    /** How long the activity is kept, counted from {@link #time()}: whole seconds, more than zero. Null: it never expires. */
    @Nullable
    Duration retention();

    /** Returns the position of this activity in the timeline of its entity. */
    default Position position() {
        return Position.of(time(), identity());
    }

    /** Returns the time from which the activity is no longer shown, or null if it never expires. */
    default @Nullable Instant expiresAt() {
        Duration retention = retention();
        return retention == null ? null : time().plus(retention);
    }

    /** Returns the same activity with another time. A store uses it to apply the time that it has pinned. */
    default Activity at(Instant time) {
        return time.equals(time())
                ? this
                : new Builder().copyOf(this).time(time).build();
    }

    /** Creates a builder with the mandatory parts. */
    static Builder builder(EntityRef entity, EventIdentity identity, String type, Instant time) {
        return new Builder().entity(entity).identity(identity).type(type).time(time);
    }

    /** Builds an {@link Activity}. Not thread-safe. */
    final class Builder extends ImmutableActivity.Builder {

        // Not @Value.Default, because it would allocate one more object for each activity.
        Builder() {
            timeSource(TimeSource.EVENT);
            attributes(ActivityAttributes.none());
        }

        /** Builds the activity. Throws {@link InvalidValueException} if a text, the time or the retention is not valid. */
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
                        "must be a whole number of seconds, more than zero");
            }
            return activity;
        }
    }
}
