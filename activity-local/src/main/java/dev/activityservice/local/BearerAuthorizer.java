package dev.activityservice.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import dev.activityservice.local.token.InvalidTokenException;
import dev.activityservice.local.token.TokenIssuer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the caller of a request by its bearer token (RFC 6750), as a REST API with a JWT authorizer does, and refuses other
 * requests. Thread-safe.
 */
record BearerAuthorizer(TokenIssuer issuer) {

    /**
     * The result of the verification.
     *
     * @param claims the claims of the caller; null if the request is refused
     * @param challenge the value of {@code WWW-Authenticate} of a refusal, otherwise empty
     */
    record Verdict(@Nullable JsonNode claims, String challenge) {}

    /** RFC 6750, section 2.1. The name of the scheme is not case-sensitive (RFC 9110, section 11.1). */
    private static final Pattern BEARER = Pattern.compile("(?i)bearer +([A-Za-z0-9._~+/-]+=*) *");

    private static final Pattern SCHEME = Pattern.compile("(?i)bearer( .*)?");

    /** Verifies the token in the headers of a request. */
    Verdict verify(Headers request) {
        List<String> values = request.getOrDefault("Authorization", List.of());
        if (values.isEmpty()
                || values.stream().noneMatch(value -> SCHEME.matcher(value).matches())) {
            // A request without a token gets no error code (RFC 6750, section 3.1).
            return refused("");
        }
        try {
            Matcher bearer = BEARER.matcher(values.get(0));
            if (values.size() > 1 || !bearer.matches()) {
                return refused("The request must have one header Authorization with one bearer token");
            }
            return new Verdict(issuer.verify(bearer.group(1)), "");
        } catch (InvalidTokenException e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    /** @param reason empty if the request has no token */
    private static Verdict refused(String reason) {
        return new Verdict(
                null,
                "Bearer realm=\"" + TokenIssuer.AUDIENCE + "\""
                        + (reason.isEmpty() ? "" : ", error=\"invalid_token\", error_description=\"" + reason + "\""));
    }
}
