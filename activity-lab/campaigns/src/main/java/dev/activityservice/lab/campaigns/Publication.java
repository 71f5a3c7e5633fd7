package dev.activityservice.lab.campaigns;

import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.testkit.simulation.History.Edge;
import dev.activityservice.testkit.simulation.History.Place;
import java.util.List;

/**
 * One publication of one event.
 *
 * @param name unique; the body of poison contains it
 * @param body as on the queue, with the bus's envelope if it goes through the bus
 * @param event in the body; for poison, the event before it was damaged
 * @param entities whose timelines must show the event; empty for poison
 * @param places where and when the event must be shown; empty if only its delivery shows the time
 * @param edges the readers that the event names
 */
record Publication(
        String name,
        Route route,
        String body,
        DomainEvent event,
        List<EntityRef> entities,
        List<Place> places,
        List<Edge> edges) {

    enum Route {
        BUS,
        QUEUE
    }

    boolean isPoison() {
        return entities.isEmpty();
    }

    /** Returns whether the time of the event is the time at which its message was sent. */
    boolean isTimedByQueue() {
        return !entities.isEmpty() && places.isEmpty();
    }
}
