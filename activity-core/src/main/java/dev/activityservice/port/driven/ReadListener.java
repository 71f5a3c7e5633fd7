package dev.activityservice.port.driven;

import dev.activityservice.model.EntityRef;
import dev.activityservice.query.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Receives the answer to each read, for example to log who read what. Implementations are thread-safe.
 */
@FunctionalInterface
public interface ReadListener {

    /**
     * A read was answered: with a page, or with a refusal. Called in the thread of the read, after the store was read and before the caller
     * receives the page. If this method throws, the caller receives the exception instead of the answer. Not called if the store gave no
     * response.
     *
     * @param principal the caller, with its tenant; null if it is not authenticated
     * @param entity the entity of the timeline; its id may be personal
     * @param decision the final decision, without {@link ReadPolicy.Decision#ifReader()}
     */
    void answered(@Nullable Principal principal, EntityRef entity, ReadPolicy.Decision decision);
}
