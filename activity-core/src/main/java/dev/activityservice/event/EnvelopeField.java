package dev.activityservice.event;

import org.jspecify.annotations.Nullable;

/** The fields of envelopes and CloudEvents that the reader uses. */
enum EnvelopeField {
    // Fields of inner objects come first, so that these objects need only a short array.
    TRACEPARENT("traceparent"),
    TRACESTATE("tracestate"),
    BUS_INGESTION_TIME("aws:IngestionTime"),
    ID("id"),
    SOURCE("source"),
    TYPE("type"),
    TIME("time"),
    SPECVERSION("specversion"),
    SUBJECT("subject"),
    DATA("data"),
    DATA_BASE64("data_base64"),
    CORRELATION_ID("correlationid"),
    CONVERSATION_ID("conversationId"),
    CAUSATION_ID("causationid"),
    SEQUENCE("sequence"),
    AUTH_ID("authid"),
    AUTH_TYPE("authtype"),
    DATADOG("_datadog"),
    ACCOUNT("account"),
    DETAIL_TYPE("detail-type"),
    DETAIL("detail"),
    SNS_TYPE("Type"),
    SNS_MESSAGE("Message"),
    SNS_TIMESTAMP("Timestamp"),
    SNS_MESSAGE_ATTRIBUTES("MessageAttributes"),
    BUS_DATA("Data"),
    BUS_SYSTEM_METADATA("SystemMetadata");

    static final int COUNT = values().length;
    /** The number of fields of a detail: those of a CloudEvent, and before them those of trace headers. */
    static final int COUNT_OF_DETAIL = ACCOUNT.index();
    /** The number of fields of trace headers and of system metadata. */
    static final int COUNT_OF_LEAF = ID.index();

    private final String key;

    EnvelopeField(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    /** The index in an array of all fields, or of the first of them. An {@code EnumMap} for each object of each event would cost twice its memory. */
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal();
    }

    /** Returns the field with this key, or null. */
    static @Nullable EnvelopeField of(String key) {
        return switch (key) {
            case "id" -> ID;
            case "source" -> SOURCE;
            case "type" -> TYPE;
            case "time" -> TIME;
            case "specversion" -> SPECVERSION;
            case "subject" -> SUBJECT;
            case "data" -> DATA;
            case "data_base64" -> DATA_BASE64;
            case "correlationid" -> CORRELATION_ID;
            case "conversationId" -> CONVERSATION_ID;
            case "causationid" -> CAUSATION_ID;
            case "sequence" -> SEQUENCE;
            case "authid" -> AUTH_ID;
            case "authtype" -> AUTH_TYPE;
            case "traceparent" -> TRACEPARENT;
            case "tracestate" -> TRACESTATE;
            case "_datadog" -> DATADOG;
            case "account" -> ACCOUNT;
            case "detail-type" -> DETAIL_TYPE;
            case "detail" -> DETAIL;
            case "Type" -> SNS_TYPE;
            case "Message" -> SNS_MESSAGE;
            case "Timestamp" -> SNS_TIMESTAMP;
            case "MessageAttributes" -> SNS_MESSAGE_ATTRIBUTES;
            case "Data" -> BUS_DATA;
            case "SystemMetadata" -> BUS_SYSTEM_METADATA;
            case "aws:IngestionTime" -> BUS_INGESTION_TIME;
            default -> null;
        };
    }
}
