package dev.activityservice.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** Writes JSON bodies and checks stored JSON values. */
final class HttpJson {

    /** Above the maximum size of a stored activity, so that a readable one never reaches it. */
    private static final int MAX_VALUE_CHARS = 16 * 1024 * 1024;

    static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MAX_VALUE_CHARS)
                    .maxStringLength(MAX_VALUE_CHARS)
                    .maxNestingDepth(128)
                    .maxNumberLength(1000)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build()
            // A character above U+FFFF has four bytes. By default, it would be escaped with twelve.
            .enable(JsonGenerator.Feature.COMBINE_UNICODE_SURROGATES_IN_UTF8);

    private HttpJson() {}
}
