package dev.activityservice.testbed.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A proxy in front of DynamoDB that forwards everything and counts it. If a request does not ask for its consumed capacity
 * ({@code ReturnConsumedCapacity}), the proxy asks for it, and does not count the bytes of this question and its answer. Thread-safe.
 */
public final class CountingProxy implements AutoCloseable {

    private static final Set<String> READS = Set.of("Query", "GetItem", "BatchGetItem", "Scan");
    private static final String QUESTION = "ReturnConsumedCapacity";
    private static final String ANSWER = "ConsumedCapacity";

    private final FaultProxy proxy;
    private Traffic traffic = Traffic.NONE;

    /** Starts a proxy on a free port. */
    public CountingProxy(URI upstream) throws IOException {
        proxy = FaultProxy.before(upstream, this::count);
    }

    /** Returns the address for a client's endpoint override. */
    public URI endpoint() {
        return proxy.endpoint();
    }

    /** Returns the traffic since the last call. */
    public synchronized Traffic take() {
        Traffic taken = traffic;
        traffic = Traffic.NONE;
        return taken;
    }

    @Override
    public void close() {
        proxy.close();
    }

    private Reply count(AwsJsonCall call) throws IOException, InterruptedException {
        ObjectNode request = (ObjectNode) call.json();
        boolean asks = request.has(QUESTION);
        // The signature does not cover the added member, but DynamoDB Local does not check signatures.
        Reply reply =
                call.send(asks ? call.body() : request.put(QUESTION, "TOTAL").toString());
        JsonNode capacity = AwsJsonCall.parse(reply.body()).path(ANSWER);
        double units = capacity.findValues("CapacityUnits").stream()
                .mapToDouble(JsonNode::doubleValue)
                .sum();
        boolean reads = READS.contains(call.operation());
        int uncounted = asks || capacity.isMissingNode() ? 0 : bytes("\"" + ANSWER + "\":" + capacity + ",");
        Traffic more = Traffic.of(
                call.operation(),
                reads ? 0 : units,
                reads ? units : 0,
                bytes(call.body()),
                bytes(reply.body()) - uncounted,
                reply.status() == 200 ? 0 : 1);
        synchronized (this) {
            traffic = traffic.plus(more);
        }
        return reply;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
