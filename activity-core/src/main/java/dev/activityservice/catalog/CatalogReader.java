package dev.activityservice.catalog;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.activityservice.catalog.InvalidCatalogException.Fault;
import dev.activityservice.json.Json;
import dev.activityservice.model.Actor;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.text.NameRule;
import dev.activityservice.text.Quoted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges a catalog file from the top down, and collects its faults instead of stopping at the first. Used for one file.
 */
final class CatalogReader {

    private static final int VERSION = 1;
    private static final int MAX_EVENTS = 1000;
    /** Nodes of all entries together: bounds what compiling a file of many entries costs. */
    private static final int MAX_NODES = 5000;

    private static final int MAX_PARSER_MESSAGE_CHARS = 400;
    private static final int MAX_VERSION_CHARS = 64;

    private static final int MAX_RETENTION_DAYS = 36_525;
    private static final List<String> CATALOG_KEYS = List.of("version", "events");
    private static final List<String> ENTRY_KEYS = List.of("entities", "actor", "keep", "summary", "retention");
    private static final List<String> ENTITY_KEYS = List.of("type", "id", "optional");
    private static final List<String> ACTOR_KEYS = List.of("id", "type");

    private final CatalogFaults faults = new CatalogFaults();
    private final List<CatalogEntry> entries = new ArrayList<>();
    private int nodes;

    private CatalogReader() {}

    static ActivityCatalog read(String json) {
        if (json.length() > Json.MAX_BYTES) {
            throw invalid("is " + json.length() + " characters long, at most " + Json.MAX_BYTES + " are allowed");
        }
        CatalogReader reader = new CatalogReader();
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            reader.document(parser, json);
        } catch (JsonProcessingException e) {
            throw invalid(notJson(e));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a string", e);
        }
        reader.faults.throwIfAny();
        return new ActivityCatalog(reader.entries);
    }

    private static InvalidCatalogException invalid(String message) {
        return new InvalidCatalogException(List.of(new Fault("", message)));
    }

    /** What one entry has shown so far. Known names include those whose pointer is at fault: one fault is told once. */
    private static final class EntryDraft {

        final List<CatalogField> entities = new ArrayList<>();
        final List<CatalogField> kept = new ArrayList<>();
        final Set<String> entityTypes = new HashSet<>();
        final Set<String> keptNames = new HashSet<>();
        /** There are kept fields whose names could not be read. */
        boolean keptNamesUnclear;

        @Nullable
        CatalogField actor;

        @Nullable
        String actorType;

        List<CatalogField> fields() {
            List<CatalogField> fields = new ArrayList<>(entities);
            if (actor != null) {
                fields.add(actor);
            }
            fields.addAll(kept);
            return fields;
        }
    }

    private void document(JsonParser parser, String json) throws IOException {
        if (parser.nextToken() == null) {
            faults.add(0, "", "is empty; it must be an object with \"version\" and \"events\"");
            return;
        }
        LocatedJson root = LocatedJson.read(parser, json);
        long more =
                parser.nextToken() == null ? -1 : parser.currentTokenLocation().getCharOffset();
        catalog(root);
        if (more >= 0) {
            faults.add(more, "", "goes on behind the catalog's closing brace");
        }
    }

    private void catalog(LocatedJson root) {
        if (!isObject(root, "must be an object with \"version\" and \"events\"")) {
            return;
        }
        unknownKeys(root, CATALOG_KEYS);
        LocatedJson version = root.member("version");
        if (version == null) {
            faults.add(root, "has no \"version\"; this library reads version " + VERSION);
        } else {
            version(version);
        }
        LocatedJson events = root.member("events");
        if (events == null) {
            faults.add(root, "has no \"events\"");
        } else {
            events(events);
        }
    }

    private void version(LocatedJson version) {
        if (version.type() != LocatedJson.Type.INTEGER) {
            wrongType(version, "must be the number " + VERSION);
        } else if (!version.digits().equals(Integer.toString(VERSION))) {
            faults.add(
                    version,
                    "is " + Quoted.truncate(version.digits(), MAX_VERSION_CHARS) + "; this library reads version "
                            + VERSION);
        }
    }

    private void events(LocatedJson events) {
        if (!isObject(events, "must be an object of event types")) {
            return;
        }
        List<LocatedJson> members = events.members();
        if (members.isEmpty()) {
            faults.add(events, "is empty; a catalog has at least one event type");
        } else if (members.size() > MAX_EVENTS) {
            faults.add(events, "has " + members.size() + " entries, at most " + MAX_EVENTS + " are allowed");
        }
        first(members, MAX_EVENTS).forEach(this::entry);
    }

    private void entry(LocatedJson entry) {
        int faultsBefore = faults.count();
        EventTypePattern pattern = pattern(entry);
        if (!isObject(entry, "must be an object with \"entities\"")) {
            return;
        }
        EntryDraft draft = new EntryDraft();
        draft.keptNamesUnclear = unknownKeys(entry, ENTRY_KEYS).contains("keep");
        entities(entry, draft);
        actor(entry.member("actor"), draft);
        keep(entry.member("keep"), draft);
        SummaryTemplate summary = summary(entry.member("summary"), draft);
        Duration retention = retention(entry.member("retention"));
        if (pattern == null || faults.count() > faultsBefore) {
            return;
        }
        try {
            CatalogEntry compiled = new CatalogEntry(pattern, draft.fields(), draft.actorType, summary, retention);
            entries.add(compiled);
            nodes += compiled.nodes();
            if (nodes > MAX_NODES) {
                nodes = 0;
                faults.add(entry, "mixes, with the entries before it, array indexes and names in too many ways");
            }
        } catch (IllegalArgumentException e) {
            faults.add(entry, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable EventTypePattern pattern(LocatedJson entry) {
        try {
            return EventTypePattern.parse(entry.key());
        } catch (InvalidValueException e) {
            faults.add(entry, "is no event type: it " + e.problem());
            return null;
        }
    }

    private void entities(LocatedJson entry, EntryDraft draft) {
        LocatedJson entities = entry.member("entities");
        if (entities == null) {
            faults.add(entry, "has no \"entities\"");
            return;
        }
        if (entities.type() != LocatedJson.Type.ARRAY) {
            wrongType(entities, "must be an array of entities");
            return;
        }
        int count = entities.elementCount();
        if (count == 0) {
            faults.add(entities, "is empty; an event concerns at least one entity");
        } else if (count > CatalogEntry.MAX_ENTITIES) {
            faults.add(entities, "has " + count + " entities, at most " + CatalogEntry.MAX_ENTITIES + " are allowed");
        }
        Set<List<String>> seen = new HashSet<>();
        for (LocatedJson element : entities.elements()) {
            CatalogField entity = entity(element, draft);
            if (entity == null) {
                continue;
            }
            if (!seen.add(List.of(entity.name(), entity.pointer().text()))) {
                faults.add(element, "is there already: the same type and the same pointer");
            }
            draft.entities.add(entity);
        }
    }

    private @Nullable CatalogField entity(LocatedJson entity, EntryDraft draft) {
        if (!isObject(entity, "must be an object with \"type\" and \"id\"")) {
            return null;
        }
        unknownKeys(entity, ENTITY_KEYS);
        LocatedJson type = required(entity, "type");
        LocatedJson id = required(entity, "id");
        LocatedJson optional = entity.member("optional");
        if (optional != null && optional.type() != LocatedJson.Type.BOOLEAN) {
            wrongType(optional, "must be true or false");
        }
        String typeName = type == null ? null : entityType(type, draft);
        EventPointer pointer = id == null ? null : pointer(id, false);
        return typeName == null || pointer == null
                ? null
                : new CatalogField(CatalogField.Kind.ENTITY, typeName, pointer, optional == null || !optional.isTrue());
    }

    private @Nullable String entityType(LocatedJson value, EntryDraft draft) {
        String type = string(value, "must be an entity type, as in \"order\"");
        if (type == null) {
            return null;
        }
        draft.entityTypes.add(type);
        try {
            return EntityRef.requireType(type);
        } catch (InvalidValueException e) {
            faults.add(value, Quoted.of(type) + " is no entity type: it " + e.problem());
            return null;
        }
    }

    private void actor(@Nullable LocatedJson actor, EntryDraft draft) {
        if (actor == null || !isObject(actor, "must be an object with \"id\"")) {
            return;
        }
        unknownKeys(actor, ACTOR_KEYS);
        LocatedJson id = required(actor, "id");
        LocatedJson type = actor.member("type");
        EventPointer pointer = id == null ? null : pointer(id, true);
        if (pointer != null) {
            draft.actor = new CatalogField(CatalogField.Kind.ACTOR, "", pointer, false);
        }
        draft.actorType = type == null ? null : actorType(type);
    }

    private @Nullable String actorType(LocatedJson value) {
        String type = string(value, "must be an actor type, as in \"user\"");
        if (type == null) {
            return null;
        }
        try {
            return Actor.of("anyone", type).type();
        } catch (InvalidValueException e) {
            faults.add(value, Quoted.of(type) + " is no actor type: it " + e.problem());
            return null;
        }
    }

    private void keep(@Nullable LocatedJson keep, EntryDraft draft) {
        if (keep == null) {
            return;
        }
        if (!isObject(keep, "must be an object of names and pointers")) {
            draft.keptNamesUnclear = true;
            return;
        }
        List<LocatedJson> members = keep.members();
        if (members.size() > CatalogEntry.MAX_KEPT) {
            faults.add(keep, "has " + members.size() + " fields, at most " + CatalogEntry.MAX_KEPT + " are allowed");
        }
        for (LocatedJson member : first(members, CatalogEntry.MAX_KEPT)) {
            draft.keptNames.add(member.key());
            if (!NameRule.isName(member.key())) {
                faults.add(
                        member,
                        "is no name: it must be " + NameRule.DESCRIPTION + ", at most " + NameRule.MAX_CHARS
                                + " characters");
            }
            EventPointer pointer = pointer(member, false);
            if (pointer != null) {
                draft.kept.add(new CatalogField(CatalogField.Kind.KEEP, member.key(), pointer, false));
            }
        }
    }

    private @Nullable SummaryTemplate summary(@Nullable LocatedJson value, EntryDraft draft) {
        String template =
                value == null ? null : string(value, "must be one line of text, as in \"Order {order} created\"");
        if (value == null || template == null) {
            return null;
        }
        SummaryTemplate summary;
        try {
            summary = SummaryTemplate.parse(template);
        } catch (IllegalArgumentException e) {
            faults.add(value, String.valueOf(e.getMessage()));
            return null;
        }
        // Without any names, every placeholder would be one more fault of the same mistake.
        if (!draft.entityTypes.isEmpty() && !draft.keptNamesUnclear) {
            String fault = summary.fault(draft.keptNames, draft.entityTypes);
            if (fault != null) {
                faults.add(value, fault);
            }
        }
        return summary;
    }

    private @Nullable Duration retention(@Nullable LocatedJson value) {
        String text = value == null ? null : string(value, "must be an ISO 8601 duration, as in \"P90D\"");
        if (value == null || text == null) {
            return null;
        }
        Duration retention;
        try {
            retention = text.contains("T") ? Duration.parse(text) : days(text);
        } catch (DateTimeException | ArithmeticException e) {
            faults.add(
                    value,
                    Quoted.of(text)
                            + " is no duration of days, hours, minutes and seconds, as in \"P90D\" or \"PT12H\"");
            return null;
        }
        if (retention.isNegative() || retention.isZero()) {
            faults.add(value, Quoted.of(text) + " is not more than zero");
        } else if (!retention.equals(retention.truncatedTo(ChronoUnit.SECONDS))) {
            faults.add(value, Quoted.of(text) + " is not in whole seconds");
        } else if (retention.compareTo(Duration.ofDays(MAX_RETENTION_DAYS)) > 0) {
            faults.add(value, Quoted.of(text) + " is more than 100 years (" + MAX_RETENTION_DAYS + " days)");
        }
        return retention;
    }

    /**
     * Weeks and days; a month or a year is as long as the calendar makes it, and an activity's expiry must not depend
     * on that.
     */
    private static Duration days(String text) {
        Period period = Period.parse(text);
        if (period.toTotalMonths() != 0) {
            throw new DateTimeException("has months or years");
        }
        return Duration.ofDays(period.get(ChronoUnit.DAYS));
    }

    private @Nullable EventPointer pointer(LocatedJson value, boolean actor) {
        String text = string(value, "must be a JSON Pointer, as in \"/data/orderNumber\"");
        if (text == null) {
            return null;
        }
        try {
            EventPointer pointer = EventPointer.parse(text);
            if (pointer.root() == EventPointer.Root.AUTHID && !actor) {
                faults.add(value, Quoted.of(text) + " is for an actor only");
                return null;
            }
            return pointer;
        } catch (IllegalArgumentException e) {
            faults.add(value, Quoted.of(text) + " " + e.getMessage());
            return null;
        }
    }

    /** Returns whether the value is an object; if it is, reports its duplicate keys, else its type. */
    private boolean isObject(LocatedJson value, String rule) {
        if (value.type() != LocatedJson.Type.OBJECT) {
            wrongType(value, rule);
            return false;
        }
        value.duplicates().forEach(duplicate -> faults.add(duplicate, "is there twice"));
        return true;
    }

    private @Nullable LocatedJson required(LocatedJson object, String key) {
        LocatedJson member = object.member(key);
        if (member == null) {
            faults.add(object, "has no \"" + key + "\"");
        }
        return member;
    }

    private @Nullable String string(LocatedJson value, String rule) {
        if (value.type() != LocatedJson.Type.STRING) {
            wrongType(value, rule);
            return null;
        }
        return value.string();
    }

    private void wrongType(LocatedJson value, String rule) {
        faults.add(value, "is " + value.type().inWords() + "; it " + rule);
    }

    /** Reports the keys that are not known, and returns the known keys that are probably meant by them. */
    private Set<String> unknownKeys(LocatedJson object, List<String> known) {
        Set<String> meant = new HashSet<>();
        for (LocatedJson member : object.members()) {
            if (known.contains(member.key())) {
                continue;
            }
            String nearest = Suggestion.nearest(member.key(), known);
            if (nearest != null) {
                meant.add(nearest);
            }
            faults.add(
                    member,
                    nearest != null
                            ? "is no known key; is \"" + nearest + "\" meant?"
                            : "is no known key; known are \"" + String.join("\", \"", known) + "\"");
        }
        return meant;
    }

    private static List<LocatedJson> first(List<LocatedJson> values, int max) {
        return values.subList(0, Math.min(values.size(), max));
    }

    private static String notJson(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        String place =
                location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
        // The parser adds where an unclosed object began, in words about its own source.
        String problem = String.valueOf(e.getOriginalMessage()).replaceAll(" \\([^()]*\\[Source: [^\\]]*\\]\\)", "");
        // It quotes what it met, up to 256 characters, of which each may become six.
        return "is not well-formed JSON" + place + ": "
                + Quoted.truncate(Quoted.escape(problem), MAX_PARSER_MESSAGE_CHARS);
    }
}
