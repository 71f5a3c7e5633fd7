package dev.activityservice.event;

import java.time.Instant;
import java.util.Map;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** What the transport says about a message beside its body. Immutable and thread-safe. */
@Value.Immutable
public sealed interface MessageMetadata permits ImmutableMessageMetadata {

    /** The transport's own id of the message; never part of an activity's identity. */
    @Nullable
    String messageId();

    /** When the message was sent to the queue: SQS's {@code SentTimestamp}. The last source of an event's time. */
    @Nullable
    Instant sentTime();

    /** Text attributes of the message by name; {@code traceparent} and {@code tracestate} are read. Not part of the string form. */
    @Value.Redacted
    Map<String, String> attributes();

    /** SQS's system attribute {@code AWSTraceHeader}, in X-Ray's format; carried along, but not read yet. */
    @Nullable
    String awsTraceHeader();

    /** For a body that came without any. */
    static MessageMetadata none() {
        return new Builder().build();
    }

    static Builder builder() {
        return new Builder();
    }

    /** Not thread-safe. */
    final class Builder extends ImmutableMessageMetadata.Builder {

        Builder() {}
    }
}
