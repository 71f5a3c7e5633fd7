package dev.activityservice.catalog;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.JsonTokenId;
import dev.activityservice.catalog.InvalidCatalogException.Fault;
import dev.activityservice.internal.json.Json;
import dev.activityservice.internal.json.ObjectKeys;
import dev.activityservice.model.Actor;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.InvalidValueException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a catalog file and gathers its faults on the way, instead of stopping at the first. Lives as long as one
 * reading.
 */
final class CatalogReader {

    static final int VERSION = 1;
    static final int MAX_EVENTS = 1000;
    /** More than anyone mends at once; a file of one megabyte could have a hundred thousand. */
    static final int MAX_FAULTS = 100;
    /** Nodes of all entries together: bounds what compiling a file of many entries costs. */
    private static final int MAX_NODES = 5000;

    private static final int QUOTED = 64;
    /** Of what the parser says. */
    private static final int PROBLEM = 400;
    /** So much of a key finds it; a key can be as long as the file, and stands in the place of each fault below it. */
    private static final int KEY_IN_PLACE = 128;

    private static final int NAME_LENGTH = 64;
    private static final int MAX_RETENTION_DAYS = 36_525;
    private static final List<String> CATALOG_KEYS = List.of("version", "events");
    private static final List<String> ENTRY_KEYS = List.of("entities", "actor", "keep", "summary", "retention");
    private static final List<String> ENTITY_KEYS = List.of("type", "id", "optional");
    private static final List<String> ACTOR_KEYS = List.of("id", "type");

    private final JsonParser parser;
    private final List<PlacedFault> faults = new ArrayList<>();
    private final List<CatalogEntry> entries = new ArrayList<>();
    private boolean hasVersion;
    private boolean hasEvents;
    private int nodes;

    private CatalogReader(JsonParser parser) {
        this.parser = parser;
    }

    static ActivityCatalog read(String json) {
        if (json.length() > Json.MAX_BYTES) {
            throw new InvalidCatalogException(List.of(new Fault(
                    "", "is " + json.length() + " characters long, at most " + Json.MAX_BYTES + " are allowed")));
        }
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            CatalogReader reader = new CatalogReader(parser);
            try {
                reader.document();
            } catch (TooManyFaultsException e) {
                throw reader.invalid();
            }
            if (!reader.faults.isEmpty()) {
                throw reader.invalid();
            }
            return new ActivityCatalog(reader.entries);
        } catch (JsonProcessingException e) {
            throw new InvalidCatalogException(List.of(new Fault("", notJson(e))));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a string", e);
        }
    }

    private InvalidCatalogException invalid() {
        return new InvalidCatalogException(faults.stream()
                .sorted(Comparator.comparingLong(PlacedFault::offset))
                .map(PlacedFault::fault)
                .toList());
    }

    /** Ends the reading of a file that is something else than a catalog. */
    private static final class TooManyFaultsException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooManyFaultsException() {
            super("Cannot read on: " + MAX_FAULTS + " faults", null, false, false);
        }
    }

    /**
     * A fault that is found late (a placeholder that nothing explains) still stands where it is in the file.
     *
     * @param offset the character at which it stands
     * @param fault what is told
     */
    private record PlacedFault(long offset, Fault fault) {}

    /** What one entry has shown so far. Known names include those whose pointer is at fault: one fault is told once. */
    private static final class Draft {

        final List<Slot> entities = new ArrayList<>();
        final List<Slot> kept = new ArrayList<>();
        final Set<String> entityTypes = new HashSet<>();
        final Set<String> keptNames = new LinkedHashSet<>();
        final Set<List<String>> seenEntities = new HashSet<>();

        @Nullable
        Slot actor;

        @Nullable
        String actorType;

        @Nullable
        SummaryTemplate summary;

        @Nullable
        Duration retention;

        String summaryPlace = "";
        long summaryOffset;
        boolean hasEntities;
        /** There are kept fields whose names could not be read. */
        boolean keepUnclear;
    }

    /** Reads one member; begins at its value's first token and ends at its last. */
    private interface Member {

        void read(String key, String place) throws IOException;
    }

    private void document() throws IOException {
        if (parser.nextToken() == null) {
            fault("", "is empty; it must be an object with \"version\" and \"events\"");
            return;
        }
        boolean object = object("", "must be an object with \"version\" and \"events\"", (key, place) -> {
            switch (key) {
                case "version" -> version(place);
                case "events" -> events(place);
                default -> unknownKey(place, key, CATALOG_KEYS);
            }
        });
        if (object && !hasVersion) {
            fault(0, "", "has no \"version\"; this library reads version " + VERSION);
        }
        if (object && !hasEvents) {
            fault(0, "", "has no \"events\"");
        }
        if (parser.nextToken() != null) {
            fault("", "goes on behind the catalog's closing brace");
        }
    }

    private void version(String place) throws IOException {
        hasVersion = true;
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            wrongType(place, "must be the number " + VERSION);
        } else if (!parser.getText().equals(Integer.toString(VERSION))) {
            fault(place, "is " + printable(cut(parser.getText())) + "; this library reads version " + VERSION);
        }
    }

    private void events(String place) throws IOException {
        hasEvents = true;
        long offset = offset();
        int[] count = {0};
        boolean object = object(place, "must be an object of event types", (key, at) -> {
            count[0]++;
            if (count[0] <= MAX_EVENTS) {
                entry(key, at);
            } else {
                parser.skipChildren();
            }
        });
        if (object && count[0] == 0) {
            fault(offset, place, "is empty; a catalog has at least one event type");
        }
        if (count[0] > MAX_EVENTS) {
            fault(offset, place, "has " + count[0] + " entries, at most " + MAX_EVENTS + " are allowed");
        }
    }

    private void entry(String key, String place) throws IOException {
        int before = faults.size();
        long offset = offset();
        EventTypePattern pattern = null;
        try {
            pattern = EventTypePattern.parse(key);
        } catch (InvalidValueException e) {
            fault(place, "is no event type: it " + e.problem());
        }
        Draft draft = new Draft();
        boolean object = object(place, "must be an object with \"entities\"", (name, at) -> {
            switch (name) {
                case "entities" -> entities(at, draft);
                case "actor" -> actor(at, draft);
                case "keep" -> keep(at, draft);
                case "summary" -> summary(at, draft);
                case "retention" -> draft.retention = retention(at);
                default -> draft.keepUnclear |= "keep".equals(unknownKey(at, name, ENTRY_KEYS));
            }
        });
        if (!object) {
            return;
        }
        if (!draft.hasEntities) {
            fault(offset, place, "has no \"entities\"");
        }
        // Without any names, every placeholder would be one more fault of the same mistake.
        if (draft.summary != null && !draft.entityTypes.isEmpty() && !draft.keepUnclear) {
            String fault = draft.summary.fault(draft.keptNames, draft.entityTypes);
            if (fault != null) {
                fault(draft.summaryOffset, draft.summaryPlace, fault);
            }
        }
        if (pattern == null || faults.size() > before) {
            return;
        }
        List<Slot> slots = new ArrayList<>(draft.entities);
        if (draft.actor != null) {
            slots.add(draft.actor);
        }
        slots.addAll(draft.kept);
        try {
            CatalogEntry entry = new CatalogEntry(pattern, slots, draft.actorType, draft.summary, draft.retention);
            entries.add(entry);
            nodes += entry.nodes();
            if (nodes > MAX_NODES) {
                nodes = 0;
                fault(offset, place, "mixes, with the entries before it, array indexes and names in too many ways");
            }
        } catch (IllegalArgumentException e) {
            fault(offset, place, String.valueOf(e.getMessage()));
        }
    }

    private void entities(String place, Draft draft) throws IOException {
        draft.hasEntities = true;
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            wrongType(place, "must be an array of entities");
            return;
        }
        long offset = offset();
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (count < CatalogEntry.MAX_ENTITIES) {
                entity(place + "/" + count, draft);
            } else {
                parser.skipChildren();
            }
            count++;
        }
        if (count == 0) {
            fault(offset, place, "is empty; an event concerns at least one entity");
        } else if (count > CatalogEntry.MAX_ENTITIES) {
            fault(offset, place, "has " + count + " entities, at most " + CatalogEntry.MAX_ENTITIES + " are allowed");
        }
    }

    private void entity(String place, Draft draft) throws IOException {
        long offset = offset();
        String[] type = {null};
        EventPointer[] id = {null};
        boolean[] optional = {false};
        Set<String> keys = new HashSet<>();
        boolean object = object(place, "must be an object with \"type\" and \"id\"", (key, at) -> {
            keys.add(key);
            switch (key) {
                case "type" -> type[0] = entityType(at, draft);
                case "id" -> id[0] = pointer(at, false);
                case "optional" -> {
                    if (parser.currentToken().isBoolean()) {
                        optional[0] = parser.currentToken() == JsonToken.VALUE_TRUE;
                    } else {
                        wrongType(at, "must be true or false");
                    }
                }
                default -> unknownKey(at, key, ENTITY_KEYS);
            }
        });
        if (!object) {
            return;
        }
        requireKey(offset, place, keys, "type");
        requireKey(offset, place, keys, "id");
        if (type[0] == null || id[0] == null) {
            return;
        }
        if (!draft.seenEntities.add(List.of(type[0], id[0].text()))) {
            fault(offset, place, "is there already: the same type and the same pointer");
        }
        draft.entities.add(new Slot(Slot.Kind.ENTITY, type[0], id[0], !optional[0]));
    }

    private @Nullable String entityType(String place, Draft draft) throws IOException {
        String type = string(place, "must be an entity type, as in \"order\"");
        if (type == null) {
            return null;
        }
        draft.entityTypes.add(type);
        try {
            return EntityRef.requireType(type);
        } catch (InvalidValueException e) {
            fault(place, quote(type) + " is no entity type: it " + e.problem());
            return null;
        }
    }

    private void actor(String place, Draft draft) throws IOException {
        long offset = offset();
        EventPointer[] id = {null};
        Set<String> keys = new HashSet<>();
        boolean object = object(place, "must be an object with \"id\"", (key, at) -> {
            keys.add(key);
            switch (key) {
                case "id" -> id[0] = pointer(at, true);
                case "type" -> draft.actorType = actorType(at);
                default -> unknownKey(at, key, ACTOR_KEYS);
            }
        });
        if (object) {
            requireKey(offset, place, keys, "id");
        }
        if (id[0] != null) {
            draft.actor = new Slot(Slot.Kind.ACTOR, "", id[0], false);
        }
    }

    private @Nullable String actorType(String place) throws IOException {
        String type = string(place, "must be an actor type, as in \"user\"");
        if (type == null) {
            return null;
        }
        try {
            return Actor.of("anyone", type).type();
        } catch (InvalidValueException e) {
            fault(place, quote(type) + " is no actor type: it " + e.problem());
            return null;
        }
    }

    private void keep(String place, Draft draft) throws IOException {
        long offset = offset();
        int[] count = {0};
        draft.keepUnclear = !object(place, "must be an object of names and pointers", (name, at) -> {
            count[0]++;
            if (count[0] > CatalogEntry.MAX_KEPT) {
                parser.skipChildren();
                return;
            }
            draft.keptNames.add(name);
            if (!isName(name)) {
                fault(
                        at,
                        "is no name: it must be a letter, then letters, digits, '.', '_' or '-', at most " + NAME_LENGTH
                                + " characters");
            }
            EventPointer pointer = pointer(at, false);
            if (pointer != null) {
                draft.kept.add(new Slot(Slot.Kind.KEEP, name, pointer, false));
            }
        });
        if (count[0] > CatalogEntry.MAX_KEPT) {
            fault(offset, place, "has " + count[0] + " fields, at most " + CatalogEntry.MAX_KEPT + " are allowed");
        }
    }

    private void summary(String place, Draft draft) throws IOException {
        draft.summaryPlace = place;
        draft.summaryOffset = offset();
        String template = string(place, "must be one line of text, as in \"Order {order} created\"");
        if (template == null) {
            return;
        }
        try {
            draft.summary = SummaryTemplate.parse(template);
        } catch (IllegalArgumentException e) {
            fault(place, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Duration retention(String place) throws IOException {
        String text = string(place, "must be an ISO 8601 duration, as in \"P90D\"");
        if (text == null) {
            return null;
        }
        Duration retention;
        try {
            retention = text.contains("T") ? Duration.parse(text) : days(text);
        } catch (DateTimeException | ArithmeticException e) {
            fault(
                    place,
                    quote(text) + " is no duration of days, hours, minutes and seconds, as in \"P90D\" or \"PT12H\"");
            return null;
        }
        if (retention.isNegative() || retention.isZero()) {
            fault(place, quote(text) + " is not more than zero");
        } else if (!retention.equals(retention.truncatedTo(ChronoUnit.SECONDS))) {
            fault(place, quote(text) + " is not in whole seconds");
        } else if (retention.compareTo(Duration.ofDays(MAX_RETENTION_DAYS)) > 0) {
            fault(place, quote(text) + " is more than 100 years (" + MAX_RETENTION_DAYS + " days)");
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

    private @Nullable EventPointer pointer(String place, boolean actor) throws IOException {
        String text = string(place, "must be a JSON Pointer, as in \"/data/orderNumber\"");
        if (text == null) {
            return null;
        }
        try {
            EventPointer pointer = EventPointer.parse(text);
            if (pointer.root() == EventPointer.Root.AUTHID && !actor) {
                fault(place, quote(text) + " is for an actor only");
                return null;
            }
            return pointer;
        } catch (IllegalArgumentException e) {
            fault(place, quote(text) + " " + e.getMessage());
            return null;
        }
    }

    /** Reads all members of an object; false, with a fault, if it is none. */
    private boolean object(String place, String rule, Member member) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            wrongType(place, rule);
            return false;
        }
        ObjectKeys keys = new ObjectKeys();
        String key;
        while ((key = parser.nextFieldName()) != null) {
            boolean first = keys.add(key);
            parser.nextToken();
            String at = place + "/" + EventPointer.escape(printable(JsonText.cut(key, KEY_IN_PLACE)));
            if (first) {
                member.read(key, at);
            } else {
                fault(at, "is there twice");
                parser.skipChildren();
            }
        }
        return true;
    }

    private @Nullable String string(String place, String rule) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            wrongType(place, rule);
            return null;
        }
        return parser.getText();
    }

    private void wrongType(String place, String rule) throws IOException {
        String type = switch (parser.currentTokenId()) {
            case JsonTokenId.ID_START_OBJECT -> "an object";
            case JsonTokenId.ID_START_ARRAY -> "an array";
            case JsonTokenId.ID_STRING -> "a string";
            case JsonTokenId.ID_NUMBER_INT, JsonTokenId.ID_NUMBER_FLOAT -> "a number";
            case JsonTokenId.ID_NULL -> "null";
            default -> "a boolean";
        };
        fault(place, "is " + type + "; it " + rule);
        parser.skipChildren();
    }

    private void requireKey(long offset, String place, Set<String> keys, String key) {
        if (!keys.contains(key)) {
            fault(offset, place, "has no \"" + key + "\"");
        }
    }

    /** Answers which key was meant; null if there is no telling. */
    private @Nullable String unknownKey(String place, String key, List<String> known) throws IOException {
        String nearest = known.stream()
                .min(Comparator.comparingInt(candidate -> distance(key, candidate)))
                .orElseThrow();
        boolean near = distance(key, nearest) <= Math.max(2, nearest.length() / 3);
        fault(
                place,
                near
                        ? "is no known key; is \"" + nearest + "\" meant?"
                        : "is no known key; known are \"" + String.join("\", \"", known) + "\"");
        parser.skipChildren();
        return near ? nearest : null;
    }

    private void fault(String place, String message) {
        fault(offset(), place, message);
    }

    private void fault(long offset, String place, String message) {
        faults.add(new PlacedFault(offset, new Fault(place, message)));
        if (faults.size() == MAX_FAULTS) {
            throw new TooManyFaultsException();
        }
    }

    private long offset() {
        return parser.currentTokenLocation().getCharOffset();
    }

    private static String notJson(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        String place =
                location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
        // The parser adds where an unclosed object began, in words about its own source.
        String problem = String.valueOf(e.getOriginalMessage()).replaceAll(" \\([^()]*\\[Source: [^\\]]*\\]\\)", "");
        // It quotes what it met, up to 256 characters, of which each may become six.
        return "is not well-formed JSON" + place + ": " + JsonText.cut(printable(problem), PROBLEM);
    }

    private static boolean isName(String name) {
        if (name.isEmpty() || name.length() > NAME_LENGTH) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean other = (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
            if (!letter && !(other && i > 0)) {
                return false;
            }
        }
        return true;
    }

    /** How many letters must be put in, taken out or changed (Levenshtein). */
    private static int distance(String a, String b) {
        if (a.length() > 2 * b.length() + 2) {
            return a.length();
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    private static String quote(String text) {
        return "\"" + printable(cut(text).replace("\\", "\\\\").replace("\"", "\\\"")) + "\"";
    }

    /** In one line: what a terminal would obey is written as an escape. */
    private static String printable(String text) {
        if (text.chars().noneMatch(CatalogReader::isOdd)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isOdd(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean isOdd(int c) {
        return Character.isISOControl(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static String cut(String text) {
        return JsonText.cut(text, QUOTED);
    }
}
