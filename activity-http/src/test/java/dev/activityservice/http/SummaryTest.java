package dev.activityservice.http;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.activityservice.ActivityService;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driving.FindActivities;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.Principal;
import dev.activityservice.query.TimelineSummary;
import dev.activityservice.testkit.fixture.ActivityFixture;
import dev.activityservice.testkit.fixture.Fixtures;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ?view=summary}: the first and the last activity, and counts. */
class SummaryTest {

    private static final String PATH = "/api/activity/order/1";
    private static final Deadline SOON = () -> Duration.ofSeconds(5);
    /** The maximum size of a body in a JSON string, and the parts that are always written. */
    private static final int MAX_BYTES = 4 * 1024 * 1024 + 2000;

    private final InMemoryActivityStore store = InMemoryActivityStore.create();

    @Test
    void a_summary_has_the_first_and_the_last_activity_the_count_and_the_count_by_type() {
        append(activity("e2", 2).type("a.v1").build());
        append(activity("e1", 1).type("b.v1").summary("First").build());
        append(activity("e3", 3).type("a.v1").summary("Last").build());

        HttpResponse response = get(PATH, "view=summary");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers())
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Cache-Control", "no-store")
                .containsKey("ETag")
                .doesNotContainKey("Link");
        assertThat(response.bodyText())
                .isEqualTo("{\"entity_id\":\"1\",\"entity_type\":\"order\",\"count\":3,\"count_precision\":\"exact\","
                        + "\"first\":{\"type\":\"b.v1\",\"activity_time\":1767607201000,\"event_id\":\"e1\","
                        + "\"source\":\"https://shop.example/orders\",\"occurred_at\":\"2026-01-05T10:00:01Z\","
                        + "\"time_source\":\"event\",\"attributes\":{},\"summary\":\"First\"},"
                        + "\"last\":{\"type\":\"a.v1\",\"activity_time\":1767607203000,\"event_id\":\"e3\","
                        + "\"source\":\"https://shop.example/orders\",\"occurred_at\":\"2026-01-05T10:00:03Z\","
                        + "\"time_source\":\"event\",\"attributes\":{},\"summary\":\"Last\"},"
                        + "\"count_by_type\":{\"a.v1\":2,\"b.v1\":1}}");
    }

    @Test
    void an_unknown_entity_has_counts_of_zero() {
        assertThat(get("/api/activity/order/none", "view=summary").bodyText())
                .isEqualTo(
                        "{\"entity_id\":\"none\",\"entity_type\":\"order\",\"count\":0,\"count_precision\":\"exact\","
                                + "\"count_by_type\":{}}");
    }

    @Test
    void both_forms_of_the_path_and_head_have_the_summary() {
        append(activity("e1", 1).build());

        HttpResponse byPath = get(PATH, "view=summary");
        HttpResponse byParameter = get("/api/activity/order", "view=summary&id=1");
        HttpResponse head = handle(HttpRequest.builder("HEAD", PATH).rawQuery("view=summary"));

        assertThat(byParameter).isEqualTo(byPath);
        assertThat(head).isEqualTo(new HttpResponse(200, byPath.headers(), new byte[0]));
    }

    /** A path segment would be the id of an entity, so the view is a parameter. */
    @Test
    void an_entity_whose_id_is_summary_has_a_timeline() {
        append(anActivity().of(order("summary")).id("found").build());

        assertThat(get("/api/activity/order/summary", null).bodyText()).contains("\"event_id\":\"found\"");
        assertThat(get("/api/activity/order/summary", "view=summary").bodyText())
                .contains("\"count\":1,");
    }

    @Test
    void range_and_types_limit_a_summary() {
        append(activity("e1", 1).type("a.v1").build());
        append(activity("e2", 2).type("a.v1").build());
        append(activity("e3", 3).type("b.v1").build());

        assertThat(json(get(PATH, "view=summary&type=a.*")).path("count").asInt())
                .isEqualTo(2);
        assertThat(json(get(PATH, "view=summary&from=2026-01-05T10:00:02Z&until=2026-01-05T10:00:03Z"))
                        .at("/first/event_id")
                        .asText())
                .isEqualTo("e2");
    }

    @ParameterizedTest
    @CsvSource({
        "view=,invalid_view",
        "view=Summary,invalid_view",
        "view=page,invalid_view",
        "view=summary&view=summary,repeated_parameter",
        "view=summary&limit=1,invalid_view",
        "view=summary&order=asc,invalid_view",
        "view=summary&limit=0,invalid_limit",
        "view=summary&cursor=AAAA,invalid_cursor",
        "view=summary&from=x,invalid_range"
    })
    void an_invalid_view_is_a_problem(String query, String code) {
        HttpResponse response = get(PATH, query);

        assertThat(response.status()).isEqualTo(400);
        assertThat(json(response).path("code").asText()).isEqualTo(code);
    }

    @Test
    void a_cursor_of_a_page_is_a_problem_in_a_request_for_a_summary() {
        append(activity("e1", 1).build());
        append(activity("e2", 2).build());
        String cursor = json(get(PATH, "limit=1")).path("next_cursor").asText();

        JsonNode problem = json(get(PATH, "view=summary&cursor=" + cursor));

        assertThat(problem.path("code").asText()).isEqualTo("invalid_view");
        assertThat(problem.path("detail").asText())
                .isEqualTo(
                        "The parameter \"cursor\" must be absent in a request for a summary, which counts the whole range");
    }

    @Test
    void f86_a_summary_that_did_not_count_all_says_at_least() {
        for (int i = 0; i < 5; i++) {
            append(activity("e" + i, i).build());
        }

        JsonNode summary = json(handle(
                http(ActivityService.builder(store)
                        .readPolicy(ReadPolicy.allowAll())
                        .readBudget(3)
                        .build()),
                HttpRequest.builder("GET", PATH).rawQuery("view=summary")));

        assertThat(summary.path("count").asInt()).isEqualTo(3);
        assertThat(summary.path("count_precision").asText()).isEqualTo("at_least");
        assertThat(summary.at("/last/event_id").asText()).isEqualTo("e4");
    }

    @Test
    void a_reader_that_polls_a_summary_gets_a_304_until_an_activity_arrives() {
        append(activity("e1", 1).build());
        String tag = String.valueOf(get(PATH, "view=summary").headers().get("ETag"));
        HttpRequest.Builder request =
                HttpRequest.builder("GET", PATH).rawQuery("view=summary").header("If-None-Match", tag);

        assertThat(handle(request).status()).isEqualTo(304);
        append(activity("e2", 2).build());
        assertThat(handle(request).status()).isEqualTo(200);
    }

    @Test
    void hidden_fields_stay_hidden() {
        append(activity("e1", 1)
                .actor(Actor.of("CANARY", "user"))
                .summary("CANARY")
                .attribute("total", "\"kept\"")
                .readers(EntityRef.of("user", "U-1"))
                .build());
        ActivityHttp http = http(
                ActivityService.builder(store).readPolicy(ReadPolicy.file("""
                        {"version": 1,
                         "rules": [{"claim": "sub", "is": "user", "of": ["order"], "hide": ["actor"]}]}
                        """)).build());
        HttpRequest.Builder request = HttpRequest.builder("GET", PATH)
                .rawQuery("view=summary")
                .principal(Principal.of("U-1").with("sub", "U-1"));

        HttpResponse own = handle(http, request);
        HttpResponse stranger =
                handle(http, request.principal(Principal.of("U-2").with("sub", "U-2")));

        assertThat(own.status()).isEqualTo(200);
        assertThat(own.bodyText()).contains("kept").doesNotContain("CANARY");
        assertThat(stranger.status()).isEqualTo(403);
    }

    @Test
    void a_failure_is_a_problem_and_unreadable_rows_are_reported() {
        List<String> failures = new ArrayList<>();
        ActivityHttp http = ActivityHttp.builder(summaries(new TimelineSummary(null, null, Map.of(), true, 3)))
                .listener(new HttpFailureListener() {
                    @Override
                    public void rowsUnreadable(EntityRef entity, int rows) {
                        failures.add(entity.type() + " " + rows);
                    }
                })
                .build();
        store.failNextReads(1, RetryReason.THROTTLED);

        HttpResponse failed = get(PATH, "view=summary");
        HttpResponse corrupt = handle(http, HttpRequest.builder("GET", PATH).rawQuery("view=summary"));

        assertThat(failed.status()).isEqualTo(503);
        assertThat(corrupt.status()).isEqualTo(200);
        assertThat(failures).containsExactly("order 3");
    }

    @Test
    void f55_a_summary_has_at_most_4_mb_as_encoded_in_a_json_string() {
        Activity large = activity("e1", 1).summary("\u0001".repeat(400_000)).build();
        Map<String, Integer> types = new LinkedHashMap<>();
        for (int i = 0; i < 10_000; i++) {
            types.put(String.format("%04d", i) + "\"".repeat(252), 10_000 - i);
        }

        HttpResponse two = handle(
                http(summaries(new TimelineSummary(large, large, Map.of("a.v1", 2), true, 0))),
                HttpRequest.builder("GET", PATH).rawQuery("view=summary"));
        HttpResponse many = handle(
                http(summaries(new TimelineSummary(large, null, types, false, 0))),
                HttpRequest.builder("GET", PATH).rawQuery("view=summary"));

        assertThat(encodedBytes(two)).isBetween(400_000L * 7, (long) MAX_BYTES);
        assertThat(json(two).has("first")).isTrue();
        assertThat(json(two).has("last")).isFalse();
        assertThat(json(two).path("count_by_type").toString()).isEqualTo("{\"a.v1\":2}");
        assertThat(encodedBytes(many)).isBetween(MAX_BYTES - 4000L, (long) MAX_BYTES);
        assertThat(json(many).path("count").asInt())
                .isEqualTo(types.values().stream().mapToInt(each -> each).sum());
        List<String> kept = new ArrayList<>();
        json(many).path("count_by_type").fieldNames().forEachRemaining(kept::add);
        assertThat(kept).isEqualTo(new ArrayList<>(types.keySet()).subList(0, kept.size()));
    }

    private static long encodedBytes(HttpResponse response) {
        return OpenApiDocument.json("{}")
                .put("body", response.bodyText())
                .toString()
                .length();
    }

    private static FindActivities summaries(TimelineSummary summary) {
        return new FindActivities() {
            @Override
            public Page<Activity> find(@Nullable Principal caller, ActivityQuery query, Deadline deadline) {
                throw new AssertionError("The test reads no page");
            }

            @Override
            public TimelineSummary summarize(@Nullable Principal caller, ActivityQuery query, Deadline deadline) {
                return summary;
            }
        };
    }

    private static ActivityFixture activity(String id, int seconds) {
        return anActivity().of(order("1")).id(id).at(Fixtures.TEN_O_CLOCK.plusSeconds(seconds));
    }

    private void append(Activity activity) {
        assertThat(store.append(List.of(activity), SOON)).hasSize(1);
    }

    private HttpResponse get(String path, @Nullable String query) {
        return handle(HttpRequest.builder("GET", path).rawQuery(query));
    }

    private HttpResponse handle(HttpRequest.Builder request) {
        return handle(
                http(ActivityService.builder(store)
                        .readPolicy(ReadPolicy.allowAll())
                        .clock(MovableClock.at("2026-01-06T00:00:00Z"))
                        .build()),
                request);
    }

    private static ActivityHttp http(FindActivities finder) {
        return ActivityHttp.builder(finder).build();
    }

    private static HttpResponse handle(ActivityHttp http, HttpRequest.Builder request) {
        return CheckedHttp.handle(http, request.build(), SOON);
    }

    private static JsonNode json(HttpResponse response) {
        return OpenApiDocument.json(response.bodyText());
    }
}
