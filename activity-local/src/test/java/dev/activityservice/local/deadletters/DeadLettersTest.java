package dev.activityservice.local.deadletters;

import static dev.activityservice.local.SharedStack.SQS;
import static dev.activityservice.local.SharedStack.STACK;
import static dev.activityservice.local.SharedStack.await;
import static dev.activityservice.local.SharedStack.column;
import static dev.activityservice.local.SharedStack.event;
import static dev.activityservice.local.SharedStack.timeline;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.local.CommandResult;
import dev.activityservice.local.JavaProcess;
import dev.activityservice.local.Main;
import dev.activityservice.testbed.proxy.FaultProxy;
import dev.activityservice.text.Quoted;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Tests the dead-letter tool as an operator uses it: with the URL of a queue, an endpoint and credentials. */
class DeadLettersTest {

    private static final String RULE = "arn:aws:events:eu-west-1:000000000000:rule/bus/orders";
    private static final Duration HIDDEN = Duration.ofSeconds(60);

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
    void f40_f42_each_dead_letter_is_listed_with_its_reason_and_stays_where_it_is() {
        String queue = queue("list");
        String well = send(queue, user("dl-1", "CANARY-ID"));
        String poison = send(
                queue, "{\"specversion\":\"1.0\",\"type\":\"users.userCreated.v1\",\"CANARY-KEY\":1,\"CANARY-KEY\":2}");
        String unknown = send(
                queue,
                event("a.b.v1", "CANARY-EVENT", "2026-03-02T09:00:00Z", "{}").detail());

        CommandResult listed = onQueue("dead-letters", queue);
        CommandResult strict = onQueue("dead-letters", queue, "--reject-unrecordable", "--reason", "unknown_type");

        assertThat(listed.error()).isEmpty();
        assertThat(listed.code()).isZero();
        assertThat(listed.output().replaceAll("  received [0-9]+  sent \\S+Z", ""))
                .contains(well + "  recordable: receives used up\n")
                .contains(poison + "  duplicate_key at /REDACTED\n")
                .contains(unknown + "  ignored: this catalog has no entry for its type\n")
                .endsWith("3 dead letters: 1 duplicate_key, 1 ignored, 1 recordable.\n");
        assertThat(listed.output()).containsPattern(well + "  received 1  sent 20[0-9T:.-]+Z  recordable");
        assertThat(strict.output())
                .contains(unknown + "  received ", "  unknown_type", "1 dead letter: 1 unknown_type.");
        assertThat(ids(queue)).containsExactlyInAnyOrder(well, poison, unknown);
    }

    @Test
    void f41_events_past_their_retention_and_events_without_an_entity_are_listed_with_that_reason() throws IOException {
        String queue = queue("unrecordable");
        Path catalog = Files.writeString(folder.resolve("catalog.json"), """
                {"version": 1, "events": {"t.v1": {
                  "entities": [{"type": "user", "id": "/data/user", "optional": true}], "retention": "P1D"}}}
                """);
        String past = send(
                queue,
                event("t.v1", "CANARY-EVENT", "2026-03-02T09:00:00Z", "{\"user\":\"CANARY-ID\"}")
                        .detail());
        String nobody = send(
                queue,
                event("t.v1", "CANARY-EVENT", "2026-03-02T09:00:00Z", "{}").detail());

        CommandResult listed = onQueue("dead-letters", queue, "--catalog", catalog.toString());
        CommandResult expired = onQueue("dead-letters", queue, "--catalog", catalog.toString(), "--reason", "expired");
        CommandResult nameless =
                onQueue("dead-letters", queue, "--catalog", catalog.toString(), "--reason", "no_entity");

        assertThat(listed.output().replaceAll("  received [0-9]+  sent \\S+Z", ""))
                .contains(past + "  expired: its retention has passed\n")
                .contains(nobody + "  no_entity: it has no id for any entity of its entry\n")
                .endsWith("2 dead letters: 1 expired, 1 no_entity.\n")
                .doesNotContain("CANARY");
        assertThat(expired.output()).startsWith(past).endsWith("1 dead letter: 1 expired.\n");
        assertThat(nameless.output()).startsWith(nobody).endsWith("1 dead letter: 1 no_entity.\n");
    }

    @Test
    void f62_f63_no_part_of_a_payload_is_listed_without_an_option() {
        String queue = queue("canaries");
        send(queue, user("CANARY-EVENT", "CANARY-ID").replace("{\"userId\"", "{\"CANARY-FIELD\":\"x\",\"userId\""));
        send(queue, "{\"specversion\":\"1.0\",\"type\":\"users.userCreated.v1\",\"CANARY-KEY\":1,\"CANARY-KEY\":2}");
        send(queue, user("e", "CANARY\\u0007"));
        send(queue, "CANARY-BODY \r[31m");

        String plain = onQueue("dead-letters", queue).output();
        String explained = onQueue("dead-letters", queue, "--show-ids").output();
        String whole = onQueue("dead-letters", queue, "--show-body").output();

        assertThat(plain).doesNotContain("CANARY").contains("4 dead letters");
        assertThat(explained)
                .contains("CANARY-EVENT", "CANARY-ID", "CANARY-KEY")
                .doesNotContain("CANARY-BODY", "CANARY-FIELD");
        assertThat(whole).contains("CANARY-BODY \\u000d[31m", "CANARY-FIELD").doesNotContain("\r");
    }

    @Test
    void f62_no_text_of_a_message_deceives_the_reader_of_a_terminal() {
        String queue = queue("deceiving");
        String scratch = queue("deceiving-target");
        String deceiving = "x\u202ey\u200b\u2028\u2029\u00ad\ufeff\u061c\u180e\u2066\udb40\udc41\ud834\udd73z";
        send(queue, user("e" + deceiving, "U" + deceiving));
        send(queue, user("e2", "U\\\\u202e"));
        send(queue, event("t" + deceiving, "e3", "2026-03-02T09:00:00Z", "{}").detail());
        send(queue, event("t", "e4", "T" + deceiving, "{}").detail());
        send(queue, "{\"specversion\":\"1.0\",\"" + deceiving + "\":1,\"" + deceiving + "\":2}");
        send(queue, "{\"" + deceiving);
        undelivered(
                queue,
                envelope("e5" + deceiving, "U5" + deceiving),
                Map.of(
                        "RULE_ARN", text(RULE + deceiving),
                        "ERROR_CODE", text("CODE" + deceiving + "\\u202e"),
                        "ERROR_MESSAGE", text("MESSAGE" + deceiving + "\\u202e"),
                        "EXHAUSTED_RETRY_CONDITION", text("CONDITION" + deceiving)));

        List<CommandResult> results = List.of(
                onQueue("dead-letters", queue),
                onQueue("dead-letters", queue, "--show-ids", "--show-body"),
                onQueue("dead-letters", queue, "--show-ids", "--reject-unrecordable"),
                onQueue("dead-letters", queue + deceiving),
                onQueue("redrive", queue, "--to", scratch, "--dry-run"),
                onQueue("redrive", queue, "--to", scratch + deceiving));

        assertThat(results)
                .allSatisfy(result -> assertThat((result.output() + result.error())
                                .replace("\n", "")
                                .codePoints())
                        .as(result.toString())
                        .noneMatch(Quoted::isUnsafe));
        assertThat(results.get(1).output())
                .contains(
                        "\"Ux\\u202ey\\u200b\\u2028\\u2029\\u00ad\\ufeff\\u061c\\u180e\\u2066\\udb40\\udc41\\ud834\\udd73z\"")
                .contains("user \"U\\\\u202e\"")
                .containsPattern("not delivered: CODEx\\\\u202ey\\S+z\\\\\\\\u202e, CONDITIONx")
                .contains("  delivery \"MESSAGEx\\u202ey")
                .contains("z\\\\u202e\"\n");
    }

    @Test
    void f63_attributes_without_eventbridge_s_form_are_redacted_without_an_option() {
        String queue = queue("forged");
        String scratch = queue("forged-target");
        String well = undelivered(queue, envelope("forged-1", "CANARY-ID"), exhausted("MaximumEventAgeInSeconds"));
        String forged = undelivered(
                queue,
                envelope("forged-2", "CANARY-ID"),
                Map.of(
                        "RULE_ARN", text(RULE + " CANARY-RULE"),
                        "TARGET_ARN", text("CANARY-TARGET"),
                        "ERROR_CODE", text("CANARY-CODE"),
                        "EXHAUSTED_RETRY_CONDITION", text("CANARY-CONDITION"),
                        "RETRY_ATTEMPTS", text("CANARY-ATTEMPTS"),
                        "CANARY-NAME", text("CANARY-VALUE")));
        String mixed = undelivered(
                queue,
                envelope("forged-3", "CANARY-ID"),
                Map.of(
                        "RULE_ARN", text("arn:aws:iam::000000000000:user/CANARY"),
                        "ERROR_CODE", text("THROTTLING"),
                        "EXHAUSTED_RETRY_CONDITION", text("MaximumRetryAttempts CANARY")));

        String plain = onQueue("dead-letters", queue).output();
        String rehearsed =
                onQueue("redrive", queue, "--to", scratch, "--dry-run").output();
        String explained = onQueue("dead-letters", queue, "--show-ids").output();

        for (String listing : List.of(plain, rehearsed)) {
            assertThat(listing).doesNotContain("CANARY");
            assertThat(listing.replaceAll("  received [0-9]+  sent \\S+Z", ""))
                    .contains(well + "  recordable  not delivered: NO_PERMISSIONS, MaximumEventAgeInSeconds, by " + RULE
                            + "\n")
                    .contains(forged + "  recordable  not delivered: REDACTED, REDACTED, by REDACTED\n")
                    .contains(mixed + "  recordable  not delivered: THROTTLING, REDACTED, by REDACTED\n");
        }
        assertThat(explained)
                .contains("  not delivered: CANARY-CODE, CANARY-CONDITION, by " + RULE + " CANARY-RULE\n")
                .contains(
                        "  not delivered: THROTTLING, MaximumRetryAttempts CANARY, by arn:aws:iam::000000000000:user/CANARY\n")
                .doesNotContain("CANARY-TARGET", "CANARY-ATTEMPTS", "CANARY-NAME", "CANARY-VALUE");
    }

    @Test
    void an_undelivered_event_is_listed_with_eventbridge_s_code_and_sent_to_the_named_queue() {
        String queue = queue("rule");
        String id = undelivered(queue, envelope("rule-1", "RULE-U1"));
        String scratch = queue("rule-target");

        CommandResult listed = onQueue("dead-letters", queue, "--reason", "NO_PERMISSIONS");
        CommandResult explained = onQueue("dead-letters", queue, "--show-ids");
        CommandResult nowhere = onQueue("redrive", queue);
        CommandResult looked = onQueue("redrive", queue, "--to", scratch, "--dry-run");
        CommandResult sent = onQueue("redrive", queue, "--to", scratch);

        assertThat(listed.output())
                .contains(id + "  received 1")
                .contains("  recordable  not delivered: NO_PERMISSIONS, by " + RULE + "\n")
                .doesNotContain("CANARY");
        assertThat(explained.output()).contains("  delivery \"CANARY the policy does not allow it\"\n");
        assertThat(nowhere.code()).isEqualTo(1);
        assertThat(nowhere.error())
                .isEqualTo("Cannot find the target queue for the messages of " + queue
                        + ": no queue has this dead-letter queue, so it may belong to rules;"
                        + " name the queue that the record function reads with --to URL\n");
        assertThat(looked.output()).contains(id + "  received").endsWith("Would send 1 message; left 0.\n");
        assertThat(sent)
                .isEqualTo(
                        new CommandResult(0, "  1 of about 1 inspected, 1 sent\nSent back 1 message; left 0.\n", ""));
        assertThat(ids(queue)).isEmpty();
        Message copy = messages(scratch).get(0);
        assertThat(copy.body()).isEqualTo(envelope("rule-1", "RULE-U1"));
        assertThat(copy.messageAttributes()).containsOnlyKeys("traceparent");
    }

    @Test
    void an_undelivered_event_that_is_sent_twice_appears_once() {
        String queue = queue("rule-twice");
        undelivered(queue, envelope("rule-2", "RULE-U2"));
        undelivered(queue, envelope("rule-2", "RULE-U2"));

        CommandResult sent = onQueue("redrive", queue, "--to", STACK.queueUrl());

        assertThat(sent.output()).endsWith("Sent back 2 messages; left 0.\n");
        await("the user", List.of("rule-2"), () -> column(timeline("user/RULE-U2", 100), "event_id"));
        await("the queue", 0, () -> new DeadLetterQueue(SQS, STACK.queueUrl(), HIDDEN, Duration.ZERO).size());
        assertThat(column(timeline("user/RULE-U2", 100), "event_id")).containsExactly("rule-2");
    }

    @Test
    void a_queue_s_own_dead_letters_go_back_to_it_all_or_selected() {
        String queue = queue("own-dlq");
        String source = source("own", queue, 3);
        String first = send(queue, user("own-1", "OWN-U1"));
        String second = send(queue, user("own-2", "OWN-U2"));
        String poison = send(queue, "{");

        CommandResult byId = onQueue("redrive", queue, "--id", first);
        CommandResult byReason = onQueue("redrive", queue, "--reason", "recordable");

        assertThat(byId.output()).endsWith("Sent back 1 message; left 2.\n");
        assertThat(byReason.output()).endsWith("Sent back 1 message; left 1.\n");
        assertThat(ids(queue)).containsExactly(poison);
        assertThat(messages(source).stream().map(Message::body))
                .containsExactlyInAnyOrder(user("own-1", "OWN-U1"), user("own-2", "OWN-U2"));
        assertThat(second).isNotEmpty();
    }

    @Test
    void more_than_a_thousand_dead_letters_are_each_listed_and_sent_once() {
        String queue = queue("many-dlq");
        String source = source("many", queue, 3);
        int count = 1_010;
        fill(queue, count);

        CommandResult listed = onQueue("dead-letters", queue);
        List<String> progress = new ArrayList<>();
        Redrive redrive = redrive(queue, source, progress);
        boolean complete = redrive.run();

        assertThat(listed.output().lines().filter(line -> line.contains("  recordable")))
                .hasSize(count)
                .doesNotHaveDuplicates();
        assertThat(listed.output()).endsWith(count + " dead letters: " + count + " recordable.\n");
        assertThat(complete).isTrue();
        assertThat(redrive.summary()).isEqualTo("Sent back " + count + " messages; left 0.");
        assertThat(progress).hasSize(count / 10).endsWith("  1010 of about 1010 inspected, 1010 sent");
        assertThat(size(queue)).isZero();
        assertThat(size(source)).isEqualTo(count);
    }

    @Test
    void ten_messages_of_a_receive_that_are_too_large_for_one_send_are_sent_in_several() {
        String queue = queue("large-dlq");
        String source = source("large", queue, 3);
        String most = user("large", "x".repeat(900_000));
        for (int i = 0; i < 3; i++) {
            send(queue, most);
        }

        Redrive redrive = redrive(queue, source, new ArrayList<>());

        assertThat(redrive.run()).isTrue();
        assertThat(size(source)).isEqualTo(3);
    }

    @Test
    void a_message_that_another_reader_deletes_is_not_a_failure() {
        String queue = queue("vanish-dlq");
        String source = source("vanish", queue, 3);
        send(queue, user("vanish-1", "V1"));
        DeadLetterQueue deadLetters = new DeadLetterQueue(SQS, queue, HIDDEN, Duration.ZERO);
        List<Integer> undeleted = new ArrayList<>();

        deadLetters.visit(() -> false, batch -> {
            SQS.deleteMessage(request ->
                    request.queueUrl(queue).receiptHandle(batch.get(0).receiptHandle()));
            undeleted.add(deadLetters.delete(batch));
        });

        assertThat(undeleted).containsExactly(0);
        assertThat(size(source)).isZero();
        assertThat(size(queue)).isZero();
    }

    @Test
    void a_message_that_fails_again_during_the_redrive_is_not_sent_again() {
        String queue = queue("round-dlq");
        String source = source("round", queue, 1);
        send(queue, "{");
        List<String> progress = new ArrayList<>() {
            private static final long serialVersionUID = 1L;

            /** Simulates a consumer that fails: a second receive moves the message to the dead-letter queue. */
            @Override
            public boolean add(String line) {
                for (int i = 0; i < 2; i++) {
                    SQS.receiveMessage(request -> request.queueUrl(source).visibilityTimeout(0));
                }
                return super.add(line);
            }
        };

        Redrive redrive = redrive(queue, source, progress);
        boolean complete = redrive.run();

        assertThat(complete).isTrue();
        assertThat(redrive.summary()).isEqualTo("Sent back 1 message; left 0.");
        assertThat(messages(queue).stream().map(Message::body)).containsExactly("{");
    }

    @Test
    void f41_a_kill_between_sending_and_deleting_loses_and_doubles_nothing() throws Exception {
        String queue = queue("killed");
        send(queue, user("killed-1", "KILLED-U1"));
        try (HoldingProxy proxy = HoldingProxy.before(STACK.sqsEndpoint(), "AmazonSQS.DeleteMessageBatch")) {
            Process process = process(
                    "redrive",
                    "--queue-url=" + queue,
                    "--endpoint=" + proxy.endpoint(),
                    "--region=eu-west-1",
                    "--hidden=1",
                    "--wait=0",
                    "--to=" + STACK.queueUrl());
            proxy.awaitHeld();

            process.destroyForcibly();

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        await("the user", List.of("killed-1"), () -> column(timeline("user/KILLED-U1", 100), "event_id"));
        await("the dead letter", 1, () -> size(queue));

        CommandResult again = onQueue("redrive", queue, "--to", STACK.queueUrl());

        assertThat(again.output()).endsWith("Sent back 1 message; left 0.\n");
        assertThat(size(queue)).isZero();
        await("the queue", 0, () -> size(STACK.queueUrl()));
        assertThat(column(timeline("user/KILLED-U1", 100), "event_id")).containsExactly("killed-1");
    }

    @Test
    void f41_a_message_that_the_queue_does_not_accept_stays_in_the_dead_letter_queue() throws IOException {
        String queue = queue("part-dlq");
        String source = source("part", queue, 3);
        send(queue, user("part-1", "PART-U1"));
        String left = send(queue, user("part-2", "PART-U2"));
        send(queue, user("part-3", "PART-U3"));

        CommandResult inPart;
        try (FaultProxy proxy = failing("SendMessageBatch", "part-2")) {
            inPart = onQueue(proxy.endpoint(), "redrive", queue);
        }
        List<String> leftThere = ids(queue);
        List<String> sentThen =
                messages(source).stream().map(Message::body).sorted().toList();
        CommandResult again = onQueue("redrive", queue);

        assertThat(inPart.code()).isEqualTo(3);
        assertThat(inPart.error()).isEmpty();
        assertThat(inPart.output())
                .contains(left + " could not be sent: InternalError\n")
                .endsWith("Sent back 2 messages; left 0. Could not send 1 message: still in the dead-letter queue.\n");
        assertThat(leftThere).containsExactly(left);
        assertThat(sentThen).containsExactly(user("part-1", "PART-U1"), user("part-3", "PART-U3"));
        assertThat(again)
                .isEqualTo(
                        new CommandResult(0, "  1 of about 1 inspected, 1 sent\nSent back 1 message; left 0.\n", ""));
        assertThat(ids(queue)).isEmpty();
        assertThat(messages(source).stream().map(Message::body))
                .containsExactlyInAnyOrder(
                        user("part-1", "PART-U1"), user("part-2", "PART-U2"), user("part-3", "PART-U3"));
    }

    @Test
    void f41_a_message_that_cannot_be_deleted_after_sending_is_reported_and_sent_again() throws IOException {
        String queue = queue("undeleted-dlq");
        String source = source("undeleted", queue, 3);
        String id = send(queue, user("undeleted-1", "UNDELETED-U1"));

        CommandResult undeleted;
        try (FaultProxy proxy = failing("DeleteMessageBatch", "ReceiptHandle")) {
            undeleted = onQueue(proxy.endpoint(), "redrive", queue, "--hidden", "1");
        }
        await("the dead letter", List.of(id), () -> ids(queue));
        CommandResult again = onQueue("redrive", queue);

        assertThat(undeleted)
                .isEqualTo(new CommandResult(
                        3,
                        "  1 of about 1 inspected, 1 sent\nSent back 1 message; left 0. Could not delete 1 message"
                                + " after sending: the next redrive sends them again, and they are recorded once.\n",
                        ""));
        assertThat(again.code()).isZero();
        assertThat(ids(queue)).isEmpty();
        assertThat(messages(source).stream().map(Message::body))
                .containsExactly(user("undeleted-1", "UNDELETED-U1"), user("undeleted-1", "UNDELETED-U1"));
    }

    @Test
    void each_failure_is_reported_with_what_helps() throws IOException {
        String missing = STACK.sqsEndpoint() + "/000000000000/no-such-queue";
        Path faulty = Files.writeString(folder.resolve("catalog.json"), "{\"version\":1,\"events\":{\"c\":7}}");
        int unusedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unusedPort = socket.getLocalPort();
        }

        CommandResult noQueue = onQueue("dead-letters", missing);
        CommandResult noCatalog = onQueue("redrive", missing, "--catalog", faulty.toString());
        CommandResult noAnswer = CommandResult.run(
                "dead-letters",
                "--queue-url",
                missing,
                "--region",
                "eu-west-1",
                "--endpoint",
                "http://127.0.0.1:" + unusedPort);
        CommandResult fifo = onQueue("redrive", missing + ".fifo");
        CommandResult hidden = onQueue("dead-letters", missing, "--hidden", "0");
        CommandResult wait =
                CommandResult.run("dead-letters", "--queue-url", missing, "--region", "eu-west-1", "--wait", "21");

        assertThat(List.of(noQueue, noCatalog, noAnswer, fifo, hidden, wait))
                .extracting(CommandResult::code)
                .containsOnly(1);
        assertThat(noQueue.error())
                .startsWith("Cannot list the dead letters: ")
                .endsWith("the queue does not exist: check the URL and --region\n");
        assertThat(noCatalog.error()).startsWith("Cannot use the catalog " + faulty + ". Invalid catalog: ");
        assertThat(noAnswer.error())
                .contains("the endpoint does not respond")
                .endsWith("check --endpoint, --region and the network\n");
        assertThat(fifo.error()).contains("it is a FIFO queue");
        assertThat(hidden.error())
                .isEqualTo("The option --hidden must be a number of seconds from 1 to 43200, not 0\n");
        assertThat(wait.error()).isEqualTo("The option --wait must be a number of seconds from 0 to 20, not 21\n");
    }

    @Test
    void the_region_comes_from_the_url_and_missing_credentials_are_reported() {
        signOut();
        System.setProperty("aws.disableEc2Metadata", "true");
        try {
            CommandResult result = CommandResult.run(
                    "dead-letters",
                    "--queue-url",
                    "https://sqs.eu-central-1.amazonaws.com/123456789012/dlq",
                    "--endpoint",
                    STACK.sqsEndpoint().toString());

            assertThat(result.code()).isEqualTo(1);
            assertThat(result.error())
                    .startsWith("Cannot list the dead letters: AWS credentials are missing: set AWS_PROFILE");
        } finally {
            System.clearProperty("aws.disableEc2Metadata");
            signIn();
        }
    }

    private static Redrive redrive(String from, String to, List<String> progress) {
        return new Redrive(
                SQS,
                new DeadLetterQueue(SQS, from, HIDDEN, Duration.ZERO),
                to,
                new DryRun(ActivityCatalog.reference()),
                letter -> true,
                false,
                progress::add);
    }

    /** Returns a proxy that fails the entries of one operation that contain a text. */
    private static FaultProxy failing(String operation, String text) throws IOException {
        return FaultProxy.before(
                STACK.sqsEndpoint(),
                call -> call.operation().equals(operation) ? call.fail(entry -> entry.contains(text)) : call.pass());
    }

    private static CommandResult onQueue(String command, String queue, String... others) {
        return onQueue(STACK.sqsEndpoint(), command, queue, others);
    }

    private static CommandResult onQueue(URI endpoint, String command, String queue, String... others) {
        List<String> arguments = new ArrayList<>(List.of(
                command,
                "--queue-url",
                queue,
                "--endpoint",
                endpoint.toString(),
                "--region",
                "eu-west-1",
                // The local server has all messages, so a receive need not wait.
                "--wait",
                "0"));
        arguments.addAll(List.of(others));
        return CommandResult.run(arguments.toArray(String[]::new));
    }

    private static Process process(String... arguments) throws IOException {
        ProcessBuilder builder = JavaProcess.of(Main.class, arguments).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("AWS_ACCESS_KEY_ID", "local");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "local");
        return builder.start();
    }

    private static String queue(String name) {
        return SQS.createQueue(request -> request.queueName(name)).queueUrl();
    }

    private static String source(String name, String deadLetters, int receives) {
        String policy = JsonNodeFactory.instance
                .objectNode()
                .put(
                        "deadLetterTargetArn",
                        "arn:aws:sqs:eu-west-1:000000000000:" + deadLetters.substring(deadLetters.lastIndexOf('/') + 1))
                .put("maxReceiveCount", receives)
                .toString();
        return SQS.createQueue(request ->
                        request.queueName(name).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy)))
                .queueUrl();
    }

    private static String send(String queue, String body) {
        return SQS.sendMessage(request -> request.queueUrl(queue).messageBody(body))
                .messageId();
    }

    /** Sends a message with the attributes that EventBridge sets when a delivery fails. */
    private static String undelivered(String queue, String body) {
        return undelivered(queue, body, Map.of());
    }

    /** Also sets other attributes, or overrides values. */
    private static String undelivered(String queue, String body, Map<String, MessageAttributeValue> others) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>(Map.of(
                "RULE_ARN", text(RULE),
                "TARGET_ARN", text("arn:aws:sqs:eu-west-1:000000000000:activity-queue"),
                "ERROR_CODE", text("NO_PERMISSIONS"),
                "ERROR_MESSAGE", text("CANARY the policy does not allow it"),
                "RETRY_ATTEMPTS", text("0"),
                "traceparent", text("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")));
        attributes.putAll(others);
        return SQS.sendMessage(
                        request -> request.queueUrl(queue).messageBody(body).messageAttributes(attributes))
                .messageId();
    }

    private static Map<String, MessageAttributeValue> exhausted(String condition) {
        return Map.of("EXHAUSTED_RETRY_CONDITION", text(condition));
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static void fill(String queue, int count) {
        for (int from = 0; from < count; from += 10) {
            List<SendMessageBatchRequestEntry> ten = IntStream.range(from, from + 10)
                    .mapToObj(i -> SendMessageBatchRequestEntry.builder()
                            .id("m" + i)
                            .messageBody(user("many-" + i, "MANY"))
                            .build())
                    .toList();
            SQS.sendMessageBatch(request -> request.queueUrl(queue).entries(ten));
        }
    }

    private static String user(String eventId, String userId) {
        return event("users.userCreated.v1", eventId, "2026-03-02T09:00:00Z", "{\"userId\":\"" + userId + "\"}")
                .detail();
    }

    private static String envelope(String eventId, String userId) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("version", "0")
                .put("id", "envelope-" + eventId)
                .put("detail-type", "users.userCreated.v1")
                .put("source", "dev.test")
                .put("time", "2026-03-02T09:00:01Z")
                .putRawValue("detail", new RawValue(user(eventId, userId)))
                .toString();
    }

    private static int size(String queue) {
        return new DeadLetterQueue(SQS, queue, HIDDEN, Duration.ZERO).size();
    }

    private static List<String> ids(String queue) {
        return List.copyOf(
                new TreeSet<>(messages(queue).stream().map(Message::messageId).toList()));
    }

    /** Returns the messages, which stay visible. */
    private static List<Message> messages(String queue) {
        List<Message> seen = new ArrayList<>();
        new DeadLetterQueue(SQS, queue, HIDDEN, Duration.ZERO).visit(() -> false, seen::addAll);
        return seen;
    }
}
