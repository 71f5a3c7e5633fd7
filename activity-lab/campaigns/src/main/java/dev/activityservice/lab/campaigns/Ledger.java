package dev.activityservice.lab.campaigns;

import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.testkit.simulation.History;
import dev.activityservice.testkit.simulation.History.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was published and accepted while a campaign ran; a {@link History} is made of it when all is quiet. Thread-safe. */
final class Ledger {

    private final List<Publication> accepted = new ArrayList<>();
    private final Set<String> poison = new LinkedHashSet<>();
    private final Set<EntityRef> entities = new LinkedHashSet<>();
    /** When messages of an event were sent, as deliveries told. */
    private final Map<String, Set<Instant>> sentTimes = new HashMap<>();

    /** Before it is sent: from here on it may appear, whether or not its sending is acknowledged. */
    synchronized void publishing(Publication publication) {
        entities.addAll(publication.entities());
    }

    synchronized void accepted(Publication publication) {
        if (publication.isPoison()) {
            poison.add(publication.name());
        } else {
            accepted.add(publication);
        }
    }

    /** An event that has no time of its own was seen in a message of that time. */
    synchronized void sent(EventIdentity identity, Instant time) {
        sentTimes.computeIfAbsent(key(identity), id -> new LinkedHashSet<>()).add(time);
    }

    /** All entities that may have a timeline. */
    synchronized Set<EntityRef> entities() {
        return Set.copyOf(entities);
    }

    synchronized Set<String> poison() {
        return Set.copyOf(poison);
    }

    synchronized int size() {
        return accepted.size() + poison.size();
    }

    synchronized History toHistory() {
        History history = History.create();
        for (Publication each : accepted) {
            if (each.isTimedByQueue()) {
                List<Place> places = new ArrayList<>();
                for (EntityRef entity : each.entities()) {
                    for (Instant time : sentTimes.getOrDefault(key(each.identity()), Set.of(Instant.EPOCH))) {
                        places.add(
                                new Place(entity, each.identity(), each.event().type(), time, true));
                    }
                }
                // Whichever of the times was first counts: they are all possible, and one must be shown.
                history.accepted(each.name(), places);
            } else {
                history.accepted(each.name(), each.places());
            }
        }
        return history;
    }

    private static String key(EventIdentity identity) {
        return identity.source() + " " + identity.id();
    }
}
