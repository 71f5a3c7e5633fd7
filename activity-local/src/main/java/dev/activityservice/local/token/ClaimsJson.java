package dev.activityservice.local.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.activityservice.text.Quoted;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;

/** Reads claims from JSON without changing them: numbers keep their digits. */
public final class ClaimsJson {

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final int MAX_QUOTED_CHARS = 100;

    private ClaimsJson() {}

    /**
     * Returns the claims of a JSON object.
     *
     * @throws IllegalArgumentException if the text is not one JSON object with different names, or if no accepted token can have the claims
     */
    public static ObjectNode parse(String text) {
        try {
            JsonNode claims = JSON.readTree(text);
            if (claims instanceof ObjectNode object) {
                requireTokenClaims(object);
                return object;
            }
        } catch (JsonProcessingException e) {
            // The message below has the text.
        }
        throw new IllegalArgumentException(
                "Claims must be one JSON object without duplicate names, for example {\"sub\":\"U-7\",\"groups\":[\"support\"]}, not "
                        + Quoted.of(text, MAX_QUOTED_CHARS));
    }

    /**
     * Throws {@link IllegalArgumentException} if a token with the claims could not be verified, or would have other claims. Ignores the
     * claims that the issuer sets.
     */
    static void requireTokenClaims(ObjectNode claims) {
        String json = claims.deepCopy().remove(TokenIssuer.OWN_CLAIMS).toString();
        try {
            JWTClaimsSet.parse(json);
            if (StandardCharsets.UTF_8.newEncoder().canEncode(json)) {
                return;
            }
        } catch (ParseException e) {
            // The message below has the rules.
        }
        throw new IllegalArgumentException(
                "Cannot put the claims into a token: \"sub\" and \"jti\" must be strings, numbers must be"
                        + " in the range of a double, texts must be Unicode, and values must not be nested deeply, unlike "
                        + Quoted.of(json, MAX_QUOTED_CHARS));
    }
}
