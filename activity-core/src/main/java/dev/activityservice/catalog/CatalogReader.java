package dev.activityservice.catalog;

import dev.activityservice.json.JsonFile;
import dev.activityservice.json.LocatedJson;
import dev.activityservice.json.Suggestion;
import dev.activityservice.model.Actor;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.text.NameRule;
import dev.activityservice.text.Quoted;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Validates a catalog file from the top down and compiles its entries. Collects all faults instead of stopping at the first one.
 * Not thread-safe, used once.
 */
final class CatalogReader {

    private static final int MAX_EVENTS = 1000;
    private static final int MAX_SOURCES = 100;
    private static final int MAX_EXCEPT = 20;
    /** Maximum number of matcher nodes of all entries together. It bounds the memory of a catalog with many entries. */
    private static final int MAX_NODES = 5000;

    private static final int MAX_DIGITS_IN_MESSAGE = 64;

    /** 100 years. */
    private static final int MAX_RETENTION_DAYS = 36_525;

    private static final List<String> CATALOG_KEYS = List.of("$schema", "version", "tenant", "everywhere", "events");
    private static final List<String> ENTRY_KEYS =
            List.of("entities", "actor", "attributes", "summary", "retention", "tenant", "readers", "sources");
    private static final List<String> ENTITY_KEYS = List.of("type", "id", "optional", "max", "except");
    private static final List<String> ACTOR_KEYS = List.of("id", "type");
    private static final String ROOT_RULE = "must be an object with \"version\" and \"events\"";

    private final JsonFile file = new JsonFile("catalog", InvalidCatalogException::new);
    private final List<CatalogEntry> entries = new ArrayList<>();
    private int nodes;
    /** The tenant of the entries that have none. */
    private @Nullable CatalogField tenant;
    /** The entities of all entries. */
    private final Entities everywhere = new Entities();

    private CatalogReader() {}

    static ActivityCatalog read(String json) {
        CatalogReader reader = new CatalogReader();
        LocatedJson root = reader.file.read(json, ROOT_RULE);
        if (root != null) {
            reader.catalog(root);
        }
        reader.file.throwIfAny();
        return new ActivityCatalog(reader.entries);
    }

    /** Entities in the order of the file. */
    private static final class Entities {

        final List<CatalogField> fields = new ArrayList<>();
        /** Includes the types of entities with an invalid pointer, so that one mistake is reported once. */
        final Set<String> types = new HashSet<>();

        /** Adds those that are not there yet. */
        void addMissing(Entities others) {
            types.addAll(others.types);
            for (CatalogField other : others.fields) {
                if (fields.stream().noneMatch(field -> isSame(field, other))) {
                    fields.add(other);
                }
            }
        }

        static boolean isSame(CatalogField field, CatalogField other) {
            return field.name().equals(other.name())
                    && field.pointer().text().equals(other.pointer().text());
        }
    }

    /** The entry read so far. Names with an invalid pointer are included, so that one mistake is reported once. */
    private static final class EntryDraft {

        final Entities entities = new Entities();
        final List<CatalogField> attributes = new ArrayList<>();
        final Set<String> attributeNames = new HashSet<>();
        /** Whether there may be attributes whose names are not known. */
        boolean attributeNamesUnknown;

        @Nullable
        CatalogField actor;

        @Nullable
        String actorType;

        @Nullable
        CatalogField tenant;

        List<CatalogField> fields() {
            List<CatalogField> fields = new ArrayList<>(entities.fields);
            if (actor != null) {
                fields.add(actor);
            }
            fields.addAll(attributes);
            if (tenant != null) {
                fields.add(tenant);
            }
            return fields;
        }
    }

    private void catalog(LocatedJson root) {
        if (!file.isObject(root, ROOT_RULE)) {
            return;
        }
        file.unknownKeys(root, CATALOG_KEYS);
        file.version(root);
        LocatedJson schema = root.member("$schema");
        if (schema != null) {
            file.string(schema, "must be the location of a JSON Schema");
        }
        tenant = tenant(root.member("tenant"));
        LocatedJson shared = root.member("everywhere");
        if (shared != null) {
            entities(shared, everywhere);
        }
        LocatedJson events = root.member("events");
        if (events == null) {
            file.add(root, "must have \"events\"");
        } else {
            events(events);
        }
    }

    private void events(LocatedJson events) {
        if (!file.isObject(events, "must be an object of event types")) {
            return;
        }
        List<LocatedJson> members = events.members();
        if (members.isEmpty()) {
            file.add(events, "must have at least one event type");
        } else if (members.size() > MAX_EVENTS) {
            file.add(events, "must have at most " + MAX_EVENTS + " entries, not " + members.size());
        }
        first(members, MAX_EVENTS).forEach(this::entry);
    }

    private void entry(LocatedJson entry) {
        int faultsBefore = file.count();
        EventTypePattern pattern = pattern(entry);
        if (!file.isObject(entry, "must be an object with \"entities\"")) {
            return;
        }
        EntryDraft draft = new EntryDraft();
        draft.attributeNamesUnknown = file.unknownKeys(entry, ENTRY_KEYS).contains("attributes");
        entitiesOf(entry, draft);
        actor(entry.member("actor"), draft);
        attributes(entry.member("attributes"), draft);
        SummaryTemplate summary = summary(entry.member("summary"), draft);
        Duration retention = retention(entry.member("retention"));
        LocatedJson ownTenant = entry.member("tenant");
        draft.tenant = ownTenant == null ? tenant : tenant(ownTenant);
        Map<String, List<String>> readers = readers(entry.member("readers"), draft);
        AllowedSources sources = sources(entry.member("sources"));
        if (pattern == null || file.count() > faultsBefore) {
            return;
        }
        try {
            CatalogEntry compiled =
                    new CatalogEntry(pattern, draft.fields(), draft.actorType, summary, retention, readers, sources);
            entries.add(compiled);
            nodes += compiled.nodeCount();
            if (nodes > MAX_NODES) {
                nodes = 0;
                file.add(entry, "mixes array indexes and names in too many ways, together with the entries before it");
            }
        } catch (IllegalArgumentException e) {
            file.add(entry, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable EventTypePattern pattern(LocatedJson entry) {
        try {
            return EventTypePattern.parse(entry.key());
        } catch (InvalidValueException e) {
            file.add(entry, "is not an event type: it " + e.problem());
            return null;
        }
    }

    private void entitiesOf(LocatedJson entry, EntryDraft draft) {
        LocatedJson own = entry.member("entities");
        if (own != null) {
            entities(own, draft.entities);
        } else if (everywhere.types.isEmpty()) {
            file.add(entry, "must have \"entities\"");
        }
        int before = draft.entities.fields.size();
        draft.entities.addMissing(everywhere);
        int count = draft.entities.fields.size();
        if (before <= CatalogEntry.MAX_ENTITIES && count > CatalogEntry.MAX_ENTITIES) {
            file.add(
                    entry,
                    "must have at most " + CatalogEntry.MAX_ENTITIES + " entities together with \"everywhere\", not "
                            + count);
        }
    }

    private void entities(LocatedJson array, Entities entities) {
        if (array.type() != LocatedJson.Type.ARRAY) {
            file.wrongType(array, "must be an array of entities");
            return;
        }
        int count = array.elementCount();
        if (count == 0) {
            file.add(array, "must have at least one entity");
        } else if (count > CatalogEntry.MAX_ENTITIES) {
            file.add(array, "must have at most " + CatalogEntry.MAX_ENTITIES + " entities, not " + count);
        }
        for (LocatedJson element : first(array.elements(), CatalogEntry.MAX_ENTITIES)) {
            CatalogField entity = entity(element, entities);
            if (entity == null) {
                continue;
            }
            if (entities.fields.stream().anyMatch(earlier -> Entities.isSame(earlier, entity))) {
                file.add(element, "is a duplicate: an earlier entity has the same type and the same pointer");
            }
            entities.fields.add(entity);
        }
    }

    private @Nullable CatalogField entity(LocatedJson entity, Entities entities) {
        if (!file.isObject(entity, "must be an object with \"type\" and \"id\"")) {
            return null;
        }
        file.unknownKeys(entity, ENTITY_KEYS);
        LocatedJson type = file.required(entity, "type");
        LocatedJson id = file.required(entity, "id");
        LocatedJson optional = entity.member("optional");
        if (optional != null && optional.type() != LocatedJson.Type.BOOLEAN) {
            file.wrongType(optional, "must be true or false");
        }
        int max = max(entity.member("max"));
        Set<String> except = except(entity.member("except"));
        String typeName = type == null ? null : entityType(type, entities);
        EventPointer pointer = id == null ? null : pointer(id, CatalogField.Kind.ENTITY);
        return typeName == null || pointer == null
                ? null
                : new CatalogField(
                        CatalogField.Kind.ENTITY,
                        typeName,
                        pointer,
                        optional == null || !optional.isTrue(),
                        max,
                        except);
    }

    private Set<String> except(@Nullable LocatedJson except) {
        Set<String> ids = new HashSet<>();
        if (except == null) {
            return ids;
        }
        if (except.type() != LocatedJson.Type.ARRAY) {
            file.wrongType(except, "must be an array of ids");
            return ids;
        }
        int count = except.elementCount();
        if (count == 0 || count > MAX_EXCEPT) {
            file.add(except, "must have 1 to " + MAX_EXCEPT + " ids, not " + count);
        }
        for (LocatedJson element : first(except.elements(), MAX_EXCEPT)) {
            String id = file.string(element, "must be an id (for example \"system\")");
            if (id == null) {
                continue;
            }
            try {
                EntityRef.of("any", id);
            } catch (InvalidValueException e) {
                file.add(element, Quoted.of(id) + " is not the id of an entity: it " + e.problem());
            }
            if (!ids.add(id)) {
                file.add(element, "is a duplicate");
            }
        }
        return ids;
    }

    private int max(@Nullable LocatedJson value) {
        if (value == null) {
            return MappingCollector.MAX_ENTITIES;
        }
        String rule = "must be a whole number from 1 to " + MappingCollector.MAX_ENTITIES;
        if (value.type() != LocatedJson.Type.INTEGER) {
            file.wrongType(value, rule);
            return MappingCollector.MAX_ENTITIES;
        }
        // More digits are too many for every number in the range.
        int max = value.digits().length() > 4 ? 0 : Integer.parseInt(value.digits());
        if (max < 1 || max > MappingCollector.MAX_ENTITIES) {
            file.add(value, rule + ", not " + Quoted.truncate(value.digits(), MAX_DIGITS_IN_MESSAGE));
        }
        return max;
    }

    private @Nullable AllowedSources sources(@Nullable LocatedJson sources) {
        if (sources == null) {
            return null;
        }
        String rule = "must be an array of sources";
        if (sources.type() != LocatedJson.Type.ARRAY) {
            file.wrongType(sources, rule);
            return null;
        }
        int count = sources.elementCount();
        if (count == 0 || count > MAX_SOURCES) {
            file.add(sources, "must have 1 to " + MAX_SOURCES + " sources, not " + count);
        }
        List<String> patterns = new ArrayList<>();
        for (LocatedJson element : sources.elements()) {
            String pattern = file.string(element, "must be a source (for example \"dev.orders\")");
            if (pattern == null) {
                continue;
            }
            String fault = AllowedSources.fault(pattern);
            if (fault != null) {
                file.add(element, Quoted.of(pattern) + " " + fault);
            } else if (patterns.contains(pattern)) {
                file.add(element, "is a duplicate");
            }
            patterns.add(pattern);
        }
        return new AllowedSources(List.copyOf(patterns));
    }

    private @Nullable String entityType(LocatedJson value, Entities entities) {
        String type = file.string(value, "must be an entity type (for example \"order\")");
        if (type == null) {
            return null;
        }
        entities.types.add(type);
        try {
            return EntityRef.requireType(type);
        } catch (InvalidValueException e) {
            file.add(value, Quoted.of(type) + " is not an entity type: it " + e.problem());
            return null;
        }
    }

    private void actor(@Nullable LocatedJson actor, EntryDraft draft) {
        if (actor == null || !file.isObject(actor, "must be an object with \"id\"")) {
            return;
        }
        file.unknownKeys(actor, ACTOR_KEYS);
        LocatedJson id = file.required(actor, "id");
        LocatedJson type = actor.member("type");
        EventPointer pointer = id == null ? null : pointer(id, CatalogField.Kind.ACTOR);
        if (pointer != null) {
            draft.actor = new CatalogField(CatalogField.Kind.ACTOR, "", pointer);
        }
        draft.actorType = type == null ? null : actorType(type);
    }

    private @Nullable String actorType(LocatedJson value) {
        String type = file.string(value, "must be an actor type (for example \"user\")");
        if (type == null) {
            return null;
        }
        try {
            return Actor.of("anyone", type).type();
        } catch (InvalidValueException e) {
            file.add(value, Quoted.of(type) + " is not an actor type: it " + e.problem());
            return null;
        }
    }

    private void attributes(@Nullable LocatedJson attributes, EntryDraft draft) {
        if (attributes == null) {
            return;
        }
        if (!file.isObject(attributes, "must be an object of names and pointers")) {
            draft.attributeNamesUnknown = true;
            return;
        }
        List<LocatedJson> members = attributes.members();
        if (members.size() > CatalogEntry.MAX_ATTRIBUTES) {
            file.add(
                    attributes,
                    "must have at most " + CatalogEntry.MAX_ATTRIBUTES + " attributes, not " + members.size());
        }
        for (LocatedJson member : first(members, CatalogEntry.MAX_ATTRIBUTES)) {
            draft.attributeNames.add(member.key());
            if (!NameRule.isName(member.key())) {
                file.add(
                        member,
                        "must be a name: " + NameRule.DESCRIPTION + ", at most " + NameRule.MAX_CHARS + " characters");
            }
            EventPointer pointer = pointer(member, CatalogField.Kind.ATTRIBUTE);
            if (pointer != null) {
                draft.attributes.add(new CatalogField(CatalogField.Kind.ATTRIBUTE, member.key(), pointer));
            }
        }
    }

    private @Nullable CatalogField tenant(@Nullable LocatedJson value) {
        if (value == null) {
            return null;
        }
        EventPointer pointer = null;
        if (value.type() == LocatedJson.Type.OBJECT) {
            if (file.isObject(value, EventPointer.TENANT_RULE)) {
                file.unknownKeys(value, List.of("envelope"));
                LocatedJson envelope = file.required(value, "envelope");
                String field = envelope == null ? null : file.string(envelope, "must be \"account\"");
                if (envelope != null && field != null && !field.equals("account")) {
                    file.add(envelope, Quoted.of(field) + " must be \"account\"");
                }
                pointer = EventPointer.ENVELOPE_ACCOUNT;
            }
        } else {
            String text = file.string(value, EventPointer.TENANT_RULE);
            try {
                pointer = text == null ? null : EventPointer.parseTenant(text);
            } catch (IllegalArgumentException e) {
                file.add(value, Quoted.of(String.valueOf(text)) + " " + e.getMessage());
            }
        }
        return pointer == null ? null : new CatalogField(CatalogField.Kind.TENANT, "", pointer);
    }

    private Map<String, List<String>> readers(@Nullable LocatedJson readers, EntryDraft draft) {
        Map<String, List<String>> types = new HashMap<>();
        if (readers == null
                || !file.isObject(readers, "must be an object of entity types and arrays of entity types")) {
            return types;
        }
        List<LocatedJson> members = readers.members();
        if (members.size() > CatalogEntry.MAX_ENTITIES) {
            file.add(
                    readers, "must have at most " + CatalogEntry.MAX_ENTITIES + " entity types, not " + members.size());
        }
        for (LocatedJson member : first(members, CatalogEntry.MAX_ENTITIES)) {
            requireTypeOfEntry(member, member.key(), draft);
            if (member.type() == LocatedJson.Type.ARRAY) {
                types.put(member.key(), readerTypes(member, draft));
            } else {
                file.wrongType(member, "must be an array of entity types");
            }
        }
        return types;
    }

    private List<String> readerTypes(LocatedJson array, EntryDraft draft) {
        int count = array.elementCount();
        if (count == 0) {
            file.add(array, "must have at least one entity type");
        } else if (count > CatalogEntry.MAX_ENTITIES) {
            file.add(array, "must have at most " + CatalogEntry.MAX_ENTITIES + " entity types, not " + count);
        }
        List<String> types = new ArrayList<>();
        for (LocatedJson element : first(array.elements(), CatalogEntry.MAX_ENTITIES)) {
            String type = file.string(element, "must be an entity type of this entry");
            if (type == null) {
                continue;
            }
            requireTypeOfEntry(element, type, draft);
            if (types.contains(type)) {
                file.add(element, "is a duplicate");
            }
            types.add(type);
        }
        return List.copyOf(types);
    }

    private void requireTypeOfEntry(LocatedJson place, String type, EntryDraft draft) {
        // If the entities are not known, each type would report the same mistake again.
        if (draft.entities.types.isEmpty() || draft.entities.types.contains(type)) {
            return;
        }
        String nearest = Suggestion.nearest(type, List.copyOf(draft.entities.types));
        file.add(
                place,
                Quoted.of(type) + " is not an entity type of this entry"
                        + (nearest == null ? "" : "; did you mean " + Quoted.of(nearest) + "?"));
    }

    private @Nullable SummaryTemplate summary(@Nullable LocatedJson value, EntryDraft draft) {
        String template = value == null
                ? null
                : file.string(value, "must be one line of text (for example \"Order {order} created\")");
        if (value == null || template == null) {
            return null;
        }
        SummaryTemplate summary;
        try {
            summary = SummaryTemplate.parse(template);
        } catch (IllegalArgumentException e) {
            file.add(value, String.valueOf(e.getMessage()));
            return null;
        }
        // If the names are not known, each placeholder would report the same mistake again.
        if (!draft.entities.types.isEmpty() && !draft.attributeNamesUnknown) {
            String fault = summary.fault(draft.attributeNames, draft.entities.types);
            if (fault != null) {
                file.add(value, fault);
            }
        }
        return summary;
    }

    private @Nullable Duration retention(@Nullable LocatedJson value) {
        String text = value == null ? null : file.string(value, "must be an ISO 8601 duration (for example \"P90D\")");
        if (value == null || text == null) {
            return null;
        }
        Duration retention;
        try {
            retention = text.contains("T") ? Duration.parse(text) : days(text);
        } catch (DateTimeException | ArithmeticException e) {
            file.add(
                    value,
                    Quoted.of(text)
                            + " must be a duration of days, hours, minutes and seconds (for example \"P90D\" or \"PT12H\")");
            return null;
        }
        if (retention.isNegative() || retention.isZero()) {
            file.add(value, Quoted.of(text) + " must be more than zero");
        } else if (!retention.equals(retention.truncatedTo(ChronoUnit.SECONDS))) {
            file.add(value, Quoted.of(text) + " must be a whole number of seconds");
        } else if (retention.compareTo(Duration.ofDays(MAX_RETENTION_DAYS)) > 0) {
            file.add(value, Quoted.of(text) + " must be at most 100 years (" + MAX_RETENTION_DAYS + " days)");
        }
        return retention;
    }

    /** Allows weeks and days only. The length of months and years varies, but an expiry must not depend on the calendar. */
    private static Duration days(String text) {
        Period period = Period.parse(text);
        if (period.toTotalMonths() != 0) {
            throw new DateTimeException("has months or years");
        }
        return Duration.ofDays(period.get(ChronoUnit.DAYS));
    }

    private @Nullable EventPointer pointer(LocatedJson value, CatalogField.Kind kind) {
        String text = file.string(value, "must be a JSON Pointer (for example \"/data/orderNumber\")");
        if (text == null) {
            return null;
        }
        try {
            EventPointer pointer = EventPointer.parse(text);
            String only = pointer.root().allowedOnly(kind);
            if (only != null) {
                file.add(value, Quoted.of(text) + " is allowed only for " + only);
                return null;
            }
            return pointer;
        } catch (IllegalArgumentException e) {
            file.add(value, Quoted.of(text) + " " + e.getMessage());
            return null;
        }
    }

    private static List<LocatedJson> first(List<LocatedJson> values, int max) {
        return values.subList(0, Math.min(values.size(), max));
    }
}
