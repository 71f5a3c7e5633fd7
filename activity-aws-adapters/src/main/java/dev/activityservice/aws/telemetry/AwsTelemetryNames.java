package dev.activityservice.aws.telemetry;

import io.opentelemetry.api.common.AttributeKey;

/**
 * The names of the adapters' spans, metrics and attributes. {@code docs/telemetry.md} documents where each name is used. Names
 * that do not start with {@code activity.} come from the
 * <a href="https://opentelemetry.io/docs/specs/semconv/">semantic conventions</a>. This class copies those that are not stable
 * yet, as the conventions recommend. Stable names come from {@code opentelemetry-semconv}.
 */
public final class AwsTelemetryNames {

    /** The instrumentation scope of the adapters' tracer and meter. */
    public static final String SCOPE = "dev.activityservice.aws";

    public static final AttributeKey<String> MESSAGING_SYSTEM = AttributeKey.stringKey("messaging.system");
    public static final AttributeKey<String> MESSAGING_DESTINATION_NAME =
            AttributeKey.stringKey("messaging.destination.name");
    public static final AttributeKey<String> MESSAGING_OPERATION_NAME =
            AttributeKey.stringKey("messaging.operation.name");
    public static final AttributeKey<String> MESSAGING_OPERATION_TYPE =
            AttributeKey.stringKey("messaging.operation.type");
    public static final AttributeKey<Long> MESSAGING_BATCH_MESSAGE_COUNT =
            AttributeKey.longKey("messaging.batch.message_count");
    public static final AttributeKey<String> MESSAGING_MESSAGE_ID = AttributeKey.stringKey("messaging.message.id");
    public static final AttributeKey<String> CLOUDEVENTS_EVENT_ID = AttributeKey.stringKey("cloudevents.event_id");
    public static final AttributeKey<String> CLOUDEVENTS_EVENT_SOURCE =
            AttributeKey.stringKey("cloudevents.event_source");
    public static final AttributeKey<String> CLOUDEVENTS_EVENT_TYPE = AttributeKey.stringKey("cloudevents.event_type");
    public static final AttributeKey<String> CLOUDEVENTS_EVENT_SUBJECT =
            AttributeKey.stringKey("cloudevents.event_subject");
    public static final AttributeKey<String> CLOUDEVENTS_EVENT_SPEC_VERSION =
            AttributeKey.stringKey("cloudevents.event_spec_version");
    public static final AttributeKey<String> FAAS_TRIGGER = AttributeKey.stringKey("faas.trigger");

    /** The value of {@link #MESSAGING_SYSTEM}. */
    public static final String AWS_SQS = "aws_sqs";
    /** The value of {@link #MESSAGING_OPERATION_NAME} and {@link #MESSAGING_OPERATION_TYPE}. Span names start with it. */
    public static final String PROCESS = "process";
    /** The value of {@code db.system.name}. */
    public static final String AWS_DYNAMODB = "aws.dynamodb";
    /** The value of {@link #FAAS_TRIGGER} for a queue. */
    public static final String PUBSUB = "pubsub";
    /** The value of {@link #FAAS_TRIGGER} for a gateway. */
    public static final String HTTP = "http";

    /** Counter, {@code {message}}: delivered messages. */
    public static final String CONSUMED_MESSAGES = "messaging.client.consumed.messages";
    /** Histogram, {@code s}: the time from before a message is read until its outcome is known. */
    public static final String PROCESS_DURATION = "messaging.process.duration";

    /** Counter, {@code {batch}}: batches with at least one message that was reported as failed. */
    public static final String PARTIAL_FAILURES = "activity.partial_failures";
    /** Counter, {@code {request}}: reads that were refused with the status 401 or 403. */
    public static final String READS_REFUSED = "activity.reads.refused";
    /** Counter, {@code {request}}: requests to the store, including each retry. */
    public static final String STORE_REQUESTS = "activity.store.requests";
    /** Counter, {@code {capacity_unit}}: capacity units that requests consumed, as the store reports them. */
    public static final String STORE_CONSUMED_CAPACITY = "activity.store.consumed_capacity";
    /** Counter, {@code {activity}}: activities superseded by a later one in the same batch. */
    public static final String STORE_COLLAPSED = "activity.store.collapsed";
    /** Counter, {@code {activity}}: superseded activities whose content differs from the later one. */
    public static final String STORE_IDENTITY_CONFLICTS = "activity.store.identity_conflicts";
    /** Counter, {@code {event}}: events with an envelope's time that already had another pinned time. */
    public static final String STORE_PIN_HITS = "activity.store.pin_hits";

    /** The number of failed messages in a batch. An attribute of the batch span. */
    public static final AttributeKey<Long> FAILED_MESSAGES = AttributeKey.longKey("activity.batch.failed_messages");

    /** The tenant of an event or of a reader. Only if telemetry shows ids. An attribute of message spans and of reads. */
    public static final AttributeKey<String> TENANT = AttributeKey.stringKey("activity.tenant");

    /**
     * The start of an attribute's name; the entity type is its end. The value is the id of the entity, or a list of ids if an event has
     * several entities of the type. Only if telemetry shows ids. An attribute of message spans and of reads that are allowed.
     */
    public static final String ENTITY_PREFIX = "activity.entity.";

    /** The operation name of Datadog's tracer. Only in the Datadog profile. */
    public static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("operation.name");

    private AwsTelemetryNames() {}
}
