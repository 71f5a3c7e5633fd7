package dev.activityservice.model;

import dev.activityservice.text.NameRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * One event in the timeline of one entity. Immutable and thread-safe.
 *
 * <p>The identity of an activity is (tenant, entity, event source, event id). Its {@linkplain #position() position} in the timeline
 * follows from the time, the sequence and the identity of the event.
 *
 * <p>{@code toString()} is safe for logs. Of the payload it contains only the id of the entity.
 */
@Value.Immutable
public sealed interface Activity permits ImmutableActivity {

    EntityRef entity();

    /**
     * The tenant to which the activity belongs: 1 to 64 letters, digits, {@code .}, {@code _} and {@code -}. Each tenant has its own timelines.
     * Null without tenants.
     */
    @Nullable
    String tenant();

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

    /** The producer's sequence, as text. It orders activities of one instant, as {@link Position} describes. */
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

    /**
     * The entities that may read the timeline of {@link #entity()} because of this event. A store keeps them as edges, apart from the
     * activity, so an activity that was read has none. Not part of {@code toString()} because they may be persons. Default: none.
     */
    @Value.Redacted
    List<EntityRef> readers();

    /** Returns the position of this activity in the timeline of its entity. */
    default Position position() {
        return Position.of(time(), sequence(), identity());
    }

    /** Returns the time from which the activity is no longer shown, or null if it never expires. */
    default @Nullable Instant expiresAt() {
        Duration retention = retention();
        return retention == null ? null : time().plus(retention);
    }

    /** Returns the same activity at another time. */
    default Activity at(Instant time) {
        return at(time, Position.sequenceOf(sequence()));
    }

    /**
     * Returns the same activity at another time with another sequence. A store uses it to apply what it has pinned.
     *
     * @param sequence as {@link Position#sequence()} returns it. The text of {@link #sequence()} stays if it has the same meaning
     */
    default Activity at(Instant time, @Nullable String sequence) {
        boolean sameSequence = Objects.equals(Position.sequenceOf(sequence()), sequence);
        return sameSequence && time.equals(time())
                ? this
                : new Builder()
                        .copyOf(this)
                        .time(time)
                        .sequence(sameSequence ? sequence() : sequence)
                        .build();
    }

    /** Returns {@code tenant} if it is a valid tenant, else throws {@link InvalidValueException}. */
    static String requireTenant(String tenant) {
        boolean valid = !tenant.isEmpty() && tenant.length() <= NameRule.MAX_CHARS;
        for (int i = 0; valid && i < tenant.length(); i++) {
            valid = NameRule.isNamePart(tenant.charAt(i));
        }
        if (!valid) {
            throw new InvalidValueException(
                    Rejection.Code.INVALID_TEXT,
                    "tenant",
                    tenant,
                    "must be 1 to " + NameRule.MAX_CHARS + " letters, digits, '.', '_' or '-'");
        }
        return tenant;
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
            String tenant = activity.tenant();
            if (tenant != null) {
                Activity.requireTenant(tenant);
            }
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
