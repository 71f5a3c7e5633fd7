package dev.activityservice.http;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;

import dev.activityservice.ActivityService;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.RetryReason;
import dev.activityservice.model.TraceContext;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Duration;
import java.util.List;

/** The examples of the OpenAPI document: responses of the real API to the requests that the document describes. */
final class OpenApiExamples {

    /** An origin that may read. */
    static final CorsOrigins CORS = CorsOrigins.parse("https://shop.example");

    private static final String PATH = "/api/activity/order/ORD-1";
    private static final Deadline SOON = () -> Duration.ofSeconds(5);

    private final InMemoryActivityStore store = InMemoryActivityStore.create();

    OpenApiExamples() {
        append(
                anActivity()
                        .of(order("ORD-1"))
                        .type("orders.orderCreated.v1")
                        .source("https://orders.example")
                        .id("0e8d2c4a-7b61-4f0f-9b1c-2a3b4c5d6e13")
                        .at("2026-01-05T10:00:00.1234567Z")
                        .actor(Actor.of("U-77", "user"))
                        .correlationId("checkout-41")
                        .sequence("1")
                        .attribute("total", "12.50")
                        .summary("Order ORD-1 created")
                        .trace(TraceContext.of("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", 1, ""))
                        .build(),
                anActivity()
                        .of(order("ORD-1"))
                        .type("inventory.stockReserved.v1")
                        .source("https://inventory.example")
                        .id("5b0f6d3e-1c0a-4e6e-8a55-7d6c5b4a3921")
                        .at("2026-01-05T10:00:02Z")
                        .causationId("0e8d2c4a-7b61-4f0f-9b1c-2a3b4c5d6e13")
                        .summary("Stock reserved")
                        .build(),
                anActivity()
                        .of(order("ORD-1"))
                        .type("orders.orderCompleted.v1")
                        .source("https://orders.example")
                        .id("9f2c1d7b-44c3-4d21-9d0b-0b1c2d3e4f50")
                        .at("2026-01-06T16:30:00Z")
                        .summary("Order ORD-1 completed")
                        .build());
    }

    /** Returns a page with a next page. */
    HttpResponse page() {
        return get(PATH, "limit=2");
    }

    /** Returns the same page in another format. */
    HttpResponse page(ResponseFormat format) {
        return handle(
                http(ReadPolicy.allowAll()),
                HttpRequest.builder("GET", PATH).rawQuery("limit=2").header(HeaderNames.ACCEPT, format.mediaType()));
    }

    /** Returns the page behind {@link #page()}, which is the last one. */
    HttpResponse lastPage() {
        return get(PATH, "limit=2&cursor=" + cursor());
    }

    /** Returns the page of an entity without activities. */
    HttpResponse emptyPage() {
        return get("/api/activity/order/ORD-2", "");
    }

    /** Returns the summary of the same timeline. */
    HttpResponse summary() {
        return get(PATH, "view=summary");
    }

    /** Returns the summary of an entity without activities. */
    HttpResponse emptySummary() {
        return get("/api/activity/order/ORD-2", "view=summary");
    }

    String cursor() {
        return page().bodyText().replaceAll("(?s).*\"next_cursor\":\"([^\"]+)\".*", "$1");
    }

    String etag() {
        return String.valueOf(page().headers().get(HeaderNames.ETAG));
    }

    /** Returns the response to a request for {@link #page()} by a client that has this page already. */
    HttpResponse notModified() {
        return handle(
                http(ReadPolicy.allowAll()),
                HttpRequest.builder("GET", PATH).rawQuery("limit=2").header(HeaderNames.IF_NONE_MATCH, etag()));
    }

    /** Returns the response to a preflight request of an allowed origin. */
    HttpResponse preflight() {
        return handle(
                http(ReadPolicy.allowAll()),
                HttpRequest.builder("OPTIONS", PATH).header("Origin", "https://shop.example"));
    }

    /** Returns a response with this code. */
    HttpResponse problem(ProblemCode code) {
        return switch (code) {
            case INVALID_ENTITY -> get("/api/activity/order;v=1/ORD-1", "");
            case INVALID_LIMIT -> get(PATH, "limit=0");
            case INVALID_ORDER -> get(PATH, "order=newest");
            case INVALID_RANGE -> get(PATH, "from=2026-01-05");
            case INVALID_TYPE -> get(PATH, "type=*");
            case INVALID_VIEW -> get(PATH, "view=page");
            case INVALID_FORMULAS -> get(PATH, "formulas=run");
            case NOT_ACCEPTABLE ->
                handle(
                        http(ReadPolicy.allowAll()),
                        HttpRequest.builder("GET", PATH).header(HeaderNames.ACCEPT, "text/html"));
            case INVALID_CURSOR -> get(PATH, "cursor=AAAA");
            case REPEATED_PARAMETER -> get(PATH, "limit=1&limit=2");
            case MALFORMED_URL -> get("/api/activity/order/%zz", "");
            case UNAUTHENTICATED ->
                handle(http((who, entity) -> ReadPolicy.Decision.unauthenticated()), HttpRequest.builder("GET", PATH));
            case FORBIDDEN ->
                handle(http((who, entity) -> ReadPolicy.Decision.forbidden()), HttpRequest.builder("GET", PATH));
            case NOT_FOUND -> get("/api/activity/order/a/b", "");
            case METHOD_NOT_ALLOWED -> handle(http(ReadPolicy.allowAll()), HttpRequest.builder("POST", PATH));
            case URL_TOO_LONG -> get(PATH, "x=" + "x".repeat(HttpRequest.MAX_URL_CHARS));
            case INTERNAL_ERROR ->
                handle(
                        ActivityHttp.builder((PagesOnly) (who, query, deadline) -> {
                                    throw new IllegalStateException("An error of the program");
                                })
                                .build(),
                        HttpRequest.builder("GET", PATH));
            case STORE_UNAVAILABLE -> {
                store.failNextReads(1, RetryReason.THROTTLED);
                yield get(PATH, "");
            }
        };
    }

    private void append(Activity... activities) {
        store.append(List.of(activities), SOON);
    }

    private HttpResponse get(String path, String query) {
        return handle(
                http(ReadPolicy.allowAll()), HttpRequest.builder("GET", path).rawQuery(query.isEmpty() ? null : query));
    }

    private ActivityHttp http(ReadPolicy policy) {
        ActivityService service = ActivityService.builder(store)
                .readPolicy(policy)
                .clock(MovableClock.at("2026-01-07T00:00:00Z"))
                .build();
        return ActivityHttp.builder(service)
                .cors(CORS)
                .traceUrl(TraceUrl.parse("https://traces.example/trace/{trace_id}?span={span_id}"))
                .build();
    }

    private static HttpResponse handle(ActivityHttp http, HttpRequest.Builder request) {
        return CheckedHttp.handle(http, request.build(), SOON);
    }
}
