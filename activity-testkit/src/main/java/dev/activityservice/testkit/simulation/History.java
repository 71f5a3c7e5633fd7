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
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the published messages of a fault campaign and the timelines at its end, and checks the service's promise:
 *
 * <ul>
 *   <li>Each accepted activity is shown, or its message is a dead letter with a reason.
 *   <li>Each shown activity was published, at its published time.
 *   <li>Each (entity, source, id, time) is shown once. An event whose time comes from envelopes is shown at one time, the same
 *       time in all timelines.
 *   <li>Each timeline is ordered by {@link Position}.
 *   <li>The pages of a timeline together are equal to the whole timeline.
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
    private final Map<EventIdentity, Set<Instant>> envelopeTimes = new HashMap<>();
    private final Map<String, Optional<Rejection>> deadLetters = new LinkedHashMap<>();
    private final Map<EntityRef, Timeline> timelines = new LinkedHashMap<>();
    private @Nullable Map<EntityRef, Integer> stored;

    private History() {}

    /** Returns an empty history. */
    public static History create() {
        return new History();
    }

    /**
     * The place of one published event in one timeline. Immutable.
     *
     * @param entity the entity of the timeline
     * @param identity the identity of the event
     * @param type the type of the event
     * @param time the time of this publish
     * @param envelopeTimed true if the time comes from an envelope, so that only one of several times is shown
     */
    public record Place(EntityRef entity, EventIdentity identity, String type, Instant time, boolean envelopeTimed) {

        /** Returns this place at another time. */
        public Place at(Instant other) {
            return new Place(entity, identity, type, other, envelopeTimed);
        }
    }

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
                    .computeIfAbsent(place.identity(), identity -> new HashSet<>())
                    .add(place.time());
        }
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

    /**
     * Sets the timeline of an entity. A timeline that is not set counts as empty.
     *
     * @param entity the entity of the timeline
     * @param whole the whole timeline, oldest first
     * @param pages the same timeline, read page by page
     */
    public void shown(EntityRef entity, List<Activity> whole, List<List<Activity>> pages) {
        timelines.put(entity, new Timeline(List.copyOf(whole), List.copyOf(pages)));
    }

    /**
     * Sets the content of the whole store, so that activities outside the shown timelines are found. Call {@link #shown} for
     * each of these entities.
     *
     * @param activities the number of stored activities of each entity
     */
    public void stored(Map<EntityRef, Integer> activities) {
        stored = new LinkedHashMap<>(activities);
    }

    /** Returns one sentence for each violation of the promise. Empty if the promise is kept. */
    public List<String> violations() {
        List<String> violations = new ArrayList<>();
        Set<Place> visible = new HashSet<>();
        Map<EventIdentity, Instant> pinned = new HashMap<>();
        timelines.forEach((entity, timeline) -> {
            examine(entity, timeline, violations);
            for (Activity activity : timeline.whole()) {
                examine(entity, activity, visible, pinned, violations);
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
        return violations;
    }

    /** Throws an {@link AssertionError} with all {@link #violations()} if the promise is not kept. */
    public void check() {
        List<String> violations = violations();
        if (!violations.isEmpty()) {
            throw new AssertionError(
                    "The promise must be kept, but it is violated:\n  " + String.join("\n  ", violations));
        }
    }

    private void examine(Map<EntityRef, Integer> activities, List<String> violations) {
        Set<EntityRef> publishedTo = new HashSet<>();
        possible.forEach(place -> publishedTo.add(place.entity()));
        Set<EntityRef> entities = new LinkedHashSet<>(activities.keySet());
        entities.addAll(timelines.keySet());
        for (EntityRef entity : entities) {
            int count = activities.getOrDefault(entity, 0);
            Timeline timeline = timelines.get(entity);
            int shown = timeline == null ? 0 : timeline.whole().size();
            if (count > 0 && !publishedTo.contains(entity)) {
                violations.add("Stored, but never published: " + entity + " must have 0 activities, not " + count);
            } else if (count != shown) {
                violations.add("Stored and shown differ: " + entity + " must have " + shown + " stored activities, not "
                        + count);
            }
        }
    }

    private static void examine(EntityRef entity, Timeline timeline, List<String> violations) {
        Position last = null;
        for (Activity activity : timeline.whole()) {
            Position position = activity.position();
            if (last != null && position.compareTo(last) < 0) {
                violations.add("Out of order: " + entity + ", " + last + " is before " + position);
            }
            last = position;
        }
        List<Activity> paged = timeline.pages().stream().flatMap(List::stream).toList();
        if (!paged.equals(timeline.whole())) {
            violations.add("Pages differ from the timeline: " + entity + ", "
                    + timeline.whole().size() + " activities, but " + paged.size() + " on "
                    + timeline.pages().size() + " pages");
        }
    }

    private void examine(
            EntityRef entity,
            Activity activity,
            Set<Place> visible,
            Map<EventIdentity, Instant> pinned,
            List<String> violations) {
        EventIdentity identity = activity.identity();
        Set<Instant> times = envelopeTimes.getOrDefault(identity, Set.of());
        Place place = new Place(entity, identity, activity.type(), activity.time(), !times.isEmpty());
        boolean published = times.isEmpty()
                ? possible.contains(place)
                : times.contains(activity.time()) && times.stream().anyMatch(time -> possible.contains(place.at(time)));
        if (!published || !activity.entity().equals(entity)) {
            violations.add("Never published: " + place);
        }
        if (!visible.add(place)) {
            violations.add("Duplicate: " + place);
        }
        if (!times.isEmpty()) {
            Instant first = pinned.putIfAbsent(identity, activity.time());
            if (first != null && !first.equals(activity.time())) {
                violations.add("Duplicate: one event at two times, " + first + " and " + place);
            }
        }
    }

    private boolean isVisible(Place place, Set<Place> visible) {
        if (!place.envelopeTimed()) {
            return visible.contains(place);
        }
        return envelopeTimes.getOrDefault(place.identity(), Set.of()).stream()
                .anyMatch(time -> visible.contains(place.at(time)));
    }

    private record Timeline(List<Activity> whole, List<List<Activity>> pages) {}
}
