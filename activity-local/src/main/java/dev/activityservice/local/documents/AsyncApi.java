package dev.activityservice.local.documents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.activityservice.local.documents.CatalogEntries.Entry;
import java.util.List;

/** The AsyncAPI document (3.0) of a catalog: a channel for each entry, whose events the service receives from EventBridge. */
final class AsyncApi {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private AsyncApi() {}

    static ObjectNode of(List<Entry> entries) {
        ObjectNode document = JSON.objectNode();
        document.put("asyncapi", "3.0.0");
        ObjectNode info = document.putObject("info");
        info.put("title", "Activity Service");
        info.put("version", "1");
        info.put(
                "description",
                "The events that the activity service records. Producers publish them on Amazon EventBridge. Each"
                        + " schema demands only what the service needs.");
        info.putObject("license").put("name", "Apache-2.0").put("url", "https://www.apache.org/licenses/LICENSE-2.0");
        document.put("defaultContentType", "application/json");
        ObjectNode channels = document.putObject("channels");
        ObjectNode operations = document.putObject("operations");
        ObjectNode components = document.putObject("components");
        ObjectNode messages = components.putObject("messages");
        ObjectNode schemas = components.putObject("schemas");
        components
                .putObject("securitySchemes")
                .putObject("signature")
                .put("type", "http")
                .put("scheme", "AWS4-HMAC-SHA256")
                .put("description", "Producers sign PutEvents with AWS credentials.");
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            String name = "event-" + (i + 1);
            ObjectNode channel = channels.putObject(name);
            channel.put("address", entry.type());
            channel.put("title", entry.type());
            channel.put(
                    "description",
                    entry.isPrefix()
                            ? "Events whose detail-type begins with " + entry.literal()
                            : "Events with the detail-type " + entry.type());
            channel.putObject("messages").putObject("event").put("$ref", "#/components/messages/" + name);
            channel.set("x-eventbridge-pattern", pattern(entry));
            ObjectNode operation = operations.putObject("receive-" + name);
            operation.put("action", "receive");
            operation.put("summary", "Record the activities of " + entry.type());
            operation.putObject("channel").put("$ref", "#/channels/" + name);
            operation.putArray("security").addObject().put("$ref", "#/components/securitySchemes/signature");
            messages.set(name, message(entry, new Definitions(schemas, "/components/schemas", name + "-")));
        }
        return document;
    }

    /** Returns the pattern of a rule of EventBridge. */
    private static ObjectNode pattern(Entry entry) {
        ObjectNode pattern = JSON.objectNode();
        ArrayNode types = pattern.putArray("detail-type");
        if (entry.isPrefix()) {
            types.addObject().put("prefix", entry.literal());
        } else {
            types.add(entry.type());
        }
        if (!entry.sources().isEmpty()) {
            ArrayNode sources = pattern.putArray("source");
            for (String source : entry.sources()) {
                if (source.endsWith("*")) {
                    sources.addObject().put("prefix", source.substring(0, source.length() - 1));
                } else {
                    sources.add(source);
                }
            }
        }
        return pattern;
    }

    private static ObjectNode message(Entry entry, Definitions definitions) {
        ObjectNode message = JSON.objectNode();
        message.put("name", entry.type());
        message.put("title", entry.type());
        message.put("summary", "The detail of the event on EventBridge as a CloudEvent in JSON, or the data alone");
        message.put("contentType", "application/cloudevents+json");
        message.set("payload", EventSchema.of(entry, definitions));
        return message;
    }
}
