package dev.activityservice.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.activityservice.local.token.InvalidTokenException;
import dev.activityservice.local.token.TokenIssuer;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the caller of a request by its bearer token (RFC 6750), as a REST API with a JWT authorizer does, and refuses other requests
 * with 401. The refusal has CORS headers, because otherwise a web page could not read it. Thread-safe.
 *
 * @param access the origins whose pages may read a refusal
 */
record BearerAuthorizer(TokenIssuer issuer, LocalOptions.Access access) {

    /** RFC 6750, section 2.1. The name of the scheme is not case-sensitive (RFC 9110, section 11.1). */
    private static final Pattern BEARER = Pattern.compile("(?i)bearer +([A-Za-z0-9._~+/-]+=*) *");

    private static final Pattern SCHEME = Pattern.compile("(?i)bearer( .*)?");

    /** Returns the claims of the caller; null if the request was refused, and its response is written. */
    @Nullable
    JsonNode claimsOrRefuse(HttpExchange exchange) throws IOException {
        List<String> values = exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
        if (values.isEmpty()
                || values.stream().noneMatch(value -> SCHEME.matcher(value).matches())) {
            // A request without a token gets no error code (RFC 6750, section 3.1).
            refuse(exchange, "");
            return null;
        }
        try {
            Matcher bearer = BEARER.matcher(values.get(0));
            if (values.size() > 1 || !bearer.matches()) {
                refuse(exchange, "The request must have one header Authorization with one bearer token");
                return null;
            }
            return issuer.verify(bearer.group(1));
        } catch (InvalidTokenException e) {
            refuse(exchange, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** @param reason empty if the request has no token */
    private void refuse(HttpExchange exchange, String reason) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set(
                "WWW-Authenticate",
                "Bearer realm=\"" + TokenIssuer.AUDIENCE + "\""
                        + (reason.isEmpty() ? "" : ", error=\"invalid_token\", error_description=\"" + reason + "\""));
        access.addCorsHeaders(exchange.getRequestHeaders().getFirst("Origin"), headers);
        FrontDoor.answer(exchange, 401, "{\"message\":\"Unauthorized\"}");
    }
}
