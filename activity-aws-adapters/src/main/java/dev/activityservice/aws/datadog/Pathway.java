package dev.activityservice.aws.datadog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import datadog.trace.api.experimental.DataStreamsContextCarrier;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pathway in a body, inside any envelopes. It is in the field {@code _datadog} of the CloudEvent or of a plain event's
 * detail, else next to their other fields.
 */
final class Pathway implements DataStreamsContextCarrier {

    private static final String PATHWAY_FIELD = "dd-pathway-ctx-base64";
    private static final String DATADOG_FIELD = "_datadog";
    private static final String SNS_MESSAGE_FIELD = "Message";
    private static final Set<String> ENVELOPE_FIELDS = Set.of("detail", "Data");
    /** A pathway is a hash and two times, about 20 bytes. A longer text is ignored. */
    private static final int MAX_PATHWAY_CHARS = 256;

    /** Has no limits, because the event reader has already accepted the body within its limits. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    private final @Nullable String context;

    private Pathway(@Nullable String context) {
        this.context = context;
    }

    /** Returns a pathway without entries if the body has none. Does not throw for any body. */
    static Pathway read(String body) {
        return new Pathway(find(body));
    }

    @Override
    public Set<Map.Entry<String, Object>> entries() {
        return context == null ? Set.of() : Set.of(Map.entry(PATHWAY_FIELD, context));
    }

    /** Does nothing, because the pathway is only read. */
    @Override
    public void set(String key, String value) {}

    private static @Nullable String find(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? find(parser, true) : null;
        } catch (IOException e) {
            // The event reader reports malformed bodies.
            return null;
        }
    }

    private static @Nullable String find(JsonParser parser, boolean isOutermost) throws IOException {
        String direct = null;
        String nested = null;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT
                    && (name.equals(DATADOG_FIELD) || (isOutermost && ENVELOPE_FIELDS.contains(name)))) {
                String found = find(parser, isOutermost && !name.equals(DATADOG_FIELD));
                nested = found == null ? nested : found;
            } else if (token == JsonToken.VALUE_STRING && name.equals(PATHWAY_FIELD)) {
                direct = parser.getTextLength() > MAX_PATHWAY_CHARS ? null : parser.getText();
            } else if (token == JsonToken.VALUE_STRING && isOutermost && name.equals(SNS_MESSAGE_FIELD)) {
                String found = find(parser.getText());
                nested = found == null ? nested : found;
            } else {
                parser.skipChildren();
            }
        }
        return nested == null ? direct : nested;
    }
}
