package dev.activityservice.testbed.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlowLinkTest {

    private static final Duration DELAY = Duration.ofMillis(40);

    private HttpServer echo;

    @BeforeEach
    void start() throws Exception {
        echo = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        echo.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        echo.start();
    }

    @AfterEach
    void stop() {
        echo.stop(0);
    }

    @Test
    void each_round_trip_is_delayed_and_its_bytes_are_unchanged() throws Exception {
        String large = "0123456789abcdef".repeat(64 * 1024);
        try (SlowLink link = SlowLink.before(target(), DELAY)) {
            HttpClient client = HttpClient.newHttpClient();
            for (String body : new String[] {"first", "second", large}) {
                long begin = System.nanoTime();

                String answer = client.send(
                                HttpRequest.newBuilder(link.endpoint())
                                        .POST(BodyPublishers.ofString(body))
                                        .build(),
                                BodyHandlers.ofString())
                        .body();

                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(DELAY);
                assertThat(answer).isEqualTo(body);
            }
        }
    }

    private URI target() {
        return URI.create("http://127.0.0.1:" + echo.getAddress().getPort());
    }
}
