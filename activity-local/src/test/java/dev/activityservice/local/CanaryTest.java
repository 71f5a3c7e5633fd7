package dev.activityservice.local;

import static dev.activityservice.local.SharedStack.column;
import static dev.activityservice.local.SharedStack.event;
import static dev.activityservice.local.SharedStack.timeline;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.local.command.LocalClients;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** Runs the local stack as a process. Its output must not contain anything that producers and readers sent. */
@Tag("thorough")
class CanaryTest {

    @TempDir
    Path folder;

    @Test
    void f62_f63_no_line_of_the_process_contains_parts_of_a_payload_an_id_or_a_request() throws Exception {
        Path output = folder.resolve("output");
        Process process = JavaProcess.of(
                        Main.class, "--in-memory", "--port=0", "--sqs-port=0", "--dynamodb-port=0", "--max-receives=1")
                .redirectOutput(output.toFile())
                .start();
        try {
            URI endpoint = endpoint(process, output);
            try (EventBridgeClient bus = LocalClients.eventBridge(endpoint)) {
                bus.putEvents(request -> request.entries(
                        user("CANARY-1", "{\"userId\":\"CANARY-user\",\"CANARY-key\":\"CANARY-value\"}"),
                        user("CANARY-2", "{\"userId\":{\"CANARY-key\":1}}"),
                        user("CANARY-3", "{\"CANARY-key\":1,\"CANARY-key\":2,\"userId\":\"x\"}"),
                        user("CANARY-4", "{\"userId\":\"CANARY\\u001b[31m\\u000a${jndi:ldap://CANARY}\"}"),
                        event("a.b.v1", "CANARY-5", "2026-03-02T09:00:00Z", "{}")));
                SharedStack.await(
                        "the canary's timeline",
                        List.of("CANARY-1"),
                        () -> column(timeline(endpoint, "user/CANARY-user", 10), "event_id"));
                SharedStack.await(
                        "the lines about what is rejected",
                        3L,
                        () -> lines(output)
                                .filter(line -> line.contains("message_rejected"))
                                .count());
            }
            for (String path : List.of(
                    "/api/activity/user/CANARY?cursor=CANARY",
                    "/api/activity/CANARY!/CANARY",
                    "/CANARY?CANARY=CANARY",
                    "/api/activity/user/CANARY?limit=CANARY")) {
                assertThat(SharedStack.get(endpoint, path).body()).doesNotContain("CANARY");
            }
        } finally {
            process.destroy();
            process.waitFor(15, TimeUnit.SECONDS);
            process.destroyForcibly();
        }

        assertThat(Files.readString(output))
                .contains("\"event\":\"batch_processed\"", "no entry of the catalog matches its detail type \"a.b.v1\"")
                .doesNotContain("CANARY", "jndi", "\u001b[31m");
    }

    @Test
    void f63_no_line_of_the_process_contains_parts_of_a_token() throws Exception {
        Path output = folder.resolve("output");
        Process process = JavaProcess.of(
                        Main.class,
                        "--in-memory",
                        "--port=0",
                        "--sqs-port=0",
                        "--dynamodb-port=0",
                        "--read-policy=authenticated",
                        "--audit-key=CANARY-key")
                .redirectOutput(output.toFile())
                .start();
        String token;
        try {
            URI endpoint = endpoint(process, output);
            token = CommandResult.run(
                            "token",
                            "--port=" + endpoint.getPort(),
                            "--claims={\"sub\":\"U-1\",\"groups\":[\"CANARY\"],\"CANARY\":1}")
                    .output()
                    .strip();
            for (String authorization :
                    List.of("Bearer " + token, "Bearer " + token + "x", "Bearer CANARY", "Basic CANARY")) {
                HttpResponse<String> response = CheckedClient.send(
                        HttpRequest.newBuilder(URI.create(endpoint + "/api/activity/user/CANARY-user"))
                                .header("Authorization", authorization)
                                .build());
                assertThat(response.statusCode()).isEqualTo(authorization.endsWith(token) ? 200 : 401);
                assertThat(response.headers().map().toString()).doesNotContain("CANARY");
            }
        } finally {
            process.destroy();
            process.waitFor(15, TimeUnit.SECONDS);
            process.destroyForcibly();
        }

        assertThat(token.split("\\.", -1)).hasSize(3);
        assertThat(Files.readString(output))
                .contains("Reads need a token.", "\"event\":\"read\"")
                .doesNotContain(token.split("\\.", -1)[1], "CANARY");
    }

    private static PutEventsRequestEntry user(String id, String data) {
        return event("users.userCreated.v1", id, "2026-03-02T09:00:00Z", data);
    }

    private static URI endpoint(Process process, Path output) {
        List<String> found = new ArrayList<>();
        SharedStack.await("the stack", true, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("The stack did not start:\n" + Files.readString(output));
            }
            lines(output)
                    .filter(line -> line.startsWith("  bus "))
                    .forEach(line -> found.add(line.replaceFirst("^ +bus +(http[^ ]+[0-9])/ .*$", "$1")));
            return !found.isEmpty();
        });
        return URI.create(found.get(0));
    }

    private static Stream<String> lines(Path output) throws IOException {
        return Files.readString(output).lines();
    }
}
