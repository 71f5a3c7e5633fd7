package dev.activityservice.http;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.ActivityService;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads with {@code ETag} and {@code If-None-Match}, as readers that poll do. */
class ConditionalRequestTest {

    private static final String PATH = "/api/activity/order/1";
    private static final Deadline SOON = () -> Duration.ofSeconds(5);

    private final InMemoryActivityStore store = InMemoryActivityStore.create();
    private final ActivityHttp http = ActivityHttp.builder(ActivityService.builder(store)
                    .readPolicy(ReadPolicy.allowAll())
                    .clock(MovableClock.at("2026-01-06T00:00:00Z"))
                    .build())
            .cors(CorsOrigins.parse("https://shop.example"))
            .build();

    @Test
    void the_etag_is_the_hash_of_the_bytes_that_are_sent() throws NoSuchAlgorithmException {
        append("e1", "\u00fc \ud83d\ude00");
        append("e2", "two");

        for (String query : List.of("", "limit=1", "order=desc", "type=none")) {
            HttpResponse response = get(query, null);

            byte[] hash = MessageDigest.getInstance("SHA-256").digest(response.body());
            assertThat(response.headers())
                    .containsEntry(
                            "ETag",
                            '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(hash) + '"')
                    .containsEntry("Cache-Control", "no-store");
        }
    }

    @Test
    void a_client_that_has_the_body_gets_a_304_with_the_other_headers_and_without_a_body() {
        append("e1", "one");
        append("e2", "two");
        HttpResponse page = get("limit=1&key=7", null);

        HttpResponse again = get("limit=1&key=7", etag(page));

        Map<String, String> headers = new TreeMap<>(page.headers());
        headers.remove("Content-Type");
        assertThat(page.headers()).containsKeys("Link", "Access-Control-Allow-Origin", "Vary");
        assertThat(again).isEqualTo(new HttpResponse(304, headers, new byte[0]));
    }

    @Test
    void a_page_has_another_etag_when_its_timeline_or_the_query_has_changed() {
        append("e1", "one");
        HttpResponse before = get("order=desc", null);
        append("e2", "two");

        HttpResponse after = get("order=desc", etag(before));

        assertThat(after.status()).isEqualTo(200);
        assertThat(etag(after)).isNotEqualTo(etag(before));
        assertThat(get("order=asc", etag(after)).status()).isEqualTo(200);
        assertThat(get("order=desc", etag(after)).status()).isEqualTo(304);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TAG|304",
                "W/TAG|304",
                "  TAG  |304",
                "\"a\", TAG|304",
                "\"a\",W/TAG,\"b\"|304",
                "\"a, b\" , , TAG|304",
                "*|304",
                " * |304",
                "\"\"|200",
                "\"a\", \"b\"|200",
                "HASH|200",
                "'HASH'|200",
                "\"HASH-gzip\"|200",
                "\"xHASH\"|200",
                "*, \"a\"|200",
                "W/*|200",
                "\"*\"|200",
                "\",|200",
            })
    void tags_are_compared_weakly_and_other_texts_have_no_effect(String template, int status) {
        append("e1", "one");
        String tag = etag(get("", null));

        HttpResponse response = get("", template.replace("TAG", tag).replace("HASH", tag.substring(1, 44)));

        assertThat(response.status()).isEqualTo(status);
        assertThat(etag(response)).isEqualTo(tag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TAG", "*", "\"a\""})
    void head_has_the_status_and_the_headers_of_get(String template) {
        append("e1", "one");
        String tag = template.replace("TAG", etag(get("", null)));

        HttpResponse get = get("", tag);
        HttpResponse head = handle(request("HEAD", PATH).header("If-None-Match", tag));

        assertThat(head).isEqualTo(new HttpResponse(get.status(), get.headers(), new byte[0]));
    }

    @Test
    void an_unknown_entity_also_has_an_etag_because_its_page_is_an_empty_list() {
        HttpResponse empty = get("", null);

        assertThat(get("", etag(empty)).status()).isEqualTo(304);
        append("e1", "one");
        assertThat(get("", etag(empty)).status()).isEqualTo(200);
    }

    @Test
    void an_error_has_no_etag_and_is_never_a_304() {
        ActivityHttp forbidden =
                ActivityHttp.builder(ActivityService.builder(store).build()).build();
        List<HttpResponse> errors = new ArrayList<>();
        errors.add(get("limit=0", "*"));
        errors.add(handle(request("GET", "/other").header("If-None-Match", "*")));
        errors.add(handle(request("POST", PATH).header("If-None-Match", "*")));
        errors.add(CheckedHttp.handle(
                forbidden, request("GET", PATH).header("If-None-Match", "*").build(), SOON));
        store.failNextReads(1, RetryReason.UNAVAILABLE);
        errors.add(get("", "*"));

        assertThat(errors).extracting(HttpResponse::status).containsExactly(400, 404, 405, 401, 503);
        assertThat(errors)
                .allSatisfy(error -> assertThat(error.headers()).doesNotContainKey("ETag"))
                .allSatisfy(error -> assertThat(error.body()).isNotEmpty());
    }

    @Test
    void a_page_of_another_origin_may_send_and_read_the_tag() {
        HttpResponse preflight = handle(request("OPTIONS", PATH));
        HttpResponse page = get("", null);

        assertThat(header(preflight, "Access-Control-Allow-Headers").split(", ", -1))
                .contains("If-None-Match");
        assertThat(header(page, "Access-Control-Expose-Headers").split(", ", -1))
                .contains("ETag");
        assertThat(get("", etag(page)).headers()).containsEntry("Access-Control-Allow-Origin", "https://shop.example");
    }

    @Test
    void each_text_in_the_header_has_a_response() {
        long seed = Long.getLong("activity.seed", System.nanoTime());
        System.out.println("ConditionalRequestTest: -Dactivity.seed=" + seed);
        Random random = new Random(seed);
        append("e1", "one");
        String tag = etag(get("", null));
        for (int i = 0; i < 3_000; i++) {
            StringBuilder list = new StringBuilder();
            boolean hasTag = false;
            for (int parts = random.nextInt(6); parts > 0; parts--) {
                boolean adds = random.nextInt(8) == 0;
                hasTag |= adds;
                list.append(
                        adds
                                ? tag
                                : List.of("\"", "*a", "W/", ",", " ", "a", "\u00fc", "\n", "\\")
                                        .get(random.nextInt(9)));
            }

            HttpResponse response = get("", list.toString());

            assertThat(response.status()).as("seed %s, %s", seed, list).isEqualTo(hasTag ? 304 : 200);
        }
    }

    private void append(String id, String summary) {
        assertThat(store.append(
                        List.of(anActivity()
                                .of(order("1"))
                                .id(id)
                                .at("2026-01-05T10:00:00Z")
                                .summary(summary)
                                .build()),
                        SOON))
                .hasSize(1);
    }

    private HttpResponse get(String query, @Nullable String ifNoneMatch) {
        return handle(request("GET", PATH).rawQuery(query).header("If-None-Match", ifNoneMatch));
    }

    private static HttpRequest.Builder request(String method, String path) {
        return HttpRequest.builder(method, path).header("Origin", "https://shop.example");
    }

    private HttpResponse handle(HttpRequest.Builder request) {
        return CheckedHttp.handle(http, request.build(), SOON);
    }

    private static String etag(HttpResponse response) {
        return header(response, "ETag");
    }

    private static String header(HttpResponse response, String name) {
        return String.valueOf(response.headers().get(name));
    }
}
