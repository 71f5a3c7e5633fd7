package dev.activityservice.local.deployed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.activityservice.local.command.LocalClients;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/**
 * An event that a test publishes.
 *
 * @param type the detail type, which is also the type of the CloudEvent
 * @param source the source of the envelope
 * @param detail the CloudEvent
 */
record TestEvent(String type, String source, ObjectNode detail) {

    String id() {
        return detail.path("id").asText();
    }

    PutEventsRequestEntry entry(String bus) {
        return PutEventsRequestEntry.builder()
                .eventBusName(bus)
                .source(source)
                .detailType(type)
                .detail(detail.toString())
                .build();
    }

    /** Returns the body that a rule of EventBridge would deliver. A dry run reads it. */
    String delivered() {
        ObjectNode envelope = JsonNodeFactory.instance
                .objectNode()
                .put("version", "0")
                .put("id", "00000000-0000-0000-0000-000000000000")
                .put("detail-type", type)
                .put("source", source)
                .put("account", LocalClients.ACCOUNT)
                .put("time", "2026-01-01T00:00:00Z")
                .put("region", LocalClients.REGION);
        envelope.putArray("resources");
        return envelope.set("detail", detail).toString();
    }
}
