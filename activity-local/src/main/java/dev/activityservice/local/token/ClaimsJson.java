package dev.activityservice.local.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.activityservice.text.Quoted;

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
     * @throws IllegalArgumentException if the text is not one JSON object with different names
     */
    public static ObjectNode parse(String text) {
        try {
            JsonNode claims = JSON.readTree(text);
            if (claims instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            // The message below has the text.
        }
        throw new IllegalArgumentException(
                "Claims must be one JSON object without duplicate names, for example {\"sub\":\"U-7\",\"groups\":[\"support\"]}, not "
                        + Quoted.of(text, MAX_QUOTED_CHARS));
    }
}
