package dev.activityservice.lab.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.lab.benchmarks.peer.Candidates;
import dev.activityservice.lab.benchmarks.peer.Database;
import dev.activityservice.lab.report.Report;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Runs the whole benchmark as briefly as possible, and checks what it measures. */
@Tag("thorough")
class LatencyBenchmarkTest {

    @Test
    void all_are_timed_on_the_same_events_and_the_bare_call_writes_the_very_items_of_this_service() throws Exception {
        Report report = Report.of("Smoke", Map.of("command", "none"));
        LatencyBenchmark command = new LatencyBenchmark();
        new CommandLine(command).parseArgs("--batches", "26", "--histories", "60", "--delays", "1", "--seconds", "0");
        try (DynamoDbLocalServer server = DynamoDbLocalServer.inMemory()) {

            command.measure(server.endpoint(), report);

            assertThat(Pattern.compile("^\\| ([^|]+?) +\\| 1 ms +\\| 60 +\\| (?:26|50) +\\| [0-9]", Pattern.MULTILINE)
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
                // The candidates have different histories, but the same batches, byte for byte.
                bare.retainAll(items(client, Candidates.OURS));
                assertThat(bare).hasSize(7 * 26);
                assertThat(items(client, "pattern")).hasSize(7 * (60 + 26));
                assertThat(items(client, "reference-idempotency")).hasSize(7 * 26);
            }
        }
    }

    private static Set<Map<String, AttributeValue>> items(DynamoDbClient client, String table) {
        Set<Map<String, AttributeValue>> items = new HashSet<>();
        client.scanPaginator(scan -> scan.tableName(table)).items().forEach(items::add);
        return items;
    }
}
