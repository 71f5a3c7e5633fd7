package dev.activityservice.aws.driving.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** How the JSON of an invocation, and JSON text that was stored, is read and written. */
final class ApiJson {

    /** Above an invocation's 6 MB (Lambda quotas), so that only something else than Lambda can meet this bound. */
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    /** Bounds for a whole invocation; the bounds of one message's body are the event reader's. */
    static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MAX_BYTES)
                    .maxStringLength(MAX_BYTES)
                    .maxNestingDepth(128)
                    .maxNumberLength(1000)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            // An invocation is UTF-8. Bytes that look like UTF-32 would be an I/O error in the midst of reading.
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private ApiJson() {}

    /** Where reading ended. An exception about a limit, as that of nesting, knows no place of its own. */
    static long byteOffset(JsonProcessingException e, JsonParser parser) {
        JsonLocation known = e.getLocation();
        return (known == null ? parser.currentLocation() : known).getByteOffset();
    }
}
