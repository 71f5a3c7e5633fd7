package dev.activityservice.event;

import org.jspecify.annotations.Nullable;

/**
 * A message of a queue or a stream: its body, and what the transport delivers in addition.
 *
 * @param body the body; null if the transport delivered none
 * @param metadata the metadata of the message
 */
public record Message(@Nullable String body, MessageMetadata metadata) {

    /** Returns a message without metadata. */
    public static Message of(String body) {
        return new Message(body, MessageMetadata.none());
    }

    /** Without the body, because payloads must not appear in logs. */
    @Override
    public String toString() {
        return "Message[metadata=" + metadata + "]";
    }
}
