package dev.activityservice.http;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.activityservice.ActivityService;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header {@code Accept} selects the format of a response. */
class AcceptHeaderTest {

    private static final String PATH = "/api/activity/order/1";
    private static final Deadline SOON = () -> Duration.ofSeconds(5);
    private static final Set<String> FORMATS =
            Set.of("application/json", "application/x-ndjson", "text/csv", "application/cloudevents-batch+json");

    private final InMemoryActivityStore store = InMemoryActivityStore.create();
    private final ActivityHttp http = ActivityHttp.builder(ActivityService.builder(store)
                    .readPolicy(ReadPolicy.allowAll())
                    .build())
            .cors(CorsOrigins.parse("https://shop.example"))
            .build();

    @BeforeEach
    void store_an_activity() {
        store.append(List.of(anActivity().of(order("1")).build()), SOON);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "*/*",
                "*",
                "application/json",
                "application/*",
                "APPLICATION/JSON",
                "application/json;charset=utf-8",
                "application/json; charset=\"utf-8\"",
                // curl, fetch and axios, Chrome, Firefox, Java's HttpURLConnection.
                "application/json, text/plain, */*",
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
                        + "application/signed-exchange;v=b3;q=0.7",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
                // Nothing that can be read.
                ",",
                "json",
                "application/",
                "/json",
                "*/json",
                "text/csv;q=high",
                "text/csv;q=",
                "text/csv;q=1.2.3",
                "text csv",
                "text/csv/x"
            })
    void browsers_and_clients_without_a_wish_get_json(@Nullable String accept) {
        assertThat(mediaType(get(accept))).isEqualTo("application/json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/csv|text/csv",
                "Text/CSV|text/csv",
                "text/*|text/csv",
                "application/x-ndjson|application/x-ndjson",
                "application/cloudevents-batch+json|application/cloudevents-batch+json",
                // The highest quality wins.
                "application/json;q=0.5, text/csv|text/csv",
                "application/json;q=0.5, text/csv;q=0.501|text/csv",
                "application/json;Q=0.5,text/csv ; q = 0.6|text/csv",
                "text/csv;q=0.001, */*;q=0|text/csv",
                // Equal qualities: the preference of the service.
                "text/csv, application/x-ndjson|application/x-ndjson",
                "application/cloudevents-batch+json,text/csv|text/csv",
                "text/csv, */*|application/json",
                // The most specific range decides about a format, wherever it is.
                "*/*, application/json;q=0|application/x-ndjson",
                "application/json;q=0, application/*|application/x-ndjson",
                "application/*;q=0.1, application/json;q=0.05, text/csv;q=0.07|application/x-ndjson",
                "text/*;q=0.9, text/csv;q=0.1, application/json;q=0.2|application/json",
                // Of equal ranges, the higher quality counts.
                "text/csv;q=0.1, text/csv;header=absent;q=0.9, application/json;q=0.5|text/csv",
                // A parameter, also one with separators in quotes, has no effect.
                "text/csv;header=present|text/csv",
                "text/csv;x=\"a,application/json;q=1\\\",\";q=0.5|text/csv",
                "text/csv;x=\"never closed, application/json|text/csv",
                // Ranges that cannot be read have no effect.
                "application/json;q=x, text/csv|text/csv",
                "\u00fc/*, text/csv|text/csv",
                "text/csv;q=2, application/json;q=0.9|text/csv"
            })
    void the_best_format_for_the_client_is_sent(String accept, String mediaType) {
        assertThat(mediaType(get(accept))).isEqualTo(mediaType);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "image/*",
                "application/problem+json",
                "application/xml, text/plain",
                "*/*;q=0",
                "*;q=.0",
                "application/json;q=0",
                "text/csv;q=0.000",
                "application/json;q=0, text/csv;q=0"
            })
    void a_header_that_excludes_all_formats_is_a_406_that_names_them(String accept) {
        store.failNextReads(Integer.MAX_VALUE, RetryReason.UNAVAILABLE);

        HttpResponse response = get(accept);

        assertThat(response.status()).isEqualTo(406);
        assertThat(response.headers())
                .containsEntry("Content-Type", "application/problem+json")
                .containsEntry("Vary", "Accept, Origin")
                .doesNotContainKey("ETag");
        JsonNode problem = OpenApiDocument.json(response.bodyText());
        assertThat(problem.path("code").asText()).isEqualTo("not_acceptable");
        assertThat(problem.path("title").asText()).isEqualTo("Not Acceptable");
        assertThat(problem.path("detail").asText())
                .isEqualTo("The header \"Accept\" must allow application/json or application/x-ndjson or text/csv or"
                        + " application/cloudevents-batch+json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"*/*|200", "application/json|200", "application/*|200", "text/csv, */*;q=0.1|200", "text/csv|406"})
    void a_summary_is_json_only(String accept, int status) {
        HttpResponse response = handle("GET", "view=summary", accept);

        assertThat(response.status()).isEqualTo(status);
        assertThat(mediaType(response)).isEqualTo(status == 200 ? "application/json" : "application/problem+json");
        if (status == 406) {
            assertThat(OpenApiDocument.json(response.bodyText()).path("detail").asText())
                    .isEqualTo("The header \"Accept\" must allow application/json");
        }
    }

    @Test
    void an_invalid_parameter_is_reported_before_the_format() {
        assertThat(handle("GET", "limit=0", "text/html").status()).isEqualTo(400);
        assertThat(handle("POST", null, "text/html").status()).isEqualTo(405);
        assertThat(handle("OPTIONS", null, "text/html").status()).isEqualTo(204);
    }

    @Test
    void an_error_is_a_problem_document_whatever_the_client_accepts() {
        assertThat(mediaType(handle("GET", "limit=0", "text/csv"))).isEqualTo("application/problem+json");
    }

    @Test
    void each_response_but_a_preflight_depends_on_the_header() {
        for (String accept : List.of("*/*", "text/csv", "text/html")) {
            assertThat(get(accept).headers()).containsEntry("Vary", "Accept, Origin");
        }
        assertThat(handle("OPTIONS", null, "*/*").headers()).containsEntry("Vary", "Origin");
    }

    @Test
    void each_text_in_the_header_has_a_response() {
        long seed = Long.getLong("activity.seed", System.nanoTime());
        System.out.println("AcceptHeaderTest: -Dactivity.seed=" + seed);
        Random random = new Random(seed);
        List<String> parts = List.of(
                "text/csv",
                "application/json",
                "*/*",
                "*",
                "/",
                ",",
                ";",
                "q=",
                "0",
                ".5",
                "1",
                "\"",
                "\\",
                " ",
                "\t",
                "=",
                "\u00fc",
                "\n");
        for (int i = 0; i < 3_000; i++) {
            StringBuilder accept = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                accept.append(parts.get(random.nextInt(parts.size())));
            }

            HttpResponse response = get(accept.toString());

            assertThat(response.status()).as("seed %s, %s", seed, accept).isIn(200, 406);
            if (response.status() == 200) {
                assertThat(FORMATS).contains(mediaType(response));
            }
        }
    }

    private HttpResponse get(@Nullable String accept) {
        return handle("GET", null, accept);
    }

    private HttpResponse handle(String method, @Nullable String query, @Nullable String accept) {
        return CheckedHttp.handle(
                http,
                HttpRequest.builder(method, PATH)
                        .rawQuery(query)
                        .header("Accept", accept)
                        .header("Origin", "https://shop.example")
                        .build(),
                SOON);
    }

    private static String mediaType(HttpResponse response) {
        return String.valueOf(response.headers().get("Content-Type")).split(";", -1)[0];
    }
}
