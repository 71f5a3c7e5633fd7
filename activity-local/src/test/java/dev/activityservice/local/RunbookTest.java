package dev.activityservice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows "Why is my event missing?" of docs/runbook.md on the local stack, with the commands of the page. */
@Tag("thorough")
class RunbookTest {

    private static final String BUS = "ActivityService-events-local";

    private static final String CATALOG = """
            {"version": 1, "events": {
              "orders.orderCreated.v1": {"entities": [{"type": "order", "id": "/data/orderNumber"}], "summary": "created", "retention": "P36500D"},
              "orders.orderShipped.v1": {"entities": [{"type": "order", "id": "/data/orderNumber"}], "summary": "shipped", "retention": "P1D"}
            }}
            """;

    @TempDir
    Path folder;

    @Test
    void the_steps_find_each_cause() throws Exception {
        assumeTrue(DocumentShell.has("make curl aws"), "make, bash, curl and the AWS CLI must be installed");
        try (DocumentShell shell = DocumentShell.open()) {
            Files.writeString(folder.resolve("catalog.json"), CATALOG);
            shell.startStack("make run ARGS='--in-memory --read-policy claim:sub=user --catalog "
                    + folder.resolve("catalog.json") + "'");
            Steps steps = new Steps(shell, folder);

            Event unsent = steps.event("ORD-1").withDetail("no JSON");
            assertThat(steps.publish(unsent)).isEqualTo("1\tMalformedDetail\n");

            Event unknown = steps.event("ORD-2").withType("orders.orderCreated.v9");
            assertThat(steps.publish(unknown)).isEqualTo("0\tNone\n");
            assertThat(steps.explain(unknown)).startsWith("ignored: no entry for \"orders.orderCreated.v9\"\n");

            Event invalid = steps.event("ORD-3").with("\"orderNumber\"", "\"orderId\"");
            assertThat(steps.publish(invalid)).isEqualTo("0\tNone\n");
            assertThat(steps.explain(invalid)).startsWith("rejected: MISSING_FIELD at /data/orderNumber: ");
            assertThat(steps.deadLetter(invalid)).contains("missing_field at /data/orderNumber\n");

            Event other = steps.event("ORD-4").with("\"ORD-4\"", "\"ord-4\"");
            assertThat(steps.publish(other)).isEqualTo("0\tNone\n");
            assertThat(steps.explain(other))
                    .startsWith("recordable: 1 activity\n")
                    .contains("  entity   order \"ord-4\"\n");

            Event expired = steps.event("ORD-5").withType("orders.orderShipped.v1");
            assertThat(steps.publish(expired)).isEqualTo("0\tNone\n");
            assertThat(steps.explain(expired)).startsWith("expired: ");

            Event elsewhere = steps.event("ORD-6").onBus("default");
            assertThat(steps.publish(elsewhere)).isEqualTo("0\tNone\n");
            assertThat(steps.explain(elsewhere)).startsWith("recordable: 1 activity\n");

            Event refused = steps.event("ORD-7");
            assertThat(steps.publish(refused)).isEqualTo("0\tNone\n");
            assertThat(steps.explain(refused)).startsWith("recordable: 1 activity\n");
            steps.awaitRow(refused, "\torders.orderCreated.v1\te-ORD-7\n");
            assertThat(steps.read(refused)).contains("\"code\":\"forbidden\"").endsWith("\n403\n");

            // The event of the other bus was published before this one, and is nowhere.
            assertThat(steps.waiting()).isEqualTo("0\t0\n");
            assertThat(steps.row(elsewhere)).isEmpty();
            assertThat(steps.row(other)).isEmpty();
        }
    }

    /** The commands of the page, for one event after the other. */
    private static final class Steps {

        private final DocumentShell shell;
        private final Path folder;
        private final List<String> blocks;

        Steps(DocumentShell shell, Path folder) throws Exception {
            this.shell = shell;
            this.folder = folder;
            this.blocks = Pattern.compile("(?s)```sh\n(.*?)```\n")
                    .matcher(shell.withPorts(DocumentShell.marked("docs/runbook.md", "missing")))
                    .results()
                    .map(block -> block.group(1))
                    .toList();
            assertThat(blocks).hasSize(7);
            shell.run(blocks.get(0));
            shell.run("TOKEN=$(make token ARGS='--claims {\"sub\":\"U-1\"}')");
        }

        Event event(String id) throws Exception {
            // The event of the page, as JSON in a JSON text.
            return new Event(
                    id,
                    BUS,
                    "orders.orderCreated.v1",
                    "{\"specversion\": \"1.0\", \"id\": \"e-" + id + "\", \"source\": \"https://orders.example\","
                            + " \"type\": \"orders.orderCreated.v1\", \"time\": \"2026-03-02T09:15:59.87Z\","
                            + " \"data\": {\"orderNumber\": \"" + id + "\"}}");
        }

        String publish(Event event) throws Exception {
            return run(1, event);
        }

        String explain(Event event) throws Exception {
            return run(2, event);
        }

        String deadLetter(Event event) throws Exception {
            return shell.await(block(3, event), "e-" + event.order);
        }

        String waiting() throws Exception {
            return shell.await(blocks.get(4), "0\t0");
        }

        String row(Event event) throws Exception {
            return run(5, event);
        }

        void awaitRow(Event event, String expected) throws Exception {
            shell.await(block(5, event), expected);
        }

        String read(Event event) throws Exception {
            return run(6, event);
        }

        private String run(int step, Event event) throws Exception {
            return shell.run(block(step, event));
        }

        private String block(int step, Event event) throws Exception {
            Path entries = folder.resolve("entries.json");
            Path body = folder.resolve("event.json");
            Files.writeString(entries, event.entries());
            Files.writeString(body, event.body());
            return blocks.get(step)
                    .replace("entries.json", entries.toString())
                    .replace("event.json", body.toString())
                    .replace("catalog.json", folder.resolve("catalog.json").toString())
                    .replace("ORD-1", event.order);
        }
    }

    private record Event(String order, String bus, String type, String detail) {

        Event withDetail(String other) {
            return new Event(order, bus, type, other);
        }

        Event withType(String other) {
            return new Event(order, bus, other, detail.replace(type, other));
        }

        Event onBus(String other) {
            return new Event(order, other, type, detail);
        }

        Event with(String text, String replacement) {
            return new Event(order, bus, type, detail.replace(text, replacement));
        }

        String entries() {
            return "[{\"EventBusName\": \"" + bus + "\", \"Source\": \"dev.orders\", \"DetailType\": \"" + type
                    + "\", \"Detail\": \"" + detail.replace("\"", "\\\"") + "\"}]";
        }

        String body() {
            return "{\"version\": \"0\", \"id\": \"1\", \"detail-type\": \"" + type
                    + "\", \"source\": \"dev.orders\", \"time\": \"2026-03-02T09:16:00Z\", \"detail\": " + detail + "}";
        }
    }
}
