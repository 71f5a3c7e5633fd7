package dev.activityservice.port.driven;

import dev.activityservice.model.EntityRef;
import dev.activityservice.port.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Knows which entities may read the timelines of other entities, because a stored activity names them as
 * {@linkplain dev.activityservice.model.Activity#readers() readers}. Implementations are thread-safe and must pass the testkit's
 * {@code ReadersContract}.
 *
 * <p>Tenants, entities and readers are equal only if all their characters are equal. A reader in one tenant is not a reader
 * in another tenant.
 */
@FunctionalInterface
public interface Readers {

    /**
     * Returns true if a stored activity of the entity names the reader, otherwise false. An activity may name many readers, and many
     * activities may name readers of one entity. Being a reader has one direction.
     *
     * <p>The result depends neither on the order of the activities nor on how often they are stored. A reader stays a reader when a later
     * activity does not name it, and when the activity that named it has expired. Concurrent appends lose no reader. The result may be
     * outdated by about a second.
     *
     * @param tenant the tenant of both; null without tenants
     * @throws StoreUnavailableException if the store gave no response before the deadline. A failure never means that the reader is allowed
     */
    boolean isReader(@Nullable String tenant, EntityRef reader, EntityRef entity, Deadline deadline);
}
