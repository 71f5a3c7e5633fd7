package dev.activityservice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpRequestTest {

    @Test
    void header_names_have_any_case_and_the_last_value_counts() {
        HttpRequest request = HttpRequest.builder("GET", "/")
                .header("X-First", "1")
                .header("x-first", "2")
                .header("X-Blank", " ")
                .header("X-Missing", null)
                .build();

        assertThat(request.header("X-FIRST")).isEqualTo("2");
        assertThat(request.header("x-blank")).isNull();
        assertThat(request.header("x-missing")).isNull();
        assertThat(request.headers()).isEqualTo(Map.of("x-first", "2", "x-blank", " "));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/activity/order/ORD-1,/api/activity/{entity_type}/{entity_id},/api/activity/order/REDACTED",
        "/api/activity/order/,/api/activity/{entity_type},/api/activity/order",
        "/api/activity/order//,,/REDACTED",
        "/api/activity//,,/REDACTED",
        "/api/activity/%6Frder/ORD-1,/api/activity/{entity_type}/{entity_id},/api/activity/REDACTED/REDACTED",
        "/api/activity/order,/api/activity/{entity_type},/api/activity/order",
        "/api/activity/order%2FORD-1,/api/activity/{entity_type},/api/activity/REDACTED",
        "/api/activity/jo@mail.example/1,/api/activity/{entity_type}/{entity_id},/api/activity/REDACTED/REDACTED",
        "/api/activity/,,/REDACTED",
        "/api/activity,,/REDACTED",
        "/api/activity/order/ORD-1/x,,/REDACTED",
        "/ORD-1,,/REDACTED",
        ",,/REDACTED"
    })
    void a_route_has_a_template_and_a_path_without_ids(
            @Nullable String path, @Nullable String template, String redacted) {
        HttpRequest request = HttpRequest.builder("GET", path).build();

        assertThat(request.route().template()).isEqualTo(template);
        assertThat(request.route().redactedPath()).isEqualTo(redacted);
        assertThat(request).hasToString("HttpRequest[GET " + redacted + "]");
    }

    @Test
    void a_redacted_query_has_the_names_of_known_parameters() {
        HttpRequest request = HttpRequest.builder("GET", "/api/activity/order")
                .rawQuery("order=asc&id=ORD-1&email=a%40b.example&id=2")
                .build();

        assertThat(request.route().redactedQuery()).isEqualTo("REDACTED=REDACTED&id=REDACTED&order=REDACTED");
        assertThat(HttpRequest.builder("GET", "/").rawQuery("").build().route().redactedQuery())
                .isNull();
    }

    @Test
    void the_route_of_a_url_that_is_too_long_has_no_template() {
        HttpRoute route = HttpRequest.builder("GET", "/api/activity/order/1")
                .rawQuery("y=" + "x".repeat(HttpRequest.MAX_URL_CHARS))
                .build()
                .route();

        assertThat(route.isTooLong()).isTrue();
        assertThat(route.template()).isNull();
        assertThat(route.redactedPath()).isEqualTo("/REDACTED");
    }

    @Test
    @SuppressWarnings("NullAway") // The test passes null on purpose.
    void a_request_needs_a_method() {
        assertThatThrownBy(() -> HttpRequest.builder(null, "/"))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("method");
    }

    @Test
    void the_string_form_of_a_response_does_not_contain_its_body() {
        HttpResponse response = new HttpResponse(200, Map.of("Content-Type", "application/json"), new byte[3]);

        assertThat(response)
                .hasToString("HttpResponse[status=200, headers={Content-Type=application/json}, 3 bytes]")
                .isNotEqualTo(new HttpResponse(200, response.headers(), new byte[2]));
    }
}
