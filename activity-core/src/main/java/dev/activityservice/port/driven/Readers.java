package dev.activityservice.port.driven;

import dev.activityservice.model.EntityRef;
import dev.activityservice.port.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Knows which entities may read the timelines of which others, because a stored activity names them as
 * {@linkplain dev.activityservice.model.Activity#readers() readers}. Implementations are thread-safe and must pass the testkit's
 * {@code ReadersContract}.
 */
@FunctionalInterface
public interface Readers {

    /**
     * Returns whether {@code reader} is a reader of {@code entity}. The answer may be outdated by about a second. An edge never ends, also
     * if the activity that named the reader has expired.
     *
     * @param tenant the tenant of both; null without tenants
     * @throws StoreUnavailableException if the store gave no response before the deadline. A failure never means that the reader is allowed
     */
    boolean isReader(@Nullable String tenant, EntityRef reader, EntityRef entity, Deadline deadline);
}
