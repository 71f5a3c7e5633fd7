package dev.activityservice.catalog;

import dev.activityservice.json.Refusal;
import dev.activityservice.model.Activity;
import dev.activityservice.model.ActivityAttributes;
import dev.activityservice.model.Actor;
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

/** Collects the values that one event provides for its catalog entry. Not thread-safe, used for one mapping. */
final class MappingCollector {

    /** Maximum number of entities of an event. Readers count together with them. */
    static final int MAX_ENTITIES = 1000;
    /** Up to this number of entities, a linear search is faster than a hash map. */
    private static final int MAX_LINEAR_SEARCH_ENTITIES = 16;

    private final List<CatalogField> fields;
    private final @Nullable String actorType;

    private EntityRef[] entities = new EntityRef[2];
    /** For each entity, the first field that contains it. The activities have the order of the fields, not of the data. */
    private int[] fieldOf = new int[2];

    private int count;
    private @Nullable Map<EntityRef, Integer> indexByEntity;

    /** One bit for each field that was found. */
    private long found;
    /** One bit for each field with a warning. */
    private long warned;

    private @Nullable Actor actor;
    private @Nullable String tenant;
    private @Nullable String @Nullable [] attributeJson;
    private @Nullable StringBuilder @Nullable [] gathered;
    private @Nullable String @Nullable [] missing;
    private @Nullable List<Warning> warnings;

    MappingCollector(List<CatalogField> fields, @Nullable String actorType) {
        this.fields = fields;
        this.actorType = actorType;
    }

    /** Adds an id. {@code pointer} supplies its location in the event, and is called only for a fault or a warning. */
    void id(int field, String id, Supplier<String> pointer) throws Refusal {
        CatalogField wanted = fields.get(field);
        if (wanted.kind() == CatalogField.Kind.TENANT) {
            tenant(id, pointer);
        } else if (id.isBlank()) {
            if (wanted.required()) {
                throw new Refusal(Rejection.Code.MISSING_FIELD, pointer.get(), "The " + wanted.name() + " id is blank");
            }
            warn(field, Warning.Code.BLANK_OPTIONAL_ID, pointer, describe(wanted) + " is blank; it is ignored");
        } else if (wanted.kind() == CatalogField.Kind.ACTOR) {
            actor(field, id, actorType, pointer);
        } else if (wanted.except().contains(id)) {
            found |= 1L << field;
        } else {
            entity(field, wanted.name(), id, pointer);
        }
    }

    /** Adds the actor of the CloudEvent. Its type is the actor type of the entry, if the entry has one. */
    void eventActor(int field, Actor eventActor) {
        actor(field, eventActor.id(), actorType == null ? eventActor.type() : actorType, () -> "/authid");
    }

    /** Adds a value that is not an id, because it is neither a string nor an integer. */
    void wrongType(int field, String type, Supplier<String> pointer) throws Refusal {
        CatalogField wanted = fields.get(field);
        if (wanted.kind() == CatalogField.Kind.ENTITY || wanted.kind() == CatalogField.Kind.TENANT) {
            throw new Refusal(
                    Rejection.Code.WRONG_TYPE,
                    pointer.get(),
                    describe(wanted) + " must be a string or an integer, not " + type);
        }
        warn(
                field,
                Warning.Code.ATTRIBUTE_IGNORED,
                pointer,
                describe(wanted) + " must be a string or an integer, not " + type + "; it is ignored");
    }

    /** Returns whether {@link #missing} was called for the field. */
    boolean isMissing(int field) {
        return missing != null && missing[field] != null;
    }

    /** Records that one element of an array does not contain a field. Other elements may contain it. */
    void missing(int field, Supplier<String> pointer) {
        if (missing == null) {
            missing = new String[fields.size()];
        }
        if (missing[field] == null) {
            missing[field] = pointer.get();
        }
    }

    /** Adds the value of an attribute. */
    void addAttribute(int field, String json) {
        if (attributeJson == null) {
            attributeJson = new String[fields.size()];
        }
        attributeJson[field] = json;
    }

    /** Adds one of several values of an attribute whose pointer passes through all elements of an array. They become one array. */
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

    /** Completes the attributes after the data was read. */
    void finish() {
        if (gathered == null) {
            return;
        }
        for (int field = 0; field < gathered.length; field++) {
            StringBuilder values = gathered[field];
            if (values != null) {
                addAttribute(field, values.append(']').toString());
            }
        }
    }

    /**
     * Returns the entities in the order of the entry's fields, then of the data.
     *
     * @throws Refusal if a required entity is missing, or if a field has too many
     */
    List<EntityRef> entities() throws Refusal {
        for (int field = 0; field < fields.size(); field++) {
            CatalogField wanted = fields.get(field);
            if (!wanted.required()) {
                continue;
            }
            String missingAt =
                    (found & (1L << field)) == 0 ? wanted.pointer().text() : missing == null ? null : missing[field];
            if (missingAt != null) {
                throw new Refusal(
                        Rejection.Code.MISSING_FIELD, missingAt, "The " + wanted.name() + " id is missing or null");
            }
        }
        requireMax();
        if (count == 2) {
            // Most events have two entities, and this needs no array.
            int first = fieldOf[0] <= fieldOf[1] ? 0 : 1;
            return List.of(entities[first], entities[1 - first]);
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

    /** An entity that several fields contain counts for the first of them. */
    private void requireMax() throws Refusal {
        for (int field = 0; field < fields.size(); field++) {
            CatalogField wanted = fields.get(field);
            if (wanted.max() >= count) {
                continue;
            }
            int values = 0;
            for (int i = 0; i < count; i++) {
                values += fieldOf[i] == field ? 1 : 0;
            }
            if (values > wanted.max()) {
                throw new Refusal(
                        Rejection.Code.TOO_MANY_ENTITIES,
                        wanted.pointer().text(),
                        "The event must have at most " + wanted.max() + " different " + wanted.name()
                                + " ids here, not " + values);
            }
        }
    }

    @Nullable
    Actor actor() {
        return actor;
    }

    /**
     * Returns the tenant; null if the entry has no field for it.
     *
     * @throws Refusal if the entry has a field for it, but the event does not contain one
     */
    @Nullable
    String tenant() throws Refusal {
        // The tenant is the last field.
        CatalogField last = fields.get(fields.size() - 1);
        if (tenant == null && last.kind() == CatalogField.Kind.TENANT) {
            // The reader skips attributes of other types, so that they are missing here.
            throw new Refusal(
                    Rejection.Code.MISSING_FIELD,
                    last.pointer().text(),
                    last.pointer().root() == EventPointer.Root.DATA
                            ? "The tenant is missing, null or blank"
                            : "The tenant must be a string that is not blank");
        }
        return tenant;
    }

    /** Returns the JSON text of an attribute, or null if the event does not contain the field. */
    @Nullable
    String attribute(String name) {
        for (int field = 0; attributeJson != null && field < attributeJson.length; field++) {
            if (fields.get(field).isAttribute() && fields.get(field).name().equals(name)) {
                return attributeJson[field];
            }
        }
        return null;
    }

    ActivityAttributes attributes() {
        if (attributeJson == null) {
            return ActivityAttributes.none();
        }
        Map<String, String> jsonByName = new LinkedHashMap<>();
        for (int field = 0; field < attributeJson.length; field++) {
            String json = attributeJson[field];
            if (json != null) {
                jsonByName.put(fields.get(field).name(), json);
            }
        }
        return ActivityAttributes.of(jsonByName);
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
            warn(field, Warning.Code.ATTRIBUTE_IGNORED, pointer, e.getMessage() + "; it is ignored");
        }
    }

    private void tenant(String text, Supplier<String> pointer) throws Refusal {
        if (text.isBlank()) {
            return;
        }
        if (tenant != null && !tenant.equals(text)) {
            throw new Refusal(Rejection.Code.WRONG_TYPE, pointer.get(), "The event must have one tenant, not several");
        }
        try {
            tenant = Activity.requireTenant(text);
        } catch (InvalidValueException e) {
            throw new Refusal(e.code(), pointer.get(), String.valueOf(e.getMessage()));
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
                    "The event must concern at most " + MAX_ENTITIES + " entities");
        }
        if (count == entities.length) {
            entities = Arrays.copyOf(entities, count * 4);
            fieldOf = Arrays.copyOf(fieldOf, count * 4);
        }
        entities[count] = entity;
        fieldOf[count++] = field;
        if (indexByEntity != null) {
            indexByEntity.put(entity, count - 1);
        } else if (count == MAX_LINEAR_SEARCH_ENTITIES) {
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

    /** Warns once for each field, because a thousand blanks in one array are one defect. */
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

    private static String describe(CatalogField field) {
        if (field.kind() == CatalogField.Kind.TENANT) {
            return "The tenant";
        }
        return field.kind() == CatalogField.Kind.ACTOR ? "The actor's id" : "The " + field.name() + " id";
    }
}
