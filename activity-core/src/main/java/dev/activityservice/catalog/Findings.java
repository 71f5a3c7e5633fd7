package dev.activityservice.catalog;

import dev.activityservice.model.Actor;
import dev.activityservice.model.Attributes;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Warning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one event has shown so far of what its entry looks for. Not thread-safe; lives as long as one mapping. */
final class Findings {

    static final int MAX_ENTITIES = 1000;
    /** Up to here comparing one by one is cheaper than hashing. */
    private static final int FEW = 16;

    private final List<Slot> slots;
    private final @Nullable String actorType;

    private EntityRef[] entities = new EntityRef[2];
    /**
     * For each entity the first slot that names it: the order of the entry, not of the data, is that of the
     * activities.
     */
    private int[] slotOf = new int[2];

    private int count;
    private @Nullable Map<EntityRef, Integer> many;

    private long found;
    private long warned;
    private @Nullable Actor actor;
    private @Nullable String @Nullable [] kept;
    private @Nullable StringBuilder @Nullable [] gathered;
    private @Nullable String @Nullable [] missing;
    private @Nullable List<Warning> warnings;

    Findings(List<Slot> slots, @Nullable String actorType) {
        this.slots = slots;
        this.actorType = actorType;
    }

    /** An id, wherever its slot's pointer led: {@code place} says where that was. */
    void id(int slot, String id, Supplier<String> place) throws Refusal {
        Slot wanted = slots.get(slot);
        if (id.isBlank()) {
            if (wanted.required()) {
                throw new Refusal(
                        Rejection.Code.MISSING_FIELD, place.get(), "The " + wanted.name() + " id is empty or blank");
            }
            warn(slot, Warning.Code.BLANK_OPTIONAL_ID, place, what(wanted) + " is empty or blank and was left out");
        } else if (wanted.kind() == Slot.Kind.ACTOR) {
            actor(slot, id, actorType, place);
        } else {
            entity(slot, wanted.name(), id, place);
        }
    }

    /** The event's own actor, under the entry's actor type if that has one. */
    void eventActor(int slot, Actor eventActor) {
        actor(slot, eventActor.id(), actorType == null ? eventActor.type() : actorType, () -> "/authid");
    }

    /** Something else than a text or an integer where an id is due. */
    void wrongType(int slot, String type, Supplier<String> place) throws Refusal {
        Slot wanted = slots.get(slot);
        if (wanted.kind() == Slot.Kind.ENTITY) {
            throw new Refusal(
                    Rejection.Code.WRONG_TYPE,
                    place.get(),
                    what(wanted) + " is " + type + "; it must be a string or an integer");
        }
        warn(slot, Warning.Code.ATTRIBUTE_IGNORED, place, what(wanted) + " is " + type + " and was left out");
    }

    /** Whether {@link #missing} has been told of the slot. */
    boolean isMissing(int slot) {
        return missing != null && missing[slot] != null;
    }

    /** One element of an array lacks what other elements may have. */
    void missing(int slot, Supplier<String> place) {
        if (missing == null) {
            missing = new String[slots.size()];
        }
        if (missing[slot] == null) {
            missing[slot] = place.get();
        }
    }

    void keep(int slot, String json) {
        if (kept == null) {
            kept = new String[slots.size()];
        }
        kept[slot] = json;
    }

    /**
     * One of a kept field's many values, wherever a pointer goes through every element of an array; they become one
     * array.
     */
    void gather(int slot, String json) {
        if (gathered == null) {
            gathered = new StringBuilder[slots.size()];
        }
        StringBuilder values = gathered[slot];
        if (values == null) {
            values = new StringBuilder(json.length() * 4).append('[');
            gathered[slot] = values;
        } else {
            values.append(',');
        }
        values.append(json);
    }

    /** The data is read to its end. */
    void finish() {
        if (gathered == null) {
            return;
        }
        for (int slot = 0; slot < gathered.length; slot++) {
            StringBuilder values = gathered[slot];
            if (values != null) {
                keep(slot, values.append(']').toString());
            }
        }
    }

    /**
     * The entities in the order of the entry, and in each of its pointers in that of the data. Refuses if a required
     * one is missing.
     */
    List<EntityRef> entities() throws Refusal {
        for (int slot = 0; slot < slots.size(); slot++) {
            Slot wanted = slots.get(slot);
            if (!wanted.required()) {
                continue;
            }
            String place =
                    (found & (1L << slot)) == 0 ? wanted.pointer().text() : missing == null ? null : missing[slot];
            if (place != null) {
                throw new Refusal(
                        Rejection.Code.MISSING_FIELD, place, "The " + wanted.name() + " id is absent or null");
            }
        }
        EntityRef[] ordered = new EntityRef[count];
        int next = 0;
        for (int slot = 0; next < count; slot++) {
            for (int i = 0; i < count; i++) {
                if (slotOf[i] == slot) {
                    ordered[next++] = entities[i];
                }
            }
        }
        return List.of(ordered);
    }

    @Nullable
    Actor actor() {
        return actor;
    }

    /** The kept value of a name as JSON text; null if the event has none. */
    @Nullable
    String kept(String name) {
        for (int slot = 0; kept != null && slot < kept.length; slot++) {
            if (slots.get(slot).isKeep() && slots.get(slot).name().equals(name)) {
                return kept[slot];
            }
        }
        return null;
    }

    Attributes attributes() {
        if (kept == null) {
            return Attributes.none();
        }
        Map<String, String> jsonByName = new LinkedHashMap<>();
        for (int slot = 0; slot < kept.length; slot++) {
            String json = kept[slot];
            if (json != null) {
                jsonByName.put(slots.get(slot).name(), json);
            }
        }
        return Attributes.of(jsonByName);
    }

    List<Warning> warnings() {
        return warnings == null ? List.of() : warnings;
    }

    private void actor(int slot, String id, @Nullable String type, Supplier<String> place) {
        if (actor != null) {
            return;
        }
        try {
            actor = Actor.of(id, type);
        } catch (InvalidValueException e) {
            warn(slot, Warning.Code.ATTRIBUTE_IGNORED, place, e.getMessage() + "; it was left out");
        }
    }

    private void entity(int slot, String type, String id, Supplier<String> place) throws Refusal {
        EntityRef entity;
        try {
            entity = EntityRef.of(type, id);
        } catch (InvalidValueException e) {
            throw new Refusal(e.code(), place.get(), String.valueOf(e.getMessage()));
        }
        found |= 1L << slot;
        int known = indexOf(entity);
        if (known >= 0) {
            slotOf[known] = Math.min(slotOf[known], slot);
            return;
        }
        if (count == MAX_ENTITIES) {
            throw new Refusal(
                    Rejection.Code.TOO_MANY_ENTITIES,
                    place.get(),
                    "The event concerns more than " + MAX_ENTITIES + " entities");
        }
        if (count == entities.length) {
            entities = Arrays.copyOf(entities, count * 4);
            slotOf = Arrays.copyOf(slotOf, count * 4);
        }
        entities[count] = entity;
        slotOf[count++] = slot;
        if (many != null) {
            many.put(entity, count - 1);
        } else if (count == FEW) {
            many = new HashMap<>();
            for (int i = 0; i < count; i++) {
                many.put(entities[i], i);
            }
        }
    }

    private int indexOf(EntityRef entity) {
        if (many != null) {
            return many.getOrDefault(entity, -1);
        }
        for (int i = 0; i < count; i++) {
            if (entities[i].equals(entity)) {
                return i;
            }
        }
        return -1;
    }

    /** Once for each slot: an array of a thousand blanks is one thing to mend. */
    private void warn(int slot, Warning.Code code, Supplier<String> place, String message) {
        if ((warned & (1L << slot)) != 0) {
            return;
        }
        warned |= 1L << slot;
        if (warnings == null) {
            warnings = new ArrayList<>(2);
        }
        warnings.add(new Warning(code, place.get(), message));
    }

    private static String what(Slot slot) {
        return slot.kind() == Slot.Kind.ACTOR ? "The actor's id" : "The " + slot.name() + " id";
    }
}
