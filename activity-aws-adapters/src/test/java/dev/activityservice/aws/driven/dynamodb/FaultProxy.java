package dev.activityservice.aws.driven.dynamodb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** Stands before DynamoDB Local and does to each request what the test says: DynamoDB Local alone never fails. */
final class FaultProxy implements AutoCloseable {

    /** What happens to one request. */
    @FunctionalInterface
    interface Fault {

        Reply reply(Call call) throws IOException, InterruptedException;
    }

    /** @param status 0 closes the connection without an answer */
    record Reply(int status, String body) {

        static final Reply NONE = new Reply(0, "");

        static Reply error(int status, String code) {
            return new Reply(
                    status,
                    "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + code + "\",\"message\":\"" + code + "\"}");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Fault fault;

    FaultProxy(Fault fault) throws IOException {
        this.fault = fault;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What has arrived, in order. */
    List<Call> calls() {
        return calls;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        Call call = new Call(target.substring(target.indexOf('.') + 1), body);
        calls.add(call);
        try (exchange) {
            Reply reply = fault.reply(call);
            if (reply.status() != 0) {
                byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
                exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One request on its way. */
    final class Call {

        private final String operation;
        private final String body;

        private Call(String operation, String body) {
            this.operation = operation;
            this.body = body;
        }

        String operation() {
            return operation;
        }

        boolean contains(String text) {
            return body.contains(text);
        }

        /** The put requests of a BatchWriteItem, as they stand in it. */
        List<String> puts() {
            List<String> puts = new ArrayList<>();
            try (JsonParser parser = new JsonFactory().createParser(body)) {
                while (parser.nextToken() != null) {
                    if (parser.currentToken() == JsonToken.START_ARRAY) {
                        while (parser.nextToken() == JsonToken.START_OBJECT) {
                            int begin = (int) parser.currentTokenLocation().getCharOffset();
                            parser.skipChildren();
                            puts.add(body.substring(
                                    begin, (int) parser.currentLocation().getCharOffset()));
                        }
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return puts;
        }

        Reply pass() throws IOException, InterruptedException {
            return send(body);
        }

        /** Puts the others, and gives those back as unprocessed. */
        Reply leave(Predicate<String> unprocessed) throws IOException, InterruptedException {
            List<String> done = new ArrayList<>();
            List<String> left = new ArrayList<>();
            for (String put : puts()) {
                (unprocessed.test(put) ? left : done).add(put);
            }
            if (!done.isEmpty()) {
                send("{\"RequestItems\":" + table(done) + "}");
            }
            return new Reply(200, "{\"UnprocessedItems\":" + (left.isEmpty() ? "{}" : table(left)) + "}");
        }

        /** Never answers. */
        Reply hang() throws InterruptedException {
            closing.await();
            return Reply.NONE;
        }

        private static String table(List<String> puts) {
            return "{\"" + LocalTable.NAME + "\":[" + String.join(",", puts) + "]}";
        }

        private Reply send(String json) throws IOException, InterruptedException {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(LocalTable.endpoint())
                            .header("Content-Type", "application/x-amz-json-1.0")
                            .header("X-Amz-Target", "DynamoDB_20120810." + operation)
                            .header(
                                    "Authorization",
                                    "AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/dynamodb/aws4_request, "
                                            + "SignedHeaders=host, Signature=0")
                            .POST(HttpRequest.BodyPublishers.ofString(json))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.body());
        }
    }
}
