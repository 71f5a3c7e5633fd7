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
 * What a campaign published and what it found at the end, and whether both together keep the service's promise:
 *
 * <ul>
 *   <li>what was accepted is shown, or its message is among the dead letters with a reason;
 *   <li>what is shown was published, at a time that was published;
 *   <li>each (entity, source, id, time) is shown once, and an event whose time came from envelopes at one time only, the same
 *       in all timelines;
 *   <li>a timeline is in order of time, then of identity;
 *   <li>its pages, one behind the other, are the whole;
 *   <li>the store holds what the timelines show, and nothing of an entity that nothing was published to. This is checked only if
 *       {@link #stored} was called.
 * </ul>
 *
 * <p>Check when the queues are quiet: before, what is on its way looks lost. Two kinds of event must not share one identity
 * here: those that bring their time and those that take it from an envelope. Not thread-safe.
 */
public final class History {

    private final Map<String, List<Place>> accepted = new LinkedHashMap<>();
    private final Set<Place> possible = new HashSet<>();
    private final Map<EventIdentity, Set<Instant>> envelopeTimes = new HashMap<>();
    private final Map<String, Optional<Rejection>> deadLetters = new LinkedHashMap<>();
    private final Map<EntityRef, Timeline> timelines = new LinkedHashMap<>();
    private @Nullable Map<EntityRef, Integer> stored;

    private History() {}

    public static History create() {
        return new History();
    }

    /**
     * Where one published event belongs.
     *
     * @param entity in whose timeline
     * @param identity which event
     * @param type of the event
     * @param time the time that this publish of it carries
     * @param envelopeTimed whether that time comes from an envelope, so that the first of several counts
     */
    public record Place(EntityRef entity, EventIdentity identity, String type, Instant time, boolean envelopeTimed) {

        /** The same at another time. */
        public Place at(Instant other) {
            return new Place(entity, identity, type, other, envelopeTimed);
        }
    }

    /**
     * A message was accepted, and all of its places must be shown in the end. A message may be published again under a name of
     * its own.
     */
    public void accepted(String message, List<Place> places) {
        if (accepted.putIfAbsent(message, List.copyOf(places)) != null) {
            throw new IllegalArgumentException("Invalid message: \"" + message + "\" was accepted before");
        }
        places.forEach(this::mayAppear);
    }

    /** A place that may be shown and need not: that of an entity which only one of two catalogs in use knows. */
    public void mayAppear(Place place) {
        possible.add(place);
        if (place.envelopeTimed()) {
            envelopeTimes
                    .computeIfAbsent(place.identity(), identity -> new HashSet<>())
                    .add(place.time());
        }
    }

    /**
     * A message lies among the dead letters.
     *
     * @param reason what a dry run says about it; null if it has no objection
     */
    public void deadLettered(String message, @Nullable Rejection reason) {
        deadLetters.put(message, Optional.ofNullable(reason));
    }

    /**
     * A timeline, read twice.
     *
     * @param whole oldest first, in one piece
     * @param pages the same walked page by page
     */
    public void shown(EntityRef entity, List<Activity> whole, List<List<Activity>> pages) {
        timelines.put(entity, new Timeline(List.copyOf(whole), List.copyOf(pages)));
    }

    /**
     * What the whole store holds, so that what lies where no timeline was asked for is noticed. Every entity that has something in
     * it must be {@link #shown} as well.
     *
     * @param activities how many there are of each entity
     */
    public void stored(Map<EntityRef, Integer> activities) {
        stored = new LinkedHashMap<>(activities);
    }

    /** How the promise is broken, one sentence each; empty if it is kept. */
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
                violations.add("Dead-lettered without a reason: " + message);
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

    /** Throws an {@link AssertionError} that lists all {@link #violations()}, if there are any. */
    public void check() {
        List<String> violations = violations();
        if (!violations.isEmpty()) {
            throw new AssertionError("The promise is broken:\n  " + String.join("\n  ", violations));
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
                violations.add("Stored, but nothing was published to: " + entity + ", " + count + " activities");
            } else if (count != shown) {
                violations.add("What is stored is not what is shown: " + entity + ", " + count + " activities stored, "
                        + shown + " shown");
            }
        }
    }

    private static void examine(EntityRef entity, Timeline timeline, List<String> violations) {
        Position last = null;
        for (Activity activity : timeline.whole()) {
            Position position = activity.position();
            if (last != null && position.compareTo(last) < 0) {
                violations.add("Out of order: " + entity + ", " + last + " stands before " + position);
            }
            last = position;
        }
        List<Activity> paged = timeline.pages().stream().flatMap(List::stream).toList();
        if (!paged.equals(timeline.whole())) {
            violations.add("The pages are not the whole: " + entity + ", " + paged.size() + " activities on "
                    + timeline.pages().size() + " pages, " + timeline.whole().size() + " in one piece");
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
            violations.add("Doubled: " + place);
        }
        if (!times.isEmpty()) {
            Instant first = pinned.putIfAbsent(identity, activity.time());
            if (first != null && !first.equals(activity.time())) {
                violations.add("Doubled: one event at two times, " + first + " and " + place);
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
