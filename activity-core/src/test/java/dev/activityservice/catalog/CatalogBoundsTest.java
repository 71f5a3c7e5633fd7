package dev.activityservice.catalog;

import static dev.activityservice.catalog.CatalogFixtures.ORDER;
import static dev.activityservice.catalog.CatalogFixtures.TYPE;
import static dev.activityservice.catalog.CatalogFixtures.entities;
import static dev.activityservice.catalog.CatalogFixtures.entity;
import static dev.activityservice.catalog.CatalogFixtures.fileOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.activityservice.catalog.InvalidCatalogException.Fault;
import dev.activityservice.json.Json;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit of a catalog: the largest allowed value, and the smallest that is not allowed. */
class CatalogBoundsTest {

    private static final String ENTRY = "/events/" + TYPE;

    @Test
    void a_file_has_at_most_a_megabyte() {
        String file = fileOf(entities(ORDER));

        assertThat(faults(file + " ".repeat(Json.MAX_BYTES - file.length()))).isEmpty();
        assertThat(faults(file + " ".repeat(Json.MAX_BYTES - file.length() + 1)))
                .containsExactly(new Fault("", "must be at most 1048576 characters long, not 1048577"));
    }

    @Test
    void a_catalog_has_at_most_1000_entries() {
        IntFunction<String> file = count -> "{\"version\": 1, \"events\": {"
                + IntStream.range(0, count)
                        .mapToObj(i -> "\"orders.t" + i + "\": {" + entities(ORDER) + "}")
                        .collect(Collectors.joining(", "))
                + "}}";

        assertThat(faults(file.apply(1000))).isEmpty();
        assertThat(faults(file.apply(1001)))
                .containsExactly(new Fault("/events", "must have at most 1000 entries, not 1001"));
    }

    @Test
    void an_entry_has_at_most_30_entities() {
        IntFunction<String> file = count -> fileOf(entities(IntStream.range(0, count)
                .mapToObj(i -> entity("t" + i, "/data/id" + i))
                .toArray(String[]::new)));

        assertThat(faults(file.apply(30))).isEmpty();
        assertThat(faults(file.apply(31)))
                .containsExactly(new Fault(ENTRY + "/entities", "must have at most 30 entities, not 31"));
    }

    @Test
    void an_entry_has_at_most_32_attributes() {
        IntFunction<String> file = count -> fileOf(entities(ORDER) + ", \"attributes\": {"
                + IntStream.range(0, count)
                        .mapToObj(i -> "\"f" + i + "\": \"/data/f" + i + "\"")
                        .collect(Collectors.joining(", "))
                + "}");

        assertThat(faults(file.apply(32))).isEmpty();
        assertThat(faults(file.apply(33)))
                .containsExactly(new Fault(ENTRY + "/attributes", "must have at most 32 attributes, not 33"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "z", "A", "Z", "a0", "a9", "a.b", "a_b", "a-b", "aZ", "zA"})
    void a_field_s_name_is_a_letter_and_then_letters_digits_and_three_signs(String name) {
        assertThat(faults(withAttribute(name))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "`", "{", "@", "[", "0", "9", ".a", "_a", "-a", "a/", "a:", "a b", "\u00e9"})
    void any_other_field_s_name_is_refused(String name) {
        assertThat(faults(withAttribute(name)))
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).startsWith("must be a name: "));
    }

    @Test
    void a_field_s_name_has_at_most_64_characters() {
        assertThat(faults(withAttribute("n".repeat(64)))).isEmpty();
        assertThat(faults(withAttribute("n".repeat(65)))).hasSize(1);
    }

    @Test
    void a_pointer_has_at_most_512_characters_32_tokens_and_9_digits_of_an_index() {
        String longest = "/data/" + "x".repeat(512 - "/data/".length());
        String deepest = "/data" + "/x".repeat(31);

        assertThat(faults(pointingAt(longest))).isEmpty();
        assertThat(faults(pointingAt(longest + "x"))).hasSize(1);
        assertThat(faults(pointingAt(deepest))).isEmpty();
        assertThat(faults(pointingAt(deepest + "/x"))).hasSize(1);
        assertThat(faults(pointingAt("/data/999999999"))).isEmpty();
        assertThat(faults(pointingAt("/data/1000000000"))).hasSize(1);
    }

    @Test
    void a_summary_s_template_has_at_most_200_characters() {
        IntFunction<String> file = length ->
                fileOf(entities(ORDER) + ", \"summary\": \"{order}" + "x".repeat(length - "{order}".length()) + "\"");

        assertThat(faults(file.apply(200))).isEmpty();
        assertThat(faults(file.apply(201))).hasSize(1);
    }

    @Test
    void all_entries_together_mix_indexes_and_names_in_at_most_5000_ways() {
        // Each entry has many states, but not more than one entry may have.
        String mixed = entities(entity("item", "/data" + "/items/0".repeat(4)), entity("other", "/data/items/a/0/b"));
        IntFunction<String> file = count -> "{\"version\": 1, \"events\": {"
                + IntStream.range(0, count)
                        .mapToObj(i -> "\"orders.t" + i + "\": {" + mixed + "}")
                        .collect(Collectors.joining(", "))
                + "}}";

        assertThat(faults(file.apply(1))).isEmpty();
        assertThat(faults(file.apply(1000)))
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault.message())
                        .isEqualTo(
                                "mixes array indexes and names in too many ways, together with the entries before it"));
    }

    @Test
    void an_entry_has_at_most_30_entities_an_actor_32_attributes_and_a_tenant() {
        String entities = entities(IntStream.range(0, 30)
                .mapToObj(i -> entity("t" + i, "/data/id"))
                .toArray(String[]::new));
        String attributes = IntStream.range(0, 32)
                .mapToObj(i -> "\"f" + i + "\": \"/data/f\"")
                .collect(Collectors.joining(", ", ", \"attributes\": {", "}"));
        ActivityCatalog catalog = ActivityCatalog.parse(
                fileOf(entities + attributes + ", \"actor\": {\"id\": \"/data/a\"}, \"tenant\": \"/data/t\""));

        // The actor's field is number 30 and the tenant's number 63. Each has one bit of a long.
        ActivityCatalog.Mapping mapping =
                catalog.map(CatalogFixtures.event("{\"id\": 1, \"f\": 2, \"a\": true, \"t\": \"acme\"}"));

        assertThat(((ActivityCatalog.Mapping.Mapped) mapping).activities())
                .hasSize(30)
                .allSatisfy(activity -> {
                    assertThat(activity.tenant()).isEqualTo("acme");
                    assertThat(activity.attributes().asMap()).hasSize(32);
                    assertThat(activity.actor()).isNull();
                });
    }

    @Test
    void a_tenant_has_1_to_64_characters() {
        ActivityCatalog catalog = ActivityCatalog.parse(fileOf(entities(ORDER) + ", \"tenant\": \"/data/t\""));
        IntFunction<ActivityCatalog.Mapping> mapping = length ->
                catalog.map(CatalogFixtures.event("{\"orderNumber\": 1, \"t\": \"" + "x".repeat(length) + "\"}"));

        assertThat(mapping.apply(0)).isInstanceOf(ActivityCatalog.Mapping.Refused.class);
        assertThat(mapping.apply(1)).isInstanceOf(ActivityCatalog.Mapping.Mapped.class);
        assertThat(mapping.apply(64)).isInstanceOf(ActivityCatalog.Mapping.Mapped.class);
        assertThat(mapping.apply(65)).isInstanceOf(ActivityCatalog.Mapping.Refused.class);
    }

    @Test
    void the_location_of_a_tenant_has_at_most_512_characters_and_an_attribute_64() {
        IntFunction<String> pointer = length ->
                fileOf(entities(ORDER) + ", \"tenant\": \"/data/" + "x".repeat(length - "/data/".length()) + "\"");
        IntFunction<String> attribute =
                length -> fileOf(entities(ORDER) + ", \"tenant\": \"/" + "x".repeat(length) + "\"");

        assertThat(faults(pointer.apply(512))).isEmpty();
        assertThat(faults(pointer.apply(513))).hasSize(1);
        assertThat(faults(attribute.apply(1))).isEmpty();
        assertThat(faults(attribute.apply(64))).isEmpty();
        assertThat(faults(attribute.apply(65))).hasSize(1);
    }

    @Test
    void the_limit_of_values_is_beyond_what_the_other_limits_allow_without_readers() {
        // 1000 entries with 30 entities each, in the shortest form. Attributes in the shortest form fill the rest of
        // the file.
        String entities = IntStream.range(0, 30)
                .mapToObj(i -> "{\"id\":\"/data\",\"type\":\"" + (char) ('A' + i % 26) + (i < 26 ? "" : "x") + "\"}")
                .collect(Collectors.joining(",", "\"entities\":[", "]"));
        String keep = IntStream.range(0, 17)
                .mapToObj(i -> "\"" + (char) ('a' + i) + "\":\"/data\"")
                .collect(Collectors.joining(",", ",\"attributes\":{", "}"));
        String file = IntStream.range(0, 1000)
                .mapToObj(i -> "\"" + i + "\":{" + entities + keep + "}")
                .collect(Collectors.joining(",", "{\"version\":1,\"events\":{", "}}"));

        assertThat(file.length()).isBetween(Json.MAX_BYTES - 50_000, Json.MAX_BYTES);
        assertThat(faults(file)).isEmpty();
        assertThat(faults("{" + "\"x\":1,".repeat(119_998) + "\"x\":1}")).hasSize(100);
        assertThat(faults("{" + "\"x\":1,".repeat(119_999) + "\"x\":1}"))
                .containsExactly(new Fault("", "must have at most 120000 JSON values"));
    }

    private static String withAttribute(String name) {
        return fileOf(entities(ORDER) + ", \"attributes\": {\"" + name + "\": \"/data/x\"}");
    }

    private static String pointingAt(String pointer) {
        return fileOf(entities(entity("order", pointer)));
    }

    private static List<Fault> faults(String file) {
        InvalidCatalogException thrown =
                catchThrowableOfType(InvalidCatalogException.class, () -> ActivityCatalog.parse(file));
        return thrown == null ? List.of() : thrown.faults();
    }
}
