package dev.activityservice.local.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Answers the request of {@code make token}: a JSON object with {@code claims} and {@code expires_in} (seconds). The form of the response
 * is that of OAuth 2.0 (RFC 6749, section 5). Thread-safe.
 */
public record TokenEndpoint(TokenIssuer issuer) {

    /** The path of the endpoint. */
    public static final String PATH = "/token";

    /** A response. */
    public record Answer(int status, String json) {}

    /** Returns the token, or the reason why the request is not valid. */
    public Answer answer(byte[] body) {
        try {
            JsonNode request = ClaimsJson.JSON.readTree(new String(body, StandardCharsets.UTF_8));
            JsonNode seconds = request.path("expires_in");
            if (!(request.path("claims") instanceof ObjectNode claims) || !seconds.canConvertToInt()) {
                return refusal("The body must have \"claims\" (an object) and \"expires_in\" (seconds)");
            }
            ObjectNode answer = JsonNodeFactory.instance
                    .objectNode()
                    .put("access_token", issuer.issue(claims, Duration.ofSeconds(seconds.intValue())))
                    .put("token_type", "Bearer")
                    .put("expires_in", seconds.intValue());
            return new Answer(200, answer.toString());
        } catch (JsonProcessingException e) {
            return refusal("The body must be one JSON object without duplicate names");
        } catch (IllegalArgumentException e) {
            return refusal(String.valueOf(e.getMessage()));
        }
    }

    private static Answer refusal(String description) {
        return new Answer(
                400,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("error", "invalid_request")
                        .put("error_description", description)
                        .toString());
    }
}
