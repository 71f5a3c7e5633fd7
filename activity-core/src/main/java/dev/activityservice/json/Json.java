package dev.activityservice.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** The one configuration under which JSON from outside is read. */
public final class Json {

    /** The longest body that is read, in UTF-8: the largest message of SQS and EventBridge since January 2026. */
    public static final int MAX_BYTES = 1024 * 1024;

    public static final int MAX_DEPTH = 64;
    public static final int MAX_NUMBER_LENGTH = 1000;

    /**
     * Names are not interned: they come from outside, and interned strings stay for ever. A flood of colliding names falls back
     * to plain strings instead of failing.
     */
    public static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MAX_BYTES)
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_BYTES)
                    .maxStringLength(MAX_BYTES)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    private Json() {}
}
