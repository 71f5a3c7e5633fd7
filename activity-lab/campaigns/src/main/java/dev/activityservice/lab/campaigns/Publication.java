package dev.activityservice.lab.campaigns;

import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.testkit.simulation.History.Place;
import java.util.List;

/**
 * One publish of one event.
 *
 * @param name of its own; the name of poison stands in its body
 * @param body as it lies on a queue: with the bus's envelope around it, if it takes that way
 * @param event in its body, or what the poison was made of
 * @param entities in whose timelines it belongs; none, if it is poison
 * @param places where it belongs and when; none, if only its delivery will tell the time
 */
record Publication(String name, Way way, String body, DomainEvent event, List<EntityRef> entities, List<Place> places) {

    /** How it comes to the queue. */
    enum Way {
        BUS,
        QUEUE
    }

    EventIdentity identity() {
        return event.identity();
    }

    boolean isPoison() {
        return entities.isEmpty();
    }

    /** Whether its time is the one at which its message was sent. */
    boolean isTimedByQueue() {
        return !entities.isEmpty() && places.isEmpty();
    }
}
