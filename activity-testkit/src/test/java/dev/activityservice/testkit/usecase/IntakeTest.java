package dev.activityservice.testkit.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.ActivityService;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.Message;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.Warning;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driving.RecordActivities.Kind;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Principal;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real producers send is recorded or explained, and a producer can do no more than it may. */
class IntakeTest {

    private static final ActivityCatalog CATALOG = ActivityCatalog.parse("""
            {
              "version": 1,
              "events": {
                "thing-submitted": {"entities": [{"type": "thing", "id": "/data/thing/id"}]},
                "invoice.paid": {"entities": [{"type": "invoice", "id": "/data/data/object/id"}]},
                "shop.packed.v1": {"entities": [{"type": "order", "id": "/data/id"}]},
                "shop.placed.v1": {
                  "entities": [{"type": "order", "id": "/data/order"}],
                  "attributes": {"note": "/data/note", "all": "/data/all"},
                  "retention": "P90D"
                },
                "shop.noted.v1": {"entities": [{"type": "order", "id": "/subject"}]},
                "team.closed.v1": {
                  "entities": [{"type": "account", "id": "/data/account"}],
                  "sources": ["dev.accounts", "http://dev.accounts"]
                },
                "stock.counted.v1": {
                  "entities": [{"type": "product", "id": "/data/ids"}],
                  "attributes": {"text": "/data/text"}
                }
              }
            }
            """);
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

    private final InMemoryActivityStore store = InMemoryActivityStore.create();
    private final ActivityService service = service(store);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "thing-submitted | {\"id\":\"x\",\"type\":\"thing-submitted\",\"timestamp\":1,\"partitionKey\":\"p\",\"thing\":{\"id\":\"T-1\"}} | thing | T-1",
                "invoice.paid | {\"id\":\"evt_1\",\"object\":\"event\",\"type\":\"invoice.paid\",\"data\":{\"object\":{\"id\":\"in_1\"}}} | invoice | in_1",
                "shop.packed.v1 | {\"id\":\"ORD-1\",\"type\":\"express\",\"source\":\"web\",\"status\":\"packed\"} | order | ORD-1",
            })
    void a_detail_with_id_and_type_of_its_own_is_recorded(String type, String detail, String entityType, String id) {
        Outcome outcome = record(plain(type, detail));

        assertThat(outcome.kind()).isEqualTo(Kind.RECORDED);
        assertThat(only(entityType, id).type()).isEqualTo(type);
        assertThat(only(entityType, id).identity().id()).isEqualTo("ENV-1");
    }

    @Test
    void a_cloud_event_of_another_type_is_recorded_under_the_detail_type() {
        Outcome outcome =
                record(plain("shop.placed.v1", cloudEvent("Acme.OrderPlaced", "\"data\":{\"order\":\"O-1\"}")));

        assertThat(outcome.kind()).isEqualTo(Kind.RECORDED);
        assertThat(warnings(outcome)).containsExactly(Warning.Code.TYPE_MISMATCH);
        assertThat(only("order", "O-1").type()).isEqualTo("shop.placed.v1");
    }

    @Test
    void a_producer_that_may_publish_one_type_cannot_record_another_one() {
        String lie = plain("shop.placed.v1", cloudEvent("team.closed.v1", "\"data\":{\"account\":\"A-1\"}"));

        Outcome outcome = record(lie);

        assertThat(rejection(outcome).code()).isEqualTo(Rejection.Code.MISSING_FIELD);
        assertThat(activities("account", "A-1")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "dev.accounts, http://dev.accounts, true",
        "dev.shop, http://dev.accounts, false",
        "dev.accounts, http://dev.shop, false",
    })
    void a_source_must_be_allowed_in_the_envelope_and_in_the_event(String envelope, String own, boolean isAllowed) {
        String body = plain("team.closed.v1", cloudEvent("team.closed.v1", "\"data\":{\"account\":\"A-1\"}"))
                .replace("dev.shop", envelope)
                .replace("\"source\":\"/orders\"", "\"source\":\"" + own + "\"");

        Outcome outcome = record(body);

        if (isAllowed) {
            assertThat(outcome.kind()).isEqualTo(Kind.RECORDED);
        } else {
            assertThat(rejection(outcome).code()).isEqualTo(Rejection.Code.SOURCE_NOT_ALLOWED);
            assertThat(activities("account", "A-1")).isEmpty();
        }
    }

    @Test
    void a_source_must_be_allowed_in_an_event_without_an_envelope() {
        String body = cloudEvent("team.closed.v1", "\"data\":{\"account\":\"A-1\"}");

        assertThat(rejection(record(body)).code()).isEqualTo(Rejection.Code.SOURCE_NOT_ALLOWED);
        assertThat(record(body.replace("/orders", "dev.accounts")).kind()).isEqualTo(Kind.RECORDED);
    }

    @Test
    void an_id_and_a_source_that_are_missing_come_from_the_envelope() {
        String body = plain("shop.placed.v1", "{\"specversion\":\"1.0\",\"data\":{\"order\":\"O-1\"}}");

        Outcome outcome = record(body);

        assertThat(warnings(outcome)).containsExactly(Warning.Code.ENVELOPE_IDENTITY, Warning.Code.ENVELOPE_IDENTITY);
        assertThat(only("order", "O-1").identity().id()).isEqualTo("ENV-1");
        assertThat(only("order", "O-1").timeSource()).isEqualTo(TimeSource.EVENT);
    }

    @Test
    void data_and_details_in_strings_and_in_base64_are_recorded() {
        String data = "{\"order\":\"O-1\",\"note\":\"é\"}";
        String base64 = Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8));

        assertThat(warnings(record(plain("shop.placed.v1", quote(data))))).containsExactly(Warning.Code.DATA_AS_TEXT);
        assertThat(warnings(record(cloudEvent("shop.placed.v1", "\"data\":" + quote(data)))))
                .containsExactly(Warning.Code.DATA_AS_TEXT);
        assertThat(warnings(record(cloudEvent("shop.placed.v1", "\"data_base64\":\"" + base64 + "\""))))
                .containsExactly(Warning.Code.DATA_BASE64);
        assertThat(activities("order", "O-1"))
                .hasSize(2)
                .allSatisfy(
                        activity -> assertThat(activity.attributes().asMap()).containsEntry("note", "\"é\""));
    }

    @Test
    void bytes_that_are_not_json_are_named_in_the_reason() {
        Rejection rejection = rejection(record(cloudEvent("shop.placed.v1", "\"data_base64\":\"/w==\"")));

        assertThat(rejection)
                .isEqualTo(Rejection.of(
                        Rejection.Code.MISSING_FIELD,
                        "/data_base64",
                        "The order id is missing or null, because \"data_base64\" is not JSON in Base64"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"text\"", "7", "[1,2]", "true", "{\"a\":1,\"a\":2}", "\"{broken\""})
    void data_that_no_pointer_reads_does_not_matter(String data) {
        Outcome outcome = record(cloudEvent("shop.noted.v1", "\"subject\":\"O-1\",\"data\":" + data));

        assertThat(outcome.kind()).isEqualTo(Kind.RECORDED);
        assertThat(activities("order", "O-1")).hasSize(1);
    }

    @Test
    void a_second_trace_in_a_plain_detail_does_not_prevent_reading_it() {
        String detail = "{\"_datadog\":{},\"order\":\"O-1\",\"_datadog\":{\"traceparent\":"
                + "\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"}}";

        Outcome outcome = record(plain("shop.placed.v1", detail));

        assertThat(warnings(outcome)).containsExactly(Warning.Code.DUPLICATE_TRACE);
        assertThat(only("order", "O-1").trace()).isNotNull();
    }

    @Test
    void another_duplicate_key_of_a_plain_detail_is_rejected_if_a_pointer_reads_it() {
        Outcome outcome = record(plain("shop.placed.v1", "{\"order\":\"O-1\",\"order\":\"O-2\"}"));

        assertThat(rejection(outcome))
                .isEqualTo(Rejection.of(Rejection.Code.DUPLICATE_KEY, "/data/order", "The object has a duplicate key"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"specversion\":\"1.0\",\"type\":\"unheard.of\",\"id\":7,\"data\":\"text\"}",
                "{\"detail-type\":\"unheard.of\",\"time\":\"yesterday\",\"detail\":{}}",
                "{\"detail-type\":\"unheard.of\",\"detail\":{\"specversion\":\"1.0\",\"time\":7,\"a\":1,\"a\":2}}",
            })
    void an_unknown_type_is_ignored_before_anything_else_is_validated(String body) {
        Outcome ignored = record(body);
        Outcome rejected = ActivityService.builder(store)
                .catalog(CATALOG)
                .rejectUnrecordable(true)
                .build()
                .record(body, MessageMetadata.none());

        assertThat(ignored.kind()).isEqualTo(Kind.IGNORED);
        assertThat(ignored.reading()).isEqualTo(new EventReader.Result.Unwanted("unheard.of", null));
        assertThat(rejection(rejected).code()).isEqualTo(Rejection.Code.UNKNOWN_TYPE);
    }

    @Test
    void one_event_cannot_inflate_the_bill() {
        String ids = IntStream.range(0, 1000).mapToObj(i -> "\"P-" + i + "\"").collect(Collectors.joining(","));
        String large = cloudEvent(
                "stock.counted.v1", "\"data\":{\"ids\":[" + ids + "],\"text\":\"" + "x".repeat(400_000) + "\"}");
        List<Message> batch = new ArrayList<>();
        batch.add(new Message(large, MessageMetadata.none()));
        for (int i = 0; i < 9; i++) {
            batch.add(new Message(
                    cloudEvent("shop.placed.v1", "\"data\":{\"order\":\"O-" + i + "\"}"), MessageMetadata.none()));
        }

        List<Outcome> outcomes = service.record(batch);

        assertThat(rejection(outcomes.get(0)).code()).isEqualTo(Rejection.Code.TOO_LARGE);
        assertThat(rejection(outcomes.get(0)).message()).contains("1048576");
        assertThat(outcomes.subList(1, 10)).extracting(Outcome::kind).containsOnly(Kind.RECORDED);
        assertThat(service.explain(large, MessageMetadata.none()).outcome()).isEqualTo(outcomes.get(0));
    }

    @Test
    void the_bound_counts_items_times_the_texts_of_the_largest_activity() {
        // The largest activity: "product" 7, "P-10" 4, "/orders" 7, "E-1" 3, "stock.counted.v1" 16, "text" 4, the JSON
        // text 2 + 4 * 2.
        long sum = 3 * (7 + 4 + 7 + 3 + 16 + 4 + 10);
        String body = cloudEvent("stock.counted.v1", "\"data\":{\"ids\":[\"P-1\",\"P-10\",\"P\"],\"text\":\"éééé\"}");

        assertThat(bounded(sum).record(body, MessageMetadata.none()).kind()).isEqualTo(Kind.RECORDED);
        assertThat(rejection(bounded(sum - 1).record(body, MessageMetadata.none()))
                        .message())
                .isEqualTo("The event must give at most " + (sum - 1) + " bytes to write, not " + sum
                        + ": its activities and readers times the texts of its largest activity");
    }

    @Test
    void small_events_of_a_batch_are_written_first() {
        List<String> written = new ArrayList<>();
        ActivityService observed = service(observing(written));
        List<Message> batch = new ArrayList<>();
        for (int size : new int[] {900, 10, 500_000, 10, 300}) {
            batch.add(new Message(
                    cloudEvent(
                                    "shop.placed.v1",
                                    "\"data\":{\"order\":\"" + batch.size() + "\",\"note\":\"" + "x".repeat(size)
                                            + "\"}")
                            .replace("E-1", "E-" + batch.size()),
                    MessageMetadata.none()));
        }

        List<Outcome> outcomes = observed.record(batch);

        assertThat(written).containsExactly("1", "3", "4", "0", "2");
        assertThat(outcomes)
                .extracting(outcome -> outcome.entities().get(0).id())
                .containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void of_equal_events_the_last_one_wins_whatever_their_sizes() {
        List<Message> batch = new ArrayList<>();
        for (String note : List.of("x", "y".repeat(1000), "z".repeat(10))) {
            batch.add(new Message(
                    cloudEvent("shop.placed.v1", "\"data\":{\"order\":\"O-1\",\"note\":\"" + note + "\"}"),
                    MessageMetadata.none()));
        }

        service.record(batch);

        assertThat(only("order", "O-1").attributes().asMap()).containsEntry("note", "\"zzzzzzzzzz\"");
    }

    private ActivityService bounded(long bytes) {
        return ActivityService.builder(store)
                .catalog(CATALOG)
                .clock(MovableClock.at(NOW))
                .maxEventBytes((int) bytes)
                .build();
    }

    private static ActivityService service(ActivityStore store) {
        return ActivityService.builder(store)
                .catalog(CATALOG)
                .clock(MovableClock.at(NOW))
                .readPolicy(ReadPolicy.allowAll())
                .build();
    }

    /** Returns the store, and adds the ids of written entities to a list. */
    private ActivityStore observing(List<String> ids) {
        return new ActivityStore() {

            @Override
            public @Nullable Rejection check(Activity activity) {
                return store.check(activity);
            }

            @Override
            public List<Written> append(List<Activity> activities, Deadline deadline) {
                activities.forEach(activity -> ids.add(activity.entity().id()));
                return store.append(activities, deadline);
            }

            @Override
            public Slice read(SliceRequest request, Deadline deadline) {
                return store.read(request, deadline);
            }
        };
    }

    private Outcome record(String body) {
        MessageMetadata metadata = MessageMetadata.builder()
                .sentTime(NOW.minus(Duration.ofSeconds(1)))
                .build();
        return service.record(body, metadata);
    }

    private Activity only(String type, String id) {
        List<Activity> found = activities(type, id);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private List<Activity> activities(String type, String id) {
        return service.find(Principal.of("reader"), ActivityQuery.of(EntityRef.of(type, id)))
                .items();
    }

    private static Rejection rejection(Outcome outcome) {
        return ((Outcome.Rejected) outcome).rejection();
    }

    private static List<Warning.Code> warnings(Outcome outcome) {
        assertThat(outcome.kind()).isEqualTo(Kind.RECORDED);
        return ((EventReader.Result.Accepted) Objects.requireNonNull(outcome.reading()))
                .warnings().stream().map(Warning::code).toList();
    }

    private static String plain(String type, String detail) {
        return "{\"version\":\"0\",\"id\":\"ENV-1\",\"detail-type\":\"" + type + "\",\"source\":\"dev.shop\","
                + "\"time\":\"2026-03-02T09:16:00Z\",\"detail\":" + detail + "}";
    }

    private static String cloudEvent(String type, String members) {
        return "{\"specversion\":\"1.0\",\"id\":\"E-1\",\"source\":\"/orders\",\"type\":\"" + type
                + "\",\"time\":\"2026-03-02T09:15:59Z\"," + members + "}";
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
