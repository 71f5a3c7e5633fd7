package dev.activityservice.local;

import static dev.activityservice.local.SharedStack.await;
import static dev.activityservice.local.SharedStack.column;
import static dev.activityservice.local.SharedStack.event;
import static dev.activityservice.local.SharedStack.timeline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.notice.DistinctNotices;
import dev.activityservice.text.Quoted;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the output and the exit codes of the commands. */
class CommandsTest {

    @TempDir
    Path folder;

    @Test
    void the_demo_prints_the_shop_day_s_timelines_and_why_its_poison_message_is_a_dead_letter() {
        CommandResult result = onStack("demo");

        assertThat(result.error()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.output().lines().map(line -> line.strip().replaceAll(" {2,}", " ")))
                .containsSubsequence(
                        "Published 13 events: ten types, one duplicate, one out of order, one poison event.",
                        "order/ORD-2001",
                        "2026-03-02T09:15:59.8731245Z orders.orderCreated.v1 Order ORD-2001 created",
                        "2026-03-02T09:16:01.104512Z inventory.stockReserved.v1 Stock reserved",
                        "2026-03-02T09:16:02.482913Z orders.orderConfirmed.v1 Order ORD-2001 confirmed",
                        "2026-03-02T09:20:00.0000001Z orders.orderCompleted.v1 Order ORD-2001 completed",
                        "order/ORD-2002",
                        "product/P-1001",
                        "user/U-77",
                        "Dead letters:");
        assertThat(result.output())
                .contains(": rejected: MISSING_FIELD at /data/orderNumber: ")
                .contains("\"" + DemoCommand.POISON_ID + "\"");
    }

    @Test
    void a_valid_dead_letter_is_listed_as_recordable_and_recorded_after_a_redrive() {
        SharedStack.SQS.sendMessage(request -> request.queueUrl(SharedStack.STACK.deadLettersUrl())
                .messageBody(
                        event("users.userCreated.v1", "redriven", "2026-03-02T09:00:00Z", "{\"userId\":\"CMD-U1\"}")
                                .detail()));

        CommandResult listed = onStack("dead-letters");
        CommandResult sentBack = onStack("redrive");

        assertThat(listed.code()).isZero();
        assertThat(listed.output()).contains("  recordable: receives used up\n").doesNotContain("CMD-U1");
        assertThat(sentBack.code()).isZero();
        assertThat(sentBack.output()).containsPattern("Sent back [1-9][0-9]* messages?; left 0\\.");
        await("the user", List.of("redriven"), () -> column(timeline("user/CMD-U1", 100), "event_id"));
    }

    @Test
    void commands_that_need_a_stack_say_how_to_start_one() throws IOException {
        int unusedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unusedPort = socket.getLocalPort();
        }
        String port = String.valueOf(unusedPort);

        for (String command : List.of("demo", "dead-letters", "redrive")) {
            assertThat(CommandResult.run(command, "--port", port, "--sqs-port", port))
                    .isEqualTo(new CommandResult(
                            1,
                            "",
                            "Cannot reach a local stack at port " + port + " (--port) with SQS at port " + port
                                    + " (--sqs-port): start it with \"make run\" in another terminal\n"));
        }
    }

    @Test
    void explain_describes_the_outcome_of_a_body() throws IOException {
        Path good = body("users.userCreated.v1", "{\"userId\":\"U-1\"}");
        Path poison = body("orders.orderCreated.v1", "{\"userId\":\"U-1\"}");

        assertThat(CommandResult.run("explain", good.toString())).isEqualTo(new CommandResult(0, """
                                recordable: 1 activity
                                  event    "users.userCreated.v1"
                                  source   "dev.test"
                                  id       "e-1"
                                  time     2026-03-02T09:00:00Z (event)
                                  entry    "users.userCreated.v1"
                                  entity   user "U-1"
                                  summary  "User created"
                                """, ""));
        assertThat(CommandResult.run("explain", poison.toString())).satisfies(result -> {
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.output()).startsWith("rejected: MISSING_FIELD at /data/orderNumber: ");
        });
        assertThat(CommandResult.run("explain", folder.resolve("none.json").toString()))
                .satisfies(result -> {
                    assertThat(result.code()).isEqualTo(1);
                    assertThat(result.error()).startsWith("Cannot read " + folder.resolve("none.json"));
                });
        assertThat(CommandResult.run("explain", "--max-event-bytes", "20", good.toString()))
                .satisfies(result -> {
                    assertThat(result.code()).isEqualTo(1);
                    assertThat(result.output()).startsWith("rejected: TOO_LARGE: ");
                });
        assertThat(CommandResult.run("explain", "--max-event-bytes", "0", good.toString()))
                .satisfies(result -> assertThat(result.error())
                        .contains("The option --max-event-bytes must be from 1 to 2147483647, not 0"));
    }

    @Test
    void explain_takes_the_present_as_the_time_at_which_the_body_was_sent() throws IOException {
        Path body = Files.writeString(
                folder.resolve("no-time.json"),
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"users.userCreated.v1\",\"data\":{\"userId\":\"U-1\"}}");

        assertThat(CommandResult.run("explain", body.toString()).output())
                .startsWith("recordable: 1 activity\n")
                .containsPattern("time     20\\S+Z \\(sqs\\)\n");
    }

    @Test
    void f62_no_argument_and_no_file_deceives_the_reader_of_a_terminal() throws IOException {
        String deceiving = "x\u202ey\u200b\u2028\u2029\u00ad\ufeff\udb40\udc41z";
        Path catalog = Files.writeString(folder.resolve("catalog" + deceiving + ".json"), """
                {"version": 1, "event%1$s": 1, "events": {"t%1$s": {"entities": [{"type": "o%1$s", "id": "/data/%1$s"}, {"typ%1$s": 1}],
                  "summary": "{%1$s}", "retention": "P%1$s", "readers": {"r%1$s": ["%1$s"]}, "tenant": "%1$s",
                  "actor": {"id": "%1$s", "type": "%1$s"}, "attributes": {"%1$s": "%1$s"}}}}
                """.formatted(deceiving));
        Path noJson = Files.writeString(folder.resolve("no.json"), "{" + deceiving + "}");
        Path body = Files.writeString(folder.resolve("body.json"), "{}");

        List<CommandResult> results = List.of(
                CommandResult.run("explain", folder.resolve("none" + deceiving).toString()),
                CommandResult.run("explain", "--" + deceiving),
                CommandResult.run(deceiving),
                CommandResult.run("explain", "--catalog", deceiving, body.toString()),
                CommandResult.run("explain", "--catalog", catalog.toString(), body.toString()),
                CommandResult.run("explain", "--catalog", noJson.toString(), body.toString()),
                CommandResult.run("--port", deceiving),
                CommandResult.run("dead-letters", "--queue-url", deceiving, "--region", deceiving),
                CommandResult.run("dead-letters", "--limit", deceiving),
                CommandResult.run("redrive", "--queue-url", "https://" + deceiving + ".fifo"),
                CommandResult.run("may", "--read-policy", deceiving, "order/1"),
                CommandResult.run("may", "--read-policy", noJson.toString(), "order/1"),
                CommandResult.run("may", "--read-policy", "authenticated", deceiving),
                CommandResult.run("may", "--read-policy", "claim:sub=user", "user/" + deceiving),
                CommandResult.run("token", "--claims", deceiving),
                CommandResult.run("--read-policy", "claim:" + deceiving, "--port=0"),
                CommandResult.run("--cors", deceiving));

        assertThat(results).allSatisfy(result -> {
            assertThat(result.code()).isNotZero();
            assertThat((result.output() + result.error()).replace("\n", "").codePoints())
                    .as(result.toString())
                    .noneMatch(Quoted::isUnsafe);
        });
        assertThat(results.get(4).error()).contains("/events/tx\\u202ey");
    }

    @Test
    void explain_rejects_an_event_that_does_not_fit_into_an_item() throws IOException {
        Path catalog = Files.writeString(folder.resolve("catalog.json"), """
                {"version": 1, "events": {"notes.noteTaken.v1": {
                  "entities": [{"type": "note", "id": "/data/id"}], "attributes": {"text": "/data/text"}}}}
                """);
        Path body = body("notes.noteTaken.v1", "{\"id\":\"N-1\",\"text\":\"" + "x".repeat(409_600) + "\"}");

        CommandResult result = CommandResult.run("explain", "--catalog", catalog.toString(), body.toString());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).startsWith("rejected: TOO_LARGE");
    }

    @Test
    void a_catalog_with_tenants_can_be_explained_but_not_run() throws IOException {
        Path catalog = Files.writeString(folder.resolve("catalog.json"), """
                {"version": 1, "tenant": {"envelope": "account"}, "events": {"orders.orderCreated.v1": {
                  "entities": [{"type": "order", "id": "/data/orderNumber"}, {"type": "user", "id": "/data/userId"}],
                  "readers": {"order": ["user"]}}}}
                """);
        Path body = Files.writeString(folder.resolve("body.json"), """
                {"id": "e-1", "source": "dev.orders", "account": "123456789012", "time": "2026-03-02T09:16:00Z",
                 "detail-type": "orders.orderCreated.v1", "detail": {"orderNumber": "O-1", "userId": "U-1"}}
                """);
        LocalOptions options = new LocalOptions(
                0,
                0,
                0,
                null,
                catalog.toString(),
                3,
                Duration.ofSeconds(2),
                LocalOptions.Access.local(),
                LocalOptions.Reads.open(),
                OpenTelemetry.noop());

        CommandResult explained = CommandResult.run("explain", "--catalog", catalog.toString(), body.toString());

        assertThat(explained.code()).isZero();
        assertThat(explained.output())
                .startsWith("recordable: 2 activities\n")
                .contains("\n  tenant   \"123456789012\"\n", "\n  reader   user \"U-1\" of order \"O-1\"\n");
        assertThat(start(options))
                .isEqualTo(
                        "Cannot use the catalog " + catalog
                                + ": it has the key \"tenant\", so the options --read-policy and --tenant-claim must be set (docs/access.md)");
    }

    @Test
    void tenants_and_the_read_policy_must_fit_each_other() throws IOException {
        Path catalog = catalogFile();
        Path faulty = Files.writeString(folder.resolve("faulty.json"), "{}");

        assertThat(CommandResult.run("--tenant-claim=t", "--in-memory"))
                .satisfies(result -> assertThat(result.code()).isEqualTo(2))
                .satisfies(
                        result -> assertThat(result.error())
                                .startsWith(
                                        "The option --tenant-claim also needs --read-policy, because without a policy callers have no token\n"));
        assertThat(CommandResult.run(
                        "--tenant-claim=t",
                        "--read-policy=authenticated",
                        "--catalog=" + catalog,
                        "--port=0",
                        "--sqs-port=0",
                        "--dynamodb-port=0"))
                .isEqualTo(new CommandResult(
                        1,
                        "",
                        "Cannot use the option --tenant-claim: the catalog " + catalog
                                + " must have the key \"tenant\" (docs/access.md)\n"));
        assertThat(CommandResult.run("--read-policy=" + faulty, "--port=0", "--sqs-port=0", "--dynamodb-port=0"))
                .satisfies(result -> assertThat(result.code()).isEqualTo(1))
                .satisfies(result -> assertThat(result.error())
                        .startsWith("Cannot use the read policy " + faulty + ". ")
                        .contains("\"version\"", "\"rules\""));
        Path tenants = Files.writeString(
                folder.resolve("tenants.json"),
                Files.readString(catalog).replace("\"version\"", "\"tenant\": \"/data/t\", \"version\""));
        assertThat(CommandResult.run(
                        "--read-policy=allow-all",
                        "--tenant-claim=t",
                        "--catalog=" + tenants,
                        "--in-memory",
                        "--port=0",
                        "--sqs-port=0",
                        "--dynamodb-port=0"))
                .satisfies(result -> assertThat(result.code()).isEqualTo(1))
                .satisfies(result -> assertThat(result.error())
                        .startsWith("Invalid settings: 1 fault(s)\n  ACTIVITY_TENANT_CLAIM must not be set with"));
        assertThat(CommandResult.run("--read-policy=claim:sub", "--port=0", "--sqs-port=0", "--dynamodb-port=0"))
                .isEqualTo(
                        new CommandResult(
                                1,
                                "",
                                "Invalid read policy: expected authenticated, claim:<claim>=<entity type> or allow-all, not \"claim:sub\"\n"));
    }

    @Test
    void the_demo_of_a_stack_with_a_policy_needs_claims() throws IOException {
        Path policy = Files.writeString(
                folder.resolve("policy.json"),
                "{\"version\":1,\"rules\":[{\"claim\":\"groups\",\"has\":\"support\",\"may\":[\"*\"]}]}");
        LocalOptions options = new LocalOptions(
                0,
                0,
                0,
                null,
                null,
                3,
                Duration.ofSeconds(3),
                LocalOptions.Access.local(),
                new LocalOptions.Reads(policy.toString(), null, null),
                OpenTelemetry.noop());
        try (LocalStack stack = LocalStack.start(options)) {
            String port = "--port=" + stack.endpoint().getPort();
            String sqsPort = "--sqs-port=" + stack.sqsEndpoint().getPort();

            CommandResult without = CommandResult.run("demo", port, sqsPort);
            CommandResult stranger = CommandResult.run("demo", port, sqsPort, "--claims", "{\"groups\":\"staff\"}");
            CommandResult support = CommandResult.run("demo", port, sqsPort, "--claims", "{\"groups\":\"support\"}");

            assertThat(without)
                    .isEqualTo(
                            new CommandResult(
                                    1,
                                    "",
                                    "Reads from the running stack need a token: give claims that may read order/ORD-2001, order/ORD-2002,"
                                            + " product/P-1001, user/U-77, for example make demo ARGS='--claims {\"groups\":[\"support\"]}'\n"));
            assertThat(stranger.code()).isEqualTo(1);
            assertThat(stranger.error())
                    .isEqualTo(
                            "The claims must be allowed to read order/ORD-2001, but the status is 403: change --claims\n");
            assertThat(support.error()).isEmpty();
            assertThat(support.output()).contains("Order ORD-2001 completed");
        }
    }

    private static String start(LocalOptions options) {
        return String.valueOf(catchThrowableOfType(CommandException.class, () -> LocalStack.start(options))
                .getMessage());
    }

    @Test
    void the_printed_curl_commands_work_when_pasted() throws Exception {
        assumeTrue(canRun("curl"), "curl is not installed");
        assumeTrue(canRun("bash"), "bash is not installed");
        List<String> commands = Banner.of(
                        SharedStack.STACK, null, ActivityCatalog.reference(), LocalOptions.Reads.open())
                .lines()
                .filter(line -> line.startsWith("curl "))
                .toList();
        assertThat(commands).hasSize(3);

        String published = paste(commands.get(0));
        await("the order", true, () -> paste(commands.get(1)).contains("\"orders.orderCreated.v1\""));
        String deadLetters = paste(commands.get(2));

        assertThat(published).startsWith("{\"FailedEntryCount\":0,\"Entries\":[{\"EventId\":\"");
        assertThat(SharedStack.json(deadLetters).has("Messages"))
                .as(deadLetters)
                .isTrue();
    }

    @Test
    void the_aws_cli_command_is_next_to_each_curl_command_with_the_same_input() {
        String banner = Banner.of(SharedStack.STACK, null, ActivityCatalog.reference(), LocalOptions.Reads.open());
        String entries = banner.replaceFirst("(?s).*--entries '([^']*)'.*", "$1");

        assertThat(SharedStack.json(entries).get(0).path("DetailType").asText()).isEqualTo("orders.orderCreated.v1");
        assertThat(banner)
                .contains("-d '{\"Entries\":" + entries + "}'", "aws events put-events", "aws sqs receive-message");
    }

    private static boolean canRun(String tool) throws InterruptedException {
        try {
            return new ProcessBuilder(tool, "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String paste(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-c", command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void the_demo_reports_at_once_that_it_does_not_fit_the_catalog_of_the_stack() throws IOException {
        Path types = Files.writeString(folder.resolve("types.json"), """
                {"version": 1, "events": {"a.b.v1": {"entities": [{"type": "a", "id": "/data/id"}]}, "orders.*": {
                  "entities": [{"type": "order", "id": "/data/orderNumber"}]}}}
                """);
        Path pointers = Files.writeString(folder.resolve("pointers.json"), """
                {"version": 1, "events": {
                  "orders.*": {"entities": [{"type": "order", "id": "/data/orderNumber"}]},
                  "product.*": {"entities": [{"type": "product", "id": "/data/productId"}]},
                  "inventory.*": {"entities": [{"type": "order", "id": "/data/orderNumber", "optional": true}]},
                  "users.*": {"entities": [{"type": "user", "id": "/data/userId"}]}}}
                """);
        Map<Path, String> reasons = Map.of(
                types, "no entry matches inventory.stockReservationFailed.v1, inventory.stockReserved.v1, ",
                pointers, "product/P-1001 would have ");

        for (Map.Entry<Path, String> each : reasons.entrySet()) {
            LocalOptions options = new LocalOptions(
                    0,
                    0,
                    0,
                    null,
                    each.getKey().toString(),
                    3,
                    Duration.ofSeconds(2),
                    LocalOptions.Access.local(),
                    LocalOptions.Reads.open(),
                    OpenTelemetry.noop());
            try (LocalStack stack = LocalStack.start(options)) {
                CommandResult result = CommandResult.run(
                        "demo", "--port", String.valueOf(stack.endpoint().getPort()));

                assertThat(result.code()).isEqualTo(1);
                assertThat(result.output()).isEmpty();
                assertThat(result.error())
                        .startsWith("The demo does not fit the catalog of the running stack: " + each.getValue())
                        .endsWith(
                                "; start the stack with the reference catalog (without --catalog and ACTIVITY_CATALOG)\n");
            }
        }
    }

    @Test
    void each_command_accepts_all_options_of_the_stack() throws IOException {
        Path body = body("users.userCreated.v1", "{\"userId\":\"U-1\"}");
        String[] arguments = {
            "--port",
            String.valueOf(SharedStack.STACK.endpoint().getPort()),
            "--sqs-port",
            String.valueOf(SharedStack.STACK.sqsEndpoint().getPort()),
            "--dynamodb-port=0",
            "--data-dir=x",
            "--in-memory",
            "--max-receives=5",
            "--visibility-timeout=9",
            "--trace",
            "--check",
            "--allow-host=a,b",
            "--cors=*",
            "--read-policy=authenticated",
            "--tenant-claim=tenant",
            "--audit-key=secret",
            "--catalog",
            catalogFile().toString()
        };

        for (List<String> command : List.of(
                List.of("explain", body.toString()),
                List.of("dead-letters"),
                List.of("redrive", "--dry-run"),
                List.of("may", "order/1", "--claims={\"tenant\":\"t\"}"),
                List.of("audit-hash", "order/1"))) {
            List<String> all = new ArrayList<>(command);
            all.addAll(List.of(arguments));
            CommandResult result = CommandResult.run(all.toArray(new String[0]));

            assertThat(result.error()).as("%s", command).isEmpty();
            assertThat(result.code()).as("%s", command).isZero();
        }
        CommandResult demo = CommandResult.run(
                Stream.concat(Stream.of("demo"), Stream.of(arguments)).toArray(String[]::new));
        assertThat(demo.error()).isEmpty();
        assertThat(CommandResult.run("demo", "--max-receives=many").code()).isEqualTo(2);
        assertThat(CommandResult.run("demo", "--help").output()).doesNotContain("--max-receives");
    }

    private Path catalogFile() throws IOException {
        return Files.writeString(folder.resolve("users.json"), """
                {"version": 1, "events": {"users.*": {"entities": [{"type": "user", "id": "/data/userId"}]}}}
                """);
    }

    @Test
    void a_read_of_an_entity_type_that_the_catalog_does_not_have_is_reported_once() throws IOException {
        List<String> notices = new ArrayList<>();
        List<String> passed = new ArrayList<>();
        UnknownEntityTypes api = new UnknownEntityTypes(
                ActivityCatalog.reference(),
                exchange -> {
                    passed.add(exchange.getRequestURI().getRawPath());
                    FrontDoor.answer(exchange, 502, "{\"message\":\"The test has no function\"}");
                },
                new DistinctNotices(notices::add));
        try (FrontDoor door = new FrontDoor(0)) {
            door.open(api, api, api);
            for (String path : List.of(
                    "orders/1",
                    "orders/2",
                    "order/1",
                    "orders?id=1",
                    "%1b%5b31m/1",
                    "or%64er/1",
                    "a!/1",
                    "",
                    "users")) {
                SharedStack.get(door.endpoint(), "/api/activity/" + path);
            }
        }

        assertThat(passed).hasSize(9);
        assertThat(notices)
                .containsExactly(
                        "A request reads the entity type \"orders\", which the catalog does not have. It has: order, product, user",
                        "A request reads the entity type \"users\", which the catalog does not have. It has: order, product, user");
    }

    @Test
    void the_banner_warns_if_the_catalog_does_not_record_its_example() {
        ActivityCatalog other = ActivityCatalog.parse(
                "{\"version\":1,\"events\":{\"a.b\":{\"entities\":[{\"type\":\"a\",\"id\":\"/data/id\"}]}}}");

        assertThat(Banner.of(SharedStack.STACK, null, ActivityCatalog.reference(), LocalOptions.Reads.open()))
                .contains("\nPublish an event:\n");
        assertThat(Banner.of(SharedStack.STACK, null, other, LocalOptions.Reads.open()))
                .contains(
                        "\nPublish an event (your catalog does not record this one; use a type and data of your catalog):\n");
    }

    @Test
    void the_banner_says_whether_reads_need_a_token() {
        String open = banner(LocalOptions.Reads.open());
        String tenants = banner(new LocalOptions.Reads("policy.json", "shop", null));

        assertThat(open)
                .contains("\nEveryone may read, because the stack has no --read-policy (docs/access.md).")
                .doesNotContain("TOKEN");
        assertThat(tenants)
                .contains(
                        "\nReads need a token. The read policy is policy.json, and the tenant is the claim \"shop\".",
                        "\nTOKEN=$(make -s token ARGS='--port "
                                + SharedStack.STACK.endpoint().getPort()
                                + " --claims {\"sub\":\"U-1\",\"shop\":\"T-1\"}')\n",
                        "/api/activity/order/ORD-1 -H \"Authorization: Bearer $TOKEN\"\n")
                .doesNotContain("Everyone may read");
    }

    private static String banner(LocalOptions.Reads reads) {
        return Banner.of(SharedStack.STACK, null, ActivityCatalog.reference(), reads);
    }

    private Path body(String type, String data) throws IOException {
        return Files.writeString(
                folder.resolve(type + ".json"),
                event(type, "e-1", "2026-03-02T09:00:00Z", data).detail());
    }

    private static CommandResult onStack(String command) {
        return CommandResult.run(
                command,
                "--port",
                String.valueOf(SharedStack.STACK.endpoint().getPort()),
                "--sqs-port",
                String.valueOf(SharedStack.STACK.sqsEndpoint().getPort()));
    }
}
