package dev.activityservice.testbed.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** One request of the AWS JSON protocol (DynamoDB, SQS), and the ways to answer it. Immutable. */
public record AwsJsonCall(FaultProxy proxy, HttpHead head, String body) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration YEAR = Duration.ofDays(365);

    /** Returns the operation: the last part of {@code X-Amz-Target}. */
    public String operation() {
        String target = header("x-amz-target");
        return target.substring(target.indexOf('.') + 1);
    }

    /** Returns the body as a tree, or a missing node if it is empty. */
    public JsonNode json() {
        return parse(body);
    }

    /** @param name in lower case; returns an empty string if the request does not have this header */
    public String header(String name) {
        return head.headers().getOrDefault(name, "");
    }

    /** Returns the write requests of a BatchWriteItem, each as JSON. */
    public List<String> puts() {
        return json().path("RequestItems")
                .valueStream()
                .flatMap(JsonNode::valueStream)
                .map(JsonNode::toString)
                .toList();
    }

    /** Returns the entries of a batch for a queue, each as JSON. */
    public List<String> entries() {
        return json().path("Entries").valueStream().map(JsonNode::toString).toList();
    }

    /** Forwards the request, and returns the server's answer. */
    public Reply pass() throws IOException, InterruptedException {
        return send(body);
    }

    /** Forwards the request after a while, and returns the server's answer; none if the proxy is closed meanwhile. */
    public Reply passAfter(Duration delay) throws IOException, InterruptedException {
        return proxy.awaitClose(delay) ? Reply.none() : pass();
    }

    /** Forwards another body instead. */
    public Reply send(String json) throws IOException, InterruptedException {
        return proxy.forward(head, json);
    }

    /** Forwards only the other write requests of a BatchWriteItem, and returns the matching ones as unprocessed. */
    public Reply leave(Predicate<String> unprocessed) throws IOException, InterruptedException {
        ObjectNode written = JSON.createObjectNode();
        ObjectNode left = JSON.createObjectNode();
        json().path("RequestItems")
                .properties()
                .forEach(table -> table.getValue()
                        .forEach(put -> (unprocessed.test(put.toString()) ? left : written)
                                .withArrayProperty(table.getKey())
                                .add(put)));
        if (left.isEmpty()) {
            return pass();
        }
        if (!written.isEmpty()) {
            Reply answer =
                    send(JSON.createObjectNode().set("RequestItems", written).toString());
            if (answer.status() != 200) {
                return answer;
            }
        }
        return Reply.of(
                200, JSON.createObjectNode().set("UnprocessedItems", left).toString());
    }

    /**
     * Forwards only the other entries of a batch for a queue (SendMessageBatch, DeleteMessageBatch), and reports the matching ones
     * as failed because of the server.
     */
    public Reply fail(Predicate<String> failing) throws IOException, InterruptedException {
        ObjectNode reply = JSON.createObjectNode();
        ArrayNode successful = reply.putArray("Successful");
        ArrayNode failed = reply.putArray("Failed");
        ArrayNode others = JSON.createArrayNode();
        for (JsonNode entry : json().path("Entries")) {
            if (failing.test(entry.toString())) {
                failed.addObject()
                        .put("Id", entry.path("Id").textValue())
                        .put("SenderFault", false)
                        .put("Code", "InternalError")
                        .put("Message", "Try again");
            } else {
                others.add(entry);
            }
        }
        if (failed.isEmpty()) {
            return pass();
        }
        if (!others.isEmpty()) {
            Reply answer = send(((ObjectNode) json()).set("Entries", others).toString());
            if (answer.status() != 200) {
                return answer;
            }
            JsonNode parsed = parse(answer.body());
            parsed.path("Successful").forEach(successful::add);
            parsed.path("Failed").forEach(failed::add);
        }
        return Reply.of(200, reply.toString());
    }

    /** Never answers: waits until the proxy is closed. */
    public Reply hang() throws InterruptedException {
        proxy.awaitClose(YEAR);
        return Reply.none();
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
