package dev.activityservice.catalog;

import static dev.activityservice.catalog.CatalogFixtures.catalogOf;
import static dev.activityservice.catalog.CatalogFixtures.entities;
import static dev.activityservice.catalog.CatalogFixtures.event;
import static dev.activityservice.catalog.CatalogFixtures.optional;
import static dev.activityservice.catalog.CatalogFixtures.seeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Rejection;
import dev.activityservice.text.Utf16;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Compares the compiled pointers with a simple implementation of the rules, for random data and several random pointers. A failure
 * contains its seed.
 */
class CatalogPropertiesTest {

    private static final int ROUNDS = 2000;
    private static final List<String> KEYS = List.of("a", "b", "0", "1", "c/~");

    /**
     * A JSON value of the tests.
     *
     * @param text its unchanged JSON text
     * @param members the members of an object, or null
     * @param elements the elements of an array, or null
     * @param id the text of a string or an integer, or null
     */
    private record Value(
            String text,
            @Nullable Map<String, Value> members,
            @Nullable List<Value> elements,
            @Nullable String id) {}

    @Test
    void f30_every_attribute_is_a_verbatim_slice_of_the_data() {
        Random random = seeded("attributes");
        for (int round = 0; round < ROUNDS; round++) {
            Value data = value(random, 4);
            List<List<String>> pointers = pointers(random);
            StringBuilder keep = new StringBuilder();
            Map<String, String> expected = new LinkedHashMap<>();
            for (int i = 0; i < pointers.size(); i++) {
                keep.append(i == 0 ? "" : ", ").append("\"k" + i + "\": \"" + text(pointers.get(i)) + "\"");
                List<String> found = new ArrayList<>();
                boolean spread = keep(data, pointers.get(i), false, found);
                if (!found.isEmpty()) {
                    expected.put("k" + i, spread ? "[" + String.join(",", found) + "]" : found.get(0));
                }
            }
            // Sometimes larger than the buffer of the parser.
            String padding = round % 100 == 0 ? " ".repeat(random.nextInt(100_000)) : "";
            ActivityCatalog catalog = catalogOf(
                    entities("{\"type\": \"order\", \"id\": \"/subject\"}") + ", \"attributes\": {" + keep + "}");

            Mapping mapping = catalog.map(withSubject(padding + data.text() + padding));

            assertThat(((Mapping.Mapped) mapping)
                            .activities()
                            .get(0)
                            .attributes()
                            .asMap())
                    .as("round %d: %s in %s", round, pointers, data.text())
                    .containsExactlyEntriesOf(expected);
        }
    }

    @Test
    void every_id_is_found_by_the_rules() {
        Random random = seeded("ids");
        for (int round = 0; round < ROUNDS; round++) {
            Value data = value(random, 4);
            List<List<String>> pointers = pointers(random);
            List<String> entities = new ArrayList<>();
            Set<EntityRef> expected = new LinkedHashSet<>();
            boolean faulty = false;
            for (int i = 0; i < pointers.size(); i++) {
                entities.add(optional("t" + i, text(pointers.get(i))));
                List<String> ids = new ArrayList<>();
                faulty |= !ids(data, pointers.get(i), ids);
                for (String id : ids) {
                    expected.add(EntityRef.of("t" + i, id));
                }
            }

            Mapping mapping =
                    catalogOf(entities(entities.toArray(String[]::new))).map(event(data.text()));

            String what = "round " + round + ": " + pointers + " in " + data.text();
            if (faulty) {
                assertThat(((Mapping.Refused) mapping).rejection().code())
                        .as(what)
                        .isEqualTo(Rejection.Code.WRONG_TYPE);
            } else if (expected.isEmpty()) {
                assertThat(mapping).as(what).isInstanceOf(Mapping.NoEntity.class);
            } else {
                assertThat(((Mapping.Mapped) mapping)
                                .activities().stream().map(Activity::entity).toList())
                        .as(what)
                        .containsExactlyElementsOf(expected);
            }
        }
    }

    @Test
    void every_tenant_is_found_by_the_rules() {
        Random random = seeded("tenants");
        for (int round = 0; round < ROUNDS; round++) {
            Value data = value(random, 4);
            List<String> pointer = pointers(random).get(0);
            List<String> found = new ArrayList<>();
            boolean faulty = !tenants(data, pointer, found);
            List<String> distinct =
                    found.stream().filter(text -> !text.isBlank()).distinct().toList();
            faulty |= distinct.size() > 1 || distinct.stream().anyMatch(text -> !text.matches("[A-Za-z0-9._-]{1,64}"));

            Mapping mapping = catalogOf(entities("{\"type\": \"order\", \"id\": \"/subject\"}") + ", \"tenant\": \""
                            + text(pointer) + "\"")
                    .map(withSubject(data.text()));

            String what = "round " + round + ": " + pointer + " in " + data.text();
            if (faulty) {
                assertThat(((Mapping.Refused) mapping).rejection().code())
                        .as(what)
                        .isIn(Rejection.Code.WRONG_TYPE, Rejection.Code.INVALID_TEXT);
            } else if (distinct.isEmpty()) {
                assertThat(((Mapping.Refused) mapping).rejection().code())
                        .as(what)
                        .isEqualTo(Rejection.Code.MISSING_FIELD);
            } else {
                assertThat(((Mapping.Mapped) mapping).activities().get(0).tenant())
                        .as(what)
                        .isEqualTo(distinct.get(0));
            }
        }
    }

    @Test
    void every_reader_is_an_entity_of_the_event_with_a_type_that_the_entry_names() {
        Random random = seeded("readers");
        for (int round = 0; round < ROUNDS; round++) {
            List<List<String>> pointers = pointers(random);
            List<String> entities = new ArrayList<>();
            Map<String, Set<String>> readers = new LinkedHashMap<>();
            for (int i = 0; i < pointers.size(); i++) {
                entities.add(optional("t" + i, text(pointers.get(i))));
                if (random.nextBoolean()) {
                    Set<String> types = new LinkedHashSet<>();
                    for (int count = 1 + random.nextInt(3); count > 0; count--) {
                        types.add("t" + random.nextInt(pointers.size()));
                    }
                    readers.put("t" + i, types);
                }
            }
            String json = readers.entrySet().stream()
                    .map(entry -> "\"" + entry.getKey() + "\": [\"" + String.join("\", \"", entry.getValue()) + "\"]")
                    .collect(Collectors.joining(", ", "{", "}"));
            Value data = value(random, 4);

            Mapping mapping = catalogOf(entities(entities.toArray(String[]::new)) + ", \"readers\": " + json)
                    .map(event(data.text()));

            if (mapping instanceof Mapping.Mapped mapped) {
                List<EntityRef> all =
                        mapped.activities().stream().map(Activity::entity).toList();
                for (Activity activity : mapped.activities()) {
                    Set<String> types = readers.getOrDefault(activity.entity().type(), Set.of());
                    assertThat(activity.readers())
                            .as("round %d: %s of %s in %s", round, json, pointers, data.text())
                            .containsExactlyElementsOf(all.stream()
                                    .filter(each -> types.contains(each.type()) && !each.equals(activity.entity()))
                                    .toList());
                }
            }
        }
    }

    @Test
    void a_mapping_does_not_throw_for_any_data() {
        Random random = seeded("any data");
        String alphabet = "{}[]:,\"\\u0d8Df/~ \n\t-+.eE01truefalsn\ud83d\ude00\u0000\ufeff";
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder data = new StringBuilder(value(random, 5).text());
            for (int edits = random.nextInt(6); edits > 0; edits--) {
                int at = random.nextInt(data.length() + 1);
                int end = Math.min(data.length(), at + random.nextInt(3));
                data.replace(at, end, "" + alphabet.charAt(random.nextInt(alphabet.length())));
            }
            List<List<String>> pointers = pointers(random);
            String members = entities(pointers.stream()
                            .map(pointer -> optional("t", text(pointer)))
                            .distinct()
                            .toArray(String[]::new))
                    + ", \"actor\": {\"id\": \"/data/a\"}, \"attributes\": {\"k\": \"/data/b\"}, \"summary\": \"{k} {t}\","
                    + " \"tenant\": \"/data/1\", \"readers\": {\"t\": [\"t\"]}";

            Mapping mapping = catalogOf(members).map(event(data.toString()));

            if (mapping instanceof Mapping.Refused refused) {
                assertThat(refused.rejection().pointer()).startsWith("/data");
            } else if (mapping instanceof Mapping.Mapped mapped) {
                String summary = mapped.activities().get(0).summary();
                assertThat(summary == null ? 0 : summary.length()).isLessThanOrEqualTo(200);
                assertThat(summary == null || Utf16.isWellFormed(summary)).isTrue();
            }
        }
    }

    @Test
    void parsing_throws_only_faults_for_any_file() {
        Random random = seeded("any file");
        String file = CatalogFixtures.fileOf(entities(CatalogFixtures.ORDER)
                + ", \"actor\": {\"id\": \"/authid\"}, \"attributes\": {\"k\": \"/data/b\"}, \"summary\": \"{k}\", \"retention\": \"P9D\","
                + " \"tenant\": {\"envelope\": \"account\"}, \"readers\": {\"order\": [\"order\"]}");
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder edited = new StringBuilder(file);
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                int at = random.nextInt(edited.length());
                int from = random.nextInt(file.length());
                int to = Math.min(file.length(), from + random.nextInt(12));
                edited.replace(at, Math.min(edited.length(), at + random.nextInt(12)), file.substring(from, to));
            }
            try {
                assertThat(ActivityCatalog.parse(edited.toString()).eventTypes())
                        .isNotEmpty();
            } catch (InvalidCatalogException e) {
                assertThat(e.faults()).isNotEmpty();
            }
        }
    }

    private static DomainEvent withSubject(String data) {
        DomainEvent.Builder builder =
                DomainEvent.builder(CatalogFixtures.IDENTITY, CatalogFixtures.TYPE, CatalogFixtures.TIME);
        builder.subject("ORD-1").data(data);
        return builder.build();
    }

    /** Collects the values of an attribute, and returns whether its pointer passed through all elements of an array. */
    private static boolean keep(Value value, List<String> tokens, boolean spread, List<String> found) {
        if (tokens.isEmpty()) {
            if (!value.text().equals("null")) {
                found.add(value.text());
            }
            return spread;
        }
        if (value.members() != null) {
            Value member = value.members().get(tokens.get(0));
            return member == null ? spread : keep(member, tokens.subList(1, tokens.size()), spread, found);
        }
        boolean wide = spread;
        if (value.elements() != null) {
            String token = tokens.get(0);
            if (token.equals("0") || token.equals("1")) {
                int index = Integer.parseInt(token);
                return index < value.elements().size()
                        ? keep(value.elements().get(index), tokens.subList(1, tokens.size()), spread, found)
                        : spread;
            }
            for (Value element : value.elements()) {
                wide |= keep(element, tokens, true, found);
            }
        }
        return wide;
    }

    /** Collects the texts that a pointer finds. Returns false if it finds another value where it ends. */
    private static boolean tenants(Value value, List<String> tokens, List<String> found) {
        if (value.text().equals("null")) {
            return true;
        }
        if (value.elements() != null) {
            String token = tokens.isEmpty() ? "" : tokens.get(0);
            if (token.equals("0") || token.equals("1")) {
                int index = Integer.parseInt(token);
                return index >= value.elements().size()
                        || tenants(value.elements().get(index), tokens.subList(1, tokens.size()), found);
            }
            boolean fine = true;
            for (Value element : value.elements()) {
                fine &= tenants(element, tokens, found);
            }
            return fine;
        }
        if (tokens.isEmpty()) {
            return ids(value, tokens, found);
        }
        // Unlike an entity, a tenant may have a plain value above the end of its pointer. It is then missing.
        Value member = value.members() == null ? null : value.members().get(tokens.get(0));
        return member == null || tenants(member, tokens.subList(1, tokens.size()), found);
    }

    /** Collects the ids that a pointer finds. Returns false if it finds a value that is not an id. */
    private static boolean ids(Value value, List<String> tokens, List<String> found) {
        if (value.text().equals("null")) {
            return true;
        }
        if (value.elements() != null) {
            String token = tokens.isEmpty() ? "" : tokens.get(0);
            if (token.equals("0") || token.equals("1")) {
                int index = Integer.parseInt(token);
                return index >= value.elements().size()
                        || ids(value.elements().get(index), tokens.subList(1, tokens.size()), found);
            }
            boolean fine = true;
            for (Value element : value.elements()) {
                fine &= ids(element, tokens, found);
            }
            return fine;
        }
        if (tokens.isEmpty()) {
            if (value.id() != null) {
                found.add(value.id());
            }
            return value.id() != null;
        }
        if (value.members() != null) {
            Value member = value.members().get(tokens.get(0));
            return member == null || ids(member, tokens.subList(1, tokens.size()), found);
        }
        return false;
    }

    private static List<List<String>> pointers(Random random) {
        Set<List<String>> pointers = new LinkedHashSet<>();
        for (int count = 1 + random.nextInt(4); count > 0; count--) {
            List<String> tokens = new ArrayList<>();
            for (int length = random.nextInt(4); length > 0; length--) {
                tokens.add(KEYS.get(random.nextInt(KEYS.size())));
            }
            pointers.add(tokens);
        }
        return List.copyOf(pointers);
    }

    private static String text(List<String> tokens) {
        return "/data"
                + tokens.stream().map(token -> "/" + EventPointer.escape(token)).collect(Collectors.joining());
    }

    private static Value value(Random random, int depth) {
        int kind = random.nextInt(depth > 0 ? 10 : 4);
        if (kind >= 7) {
            List<Value> elements = new ArrayList<>();
            for (int count = random.nextInt(4); count > 0; count--) {
                elements.add(value(random, depth - 1));
            }
            String inner = elements.stream()
                    .map(element -> space(random) + element.text() + space(random))
                    .collect(Collectors.joining(","));
            return new Value("[" + inner + "]", null, elements, null);
        }
        if (kind >= 4) {
            Map<String, Value> members = new LinkedHashMap<>();
            for (int count = random.nextInt(5); count > 0; count--) {
                members.put(KEYS.get(random.nextInt(KEYS.size())), value(random, depth - 1));
            }
            String inner = members.entrySet().stream()
                    .map(member -> space(random) + "\"" + member.getKey() + "\"" + space(random) + ":" + space(random)
                            + member.getValue().text() + space(random))
                    .collect(Collectors.joining(","));
            return new Value("{" + inner + "}", members, null, null);
        }
        return switch (kind) {
            case 0 -> new Value("null", null, null, null);
            case 1 -> {
                String number = random.nextBoolean() ? "-0" : Long.toString(random.nextLong());
                yield new Value(number, null, null, number);
            }
            case 2 ->
                random.nextInt(4) > 0
                        ? new Value("\"s\\u0041\\\"é\\ud83d\\ude00\"", null, null, "sA\"é\ud83d\ude00")
                        : new Value("1.50e+" + random.nextInt(500), null, null, null);
            default -> {
                String word = "w" + random.nextInt(5);
                yield new Value("\"" + word + "\"", null, null, word);
            }
        };
    }

    private static String space(Random random) {
        return random.nextInt(3) == 0 ? " \n\t".substring(random.nextInt(3)) : "";
    }
}
