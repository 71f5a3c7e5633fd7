package dev.activityservice.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.EventReader;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Rejection.Code;
import dev.activityservice.model.RetryReason;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.Warning;
import dev.activityservice.port.driving.ExplainEvent.Explanation;
import dev.activityservice.port.driving.RecordActivities.Kind;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The text of a dry run. */
class ExplanationTextTest {

    private static final String TYPE = "orders.orderCreated.v1";
    private static final EventIdentity IDENTITY = new EventIdentity("dev.orders", "e-1");
    private static final Instant TIME = Instant.parse("2026-03-02T09:16:00Z");
    private static final String MEMBERS = """
            {"type": "user", "id": "/data/userId", "optional": true},
            {"type": "order", "id": "/data/orderNumber", "optional": true}""";

    @Test
    void a_dry_run_describes_the_result_of_an_event() {
        DomainEvent.Builder builder = DomainEvent.builder(IDENTITY, TYPE, TIME);
        builder.timeSource(TimeSource.SQS)
                .actor(Actor.of("admin", null))
                .data("{\"userId\": \"U\\u00221\", \"orderNumber\": 7, \"secret\": 1}");
        Warning warning = new Warning(Warning.Code.BLANK_TIME, "/time", "The time is blank");
        ActivityCatalog catalog = catalogOf(MEMBERS, ", \"retention\": \"P1D\"");

        String words = explain(catalog, builder.build(), Kind.RECORDED, List.of(warning));

        assertThat(words).isEqualTo("""
                        recordable: 2 activities
                          event    "orders.orderCreated.v1"
                          source   "dev.orders"
                          id       "e-1"
                          time     2026-03-02T09:16:00Z (sqs)
                          entry    "orders.orderCreated.v1"
                          entity   user "U\\"1"
                          entity   order "7"
                          actor    "admin"
                          expires  2026-03-03T09:16:00Z
                          warning  BLANK_TIME at /time: The time is blank""");
    }

    @Test
    void a_dry_run_contains_the_tenant_and_the_readers_of_each_entity() {
        ActivityCatalog catalog = catalogOf(
                MEMBERS,
                ", \"tenant\": \"/data/tenantId\", \"readers\": {\"order\": [\"user\"], \"user\": [\"user\"]}");

        String words = explain(
                catalog,
                event("{\"userId\": [\"U-1\", \"U-2\"], \"orderNumber\": 7, \"tenantId\": \"acme\"}"),
                Kind.RECORDED,
                List.of());

        assertThat(words).isEqualTo("""
                        recordable: 3 activities
                          event    "orders.orderCreated.v1"
                          source   "dev.orders"
                          id       "e-1"
                          time     2026-03-02T09:16:00Z (event)
                          entry    "orders.orderCreated.v1"
                          tenant   "acme"
                          entity   user "U-1"
                          entity   user "U-2"
                          entity   order "7"
                          reader   user "U-2" of user "U-1"
                          reader   user "U-1" of user "U-2"
                          reader   user "U-1" of order "7"
                          reader   user "U-2" of order "7\"""");
    }

    @Test
    void the_dry_run_of_the_documentation_is_the_real_one() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "catalog.md"));
        String section = document.substring(document.indexOf("## Readers"));
        ActivityCatalog catalog = ActivityCatalog.parse(
                section.substring(section.indexOf("```json\n") + "```json\n".length(), section.indexOf("\n```\n")));
        DomainEvent event = DomainEvent.builder(
                        EventIdentity.of("https://shop.example", "e-1"), "shop.orderPlaced.v1", TIME)
                .putExtension("tenantid", "acme")
                .data("{\"orderNumber\": \"ORD-1\", \"customerIds\": [\"U-1\", \"U-2\"]}")
                .build();

        String words = explain(catalog, event, Kind.RECORDED, List.of());

        assertThat(document).contains("\n```\n" + words + "\n```\n");
    }

    @Test
    void a_dry_run_lists_at_most_20_readers() {
        ActivityCatalog catalog = catalogOf(MEMBERS, ", \"readers\": {\"order\": [\"user\"]}");
        String ids = IntStream.range(0, 12).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));

        String words =
                explain(catalog, event("{\"userId\": " + ids + ", \"orderNumber\": [1, 2]}"), Kind.RECORDED, List.of());

        assertThat(words.lines().filter(line -> line.startsWith("  reader")))
                .hasSize(21)
                .startsWith("  reader   user \"0\" of order \"1\"")
                .endsWith("  reader   user \"7\" of order \"2\"", "  reader   … and 4 more");
    }

    @Test
    void a_dry_run_contains_the_reason_and_the_pointer_of_a_rejection() {
        ActivityCatalog catalog = catalogOf("{\"type\": \"order\", \"id\": \"/data/orderNumber\"}", "");
        DomainEvent event = event("{\"secret\": 1}");

        String words = explain(catalog, event, Kind.REJECTED, List.of());

        assertThat(words).isEqualTo("""
                        rejected: MISSING_FIELD at /data/orderNumber: The order id is missing or null
                          event    "orders.orderCreated.v1"
                          source   "dev.orders"
                          id       "e-1"
                          time     2026-03-02T09:16:00Z (event)
                          entry    "orders.orderCreated.v1\"""");
    }

    @Test
    void a_dry_run_of_a_body_without_an_event_has_only_the_reason() {
        Rejection rejection = Rejection.of(Code.MALFORMED_JSON, "", "The body is empty");

        String words = ExplanationText.of(new Explanation(
                null,
                new Outcome.Rejected(new EventReader.Result.Rejected(rejection), null, List.of(), rejection),
                List.of()));

        assertThat(words).isEqualTo("rejected: MALFORMED_JSON: The body is empty");
    }

    @Test
    void a_dry_run_contains_summary_and_fields_as_they_would_be_stored() {
        ActivityCatalog catalog = catalogOf(
                "{\"type\": \"order\", \"id\": \"/data/id\"}",
                ", \"summary\": \"Order {order} by {name}\","
                        + " \"attributes\": {\"total\": \"/data/total\", \"name\": \"/data/name\", \"long\": \"/data/long\"}");

        String words = explain(
                catalog,
                event("{\"id\": 7, \"total\": 12.50, \"name\": \"\\u001b[31m \u2028\", \"long\": \"" + "x".repeat(2000)
                        + "\"}"),
                Kind.RECORDED,
                List.of());

        assertThat(words.lines().filter(line -> line.matches("  (summary|field) .*")))
                .containsExactly(
                        "  summary  \"Order 7 by  [31m  \"",
                        "  field    \"total\" 12.50",
                        "  field    \"name\" \"\\\\u001b[31m \\u2028\"",
                        "  field    \"long\" \"" + "x".repeat(1022) + "…");
    }

    @Test
    void a_dry_run_of_an_unwanted_event_has_its_type_escaped_and_truncated() {
        String type = "t\u001b" + "y".repeat(500);
        EventReader.Result reading = new EventReader.Result.Unwanted(type, null);
        String quoted = "\"t\\u001b" + "y".repeat(125) + "…\"";

        assertThat(ExplanationText.of(new Explanation(
                        new ActivityCatalog.Mapping.UnknownType(),
                        new Outcome.Skipped(reading, null, List.of(), Kind.IGNORED),
                        List.of())))
                .isEqualTo("ignored: no entry for " + quoted + "\n  event    " + quoted);
    }

    @Test
    void a_dry_run_distinguishes_the_other_results() {
        ActivityCatalog catalog = catalogOf(MEMBERS, "");
        DomainEvent unknown = DomainEvent.builder(IDENTITY, "orders.orderArchived.v1", TIME)
                .data("{}")
                .build();

        List<String> verdicts = List.of(
                explain(catalog, unknown, Kind.IGNORED, List.of()),
                explain(catalog, event("{}"), Kind.NO_ENTITY, List.of()),
                explain(catalog, event("{\"userId\": 1}"), Kind.EXPIRED, List.of()),
                explain(catalog, event("{\"userId\": 1}"), Kind.RECORDED, List.of()),
                explain(catalog, event("{\"userId\": 1}"), Kind.RETRY, List.of()));

        assertThat(verdicts)
                .extracting(words -> words.lines().findFirst().orElseThrow())
                .containsExactly(
                        "ignored: no entry for \"orders.orderArchived.v1\"",
                        "no entity: the event names none of the entities of its entry",
                        "expired: its retention has passed",
                        "recordable: 1 activity",
                        "retry: THROTTLED");
    }

    @Test
    void a_dry_run_lists_at_most_20_entities() {
        ActivityCatalog catalog = catalogOf("{\"type\": \"product\", \"id\": \"/data\"}", "");
        String ids = IntStream.range(0, 25).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));

        String words = explain(catalog, event(ids), Kind.RECORDED, List.of());

        assertThat(words.lines().filter(line -> line.startsWith("  entity")))
                .hasSize(21)
                .endsWith("  entity   product \"19\"", "  entity   … and 5 more");
    }

    @Test
    void a_dry_run_warns_about_timelines_that_many_events_share() {
        ActivityCatalog catalog =
                catalogOf("{\"type\": \"order\", \"id\": \"/data/id\"}, {\"type\": \"kind\", \"id\": \"/type\"}", "");

        String words = explain(catalog, event("{\"id\": 7}"), Kind.RECORDED, List.of());

        assertThat(words)
                .endsWith("\n  shared   kind \"" + TYPE
                        + "\": many events are in this one partition, which takes at most 1,000 writes in a second");
    }

    private static String explain(ActivityCatalog catalog, DomainEvent event, Kind kind, List<Warning> warnings) {
        EventReader.Result reading = new EventReader.Result.Accepted(event, warnings, "1.0");
        ActivityCatalog.Mapping mapping = catalog.map(event);
        List<EntityRef> entities = mapping instanceof ActivityCatalog.Mapping.Mapped mapped
                ? mapped.activities().stream().map(Activity::entity).toList()
                : List.of();
        Outcome outcome = switch (kind) {
            case RECORDED -> new Outcome.Recorded(reading, null, entities);
            case REJECTED ->
                new Outcome.Rejected(reading, null, entities, ((ActivityCatalog.Mapping.Refused) mapping).rejection());
            case RETRY -> new Outcome.Retry(reading, null, entities, RetryReason.THROTTLED, null);
            default -> new Outcome.Skipped(reading, null, entities, kind);
        };
        return ExplanationText.of(new Explanation(mapping, outcome, catalog.sharedTimelines(event)));
    }

    private static ActivityCatalog catalogOf(String entities, String members) {
        return ActivityCatalog.parse(
                "{\"version\": 1, \"events\": {\"" + TYPE + "\": {\"entities\": [" + entities + "]" + members + "}}}");
    }

    private static DomainEvent event(String data) {
        return DomainEvent.builder(IDENTITY, TYPE, TIME).data(data).build();
    }
}
