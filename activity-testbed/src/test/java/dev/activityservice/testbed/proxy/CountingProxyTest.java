package dev.activityservice.testbed.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CountingProxyTest {

    private static final String ANSWER =
            "{\"ConsumedCapacity\":[{\"TableName\":\"t\",\"CapacityUnits\":1.5}],\"UnprocessedItems\":{}}";

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(200, ANSWER.length());
                exchange.getResponseBody().write(ANSWER.getBytes(StandardCharsets.UTF_8));
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a_question_of_the_proxy_is_not_counted() throws Exception {
        assertThat(traffic("BatchWriteItem", "{\"a\":1}"))
                .isEqualTo(Traffic.of("BatchWriteItem", 1.5, 0, 7, "{\"UnprocessedItems\":{}}".length(), 0));
        assertThat(requests).containsExactly("{\"a\":1,\"ReturnConsumedCapacity\":\"TOTAL\"}");
    }

    @Test
    void a_question_of_the_client_is_counted() throws Exception {
        String request = "{\"ReturnConsumedCapacity\":\"INDEXES\"}";

        assertThat(traffic("Query", request))
                .isEqualTo(Traffic.of("Query", 0, 1.5, request.length(), ANSWER.length(), 0));
        assertThat(requests).containsExactly(request);
    }

    private Traffic traffic(String operation, String body) throws Exception {
        URI upstream = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (CountingProxy proxy = new CountingProxy(upstream)) {
            HttpRequest request = HttpRequest.newBuilder(proxy.endpoint())
                    .header("X-Amz-Target", "DynamoDB_20120810." + operation)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .body())
                    .isEqualTo(ANSWER);
            return proxy.take();
        }
    }
}
