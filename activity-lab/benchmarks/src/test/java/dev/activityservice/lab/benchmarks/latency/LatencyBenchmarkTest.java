package dev.activityservice.lab.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.lab.benchmarks.peer.Database;
import dev.activityservice.lab.benchmarks.report.Report;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The whole benchmark, as short as it can be: that it measures what it says, not how fast anything is. */
class LatencyBenchmarkTest {

    @Test
    void all_are_timed_on_the_same_events_and_the_bare_call_writes_the_very_items_of_this_service() throws Exception {
        Report report = Report.of("Smoke", Map.of("command", "none"));
        Options options = Options.parse("--batches", "26", "--histories", "60", "--delays", "1", "--seconds", "0");
        PrintStream progress = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        try (DynamoDbLocalServer server = DynamoDbLocalServer.inMemory()) {

            new LatencyBenchmark(server.endpoint(), options, progress, report).run();

            assertThat(Pattern.compile("^\\| ([^|]+) \\| 1 ms \\| 60 \\| (?:26|50) \\| [0-9]", Pattern.MULTILINE)
                            .matcher(report.toMarkdown())
                            .results()
                            .map(match -> match.group(1)))
                    .containsExactly(
                            "no-op, stream",
                            "no-op, event classes",
                            "no-op + bare BatchWriteItem",
                            "activity service",
                            "per-record pattern",
                            "reference algorithm",
                            "activity service",
                            "bare Query",
                            "activity service");
            try (DynamoDbClient client = Database.client(server.endpoint())) {
                Set<Map<String, AttributeValue>> bare = items(client, "bare");
                assertThat(bare).hasSize(7 * (60 + 26));
                // Histories are each one's own; the batches are the same, byte for byte.
                bare.retainAll(items(client, Laboratory.OURS));
                assertThat(bare).hasSize(7 * 26);
                assertThat(items(client, "pattern")).hasSize(7 * (60 + 26));
                assertThat(items(client, "reference-idempotency")).hasSize(7 * 26);
            }
        }
    }

    @Test
    void a_wrong_option_is_named() {
        assertThat(Options.parse("--batches", "1,25").batches()).isEqualTo(List.of(1, 25));
        assertThatThrownBy(() -> Options.parse("--batch", "1")).hasMessage("Invalid argument: --batch");
        assertThatThrownBy(() -> Options.parse("--batches")).hasMessage("Invalid argument: --batches has no value");
    }

    private static Set<Map<String, AttributeValue>> items(DynamoDbClient client, String table) {
        Set<Map<String, AttributeValue>> items = new HashSet<>();
        client.scanPaginator(scan -> scan.tableName(table)).items().forEach(items::add);
        return items;
    }
}
