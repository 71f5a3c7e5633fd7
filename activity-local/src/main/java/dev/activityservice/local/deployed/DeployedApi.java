package dev.activityservice.local.deployed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.activityservice.local.command.TerminalText;
import dev.activityservice.model.EntityRef;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The HTTP API of a deployment. Thread-safe. */
final class DeployedApi {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** The message of API Gateway for a path that does not exist, and with IAM for a request without a signature. */
    private static final String MISSING_TOKEN = "Missing Authentication Token";

    private static final String WRONG_ADDRESS = "whether API_ENDPOINT is the address of the API with its stage";

    /** Longer than the 29 seconds after which API Gateway answers (Amazon API Gateway quotas). */
    private static final Duration MAX_REQUEST_TIMEOUT = Duration.ofSeconds(35);

    private final URI endpoint;
    private final @Nullable Caller caller;
    private final Duration timeout;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

    /**
     * @param endpoint with the stage, without a slash at its end
     * @param caller null if the test has no token for reads
     * @param timeout for a request, at most 35 seconds
     */
    DeployedApi(URI endpoint, @Nullable Caller caller, Duration timeout) {
        this.endpoint = endpoint;
        this.caller = caller;
        this.timeout = timeout.compareTo(MAX_REQUEST_TIMEOUT) < 0 ? timeout : MAX_REQUEST_TIMEOUT;
    }

    URI endpoint() {
        return endpoint;
    }

    /** Returns whether reads need a token that the test does not have. */
    boolean lacksToken() {
        return caller == null;
    }

    /**
     * Reads as the caller of the test.
     *
     * @param query with the question mark, or empty
     * @return a response with another status than 401, 403, 404, 429 and 5xx
     * @throws NotRunException if the test has no token, or if the read policy does not admit the caller
     * @throws FailedCheckException if the gateway refuses the caller, or if the API does not answer
     */
    HttpResponse<String> get(EntityRef entity, String query, Map<String, String> headers) throws InterruptedException {
        if (caller == null) {
            throw new NotRunException("reads need a token: set SMOKE_TOKEN to one of the deployment's issuer");
        }
        URI uri = uri(entity, query);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        headers.forEach(request::header);
        caller.authenticate(request, uri);
        HttpResponse<String> response = send(request);
        int status = response.statusCode();
        if (status == 403 && json(response).path("code").asText().equals("forbidden")) {
            throw new NotRunException("the read policy does not admit the caller to " + name(entity));
        }
        if (status == 401 || status == 403 || status == 404) {
            boolean isOtherPath = status == 404 || response.body().contains(MISSING_TOKEN) || isForeign(response);
            throw new FailedCheckException(
                    "a read of " + name(entity) + " is answered",
                    describe(response),
                    isOtherPath ? WRONG_ADDRESS : caller.advice());
        }
        return response;
    }

    /** Reads a timeline, or a part of it. */
    JsonNode page(EntityRef entity, String query) throws InterruptedException {
        HttpResponse<String> response = get(entity, query, Map.of());
        JsonNode page = json(response);
        if (response.statusCode() != 200 || !isTimeline(page, entity)) {
            throw new FailedCheckException(
                    "the status 200 and the timeline of " + name(entity),
                    describe(response),
                    "whether API_ENDPOINT is the address of this API");
        }
        return page;
    }

    /** Reads without a token and without a signature. */
    private HttpResponse<String> getAnonymously(EntityRef entity) throws InterruptedException {
        return send(HttpRequest.newBuilder(uri(entity, "")));
    }

    /** Sends the preflight request of a web page that reads with a token. */
    HttpResponse<String> preflight(EntityRef entity, String origin) throws InterruptedException {
        return send(HttpRequest.newBuilder(uri(entity, ""))
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "authorization"));
    }

    static JsonNode json(HttpResponse<String> response) {
        return json(response.body());
    }

    /** Returns a missing node if the text is not JSON. */
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** Returns status and body, safe for a terminal. */
    String describe(HttpResponse<String> response) {
        return "the status " + response.statusCode()
                + (response.body().isEmpty() ? "" : " and " + line(response.body()));
    }

    /** Returns foreign text as one line, safe for a terminal and without the token. */
    String line(String text) {
        // A truncated token would not be found.
        return TerminalText.line(caller == null ? text : caller.redact(text));
    }

    static String name(EntityRef entity) {
        return entity.type() + "/" + entity.id();
    }

    /**
     * Requires that a read without a token is refused.
     *
     * @param access the access by the settings of the command
     * @throws FailedCheckException if it is not refused, or if the answer is not one of this API
     */
    void requireRefusal(EntityRef entity, ApiAccess access) throws InterruptedException {
        HttpResponse<String> response = getAnonymously(entity);
        int status = response.statusCode();
        boolean isOpen = status == 200 && isTimeline(json(response), entity);
        // With IAM, the gateway gives this answer to each request without a signature.
        boolean isOtherPath = access.needsToken() && response.body().contains(MISSING_TOKEN);
        if ((status != 401 && status != 403) || isOtherPath || !isRefusal(response)) {
            throw new FailedCheckException(
                    "the status 401 or 403 of this API, with a message in JSON",
                    isOpen ? "the status 200 and the timeline" : describe(response),
                    isOpen
                            ? "API_ACCESS of the deployment: by the settings of this command, it is " + access
                                    + ". Everybody may read this deployment"
                            : WRONG_ADDRESS);
        }
    }

    /** Returns whether the body is one of the gateway, or a problem document of the service. */
    private static boolean isRefusal(HttpResponse<String> response) {
        JsonNode body = json(response);
        boolean isProblem =
                response.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json");
        // A resource policy refuses with another key than the rest of the gateway.
        return body.isObject() && (isProblem || body.has("message") || body.has("Message"));
    }

    private static boolean isTimeline(JsonNode page, EntityRef entity) {
        return page.path("entity_type").asText().equals(entity.type())
                && page.path("entity_id").asText().equals(entity.id());
    }

    /** Returns whether the answer is neither the gateway's nor the service's, which are JSON. */
    private static boolean isForeign(HttpResponse<String> response) {
        return !json(response).isObject();
    }

    private URI uri(EntityRef entity, String query) {
        // The ids of a test have only letters, digits and hyphens.
        return URI.create(endpoint + "/api/activity/" + name(entity) + query);
    }

    /**
     * Sends any request, and ignores its answer.
     *
     * @throws FailedCheckException if nothing answers
     */
    HttpResponse<String> connect() throws InterruptedException {
        return exchange(HttpRequest.newBuilder(endpoint));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws InterruptedException {
        HttpResponse<String> response = exchange(request);
        if (response.statusCode() == 429) {
            throw FailedCheckException.temporary(
                    "an answer of the API",
                    describe(response),
                    "whether other callers use up THROTTLING_RATE and THROTTLING_BURST");
        }
        if (response.statusCode() >= 500) {
            throw FailedCheckException.temporary(
                    "an answer of the API", describe(response), "the log and the alarms of the query function");
        }
        return response;
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request) throws InterruptedException {
        // The time-out of a request in the JDK ends with the headers. A body could stall for ever.
        CompletableFuture<HttpResponse<String>> response = http.sendAsync(request.build(), BodyHandlers.ofString());
        try {
            return response.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw unanswered("no complete answer within " + timeout.toSeconds() + " s");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw unanswered(line(cause.toString()));
            }
            throw new IllegalStateException("Cannot send a request to " + endpoint, e.getCause());
        } finally {
            response.cancel(true);
        }
    }

    private FailedCheckException unanswered(String actual) {
        return FailedCheckException.temporary(
                "an answer of " + endpoint, actual, "API_ENDPOINT, and the network between this machine and the API");
    }
}
