package dev.activityservice.local.takeover;

import static dev.activityservice.local.SharedStack.await;
import static dev.activityservice.local.takeover.ReferenceTable.row;
import static dev.activityservice.local.takeover.ReferenceTable.timeline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.activityservice.local.CommandResult;
import dev.activityservice.local.JavaProcess;
import dev.activityservice.local.Main;
import dev.activityservice.local.SharedStack;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.testbed.proxy.AwsJsonCall;
import dev.activityservice.testbed.proxy.FaultProxy;
import dev.activityservice.testbed.proxy.Reply;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Tests the import as an operator uses it, with rows as the Python service writes them. */
class ImportReferenceTest {

    private static final Instant FIRST = Instant.parse("2026-03-02T09:00:00Z");
    private static final String CUT_OVER = "2026-03-09T09:00:00Z";
    private static final List<String> ORDER_TYPES =
            List.of("orders.orderCreated.v1", "orders.orderConfirmed.v1", "orders.orderCompleted.v1");

    @TempDir
    Path folder;

    @BeforeAll
    static void signIn() {
        System.setProperty("aws.accessKeyId", "local");
        System.setProperty("aws.secretAccessKey", "local");
    }

    @AfterAll
    static void signOut() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void each_row_becomes_an_activity_with_the_identity_of_the_row() {
        ReferenceTable table = ReferenceTable.create("rows");
        table.put(row("ORD-1", "order", "orders.orderCreated.v1", FIRST));
        table.put(row("ORD-1", "order", "orders.orderConfirmed.v1", FIRST.plusSeconds(60)));
        table.put(row("a-b|c", "user", "orders.orderCreated.v1", FIRST));

        CommandResult result = importOf(table);

        assertThat(result.error()).isEmpty();
        assertThat(result).isEqualTo(new CommandResult(0, """
                From Activities-rows (about 3 rows) to ActivityService-activities-rows, rows before 2026-03-09T09:00:00Z
                  orders.orderConfirmed.v1  1
                  orders.orderCreated.v1  2
                Done: 3 rows read: 3 imported.
                """, ""));
        String source = "urn:activity-service:import:arn:aws:dynamodb:ddblocal:000000000000:table/Activities-rows";
        assertThat(timeline(table.newName(), EntityRef.of("order", "ORD-1")))
                .extracting(
                        Activity::type,
                        Activity::time,
                        each -> each.identity().source(),
                        each -> each.identity().id())
                .containsExactly(
                        tuple("orders.orderCreated.v1", FIRST, source, "ORD-1-order|1772442000000"),
                        tuple("orders.orderConfirmed.v1", FIRST.plusSeconds(60), source, "ORD-1-order|1772442060000"));
        assertThat(timeline(table.newName(), EntityRef.of("user", "a-b|c"))).hasSize(1);
    }

    @Test
    void rows_from_the_cut_over_on_stay_out() {
        ReferenceTable table = ReferenceTable.create("cut");
        Instant cutOver = Instant.parse(CUT_OVER);
        table.put(row("O-1", "order", "t.v1", cutOver.minusMillis(1)));
        table.put(row("O-2", "order", "t.v1", cutOver));
        table.put(row("O-3", "order", "t.v1", cutOver.plusSeconds(1)));

        CommandResult result = importOf(table);

        assertThat(result.output()).endsWith("Done: 3 rows read: 1 imported, 2 not before the cut-over.\n");
        assertThat(result.code()).isZero();
        assertThat(table.newItems()).hasSize(1);
    }

    @Test
    void a_dry_run_counts_the_same_and_writes_nothing() {
        ReferenceTable table = ReferenceTable.create("dry");
        table.putAll(orders(0, 40));
        table.put(with(row("X", "order", "t.v1", FIRST), "entity_type", AttributeValue.fromS("no type")));

        CommandResult rehearsed = importOf(table, "--dry-run");

        assertThat(rehearsed.code()).isEqualTo(3);
        assertThat(rehearsed.output())
                .startsWith("Dry run: nothing is written. From Activities-dry (about 121 rows)")
                .contains("refused: INVALID_TEXT at /entity_type: Invalid entity type: \"no type\" ")
                .endsWith("Dry run: 121 rows read: 120 to import, 1 refused (1 invalid_text).\n");
        assertThat(table.newItems()).isEmpty();
        assertThat(folder).isEmptyDirectory();
        assertThat(importOf(table).output())
                .endsWith("Done: 121 rows read: 120 imported, 1 refused (1 invalid_text).\n");
    }

    @Test
    void f90_each_refused_row_is_named_with_its_reason_and_attribute_and_the_others_are_imported() {
        ReferenceTable table = ReferenceTable.create("refused");
        Map<String, AttributeValue> row = row("O-1", "order", "t.v1", FIRST);
        Map<Map<String, AttributeValue>, String> refused = Map.ofEntries(
                Map.entry(without(row, "r01", "entity_id"), "MISSING_FIELD at /entity_id: is missing"),
                Map.entry(
                        with(row, "r02", "entity_id", AttributeValue.fromS(" ")),
                        "MISSING_FIELD at /entity_id: must not be blank"),
                Map.entry(
                        with(row, "r03", "entity_id", AttributeValue.fromS("a\u0007")),
                        "INVALID_TEXT at /entity_id: Invalid entity id: \"a\\u0007\""),
                Map.entry(
                        with(row, "r04", "entity_id", AttributeValue.fromS("x".repeat(1025))),
                        "TOO_LONG at /entity_id: Invalid entity id: \"xxx"),
                Map.entry(
                        with(row, "r05", "entity_type", AttributeValue.fromN("1")),
                        "WRONG_TYPE at /entity_type: must be a text, not N in DynamoDB's names"),
                Map.entry(
                        with(row, "r06", "entity_type", AttributeValue.fromNul(true)),
                        "MISSING_FIELD at /entity_type: is missing"),
                Map.entry(
                        with(row, "r07", "activity_type", AttributeValue.fromS("x".repeat(257))),
                        "TOO_LONG at /activity_type: Invalid event type: \"xxx"),
                Map.entry(
                        with(row, "r08", "created_at", AttributeValue.fromS("1772442000000")),
                        "WRONG_TYPE at /created_at: must be a number, not S in DynamoDB's names"),
                Map.entry(
                        with(row, "r09", "created_at", AttributeValue.fromN("1772442000000.5")),
                        "BAD_TIME at /created_at: must be a whole number of epoch milliseconds, not \"1772442000000.5\""),
                Map.entry(
                        with(row, "r10", "created_at", AttributeValue.fromN("-99999999999999")),
                        "BAD_TIME at /created_at: Invalid time: "),
                Map.entry(
                        with(row, "r11", "SK", AttributeValue.fromS("1|2")),
                        "INVALID_TEXT at /SK: must be epoch milliseconds, not \"1|2\""),
                Map.entry(
                        with(row, "r12" + "x".repeat(1020), "entity_id", AttributeValue.fromS("O")),
                        "TOO_LONG at /PK: Invalid event id: \"r12xxx"));
        table.putAll(List.copyOf(refused.keySet()));
        table.put(row);

        CommandResult result = importOf(table);

        assertThat(result.code()).isEqualTo(3);
        assertThat(refused)
                .allSatisfy((item, reason) -> assertThat(result.output().lines())
                        .filteredOn(line -> line.contains("(PK \""
                                + Objects.requireNonNull(item.get("PK")).s().substring(0, 3)))
                        .singleElement(InstanceOfAssertFactories.STRING)
                        .startsWith("refused: " + reason));
        assertThat(result.output())
                .contains("refused: MISSING_FIELD at /entity_id: is missing (PK \"r01\", SK \"1772442000000\")\n")
                .endsWith("Done: 13 rows read: 1 imported, 12 refused"
                        + " (2 bad_time, 2 invalid_text, 3 missing_field, 3 too_long, 2 wrong_type).\n");
        assertThat(table.newItems()).hasSize(1);
    }

    @Test
    void the_retention_of_the_catalog_holds_for_imported_rows() throws IOException {
        ReferenceTable table = ReferenceTable.create("retention");
        Path catalog = Files.writeString(folder.resolve("catalog.json"), """
                {"version": 1, "events": {
                  "t.v1": {"entities": [{"type": "user", "id": "/data/userId"}], "retention": "P36500D"},
                  "old.v1": {"entities": [{"type": "user", "id": "/data/userId"}], "retention": "P1D"}}}
                """);
        table.put(row("U-1", "user", "t.v1", FIRST));
        table.put(row("U-2", "user", "old.v1", FIRST));
        table.put(row("U-3", "user", "unknown.v1", FIRST));

        CommandResult result = importOf(table, "--catalog", catalog.toString());

        assertThat(result.output()).endsWith("Done: 3 rows read: 2 imported, 1 expired.\n");
        assertThat(timeline(table.newName(), EntityRef.of("user", "U-1")).get(0).retention())
                .isEqualTo(Duration.ofDays(36_500));
        assertThat(timeline(table.newName(), EntityRef.of("user", "U-3")).get(0).retention())
                .isNull();
    }

    @Test
    void f88_an_import_that_the_table_interrupts_continues_after_its_last_page() throws IOException {
        ReferenceTable table = ReferenceTable.create("interrupted");
        table.putAll(orders(0, 1_000));
        AtomicInteger writes = new AtomicInteger();

        CommandResult interrupted;
        try (FaultProxy proxy = FaultProxy.before(
                dynamoDb(),
                call -> isWrite(call) && writes.incrementAndGet() > 50
                        ? Reply.error(400, "com.amazonaws.dynamodb.v20120810#AccessDeniedException")
                        : call.pass())) {
            interrupted = importOf(proxy.endpoint(), table);
        }
        Path checkpoint = folder.resolve("checkpoint.json");
        CommandResult other = importOf(dynamoDb(), table, "2026-03-08T00:00:00Z");
        List<AwsJsonCall> calls;
        CommandResult continued;
        try (FaultProxy proxy = FaultProxy.recording(dynamoDb(), AwsJsonCall::pass)) {
            continued = importOf(proxy.endpoint(), table);
            calls = proxy.calls();
        }

        assertThat(interrupted.code()).isEqualTo(1);
        assertThat(interrupted.output())
                .contains("  1000 rows read: 1000 imported\n")
                .doesNotContain("Done");
        assertThat(interrupted.error())
                .startsWith("Cannot write to the new table: ")
                .endsWith("Repeat the command: it continues after the last complete page\n");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.error())
                .startsWith("Cannot use the checkpoint " + checkpoint + ": expected the import\n")
                .contains(" before 2026-03-08T00:00:00Z", " before 2026-03-09T09:00:00Z", "--checkpoint");
        assertThat(continued.output())
                .contains("Continuing the interrupted import after 1000 rows, from " + checkpoint + "\n")
                .endsWith("Done: 3000 rows read: 3000 imported.\n");
        assertThat(calls)
                .filteredOn(call -> call.operation().equals("Scan"))
                .first()
                .satisfies(call -> assertThat(call.body()).contains("ExclusiveStartKey"));
        assertThat(table.newItems()).hasSize(3_000);
        assertThat(checkpoint).doesNotExist();
    }

    @Test
    void f88_the_rows_that_a_busy_table_leaves_are_written_again() throws IOException {
        ReferenceTable table = ReferenceTable.create("busy");
        table.putAll(orders(0, 100));
        AtomicInteger writes = new AtomicInteger();

        CommandResult result;
        try (FaultProxy proxy = FaultProxy.before(
                dynamoDb(),
                call -> isWrite(call) && writes.incrementAndGet() % 2 == 1
                        ? Reply.error(400, "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException")
                        : call.pass())) {
            result = importOf(proxy.endpoint(), table);
        }

        assertThat(result.output()).endsWith("Done: 300 rows read: 300 imported.\n");
        assertThat(table.newItems()).hasSize(300);
    }

    @Test
    void f89_no_event_that_both_services_record_appears_twice() throws Exception {
        ReferenceTable table = ReferenceTable.create("both");
        String newTable = SharedStack.STACK.tableName();
        Instant deployment = FIRST.plus(Duration.ofMinutes(10));
        Instant cutOver = FIRST.plus(Duration.ofMinutes(20));
        // Types begin to be recorded at different times, because rules do.
        Map<String, Instant> live = new HashMap<>();
        for (int i = 0; i < ORDER_TYPES.size(); i++) {
            live.put(ORDER_TYPES.get(i), deployment.plus(Duration.ofMinutes(i + 1)));
        }
        int recorded = publish(table, live, 0, 20);
        await("the events before the cut-over", recorded, () -> activities(newTable));

        List<CommandResult> results = new ArrayList<>();
        Thread publisher = new Thread(() -> publish(table, live, 20, 40));
        publisher.start();
        for (int run = 0; run < 2; run++) {
            results.add(importOf(
                    dynamoDb(),
                    table,
                    cutOver.toString(),
                    "--to",
                    newTable,
                    "--recording-since",
                    deployment.toString()));
        }
        publisher.join();
        await("all events", 40 * ORDER_TYPES.size(), () -> activities(newTable));

        for (int i = 0; i < 40; i++) {
            assertThat(timeline(newTable, EntityRef.of("order", "BOTH-" + i)))
                    .as("order %s", i)
                    .extracting(Activity::type)
                    .containsExactlyElementsOf(ORDER_TYPES);
        }
        assertThat(results)
                .allSatisfy(result -> assertThat(result.output())
                        .contains(" rows read: 36 imported, ", " not before the cut-over, ")
                        .endsWith(" 24 recorded by the new service.\n"));
    }

    /**
     * Publishes one event of each type for the order of each minute, to both services.
     *
     * @return how many events the new service received
     */
    private static int publish(ReferenceTable table, Map<String, Instant> live, int from, int until) {
        int published = 0;
        for (int i = from; i < until; i++) {
            for (String type : ORDER_TYPES) {
                Instant time = FIRST.plus(Duration.ofMinutes(i)).plusMillis(ORDER_TYPES.indexOf(type) * 1_300L);
                table.put(row("BOTH-" + i, "order", type, time.truncatedTo(ChronoUnit.SECONDS)));
                if (!time.isBefore(live.get(type))) {
                    SharedStack.publish(SharedStack.event(
                            type, "both-" + type + i, time.toString(), "{\"orderNumber\":\"BOTH-" + i + "\"}"));
                    published++;
                }
            }
        }
        return published;
    }

    private static int activities(String table) {
        int count = 0;
        for (int i = 0; i < 40; i++) {
            count += timeline(table, EntityRef.of("order", "BOTH-" + i)).size();
        }
        return count;
    }

    @Test
    void wrong_values_are_refused_with_what_helps() {
        ReferenceTable table = ReferenceTable.create("values");

        assertThat(importOf(dynamoDb(), table, "2026-03-02").error())
                .isEqualTo(
                        "The option --before must be a time with an offset, such as 2026-03-02T09:00:00Z, not 2026-03-02\n");
        assertThat(importOf(dynamoDb(), table, "2999-01-01T00:00:00Z").error())
                .startsWith(
                        "The option --before must not be in the future, because the new service also records these events");
        assertThat(importOf(table, "--recording-since", CUT_OVER).error())
                .isEqualTo(
                        "The option --recording-since must be before --before (2026-03-09T09:00:00Z), not 2026-03-09T09:00:00Z\n");
        assertThat(importOf(table, "--rate", "-1").error()).isEqualTo("The option --rate must be at least 0, not -1\n");
        assertThat(importOf(table, "--to", table.name()).error())
                .isEqualTo("Cannot use the table Activities-values: expected the keys pk and sk, not PK and SK\n");
        assertThat(importOf(table, "--to", "none").error())
                .isEqualTo(
                        "Cannot import the rows: ResourceNotFoundException, a table does not exist: check --table, --to and"
                                + " --region\n");
        assertThat(CommandResult.run("import-reference", "--table", "history", "--before", CUT_OVER)
                        .error())
                .isEqualTo("Cannot find the table of the new service: the name history is not Activities-<environment>."
                        + " Name the new table with --to\n");
        assertThat(CommandResult.run("import-reference", "--table", "history"))
                .satisfies(result -> assertThat(result.code()).isEqualTo(2))
                .satisfies(result -> assertThat(result.error()).contains("--before=TIME"));
    }

    @Test
    void a_checkpoint_that_is_not_one_is_refused_and_the_message_names_the_cure() throws IOException {
        ReferenceTable table = ReferenceTable.create("garbage");
        Path checkpoint = Files.writeString(folder.resolve("checkpoint.json"), "{");

        String noJson = importOf(table).error();
        Files.writeString(checkpoint, "{\"version\": 2}");

        assertThat(noJson)
                .isEqualTo("Cannot use the checkpoint " + checkpoint + ": it is not JSON."
                        + " Remove the file to start from the beginning, which imports no row twice\n");
        assertThat(importOf(table).error())
                .startsWith("Cannot use the checkpoint " + checkpoint + ": it is not a checkpoint of version 1. ");
    }

    @Test
    @Tag("thorough")
    void ten_thousand_rows_give_identical_items_in_every_run_also_after_a_kill() throws Exception {
        ReferenceTable table = ReferenceTable.create("many");
        ReferenceTable killed = ReferenceTable.create("killed");
        List<Map<String, AttributeValue>> rows = orders(0, 3_333);
        rows.add(without(row("X", "order", "t.v1", FIRST), "X-order", "created_at"));
        table.putAll(rows);
        killed.putAll(rows);

        CommandResult first = importOf(table);
        Set<Map<String, AttributeValue>> items = table.newItems();
        CommandResult second = importOf(table);

        assertThat(first.output()).endsWith("Done: 10000 rows read: 9999 imported, 1 refused (1 missing_field).\n");
        assertThat(second).isEqualTo(first);
        assertThat(items).hasSize(9_999);
        assertThat(table.newItems()).isEqualTo(items);
        assertThat(table.oldItems()).isEqualTo(Set.copyOf(rows));

        Path checkpoint = folder.resolve("killed.json");
        kill(killed, checkpoint);
        CommandResult continued = importOf(killed, "--checkpoint", checkpoint.toString());

        assertThat(continued.output())
                .contains("Continuing the interrupted import after ")
                .endsWith("Done: 10000 rows read: 9999 imported, 1 refused (1 missing_field).\n");
        assertThat(killed.newItems()).hasSize(9_999);
    }

    /** Runs an import as a process, and kills it when it has a checkpoint. */
    private static void kill(ReferenceTable table, Path checkpoint) throws Exception {
        List<String> arguments = arguments(dynamoDb(), table, CUT_OVER);
        arguments.addAll(List.of("--checkpoint", checkpoint.toString(), "--rate", "1000"));
        ProcessBuilder builder = JavaProcess.of(Main.class, arguments.toArray(String[]::new))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("AWS_ACCESS_KEY_ID", "local");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "local");
        Process process = builder.start();
        try {
            await("a checkpoint", true, () -> Files.exists(checkpoint));
            if (Files.getFileStore(checkpoint).supportsFileAttributeView("posix")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(checkpoint)))
                        .isEqualTo("rw-------");
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(checkpoint).exists();
    }

    /** Returns three rows of each order. */
    private static List<Map<String, AttributeValue>> orders(int from, int until) {
        List<Map<String, AttributeValue>> rows = new ArrayList<>();
        for (int i = from; i < until; i++) {
            for (int type = 0; type < ORDER_TYPES.size(); type++) {
                rows.add(row("ORD-" + i, "order", ORDER_TYPES.get(type), FIRST.plusSeconds(i + 10L * type)));
            }
        }
        return rows;
    }

    private static Map<String, AttributeValue> with(
            Map<String, AttributeValue> row, String attribute, AttributeValue value) {
        Map<String, AttributeValue> changed = new TreeMap<>(row);
        changed.put(attribute, value);
        return changed;
    }

    /** Returns a row with another partition key and a changed attribute. */
    private static Map<String, AttributeValue> with(
            Map<String, AttributeValue> row, String partitionKey, String attribute, AttributeValue value) {
        return with(with(row, "PK", AttributeValue.fromS(partitionKey)), attribute, value);
    }

    private static Map<String, AttributeValue> without(
            Map<String, AttributeValue> row, String partitionKey, String attribute) {
        Map<String, AttributeValue> changed = with(row, "PK", AttributeValue.fromS(partitionKey));
        changed.remove(attribute);
        return changed;
    }

    private static boolean isWrite(AwsJsonCall call) {
        return call.operation().equals("BatchWriteItem");
    }

    private static URI dynamoDb() {
        return SharedStack.STACK.dynamoDbEndpoint();
    }

    private CommandResult importOf(ReferenceTable table, String... options) {
        return importOf(dynamoDb(), table, CUT_OVER, options);
    }

    private CommandResult importOf(URI endpoint, ReferenceTable table) {
        return importOf(endpoint, table, CUT_OVER);
    }

    private CommandResult importOf(URI endpoint, ReferenceTable table, String before, String... options) {
        List<String> arguments = arguments(endpoint, table, before);
        if (!List.of(options).contains("--checkpoint")) {
            arguments.addAll(
                    List.of("--checkpoint", folder.resolve("checkpoint.json").toString()));
        }
        arguments.addAll(List.of(options));
        return CommandResult.run(arguments.toArray(String[]::new));
    }

    private static List<String> arguments(URI endpoint, ReferenceTable table, String before) {
        return new ArrayList<>(List.of(
                "import-reference",
                "--table",
                table.name(),
                "--before",
                before,
                "--endpoint",
                endpoint.toString(),
                "--region",
                "eu-west-1"));
    }
}
