package dev.activityservice.lab.campaigns;

import java.util.List;
import java.util.Set;

/**
 * One invocation of the function.
 *
 * @param failed ids of the messages that stay on the queue
 */
record Delivery(FaultClass fault, List<Message> messages, Set<String> failed) {

    /**
     * A message as the function received it.
     *
     * @param receives number of receives, including this one
     */
    record Message(String id, String receiptHandle, String body, long sentMillis, int receives) {}
}
