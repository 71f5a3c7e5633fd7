package dev.activityservice.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.local.LocalOptions.Access;
import dev.activityservice.local.command.LocalClients;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Web pages must not reach the ports of the stack: tests the headers Host and Origin, as browsers send them. */
class LoopbackTest {

    private enum Port {
        BUS("POST / HTTP/1.1", "X-Amz-Target: AWSEvents.ListRules"),
        API("GET /api/activity/user/LOOP HTTP/1.1", "Accept: */*"),
        HEALTH("GET /health HTTP/1.1", "Accept: */*"),
        SQS("POST / HTTP/1.1", "X-Amz-Target: AmazonSQS.ListQueues\r\nContent-Type: application/x-amz-json-1.0"),
        DYNAMODB(
                "POST / HTTP/1.1",
                "X-Amz-Target: DynamoDB_20120810.ListTables\r\nContent-Type: application/x-amz-json-1.0\r\n"
                        + "Authorization: AWS4-HMAC-SHA256 Credential=local/20260302/eu-west-1/dynamodb/aws4_request,"
                        + " SignedHeaders=host, Signature=0");

        private final String line;
        private final String headers;

        Port(String line, String headers) {
            this.line = line;
            this.headers = headers;
        }

        private URI of(LocalStack stack) {
            return switch (this) {
                case BUS, API, HEALTH -> stack.endpoint();
                case SQS -> stack.sqsEndpoint();
                case DYNAMODB -> stack.dynamoDbEndpoint();
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void f75_only_hosts_that_name_this_machine_are_answered(Port port) throws IOException {
        LocalStack stack = SharedStack.STACK;
        int number = port.of(stack).getPort();

        for (String host : List.of("127.0.0.1:" + number, "localhost", "LOCALHOST.:" + number, "[::1]:" + number)) {
            assertThat(status(stack, port, "Host: " + host)).as(host).isNotEqualTo(403);
        }
        for (String host :
                List.of("evil.example:" + number, "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1")) {
            assertThat(status(stack, port, "Host: " + host)).as(host).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @EnumSource
    void f75_only_own_origins_are_answered(Port port) throws IOException {
        LocalStack stack = SharedStack.STACK;
        String host = "Host: 127.0.0.1:" + port.of(stack).getPort() + "\r\nOrigin: ";

        for (String origin : List.of(
                "http://localhost:" + stack.endpoint().getPort(), port.of(stack).toString())) {
            assertThat(status(stack, port, host + origin)).as(origin).isNotEqualTo(403);
        }
        for (String origin : List.of("http://evil.example", "null", "http://localhost:1", "https://127.0.0.1", "*")) {
            assertThat(status(stack, port, host + origin)).as(origin).isEqualTo(403);
        }
    }

    @Test
    void f75_a_get_at_the_sqs_port_changes_nothing() throws IOException {
        String queue = SharedStack.SQS
                .createQueue(request -> request.queueName("loopback"))
                .queueUrl();
        String path = URI.create(queue).getPath();
        URI sqs = SharedStack.STACK.sqsEndpoint();
        String host = "Host: " + sqs.getAuthority();

        for (String query : List.of("Action=SendMessage&MessageBody=x", "Action=DeleteQueue", "Action=PurgeQueue")) {
            for (String method : List.of("GET", "HEAD", "PUT", "DELETE")) {
                assertThat(send(sqs, method + " " + path + "?" + query + " HTTP/1.1", host))
                        .as("%s %s", method, query)
                        .startsWith("HTTP/1.1 405 ");
            }
            assertThat(send(sqs, "GET /?QueueUrl=" + queue + "&" + query + " HTTP/1.1", host))
                    .startsWith("HTTP/1.1 405 ");
        }

        assertThat(SharedStack.messagesOn(SharedStack.SQS, queue)).isZero();
    }

    @Test
    void f75_another_host_and_another_origin_can_be_allowed_on_all_ports() throws IOException {
        try (LocalStack stack = start(new Access(Set.of("stack"), "https://shop.example, https://two.example"))) {
            for (Port port : Port.values()) {
                for (String origin : List.of("https://shop.example", "https://two.example")) {
                    assertThat(status(stack, port, "Host: stack:1234\r\nOrigin: " + origin))
                            .isNotEqualTo(403);
                }
                assertThat(status(stack, port, "Host: stack\r\nOrigin: https://three.example"))
                        .isEqualTo(403);
                assertThat(status(stack, port, "Host: stack2\r\nOrigin: https://shop.example"))
                        .isEqualTo(403);
            }
            assertThat(send(stack.endpoint(), Port.API.line, "Host: localhost\r\nOrigin: https://shop.example"))
                    .containsIgnoringCase("\r\nAccess-Control-Allow-Origin: https://shop.example\r\n");
        }
    }

    @Test
    void f75_all_origins_may_only_read_from_the_api() throws IOException {
        try (LocalStack stack = start(new Access(Set.of(), "*"))) {
            for (Port port : Port.values()) {
                int status = status(stack, port, "Host: localhost\r\nOrigin: https://any.example");
                assertThat(status == 403).as(port.name()).isEqualTo(port != Port.API);
            }
        }
    }

    @Test
    void the_health_check_names_the_part_that_is_down() throws IOException {
        try (LocalStack stack = start(Access.local());
                SqsClient sqs = LocalClients.sqs(stack.sqsEndpoint());
                DynamoDbClient dynamoDb = LocalClients.dynamoDb(stack.dynamoDbEndpoint())) {
            assertThat(SharedStack.get(stack.endpoint(), "/health").body())
                    .isEqualTo(
                            "{\"status\":\"up\",\"parts\":{\"queue\":\"up\",\"dead_letter_queue\":\"up\",\"table\":\"up\"}}");

            sqs.deleteQueue(request -> request.queueUrl(stack.deadLettersUrl()));
            var oneDown = SharedStack.get(stack.endpoint(), "/health");
            sqs.deleteQueue(request -> request.queueUrl(stack.queueUrl()));
            dynamoDb.deleteTable(request -> request.tableName(stack.tableName()));
            var allDown = SharedStack.get(stack.endpoint(), "/health");

            assertThat(oneDown.statusCode()).isEqualTo(503);
            assertThat(oneDown.body())
                    .isEqualTo(
                            "{\"status\":\"down\",\"parts\":{\"queue\":\"up\",\"dead_letter_queue\":\"down\",\"table\":\"up\"}}");
            assertThat(allDown.body())
                    .isEqualTo(
                            "{\"status\":\"down\",\"parts\":{\"queue\":\"down\",\"dead_letter_queue\":\"down\",\"table\":\"down\"}}");
        }
    }

    private static LocalStack start(Access access) {
        return LocalStack.start(new LocalOptions(
                0,
                0,
                0,
                null,
                null,
                3,
                Duration.ofSeconds(3),
                access,
                LocalOptions.Reads.open(),
                OpenTelemetry.noop()));
    }

    private static int status(LocalStack stack, Port port, String headers) throws IOException {
        return Integer.parseInt(
                send(port.of(stack), port.line, headers + "\r\n" + port.headers).split(" ", 3)[1]);
    }

    private static String send(URI endpoint, String line, String headers) throws IOException {
        boolean hasBody = line.startsWith("POST");
        return CheckedClient.send(
                endpoint,
                line + "\r\n" + headers + "\r\nConnection: close\r\n"
                        + (hasBody ? "Content-Length: 2\r\n\r\n{}" : "\r\n"));
    }
}
