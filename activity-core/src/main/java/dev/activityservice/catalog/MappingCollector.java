package dev.activityservice.catalog;

import dev.activityservice.json.Refusal;
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
final class MappingCollector {

    static final int MAX_ENTITIES = 1000;
    /** Up to here comparing one by one is cheaper than hashing. */
    private static final int MAX_LINEAR_SEARCH = 16;

    private final List<CatalogField> fields;
    private final @Nullable String actorType;

    private EntityRef[] entities = new EntityRef[2];
    /**
     * For each entity the first field that names it: the order of the entry, not of the data, is that of the
     * activities.
     */
    private int[] fieldOf = new int[2];

    private int count;
    private @Nullable Map<EntityRef, Integer> indexByEntity;

    private long found;
    private long warned;
    private @Nullable Actor actor;
    private @Nullable String @Nullable [] kept;
    private @Nullable StringBuilder @Nullable [] gathered;
    private @Nullable String @Nullable [] missing;
    private @Nullable List<Warning> warnings;

    MappingCollector(List<CatalogField> fields, @Nullable String actorType) {
        this.fields = fields;
        this.actorType = actorType;
    }

    /** An id, wherever its field's pointer led: {@code pointer} says where that was. */
    void id(int field, String id, Supplier<String> pointer) throws Refusal {
        CatalogField wanted = fields.get(field);
        if (id.isBlank()) {
            if (wanted.required()) {
                throw new Refusal(
                        Rejection.Code.MISSING_FIELD, pointer.get(), "The " + wanted.name() + " id is empty or blank");
            }
            warn(field, Warning.Code.BLANK_OPTIONAL_ID, pointer, what(wanted) + " is empty or blank and was left out");
        } else if (wanted.kind() == CatalogField.Kind.ACTOR) {
            actor(field, id, actorType, pointer);
        } else {
            entity(field, wanted.name(), id, pointer);
        }
    }

    /** The event's own actor, under the entry's actor type if that has one. */
    void eventActor(int field, Actor eventActor) {
        actor(field, eventActor.id(), actorType == null ? eventActor.type() : actorType, () -> "/authid");
    }

    /** Something else than a text or an integer where an id is due. */
    void wrongType(int field, String type, Supplier<String> pointer) throws Refusal {
        CatalogField wanted = fields.get(field);
        if (wanted.kind() == CatalogField.Kind.ENTITY) {
            throw new Refusal(
                    Rejection.Code.WRONG_TYPE,
                    pointer.get(),
                    what(wanted) + " is " + type + "; it must be a string or an integer");
        }
        warn(field, Warning.Code.ATTRIBUTE_IGNORED, pointer, what(wanted) + " is " + type + " and was left out");
    }

    /** Whether {@link #missing} has been told of the field. */
    boolean isMissing(int field) {
        return missing != null && missing[field] != null;
    }

    /** One element of an array lacks what other elements may have. */
    void missing(int field, Supplier<String> pointer) {
        if (missing == null) {
            missing = new String[fields.size()];
        }
        if (missing[field] == null) {
            missing[field] = pointer.get();
        }
    }

    void keep(int field, String json) {
        if (kept == null) {
            kept = new String[fields.size()];
        }
        kept[field] = json;
    }

    /**
     * One of a kept field's many values, wherever a pointer goes through every element of an array; they become one
     * array.
     */
    void gather(int field, String json) {
        if (gathered == null) {
            gathered = new StringBuilder[fields.size()];
        }
        StringBuilder values = gathered[field];
        if (values == null) {
            values = new StringBuilder(json.length() * 4).append('[');
            gathered[field] = values;
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
        for (int field = 0; field < gathered.length; field++) {
            StringBuilder values = gathered[field];
            if (values != null) {
                keep(field, values.append(']').toString());
            }
        }
    }

    /**
     * The entities in the order of the entry, and in each of its pointers in that of the data. Refuses if a required
     * one is missing.
     */
    List<EntityRef> entities() throws Refusal {
        for (int field = 0; field < fields.size(); field++) {
            CatalogField wanted = fields.get(field);
            if (!wanted.required()) {
                continue;
            }
            String place =
                    (found & (1L << field)) == 0 ? wanted.pointer().text() : missing == null ? null : missing[field];
            if (place != null) {
                throw new Refusal(
                        Rejection.Code.MISSING_FIELD, place, "The " + wanted.name() + " id is absent or null");
            }
        }
        EntityRef[] ordered = new EntityRef[count];
        int next = 0;
        for (int field = 0; next < count; field++) {
            for (int i = 0; i < count; i++) {
                if (fieldOf[i] == field) {
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
        for (int field = 0; kept != null && field < kept.length; field++) {
            if (fields.get(field).isKeep() && fields.get(field).name().equals(name)) {
                return kept[field];
            }
        }
        return null;
    }

    Attributes attributes() {
        if (kept == null) {
            return Attributes.none();
        }
        Map<String, String> jsonByName = new LinkedHashMap<>();
        for (int field = 0; field < kept.length; field++) {
            String json = kept[field];
            if (json != null) {
                jsonByName.put(fields.get(field).name(), json);
            }
        }
        return Attributes.of(jsonByName);
    }

    List<Warning> warnings() {
        return warnings == null ? List.of() : warnings;
    }

    private void actor(int field, String id, @Nullable String type, Supplier<String> pointer) {
        if (actor != null) {
            return;
        }
        try {
            actor = Actor.of(id, type);
        } catch (InvalidValueException e) {
            warn(field, Warning.Code.ATTRIBUTE_IGNORED, pointer, e.getMessage() + "; it was left out");
        }
    }

    private void entity(int field, String type, String id, Supplier<String> pointer) throws Refusal {
        EntityRef entity;
        try {
            entity = EntityRef.of(type, id);
        } catch (InvalidValueException e) {
            throw new Refusal(e.code(), pointer.get(), String.valueOf(e.getMessage()));
        }
        found |= 1L << field;
        int known = indexOf(entity);
        if (known >= 0) {
            fieldOf[known] = Math.min(fieldOf[known], field);
            return;
        }
        if (count == MAX_ENTITIES) {
            throw new Refusal(
                    Rejection.Code.TOO_MANY_ENTITIES,
                    pointer.get(),
                    "The event concerns more than " + MAX_ENTITIES + " entities");
        }
        if (count == entities.length) {
            entities = Arrays.copyOf(entities, count * 4);
            fieldOf = Arrays.copyOf(fieldOf, count * 4);
        }
        entities[count] = entity;
        fieldOf[count++] = field;
        if (indexByEntity != null) {
            indexByEntity.put(entity, count - 1);
        } else if (count == MAX_LINEAR_SEARCH) {
            indexByEntity = new HashMap<>();
            for (int i = 0; i < count; i++) {
                indexByEntity.put(entities[i], i);
            }
        }
    }

    private int indexOf(EntityRef entity) {
        if (indexByEntity != null) {
            return indexByEntity.getOrDefault(entity, -1);
        }
        for (int i = 0; i < count; i++) {
            if (entities[i].equals(entity)) {
                return i;
            }
        }
        return -1;
    }

    /** Once for each field: an array of a thousand blanks is one thing to mend. */
    private void warn(int field, Warning.Code code, Supplier<String> pointer, String message) {
        if ((warned & (1L << field)) != 0) {
            return;
        }
        warned |= 1L << field;
        if (warnings == null) {
            warnings = new ArrayList<>(2);
        }
        warnings.add(new Warning(code, pointer.get(), message));
    }

    private static String what(CatalogField field) {
        return field.kind() == CatalogField.Kind.ACTOR ? "The actor's id" : "The " + field.name() + " id";
    }
}
