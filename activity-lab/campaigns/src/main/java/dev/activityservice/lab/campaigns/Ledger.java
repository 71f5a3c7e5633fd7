package dev.activityservice.lab.campaigns;

import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.testkit.simulation.History;
import dev.activityservice.testkit.simulation.History.Edge;
import dev.activityservice.testkit.simulation.History.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Notes the publications of a campaign, and creates a {@link History} from them. Thread-safe. */
final class Ledger {

    private final List<Publication> accepted = new ArrayList<>();
    private final Set<String> poison = new LinkedHashSet<>();
    private final Set<EntityRef> entities = new LinkedHashSet<>();
    private final Set<Edge> edges = new LinkedHashSet<>();
    /** The times at which messages of an event were sent. */
    private final Map<EventIdentity, Set<Instant>> sentTimes = new HashMap<>();

    /** Notes a publication before it is sent. From now on it may appear, even without an acknowledgement. */
    synchronized void publishing(Publication publication) {
        entities.addAll(publication.entities());
        edges.addAll(publication.edges());
    }

    synchronized void accepted(Publication publication) {
        if (publication.isPoison()) {
            poison.add(publication.name());
        } else {
            accepted.add(publication);
        }
    }

    /** Notes that a delivery contained an event without a time, sent at this time. */
    synchronized void sent(EventIdentity identity, Instant time) {
        sentTimes.computeIfAbsent(identity, id -> new LinkedHashSet<>()).add(time);
    }

    synchronized Set<EntityRef> entities() {
        return Set.copyOf(entities);
    }

    /** Returns the readers that all published events name, also those of publications without an acknowledgement. */
    synchronized Set<Edge> edges() {
        return Set.copyOf(edges);
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
            // The first of the times must be shown, but only the functions know which was first.
            history.accepted(each.name(), each.isTimedByQueue() ? placesAtSentTimes(each) : each.places());
            history.names(each.name(), each.edges());
        }
        return history;
    }

    private List<Place> placesAtSentTimes(Publication publication) {
        EventIdentity identity = publication.event().identity();
        Set<Instant> times = sentTimes.getOrDefault(identity, Set.of(Instant.EPOCH));
        return publication.entities().stream()
                .flatMap(entity -> times.stream()
                        .map(time ->
                                new Place(entity, identity, publication.event().type(), time, true)))
                .toList();
    }
}
