package dev.activityservice.catalog;

import static dev.activityservice.catalog.CatalogFixtures.IDENTITY;
import static dev.activityservice.catalog.CatalogFixtures.ORDER;
import static dev.activityservice.catalog.CatalogFixtures.TIME;
import static dev.activityservice.catalog.CatalogFixtures.TYPE;
import static dev.activityservice.catalog.CatalogFixtures.catalogOf;
import static dev.activityservice.catalog.CatalogFixtures.entities;
import static dev.activityservice.catalog.CatalogFixtures.event;
import static dev.activityservice.catalog.CatalogFixtures.eventOf;
import static dev.activityservice.catalog.CatalogFixtures.fileOf;
import static dev.activityservice.catalog.CatalogFixtures.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.activityservice.ActivityService;
import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.catalog.InvalidCatalogException.Fault;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Rejection.Code;
import dev.activityservice.port.driving.RecordActivities.Kind;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalog key {@code tenant}: where the tenant of an event is found, and which values are refused. */
class CatalogTenantsTest {

    private static final String ENTRY = "/events/" + TYPE;
    private static final String RULE =
            "must be a JSON Pointer (for example \"/data/tenantId\"), an attribute in lower-case letters and digits (for"
                    + " example \"/tenantid\"), or {\"envelope\": \"account\"}";

    private static final String TENANT_IN_DATA = ", \"tenant\": \"/data/tenantId\"";

    @Test
    void a_catalog_without_tenants_maps_to_activities_without_a_tenant() {
        ActivityCatalog catalog = catalogOf(entities(ORDER));

        assertThat(catalog.hasTenants()).isFalse();
        assertThat(catalog.extensions()).containsExactly("supercededby");
        assertThat(tenantOf(catalog, event("{\"orderNumber\": 1, \"tenantId\": \"acme\"}")))
                .isNull();
    }

    @Test
    void the_tenant_of_the_file_applies_to_each_entry_without_its_own() {
        ActivityCatalog catalog = ActivityCatalog.parse("""
                {"version": 1, "tenant": "/data/tenantId", "events": {
                  "orders.a": {"entities": [{"type": "order", "id": "/data/id"}]},
                  "orders.b": {"entities": [{"type": "order", "id": "/data/id"}], "tenant": "/tenantid"},
                  "orders.c": {"entities": [{"type": "order", "id": "/data/id"}], "tenant": {"envelope": "account"}}}}
                """);
        String data = "{\"id\": 1, \"tenantId\": \"in-data\"}";
        Map<String, String> extensions = Map.of("tenantid", "in-attribute", "aws:account", "123456789012");

        List<String> tenants = Stream.of("orders.a", "orders.b", "orders.c")
                .map(type -> tenantOf(
                        catalog,
                        DomainEvent.builder(IDENTITY, type, TIME)
                                .data(data)
                                .extensions(extensions)
                                .build()))
                .toList();

        assertThat(tenants).containsExactly("in-data", "in-attribute", "123456789012");
        assertThat(catalog.hasTenants()).isTrue();
        assertThat(catalog.extensions()).containsExactlyInAnyOrder("tenantid", "aws:account", "supercededby");
    }

    @Test
    void the_place_of_the_key_in_the_file_does_not_matter() {
        ActivityCatalog last = ActivityCatalog.parse("{\"events\": {\"" + TYPE + "\": {" + entities(ORDER)
                + "}}, \"version\": 1, \"tenant\": \"/data/tenantId\"}");

        assertThat(tenantOf(last, event("{\"orderNumber\": 1, \"tenantId\": \"acme\"}")))
                .isEqualTo("acme");
    }

    @Test
    void one_entry_alone_may_have_a_tenant() {
        ActivityCatalog catalog = ActivityCatalog.parse("""
                {"version": 1, "events": {
                  "orders.a": {"entities": [{"type": "order", "id": "/data/id"}]},
                  "orders.b": {"entities": [{"type": "order", "id": "/data/id"}], "tenant": "/data/tenantId"}}}
                """);
        String data = "{\"id\": 1, \"tenantId\": \"acme\"}";

        assertThat(catalog.hasTenants()).isTrue();
        assertThat(tenantOf(catalog, eventOf("orders.a", data))).isNull();
        assertThat(tenantOf(catalog, eventOf("orders.b", data))).isEqualTo("acme");
    }

    @Test
    void the_needed_extensions_cannot_be_changed() {
        ActivityCatalog catalog = catalogOf(entities(ORDER) + ", \"tenant\": \"/tenantid\"");

        assertThatThrownBy(() -> catalog.extensions().add("x")).isInstanceOf(UnsupportedOperationException.class);
    }

    static Stream<Arguments> locations() {
        return Stream.of(
                Arguments.of("\"/data/tenantId\"", null),
                Arguments.of("\"/data/a~1b/0/t\"", null),
                Arguments.of("\"/data\"", null),
                Arguments.of("\"/subject\"", null),
                Arguments.of("\"/authid\"", null),
                Arguments.of("\"/tenantid\"", "tenantid"),
                Arguments.of("\"/correlationid\"", "correlationid"),
                Arguments.of("\"/source\"", "source"),
                Arguments.of("\"/account\"", "account"),
                Arguments.of("\"/7\"", "7"),
                Arguments.of("\"/" + "a".repeat(64) + "\"", "a".repeat(64)),
                Arguments.of("{\"envelope\": \"account\"}", "aws:account"));
    }

    @ParameterizedTest
    @MethodSource("locations")
    void a_location_outside_of_the_data_names_the_extension_that_the_reader_needs(String tenant, String extension) {
        ActivityCatalog catalog = catalogOf(entities(ORDER) + ", \"tenant\": " + tenant);

        assertThat(catalog.hasTenants()).isTrue();
        assertThat(catalog.extensions())
                .isEqualTo(extension == null ? Set.of("supercededby") : Set.of(extension, "supercededby"));
    }

    static Stream<Arguments> tenantsOfEvents() {
        return Stream.of(
                Arguments.of("\"/data/tenantId\"", "{\"orderNumber\": 1, \"tenantId\": \"a.B_c-9\"}", "a.B_c-9"),
                Arguments.of("\"/data/tenantId\"", "{\"orderNumber\": 1, \"tenantId\": 7}", "7"),
                Arguments.of("\"/data/tenantId\"", "{\"orderNumber\": 1, \"tenantId\": [\"a\", \"a\"]}", "a"),
                Arguments.of("\"/data/l/t\"", "{\"orderNumber\": 1, \"l\": [{\"t\": \"a\"}, {\"t\": \"a\"}]}", "a"),
                Arguments.of("\"/data/l/t\"", "{\"orderNumber\": 1, \"l\": [{\"t\": \"a\"}, {}, {\"t\": \"\"}]}", "a"),
                Arguments.of("\"/data/l/1/t\"", "{\"orderNumber\": 1, \"l\": [{\"t\": \"a\"}, {\"t\": \"b\"}]}", "b"),
                Arguments.of("\"/data/orderNumber\"", "{\"orderNumber\": \"one-and-the-same\"}", "one-and-the-same"),
                Arguments.of("\"/subject\"", "{\"orderNumber\": 1}", "subject-1"),
                Arguments.of("\"/authid\"", "{\"orderNumber\": 1}", "actor-1"),
                Arguments.of("\"/tenantid\"", "{\"orderNumber\": 1}", "attribute-1"),
                Arguments.of("{\"envelope\": \"account\"}", "{\"orderNumber\": 1}", "123456789012"));
    }

    @ParameterizedTest
    @MethodSource("tenantsOfEvents")
    void the_tenant_is_on_each_activity_of_the_event(String location, String data, String tenant) {
        ActivityCatalog catalog =
                catalogOf(entities(ORDER, optional("user", "/data/userId")) + ", \"tenant\": " + location);
        String withUser = data.substring(0, data.length() - 1) + ", \"userId\": \"U-1\"}";

        Mapping.Mapped mapped = (Mapping.Mapped) catalog.map(fullEvent(withUser));

        assertThat(mapped.activities()).extracting(Activity::tenant).containsExactly(tenant, tenant);
        assertThat(mapped.warnings()).isEmpty();
    }

    static Stream<Arguments> wrongValues() {
        String long65 = "x".repeat(65);
        return Stream.of(
                Arguments.of("", Code.MISSING_FIELD, "/data/tenantId", "The tenant is missing, null or blank"),
                Arguments.of("null", Code.MISSING_FIELD, "/data/tenantId", "The tenant is missing, null or blank"),
                Arguments.of("\"\"", Code.MISSING_FIELD, "/data/tenantId", "The tenant is missing, null or blank"),
                Arguments.of("\" \"", Code.MISSING_FIELD, "/data/tenantId", "The tenant is missing, null or blank"),
                Arguments.of("[]", Code.MISSING_FIELD, "/data/tenantId", "The tenant is missing, null or blank"),
                Arguments.of("[null]", Code.MISSING_FIELD, "/data/tenantId", "The tenant is missing, null or blank"),
                Arguments.of(
                        "true",
                        Code.WRONG_TYPE,
                        "/data/tenantId",
                        "The tenant must be a string or an integer, not a boolean"),
                Arguments.of(
                        "{}",
                        Code.WRONG_TYPE,
                        "/data/tenantId",
                        "The tenant must be a string or an integer, not an object"),
                Arguments.of(
                        "1.5",
                        Code.WRONG_TYPE,
                        "/data/tenantId",
                        "The tenant must be a string or an integer, not a number with a fraction or an exponent"),
                Arguments.of(
                        "[\"a\", \"b\"]",
                        Code.WRONG_TYPE,
                        "/data/tenantId/1",
                        "The event must have one tenant, not several"),
                Arguments.of(
                        "[\"a\", \"A\"]",
                        Code.WRONG_TYPE,
                        "/data/tenantId/1",
                        "The event must have one tenant, not several"),
                Arguments.of(
                        "\"" + long65 + "\"",
                        Code.INVALID_TEXT,
                        "/data/tenantId",
                        "Invalid tenant: \"" + "x".repeat(63) + "…\" must be 1 to 64 letters, digits, '.', '_' or '-'"),
                Arguments.of(
                        "\"a~b\"",
                        Code.INVALID_TEXT,
                        "/data/tenantId",
                        "Invalid tenant: \"a~b\" must be 1 to 64 letters, digits, '.', '_' or '-'"),
                Arguments.of(
                        "\"a#b\"",
                        Code.INVALID_TEXT,
                        "/data/tenantId",
                        "Invalid tenant: \"a#b\" must be 1 to 64 letters, digits, '.', '_' or '-'"),
                Arguments.of(
                        "\" a\"",
                        Code.INVALID_TEXT,
                        "/data/tenantId",
                        "Invalid tenant: \" a\" must be 1 to 64 letters, digits, '.', '_' or '-'"),
                Arguments.of(
                        "\"\\ud800\"",
                        Code.INVALID_TEXT,
                        "/data/tenantId",
                        "Invalid tenant: \"\\ud800\" must be 1 to 64 letters, digits, '.', '_' or '-'"),
                Arguments.of(
                        "\"\u00e9\"",
                        Code.INVALID_TEXT,
                        "/data/tenantId",
                        "Invalid tenant: \"\u00e9\" must be 1 to 64 letters, digits, '.', '_' or '-'"));
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void a_wrong_value_in_the_data_rejects_the_event(String value, Code code, String pointer, String message) {
        ActivityCatalog catalog = catalogOf(entities(ORDER) + TENANT_IN_DATA);
        String data = "{\"orderNumber\": 1" + (value.isEmpty() ? "" : ", \"tenantId\": " + value) + "}";

        assertThat(rejectionOf(catalog, event(data))).isEqualTo(Rejection.of(code, pointer, message));
    }

    @Test
    void a_value_above_the_pointer_s_end_is_a_missing_tenant() {
        ActivityCatalog catalog = catalogOf(entities(ORDER) + ", \"tenant\": \"/data/meta/tenantId\"");

        assertThat(rejectionOf(catalog, event("{\"orderNumber\": 1, \"meta\": 7}")))
                .isEqualTo(Rejection.of(
                        Code.MISSING_FIELD, "/data/meta/tenantId", "The tenant is missing, null or blank"));
    }

    @ParameterizedTest
    @CsvSource({"\"/tenantid\", /tenantid", "\"/subject\", /subject", "\"/authid\", /authid"})
    void an_event_without_the_attribute_is_rejected(String location, String pointer) {
        assertMissing(location, pointer);
    }

    @Test
    void an_event_without_an_envelope_has_no_account() {
        assertMissing("{\"envelope\": \"account\"}", "/account");
    }

    private static void assertMissing(String location, String pointer) {
        ActivityCatalog catalog = catalogOf(entities(ORDER) + ", \"tenant\": " + location);

        assertThat(rejectionOf(catalog, event("{\"orderNumber\": 1}")))
                .isEqualTo(Rejection.of(Code.MISSING_FIELD, pointer, "The tenant must be a string that is not blank"));
    }

    @ParameterizedTest
    @CsvSource({"\"acme\", acme", "7, 7", "true, ", "null, ", "\"\", ", "1.5, ", "[\"a\"], ", "{\"a\":1}, "})
    void an_attribute_of_a_real_body_is_read(String json, String tenant) {
        ActivityCatalog catalog = catalogOf(entities(ORDER) + ", \"tenant\": \"/tenantid\"");
        String body = "{\"specversion\": \"1.0\", \"id\": \"e-1\", \"source\": \"dev.orders\", \"type\": \"" + TYPE
                + "\", \"time\": \"2026-03-02T09:16:00Z\", \"tenantid\": " + json
                + ", \"data\": {\"orderNumber\": 1}}";
        EventReader.Result.Accepted read = (EventReader.Result.Accepted)
                EventReader.create(catalog.extensions()).read(body, MessageMetadata.none());

        if (tenant == null) {
            assertThat(rejectionOf(catalog, read.event()).code()).isEqualTo(Code.MISSING_FIELD);
        } else {
            assertThat(tenantOf(catalog, read.event())).isEqualTo(tenant);
        }
        assertThat(read.warnings()).isEmpty();
    }

    @Test
    void an_event_without_an_entry_or_an_entity_needs_no_tenant() {
        ActivityCatalog catalog = catalogOf(entities(optional("order", "/data/orderNumber")) + TENANT_IN_DATA);
        ActivityService service = ActivityService.builder(new KeptActivities())
                .catalog(catalog)
                .clock(InstantSource.fixed(TIME))
                .build();

        List<Outcome> outcomes = service.recordEvents(List.of(
                eventOf("orders.orderArchived.v1", "{}"),
                event("{}"),
                event("{\"orderNumber\": 1}"),
                event("{\"orderNumber\": 1, \"tenantId\": \"acme\"}")));

        assertThat(outcomes)
                .extracting(Outcome::kind)
                .containsExactly(Kind.IGNORED, Kind.NO_ENTITY, Kind.REJECTED, Kind.RECORDED);
        assertThat(outcomes).extracting(Outcome::tenant).containsExactly(null, null, null, "acme");
    }

    @Test
    void a_body_is_read_with_the_extensions_that_the_catalog_needs() {
        KeptActivities store = new KeptActivities();
        ActivityService service = ActivityService.builder(store)
                .catalog(catalogOf(entities(ORDER) + ", \"tenant\": {\"envelope\": \"account\"}"))
                .clock(InstantSource.fixed(TIME))
                .build();

        Outcome outcome = service.record(
                "{\"id\": \"e-1\", \"source\": \"dev.orders\", \"account\": \"123456789012\", \"detail-type\": \""
                        + TYPE + "\", \"time\": \"2026-03-02T09:16:00Z\", \"detail\": {\"orderNumber\": 1}}",
                MessageMetadata.none());

        assertThat(outcome.kind()).isEqualTo(Kind.RECORDED);
        assertThat(store.kept()).extracting(Activity::tenant).containsExactly("123456789012");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tenantid",
                "/",
                "//",
                "/tenantId",
                "/tenant-id",
                "/tenantid/",
                "/tenantid/x",
                "/aws:account",
                "/\u00e9",
                "/dataset/x",
                "$.data.tenant"
            })
    void a_text_that_is_neither_a_pointer_nor_an_attribute_is_a_fault(String tenant) {
        assertThat(faultsOf(fileOf(entities(ORDER) + ", \"tenant\": \"" + tenant + "\"")))
                .containsExactly(new Fault(ENTRY + "/tenant", "\"" + tenant + "\" " + RULE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/data/~2         | must have 0 or 1 after each '~' (RFC 6901, section 3)",
                "/data/9999999999 | must have array indexes of at most 9 digits",
                "/subject/x       | must end after \"/subject\", which is a string",
                "/authid/x        | must end after \"/authid\", which is a string",
            })
    void an_invalid_pointer_is_a_fault_with_its_reason(String tenant, String problem) {
        assertThat(faultsOf(fileOf(entities(ORDER) + ", \"tenant\": \"" + tenant + "\"")))
                .containsExactly(new Fault(ENTRY + "/tenant", "\"" + tenant + "\" " + problem));
    }

    static Stream<Arguments> wrongTypes() {
        return Stream.of(
                Arguments.of("null", ENTRY + "/tenant", RULE + ", not null"),
                Arguments.of("true", ENTRY + "/tenant", RULE + ", not a boolean"),
                Arguments.of("7", ENTRY + "/tenant", RULE + ", not a number"),
                Arguments.of("[]", ENTRY + "/tenant", RULE + ", not an array"),
                Arguments.of("{}", ENTRY + "/tenant", "must have \"envelope\""),
                Arguments.of(
                        "{\"envelope\": \"acount\"}", ENTRY + "/tenant/envelope", "\"acount\" must be \"account\""),
                Arguments.of("{\"envelope\": null}", ENTRY + "/tenant/envelope", "must be \"account\", not null"),
                Arguments.of(
                        "{\"envelope\": \"account\", \"envelop\": 1}",
                        ENTRY + "/tenant/envelop",
                        "is not a known key; did you mean \"envelope\"?"),
                Arguments.of(
                        "{\"envelope\": \"account\", \"envelope\": \"account\"}",
                        ENTRY + "/tenant/envelope",
                        "is a duplicate key"));
    }

    @ParameterizedTest
    @MethodSource("wrongTypes")
    void a_tenant_of_another_form_is_a_fault(String tenant, String pointer, String message) {
        assertThat(faultsOf(fileOf(entities(ORDER) + ", \"tenant\": " + tenant)))
                .containsExactly(new Fault(pointer, message));
    }

    @Test
    void a_fault_in_the_tenant_of_the_file_is_reported_once_and_at_the_file() {
        String file = "{\"version\": 1, \"tenant\": \"tenant\", \"events\": {\"a\": {" + entities(ORDER) + "}, \"b\": {"
                + entities(ORDER) + "}}}";

        assertThat(faultsOf(file)).containsExactly(new Fault("/tenant", "\"tenant\" " + RULE));
    }

    @Test
    void the_nearest_known_key_is_named() {
        String file = "{\"version\": 1, \"tennant\": \"/data/t\", \"events\": {\"a\": {" + entities(ORDER)
                + ", \"tenent\": \"/data/t\", \"reader\": {}}}}";

        assertThat(faultsOf(file))
                .containsExactly(
                        new Fault("/tennant", "is not a known key; did you mean \"tenant\"?"),
                        new Fault("/events/a/tenent", "is not a known key; did you mean \"tenant\"?"),
                        new Fault("/events/a/reader", "is not a known key; did you mean \"readers\"?"));
    }

    @Test
    void the_pointer_of_an_entity_or_an_attribute_cannot_be_an_attribute_of_the_event() {
        String problem = "\"/tenantid\" must begin with \"/data\", or be \"/subject\", \"/authid\", \"/correlationid\","
                + " \"/causationid\", \"/source\" or \"/type\"";

        assertThat(faultsOf(
                        fileOf(entities(optional("order", "/tenantid")) + ", \"attributes\": {\"t\": \"/tenantid\"}")))
                .containsExactly(
                        new Fault(ENTRY + "/entities/0/id", problem), new Fault(ENTRY + "/attributes/t", problem));
    }

    private static DomainEvent fullEvent(String data) {
        return DomainEvent.builder(IDENTITY, TYPE, TIME)
                .data(data)
                .subject("subject-1")
                .actor(Actor.of("actor-1", null))
                .extensions(Map.of("tenantid", "attribute-1", "aws:account", "123456789012"))
                .build();
    }

    private static @Nullable String tenantOf(ActivityCatalog catalog, DomainEvent event) {
        return ((Mapping.Mapped) catalog.map(event)).activities().get(0).tenant();
    }

    private static Rejection rejectionOf(ActivityCatalog catalog, DomainEvent event) {
        return ((Mapping.Refused) catalog.map(event)).rejection();
    }

    private static List<Fault> faultsOf(String file) {
        return catchThrowableOfType(InvalidCatalogException.class, () -> ActivityCatalog.parse(file))
                .faults();
    }
}
