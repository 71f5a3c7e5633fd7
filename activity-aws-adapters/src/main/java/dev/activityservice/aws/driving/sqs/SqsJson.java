package dev.activityservice.aws.driving.sqs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** Reads and writes the JSON of an invocation. */
final class SqsJson {

    /** Above Lambda's 6 MB payload limit (Lambda quotas), so an invocation by Lambda never reaches it. */
    private static final int MAX_INVOCATION_BYTES = 16 * 1024 * 1024;

    /** Has the limits of a whole invocation. The event reader has smaller limits for the body of one message. */
    static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MAX_INVOCATION_BYTES)
                    .maxStringLength(MAX_INVOCATION_BYTES)
                    .maxNestingDepth(128)
                    .maxNumberLength(1000)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            // An invocation is always UTF-8. With detection, bytes that look like UTF-32 would cause an I/O error while
            // reading.
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private SqsJson() {}

    /** Returns the position of an error. An exception about a limit has no location, so the parser's position is used. */
    static long byteOffset(JsonProcessingException e, JsonParser parser) {
        JsonLocation known = e.getLocation();
        return (known == null ? parser.currentLocation() : known).getByteOffset();
    }
}
