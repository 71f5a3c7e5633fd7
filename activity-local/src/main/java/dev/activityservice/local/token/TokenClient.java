package dev.activityservice.local.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.activityservice.local.command.CommandException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Gets tokens from a running stack. Thread-safe. */
public final class TokenClient {

    private final URI endpoint;
    private final HttpClient http = HttpClient.newHttpClient();

    /** @param endpoint the endpoint of the API, without a path */
    public TokenClient(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** Returns whether reads from the stack need a token. */
    public boolean isNeeded() throws InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(endpoint + TokenIssuer.METADATA)))
                        .statusCode()
                == 200;
    }

    /**
     * Returns a token with these claims.
     *
     * @throws CommandException if the stack is not running, has no read policy, or refuses the claims
     */
    public String token(ObjectNode claims, long validitySeconds) throws InterruptedException {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("expires_in", validitySeconds);
        body.set("claims", claims);
        HttpResponse<String> response = send(HttpRequest.newBuilder(URI.create(endpoint + TokenEndpoint.PATH))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
        if (response.statusCode() == 404) {
            throw new CommandException("The local stack at port " + endpoint.getPort()
                    + " must have a read policy, because otherwise reads need no token: start it with"
                    + " \"make run ARGS='--read-policy FILE'\"");
        }
        JsonNode answer = answer(response);
        if (response.statusCode() != 200) {
            throw new CommandException("Cannot get a token: "
                    + answer.path("error_description").asText("status " + response.statusCode()));
        }
        return answer.path("access_token").asText();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws InterruptedException {
        try {
            return http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new CommandException(
                    "Cannot reach a local stack at port " + endpoint.getPort()
                            + " (--port): start it with \"make run ARGS='--read-policy FILE'\" in another terminal",
                    e);
        }
    }

    private static JsonNode answer(HttpResponse<String> response) {
        try {
            return ClaimsJson.JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.objectNode();
        }
    }
}
