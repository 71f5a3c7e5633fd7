package dev.activityservice.testbed.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.activityservice.testbed.proxy.Reply.Manner;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The server behind the proxy returns the body of each request. */
class FaultProxyTest {

    private static final String WRITE = "{\"RequestItems\":{\"t\":[{\"PutRequest\":1},{\"PutRequest\":2}]}}";
    /** A thread inside accept() used to let one connection of about a hundred through. */
    private static final int ROUNDS = 20;

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Manner.class,
            names = {"WHOLE", "WHOLE_THEN_CLOSED", "SLOW"})
    void a_complete_answer_has_its_checksum(Manner manner) throws Exception {
        try (FaultProxy proxy =
                FaultProxy.recording(upstream(), call -> call.pass().sent(manner))) {
            HttpResponse<String> answer = post(proxy);

            assertThat(answer.body()).isEqualTo(WRITE);
            assertThat(answer.headers().firstValue("x-amz-crc32")).hasValue(Long.toString(Reply.checksum(WRITE)));
            assertThat(proxy.calls()).extracting(AwsJsonCall::operation).containsExactly("BatchWriteItem");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Manner.class,
            names = {"TRUNCATED", "CLOSED", "RESET"})
    void an_incomplete_answer_is_an_error(Manner manner) throws Exception {
        try (FaultProxy proxy =
                FaultProxy.before(upstream(), call -> call.pass().sent(manner))) {
            assertThatThrownBy(() -> post(proxy)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_wrong_checksum_differs() throws Exception {
        try (FaultProxy proxy =
                FaultProxy.before(upstream(), call -> call.pass().withWrongChecksum())) {
            assertThat(post(proxy).headers().firstValue("x-amz-crc32"))
                    .isPresent()
                    .isNotEqualTo(Optional.of(Long.toString(Reply.checksum(WRITE))));
        }
    }

    @Test
    void unprocessed_items_do_not_reach_the_server() throws Exception {
        try (FaultProxy proxy = FaultProxy.before(upstream(), call -> call.leave(put -> put.contains("2")))) {
            assertThat(post(proxy).body()).isEqualTo("{\"UnprocessedItems\":{\"t\":[{\"PutRequest\":2}]}}");
        }
    }

    @Test
    void a_proxy_that_refuses_accepts_again_on_the_same_port() throws Exception {
        try (FaultProxy proxy = FaultProxy.before(upstream(), AwsJsonCall::pass)) {
            for (int round = 0; round < ROUNDS; round++) {
                proxy.refuse();
                assertThatThrownBy(() -> post(proxy)).isInstanceOf(ConnectException.class);

                proxy.accept();

                assertThat(post(proxy).body()).isEqualTo(WRITE);
            }
        }
    }

    @Test
    void a_proxy_that_refuses_keeps_its_port() throws Exception {
        try (FaultProxy proxy = FaultProxy.before(upstream(), AwsJsonCall::pass)) {
            proxy.refuse();
            try (FaultProxy other = FaultProxy.before(upstream(), AwsJsonCall::pass)) {
                assertThat(other.endpoint()).isNotEqualTo(proxy.endpoint());

                proxy.accept();

                assertThat(post(proxy).body()).isEqualTo(WRITE);
            }
        }
    }

    private URI upstream() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private HttpResponse<String> post(FaultProxy proxy) throws IOException, InterruptedException {
        // A new client, because an old connection would break before a new one is refused.
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(proxy.endpoint())
                                .header("X-Amz-Target", "DynamoDB_20120810.BatchWriteItem")
                                .POST(HttpRequest.BodyPublishers.ofString(WRITE))
                                .build(),
                        BodyHandlers.ofString());
    }
}
