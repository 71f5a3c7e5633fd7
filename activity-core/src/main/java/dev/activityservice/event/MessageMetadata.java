package dev.activityservice.event;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The metadata of a message: everything that the transport delivers in addition to the body. Immutable and thread-safe. */
public final class MessageMetadata {

    private static final MessageMetadata NONE = builder().build();

    private final @Nullable String messageId;
    private final @Nullable Instant sentTime;
    private final Map<String, String> attributes;
    private final @Nullable String awsTraceHeader;

    private MessageMetadata(Builder builder) {
        this.messageId = builder.messageId;
        this.sentTime = builder.sentTime;
        this.attributes = Collections.unmodifiableMap(new LinkedHashMap<>(builder.attributes));
        this.awsTraceHeader = builder.awsTraceHeader;
    }

    /** Returns empty metadata. */
    public static MessageMetadata none() {
        return NONE;
    }

    /** Creates a builder. All parts are optional. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the transport's id of the message. It is never part of an activity's identity. */
    public @Nullable String messageId() {
        return messageId;
    }

    /** Returns the time at which the message was sent to the queue: SQS's {@code SentTimestamp}. The last source of an event's time. */
    public @Nullable Instant sentTime() {
        return sentTime;
    }

    /**
     * Returns the attributes of the message that are texts, by name: string attributes, and binary attributes whose bytes are UTF-8.
     * Unmodifiable. The reader uses {@code traceparent}, {@code tracestate} and {@code _datadog}.
     */
    public Map<String, String> attributes() {
        return attributes;
    }

    /** Returns SQS's system attribute {@code AWSTraceHeader}, in X-Ray's format. The reader does not use it. */
    public @Nullable String awsTraceHeader() {
        return awsTraceHeader;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageMetadata that
                && Objects.equals(messageId, that.messageId)
                && Objects.equals(sentTime, that.sentTime)
                && attributes.equals(that.attributes)
                && Objects.equals(awsTraceHeader, that.awsTraceHeader);
    }

    @Override
    public int hashCode() {
        return Objects.hash(messageId, sentTime, attributes, awsTraceHeader);
    }

    /** Without attributes, because their values may be personal. */
    @Override
    public String toString() {
        return "MessageMetadata[messageId=" + messageId + ", sentTime=" + sentTime + "]";
    }

    /** Builds {@link MessageMetadata}. Not thread-safe. */
    public static final class Builder {

        private @Nullable String messageId;
        private @Nullable Instant sentTime;
        private final Map<String, String> attributes = new LinkedHashMap<>();
        private @Nullable String awsTraceHeader;

        private Builder() {}

        /** Sets the transport's id of the message. */
        public Builder messageId(@Nullable String messageId) {
            this.messageId = messageId;
            return this;
        }

        /** Sets the time at which the message was sent to the queue. */
        public Builder sentTime(@Nullable Instant sentTime) {
            this.sentTime = sentTime;
            return this;
        }

        /** Adds attributes of the message: strings, and binary ones that are UTF-8, as text. */
        public Builder attributes(Map<String, String> attributes) {
            this.attributes.putAll(attributes);
            return this;
        }

        /** Sets SQS's system attribute {@code AWSTraceHeader}. */
        public Builder awsTraceHeader(@Nullable String awsTraceHeader) {
            this.awsTraceHeader = awsTraceHeader;
            return this;
        }

        public MessageMetadata build() {
            return new MessageMetadata(this);
        }
    }
}
