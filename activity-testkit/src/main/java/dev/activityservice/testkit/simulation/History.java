package dev.activityservice.testkit.simulation;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.Position;
import dev.activityservice.model.Rejection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the published messages of a fault campaign and the timelines at its end, and checks the service's promise:
 *
 * <ul>
 *   <li>Each accepted activity is shown, or its message is a dead letter with a reason.
 *   <li>Each shown activity was published for its tenant, at its published time and with its published sequence.
 *   <li>Each (tenant, entity, source, id, time, sequence) is shown once. An event whose time comes from envelopes is shown at one time
 *       with the sequence of this time, the same in all timelines of the tenant.
 *   <li>Each timeline is ordered by {@link Position}.
 *   <li>The pages of a timeline together are equal to the whole timeline.
 *   <li>Each reader that an accepted activity names is a reader of the entity in its tenant, and nobody else is a reader. Checked only
 *       after {@link #names} or {@link #readers} was called.
 *   <li>The store holds exactly the shown activities, and nothing for entities without a published event. Checked only after
 *       {@link #stored} was called.
 * </ul>
 *
 * <p>Check only after all queues are empty, because messages in flight count as lost. All publishes of one identity must take
 * their time from the same place: either from the event or from an envelope. Not thread-safe.
 */
public final class History {

    private final Map<String, List<Place>> accepted = new LinkedHashMap<>();
    private final Set<Place> possible = new HashSet<>();
    private final Map<Event, Set<Moment>> envelopeTimes = new HashMap<>();
    private final Map<String, Optional<Rejection>> deadLetters = new LinkedHashMap<>();
    private final Map<TimelineKey, Timeline> timelines = new LinkedHashMap<>();
    private final Map<String, List<Edge>> named = new LinkedHashMap<>();
    private final Set<Edge> readers = new LinkedHashSet<>();
    private @Nullable Map<TimelineKey, Integer> stored;

    private History() {}

    /** Returns an empty history. */
    public static History create() {
        return new History();
    }

    /**
     * The place of one published event in one timeline. Immutable.
     *
     * @param tenant the tenant of the timeline; null without tenants
     * @param entity the entity of the timeline
     * @param identity the identity of the event
     * @param type the type of the event
     * @param time the time of this publish
     * @param sequence the sequence of this publish, as {@link Position#sequenceOf} returns it; null without one
     * @param envelopeTimed true if the time comes from an envelope, so that only one of several times is shown
     */
    public record Place(
            @Nullable String tenant,
            EntityRef entity,
            EventIdentity identity,
            String type,
            Instant time,
            @Nullable String sequence,
            boolean envelopeTimed) {

        public Place {
            sequence = Position.sequenceOf(sequence);
        }

        /** Creates a place without a tenant and without a sequence. */
        public Place(EntityRef entity, EventIdentity identity, String type, Instant time, boolean envelopeTimed) {
            this(null, entity, identity, type, time, null, envelopeTimed);
        }

        /** Returns this place at another time. */
        public Place at(Instant other) {
            return at(other, sequence);
        }

        /** Returns this place at another time with another sequence. */
        public Place at(Instant other, @Nullable String otherSequence) {
            return new Place(tenant, entity, identity, type, other, otherSequence, envelopeTimed);
        }

        private Place at(Moment moment) {
            return at(moment.time(), moment.sequence());
        }

        private Event event() {
            return new Event(tenant, identity);
        }
    }

    /**
     * One reader of one entity. Immutable.
     *
     * @param tenant the tenant of both; null without tenants
     */
    public record Edge(@Nullable String tenant, EntityRef entity, EntityRef reader) {}

    /**
     * Adds an accepted message. All of its places must be shown at the end, unless the message is a dead letter.
     *
     * @param message the unique name of the message; a second publish of one event needs another name
     * @param places one place for each timeline of the event
     * @throws IllegalArgumentException if the name was accepted before
     */
    public void accepted(String message, List<Place> places) {
        if (accepted.putIfAbsent(message, List.copyOf(places)) != null) {
            throw new IllegalArgumentException(
                    "Invalid message: the name must be unique, but \"" + message + "\" was accepted before");
        }
        places.forEach(this::mayAppear);
    }

    /** Adds an optional place, for example for an entity that only one of two deployed catalogs maps. */
    public void mayAppear(Place place) {
        possible.add(place);
        if (place.envelopeTimed()) {
            envelopeTimes
                    .computeIfAbsent(place.event(), event -> new HashSet<>())
                    .add(new Moment(place.time(), place.sequence()));
        }
    }

    /**
     * Adds the readers that an accepted message names. All of them must be readers at the end, unless the message is a dead letter.
     *
     * @param message the name of the message
     */
    public void names(String message, List<Edge> edges) {
        named.put(message, List.copyOf(edges));
    }

    /** Sets all readers at the end. */
    public void readers(Set<Edge> edges) {
        readers.clear();
        readers.addAll(edges);
    }

    /**
     * Adds a dead letter.
     *
     * @param message the name of the message
     * @param reason the rejection that a dry run reports; null if the dry run would record the message
     */
    public void deadLettered(String message, @Nullable Rejection reason) {
        deadLetters.put(message, Optional.ofNullable(reason));
    }

    /** Sets the timeline of an entity without a tenant, as {@link #shown(String, EntityRef, List, List)}. */
    public void shown(EntityRef entity, List<Activity> whole, List<List<Activity>> pages) {
        shown(null, entity, whole, pages);
    }

    /**
     * Sets the timeline of an entity. A timeline that is not set counts as empty.
     *
     * @param tenant the tenant of the timeline; null without tenants
     * @param entity the entity of the timeline
     * @param whole the whole timeline, oldest first
     * @param pages the same timeline, read page by page
     */
    public void shown(@Nullable String tenant, EntityRef entity, List<Activity> whole, List<List<Activity>> pages) {
        timelines.put(new TimelineKey(tenant, entity), new Timeline(List.copyOf(whole), List.copyOf(pages)));
    }

    /** Sets the content of a store without tenants, as {@link #stored(String, Map)}. */
    public void stored(Map<EntityRef, Integer> activities) {
        stored(null, activities);
    }

    /**
     * Sets the content of the whole store for one tenant, so that activities outside the shown timelines are found. Call {@link #shown}
     * for each of these entities.
     *
     * @param tenant null for the activities without a tenant
     * @param activities the number of stored activities of each entity
     */
    public void stored(@Nullable String tenant, Map<EntityRef, Integer> activities) {
        Map<TimelineKey, Integer> all = stored == null ? new LinkedHashMap<>() : stored;
        all.keySet().removeIf(timeline -> Objects.equals(timeline.tenant(), tenant));
        activities.forEach((entity, count) -> all.put(new TimelineKey(tenant, entity), count));
        stored = all;
    }

    /** Returns one sentence for each violation of the promise. Empty if the promise is kept. */
    public List<String> violations() {
        List<String> violations = new ArrayList<>();
        Set<Place> visible = new HashSet<>();
        Map<Event, Moment> pinned = new HashMap<>();
        timelines.forEach((key, timeline) -> {
            examine(key, timeline, violations);
            for (Activity activity : timeline.whole()) {
                examine(key, activity, visible, pinned, violations);
            }
        });
        if (stored != null) {
            examine(stored, violations);
        }
        deadLetters.forEach((message, reason) -> {
            if (reason.isEmpty()) {
                violations.add("Dead letter without a reason: " + message);
            }
        });
        accepted.forEach((message, places) -> {
            if (!deadLetters.containsKey(message)) {
                places.stream()
                        .filter(place -> !isVisible(place, visible))
                        .forEach(place -> violations.add("Lost: " + message + ", " + place));
            }
        });
        examineReaders(violations);
        return violations;
    }

    private void examineReaders(List<String> violations) {
        Set<Edge> published = new HashSet<>();
        named.forEach((message, edges) -> {
            published.addAll(edges);
            if (!deadLetters.containsKey(message)) {
                edges.stream()
                        .filter(edge -> !readers.contains(edge))
                        .forEach(edge -> violations.add("Reader lost: " + message + ", " + edge));
            }
        });
        readers.stream()
                .filter(edge -> !published.contains(edge))
                .forEach(edge -> violations.add("Reader never named: " + edge));
    }

    /** Throws an {@link AssertionError} with all {@link #violations()} if the promise is not kept. */
    public void check() {
        List<String> violations = violations();
        if (!violations.isEmpty()) {
            throw new AssertionError(
                    "The promise must be kept, but it is violated:\n  " + String.join("\n  ", violations));
        }
    }

    private void examine(Map<TimelineKey, Integer> activities, List<String> violations) {
        Set<TimelineKey> publishedTo = new HashSet<>();
        possible.forEach(place -> publishedTo.add(new TimelineKey(place.tenant(), place.entity())));
        Set<TimelineKey> keys = new LinkedHashSet<>(activities.keySet());
        keys.addAll(timelines.keySet());
        for (TimelineKey key : keys) {
            int count = activities.getOrDefault(key, 0);
            Timeline timeline = timelines.get(key);
            int shown = timeline == null ? 0 : timeline.whole().size();
            if (count > 0 && !publishedTo.contains(key)) {
                violations.add("Stored, but never published: " + key + " must have 0 activities, not " + count);
            } else if (count != shown) {
                violations.add(
                        "Stored and shown differ: " + key + " must have " + shown + " stored activities, not " + count);
            }
        }
    }

    private static void examine(TimelineKey key, Timeline timeline, List<String> violations) {
        Position last = null;
        for (Activity activity : timeline.whole()) {
            Position position = activity.position();
            if (last != null && position.compareTo(last) < 0) {
                violations.add("Out of order: " + key + ", " + last + " is before " + position);
            }
            last = position;
        }
        List<Activity> paged = timeline.pages().stream().flatMap(List::stream).toList();
        if (!paged.equals(timeline.whole())) {
            violations.add("Pages differ from the timeline: " + key + ", "
                    + timeline.whole().size() + " activities, but " + paged.size() + " on "
                    + timeline.pages().size() + " pages");
        }
    }

    private void examine(
            TimelineKey key,
            Activity activity,
            Set<Place> visible,
            Map<Event, Moment> pinned,
            List<String> violations) {
        Moment moment = new Moment(activity.time(), Position.sequenceOf(activity.sequence()));
        Event event = new Event(key.tenant(), activity.identity());
        Set<Moment> times = envelopeTimes.getOrDefault(event, Set.of());
        Place place = new Place(
                key.tenant(),
                key.entity(),
                activity.identity(),
                activity.type(),
                moment.time(),
                moment.sequence(),
                !times.isEmpty());
        boolean published = times.isEmpty()
                ? possible.contains(place)
                : times.contains(moment) && times.stream().anyMatch(time -> possible.contains(place.at(time)));
        if (!published || !new TimelineKey(activity.tenant(), activity.entity()).equals(key)) {
            violations.add("Never published: " + place);
        }
        if (!visible.add(place)) {
            violations.add("Duplicate: " + place);
        }
        if (!times.isEmpty()) {
            Moment first = pinned.putIfAbsent(event, moment);
            if (first != null && !first.equals(moment)) {
                violations.add("Duplicate: one event at two times, " + first + " and " + place);
            }
        }
    }

    private boolean isVisible(Place place, Set<Place> visible) {
        if (!place.envelopeTimed()) {
            return visible.contains(place);
        }
        return envelopeTimes.getOrDefault(place.event(), Set.of()).stream()
                .anyMatch(time -> visible.contains(place.at(time)));
    }

    private record Timeline(List<Activity> whole, List<List<Activity>> pages) {}

    /** An event of a tenant. */
    private record Event(@Nullable String tenant, EventIdentity identity) {}

    /** A time with its sequence. */
    private record Moment(Instant time, @Nullable String sequence) {

        @Override
        public String toString() {
            return sequence == null ? time.toString() : time + " with sequence " + sequence;
        }
    }

    private record TimelineKey(@Nullable String tenant, EntityRef entity) {

        @Override
        public String toString() {
            return tenant == null ? entity.toString() : entity + " of tenant " + tenant;
        }
    }
}
