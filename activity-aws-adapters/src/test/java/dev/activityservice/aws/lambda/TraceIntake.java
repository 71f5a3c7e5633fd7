package dev.activityservice.aws.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.activityservice.testbed.lambda.LambdaProcess;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/**
 * A stub of the Datadog agent on a loopback port. It receives traces ({@code /v0.4/traces}, MessagePack) and Data Streams checkpoints
 * ({@code /v0.1/pipeline_stats}, compressed MessagePack).
 */
final class TraceIntake implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 60;

    private final HttpServer server;
    private final BlockingQueue<Span> spans = new LinkedBlockingQueue<>();
    private final BlockingQueue<Checkpoint> checkpoints = new LinkedBlockingQueue<>();

    /**
     * A received span.
     *
     * @param links the links as the JSON text that the tracer writes; empty without links
     */
    record Span(
            String name,
            String resource,
            BigInteger traceId,
            BigInteger spanId,
            BigInteger parentId,
            Map<String, String> meta,
            String links) {}

    /**
     * A received checkpoint.
     *
     * @param parent the hash of the pathway that it continues
     */
    private record Checkpoint(long parent, List<String> tags) {}

    private TraceIntake() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, 404, ""));
        server.createContext(
                "/info",
                exchange -> answer(exchange, 200, "{\"endpoints\":[\"/v0.4/traces\",\"/v0.1/pipeline_stats\"]}"));
        server.createContext("/v0.4/traces", this::take);
        server.createContext("/v0.1/pipeline_stats", this::takeCheckpoints);
        server.start();
    }

    static TraceIntake start() throws IOException {
        return new TraceIntake();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Waits until a number of spans of an operation have arrived. */
    List<Span> await(String name, int count, LambdaProcess runtime) throws InterruptedException, IOException {
        List<Span> found = new ArrayList<>();
        List<String> others = new ArrayList<>();
        while (found.size() < count) {
            Span span = spans.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (span == null) {
                throw new AssertionError(
                        "Only " + found + " came, and " + others + "; the function wrote:\n" + runtime.output());
            }
            if (span.name().equals(name)) {
                found.add(span);
            } else {
                others.add(span.name());
            }
        }
        return found;
    }

    /** Waits for checkpoints of a number of pathways. Returns their tags by the hash of the pathway that they continue. */
    Map<Long, List<String>> awaitCheckpoints(int count, LambdaProcess runtime)
            throws InterruptedException, IOException {
        Map<Long, List<String>> found = new HashMap<>();
        while (found.size() < count) {
            Checkpoint next = checkpoints.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("Only " + found + " came; the function wrote:\n" + runtime.output());
            }
            found.put(next.parent(), next.tags());
        }
        return found;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (MessageUnpacker unpacker =
                MessagePack.newDefaultUnpacker(exchange.getRequestBody().readAllBytes())) {
            if (unpacker.hasNext()) {
                for (Value trace : unpacker.unpackValue().asArrayValue()) {
                    for (Value span : trace.asArrayValue()) {
                        spans.add(span(span.asMapValue().map()));
                    }
                }
            }
        }
        answer(exchange, 200, "{\"rate_by_service\":{}}");
    }

    private void takeCheckpoints(HttpExchange exchange) throws IOException {
        try (MessageUnpacker unpacker =
                MessagePack.newDefaultUnpacker(new GZIPInputStream(exchange.getRequestBody()).readAllBytes())) {
            Map<Value, Value> payload = unpacker.unpackValue().asMapValue().map();
            for (Value bucket : field(payload, "Stats").asArrayValue()) {
                for (Value point : field(bucket.asMapValue().map(), "Stats").asArrayValue()) {
                    Map<Value, Value> fields = point.asMapValue().map();
                    List<String> tags = new ArrayList<>();
                    field(fields, "EdgeTags").asArrayValue().forEach(tag -> tags.add(tag.toString()));
                    checkpoints.add(new Checkpoint(number(fields, "ParentHash").longValue(), tags));
                }
            }
        }
        answer(exchange, 202, "{}");
    }

    private static Span span(Map<Value, Value> span) {
        Map<String, String> meta = field(span, "meta").asMapValue().map().entrySet().stream()
                .collect(Collectors.toMap(
                        each -> each.getKey().toString(),
                        each -> each.getValue().toString()));
        return new Span(
                field(span, "name").toString(),
                field(span, "resource").toString(),
                number(span, "trace_id"),
                number(span, "span_id"),
                number(span, "parent_id"),
                meta,
                meta.getOrDefault("_dd.span_links", ""));
    }

    private static BigInteger number(Map<Value, Value> span, String name) {
        return field(span, name).asIntegerValue().toBigInteger();
    }

    private static Value field(Map<Value, Value> map, String name) {
        Value value = map.get(ValueFactory.newString(name));
        if (value == null) {
            throw new AssertionError("Something has no " + name + ": " + map);
        }
        return value;
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        try (exchange) {
            byte[] body = json.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
