package dev.activityservice.local;

import static dev.activityservice.local.SharedStack.await;
import static dev.activityservice.local.SharedStack.event;
import static dev.activityservice.local.SharedStack.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import dev.activityservice.local.LocalOptions.Access;
import dev.activityservice.local.command.LocalClients;
import dev.activityservice.testbed.browser.Chromium;
import dev.activityservice.testbed.browser.NeedsBrowser;
import dev.activityservice.testbed.openapi.ApiResponse;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** A page of another origin reads timelines with a token, in Chromium: the browser decides what the page may send and read. */
@NeedsBrowser
@Tag("thorough")
class BrowserTest {

    /**
     * Sends a request as a page does. Returns the status, the body, and the headers that the page can read; or the error that the
     * page gets.
     */
    private static final String FETCH = """
            async ([method, url, headers]) => {
              try {
                const response = await fetch(url, {method, headers});
                return JSON.stringify({status: response.status, body: await response.text(),
                  headers: Object.fromEntries(response.headers.entries())});
              } catch (error) {
                return JSON.stringify({error: error.name});
              }
            }""";

    /** Sends a request as jQuery does: with {@code XMLHttpRequest}, and with a content type also without content. */
    private static final String XHR = """
            ([method, url, headers]) => new Promise(done => {
              const request = new XMLHttpRequest();
              request.open(method, url);
              for (const [name, value] of Object.entries(headers)) {
                request.setRequestHeader(name, value);
              }
              request.onload = () => done(JSON.stringify({status: request.status, body: request.responseText}));
              request.onerror = () => done(JSON.stringify({error: 'network'}));
              request.send();
            })""";

    @TempDir
    static Path folder;

    // start sets these fields before each test.
    @SuppressWarnings("NullAway.Init")
    private static WebSite shop;

    @SuppressWarnings("NullAway.Init")
    private static WebSite stranger;

    @SuppressWarnings("NullAway.Init")
    private static LocalStack stack;

    @SuppressWarnings("NullAway.Init")
    private static Chromium chromium;

    private static String token = "";

    private final BrowserContext context = chromium.browser().newContext();
    private final List<Response> responses = new ArrayList<>();
    private int validated;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.start();
        shop = WebSite.start();
        stranger = WebSite.start();
        stack = LocalStack.start(new LocalOptions(
                0,
                0,
                0,
                null,
                null,
                3,
                Duration.ofSeconds(3),
                new Access(Set.of(), shop.origin()),
                new LocalOptions.Reads(
                        Files.writeString(folder.resolve("policy.json"), """
                                {"version": 1, "rules": [{"claim": "sub", "is": "user"}]}
                                """).toString(), null, null),
                OpenTelemetry.noop()));
        token = CommandResult.run(
                        "token", "--port", String.valueOf(stack.endpoint().getPort()), "--claims", "{\"sub\":\"U-1\"}")
                .output()
                .strip();
        publish(
                event("users.userCreated.v1", "b1", "2026-03-02T09:00:00Z", "{\"userId\":\"U-1\"}"),
                event("users.userCreated.v1", "b2", "2026-03-02T09:00:01Z", "{\"userId\":\"U-1\"}"));
        await(
                "the user",
                2,
                () -> json(CheckedClient.send(HttpRequest.newBuilder(URI.create(url("user/U-1")))
                                        .header("Authorization", "Bearer " + token)
                                        .build())
                                .body())
                        .path("activities")
                        .size());
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable each : new AutoCloseable[] {stack, stranger, shop, chromium}) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    @AfterEach
    void closePage() {
        context.close();
    }

    @Test
    void a_page_of_an_allowed_origin_reads_a_timeline_page_by_page_with_a_token() {
        Page page = page(shop);

        JsonNode first = fetch(page, "GET", "user/U-1?limit=1", token());
        String link = first.at("/headers/link").asText();
        JsonNode second = fetch(page, "GET", "user/U-1" + link.replaceFirst("^<(.*)>; rel=\"next\"$", "$1"), token());

        assertThat(first.path("status").asInt()).as("%s", first).isEqualTo(200);
        assertThat(eventIds(first)).containsExactly("b1");
        assertThat(link).startsWith("<?limit=1&cursor=").endsWith(">; rel=\"next\"");
        assertThat(eventIds(second)).containsExactly("b2");
        assertThat(validated).isEqualTo(3);
    }

    @Test
    void a_page_sends_the_headers_of_traces_and_of_jquery() {
        Page page = page(shop);
        Map<String, String> headers = Map.of(
                "Authorization", "Bearer " + token,
                "Content-Type", "application/json",
                "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "tracestate", "dd=s:1",
                "x-datadog-trace-id", "1",
                "x-datadog-parent-id", "2",
                "x-datadog-origin", "rum",
                "x-datadog-sampling-priority", "1");

        JsonNode traced = fetch(page, "GET", "user/U-1", headers);
        JsonNode jquery = call(page, XHR, "GET", "user/U-1", headers);

        assertThat(eventIds(traced)).as("%s", traced).containsExactly("b1", "b2");
        assertThat(eventIds(jquery)).as("%s", jquery).containsExactly("b1", "b2");
    }

    @Test
    void head_has_the_headers_of_a_page_and_no_body() {
        JsonNode head = fetch(page(shop), "HEAD", "user/U-1?limit=1", token());

        assertThat(head.path("status").asInt()).as("%s", head).isEqualTo(200);
        assertThat(head.at("/headers/link").asText()).startsWith("<?limit=1&cursor=");
        assertThat(head.path("body").asText()).isEmpty();
    }

    @Test
    void a_page_polls_with_the_tag_of_the_response_that_it_has() {
        Page page = page(shop);
        JsonNode first = fetch(page, "GET", "user/U-1", token());
        Map<String, String> headers = Map.of(
                "Authorization",
                "Bearer " + token,
                "If-None-Match",
                first.at("/headers/etag").asText());

        JsonNode again = fetch(page, "GET", "user/U-1", headers);
        JsonNode other = fetch(page, "GET", "user/U-1?limit=1", headers);

        assertThat(again.path("status").asInt()).as("%s", again).isEqualTo(304);
        assertThat(again.path("body").asText()).isEmpty();
        assertThat(again.at("/headers/etag")).isEqualTo(first.at("/headers/etag"));
        assertThat(other.path("status").asInt()).as("%s", other).isEqualTo(200);
        assertThat(eventIds(other)).containsExactly("b1");
    }

    @ParameterizedTest
    @CsvSource({
        "user/U-2, 403, forbidden",
        "user/U-1?limit=0, 400, invalid_limit",
        "user/U-1/x, 404, not_found",
        "order;v=1/U-1, 400, invalid_entity",
        "user/%FF, 400, malformed_url"
    })
    void a_page_can_read_the_code_of_an_error(String path, int status, String code) {
        JsonNode error = fetch(page(shop), "GET", path, token());

        assertThat(error.path("status").asInt()).as("%s", error).isEqualTo(status);
        assertThat(json(error.path("body").asText()).path("code").asText()).isEqualTo(code);
    }

    @Test
    void a_page_can_read_why_its_token_is_refused() {
        Page page = page(shop);

        JsonNode wrong = fetch(page, "GET", "user/U-1", Map.of("Authorization", "Bearer " + token + "x"));
        JsonNode none = fetch(page, "GET", "user/U-1", Map.of());

        for (JsonNode refused : List.of(wrong, none)) {
            assertThat(refused.path("status").asInt()).as("%s", refused).isEqualTo(401);
            assertThat(refused.path("body").asText()).isEqualTo("{\"message\":\"Unauthorized\"}");
        }
        assertThat(wrong.at("/headers/www-authenticate").asText()).contains("error=\"invalid_token\"");
        assertThat(none.at("/headers/www-authenticate").asText()).startsWith("Bearer realm=");
    }

    @Test
    void the_browser_blocks_another_origin_and_a_header_or_method_that_is_not_allowed() {
        JsonNode otherOrigin = fetch(page(stranger), "GET", "user/U-1", token());
        JsonNode simple = fetch(page(stranger), "GET", "user/U-1", Map.of());
        Page page = page(shop);
        JsonNode otherHeader =
                fetch(page, "GET", "user/U-1", Map.of("Authorization", "Bearer " + token, "X-Other", "1"));
        JsonNode otherMethod = fetch(page, "DELETE", "user/U-1", token());

        assertThat(List.of(otherOrigin, simple, otherHeader, otherMethod))
                .allSatisfy(blocked -> assertThat(blocked.toString()).isEqualTo("{\"error\":\"TypeError\"}"));
    }

    @Test
    void a_page_can_read_the_description_of_the_api() {
        Page page = page(shop);

        JsonNode description = json(
                String.valueOf(page.evaluate(FETCH, List.of("GET", stack.endpoint() + "/openapi.json", Map.of()))));

        assertThat(description.path("status").asInt()).isEqualTo(200);
        assertThat(json(description.path("body").asText()).at("/servers/0/url").asText())
                .isEqualTo("/");
    }

    @Test
    void a_page_can_read_the_documents_for_producers() {
        Page page = page(shop);

        for (String path : List.of("/asyncapi.json", "/schemas/catalog.schema.json")) {
            JsonNode document =
                    json(String.valueOf(page.evaluate(FETCH, List.of("GET", stack.endpoint() + path, Map.of()))));

            assertThat(document.path("status").asInt()).as(path).isEqualTo(200);
        }
    }

    private Page page(WebSite site) {
        Page page = context.newPage();
        page.onResponse(responses::add);
        page.navigate(site.origin() + "/");
        return page;
    }

    private JsonNode fetch(Page page, String method, String entity, Map<String, String> headers) {
        return call(page, FETCH, method, entity, headers);
    }

    /** Sends a request from a page, and validates all responses that the browser got until then. */
    private JsonNode call(Page page, String script, String method, String entity, Map<String, String> headers) {
        JsonNode result = json(String.valueOf(page.evaluate(script, List.of(method, url(entity), headers))));
        for (Response response : List.copyOf(responses)) {
            Map<String, List<String>> all = new LinkedHashMap<>();
            response.headersArray()
                    .forEach(each -> all.computeIfAbsent(each.name, name -> new ArrayList<>())
                            .add(each.value));
            CheckedClient.check(
                    response.request().method(),
                    URI.create(response.url()).getRawPath(),
                    new ApiResponse(response.status(), all, body(response)));
        }
        validated += responses.size();
        responses.clear();
        return result;
    }

    /** Playwright takes each status from 300 to 399 for a redirection, and refuses to return its body. */
    private static byte[] body(Response response) {
        return response.status() == 304 ? new byte[0] : response.body();
    }

    private static String url(String entity) {
        return stack.endpoint() + "/api/activity/" + entity;
    }

    private static void publish(PutEventsRequestEntry... events) {
        try (EventBridgeClient bus = LocalClients.eventBridge(stack.endpoint())) {
            assertThat(bus.putEvents(request -> request.entries(events)).failedEntryCount())
                    .isZero();
        }
    }

    private static List<String> eventIds(JsonNode response) {
        List<JsonNode> activities = new ArrayList<>();
        json(response.path("body").asText()).path("activities").forEach(activities::add);
        return SharedStack.column(activities, "event_id");
    }

    private static Map<String, String> token() {
        return Map.of("Authorization", "Bearer " + token);
    }
}
