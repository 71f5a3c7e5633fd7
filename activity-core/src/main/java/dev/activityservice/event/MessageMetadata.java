package dev.activityservice.event;

import java.time.Instant;
import java.util.Map;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** The metadata of a message: everything that the transport delivers in addition to the body. Immutable and thread-safe. */
@Value.Immutable
public sealed interface MessageMetadata permits ImmutableMessageMetadata {

    /** The transport's id of the message. It is never part of an activity's identity. */
    @Nullable
    String messageId();

    /** The time at which the message was sent to the queue: SQS's {@code SentTimestamp}. The last source of an event's time. */
    @Nullable
    Instant sentTime();

    /**
     * The string attributes of the message, by name. The reader uses {@code traceparent} and {@code tracestate}. Not part of
     * {@code toString()}.
     */
    @Value.Redacted
    Map<String, String> attributes();

    /** SQS's system attribute {@code AWSTraceHeader}, in X-Ray's format. The reader does not use it. */
    @Nullable
    String awsTraceHeader();

    /** Returns empty metadata. */
    static MessageMetadata none() {
        return new Builder().build();
    }

    /** Creates a builder. All parts are optional. */
    static Builder builder() {
        return new Builder();
    }

    /** Builds {@link MessageMetadata}. Not thread-safe. */
    final class Builder extends ImmutableMessageMetadata.Builder {

        Builder() {}
    }
}
