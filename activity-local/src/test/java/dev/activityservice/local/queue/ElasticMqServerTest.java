package dev.activityservice.local.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.local.command.CommandException;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Tests which messages are on disk after a stop or a kill. */
@ResourceLock("the queues' database")
@Execution(ExecutionMode.CONCURRENT)
class ElasticMqServerTest {

    private static final String QUEUE = "q-test";
    private static final String DEAD_LETTERS = "q-dead";
    private static final String FILE = "messages.mv.db";
    private static final String ACCOUNT = "000000000000";

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private ElasticMqServer server;
    private SqsClient sqs;

    @BeforeEach
    void start() throws ReflectiveOperationException {
        // ElasticMQ opens its connections once per JVM.
        Field initialized = Class.forName("org.elasticmq.persistence.sql.DB$").getDeclaredField("initialized");
        initialized.setAccessible(true);
        initialized.setBoolean(null, false);
        server = ElasticMqServer.start(0, folder, "eu-west-1", ACCOUNT);
        sqs = client(server.endpoint());
    }

    @AfterEach
    void stop() {
        sqs.close();
        server.close();
    }

    @Test
    void an_interrupted_move_is_completed_and_later_messages_are_kept() throws Exception {
        create(1);
        send(QUEUE, "poison");
        assertThat(receive(QUEUE)).containsExactly("poison");
        // The second receive moves the message.
        assertThat(receive(QUEUE)).isEmpty();
        stop();
        putBack();

        start();
        assertThat(receive(QUEUE)).isEmpty();
        send(QUEUE, "next");
        stop();

        start();
        assertThat(receive(QUEUE)).containsExactly("next");
        assertThat(receive(DEAD_LETTERS)).containsExactly("poison");
    }

    /** Ways by which a message leaves the dead-letter queue. */
    private enum Removal {
        DELETE,
        DELETE_BATCH,
        SEND_AND_DELETE,
        MOVE_TASK,
        PURGE
    }

    private static Stream<Arguments> removals() {
        return Stream.of(Removal.values())
                .flatMap(removal -> Stream.of("orderly", "kill")
                        .flatMap(end -> Stream.of(0, 1).map(wait -> Arguments.of(removal, end, wait))));
    }

    @ParameterizedTest
    @MethodSource("removals")
    void f74_a_message_that_left_the_dead_letter_queue_stays_removed(Removal removal, String end, int waitSeconds)
            throws Exception {
        create(1);
        for (String body : List.of("a", "b", "c")) {
            send(QUEUE, body);
        }
        receiveAll(QUEUE, 3);
        // The next receive moves the messages. A receive that waits finds no other message and reports no event.
        assertThat(receive(QUEUE, waitSeconds)).isEmpty();

        remove(removal);
        end(end);
        start();

        boolean isRedriven = removal == Removal.SEND_AND_DELETE || removal == Removal.MOVE_TASK;
        assertThat(receive(DEAD_LETTERS)).isEmpty();
        assertThat(receive(QUEUE)).containsExactlyInAnyOrderElementsOf(isRedriven ? List.of("a", "b", "c") : List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"orderly", "kill"})
    void f74_a_message_that_moved_is_only_in_the_dead_letter_queue(String end) throws Exception {
        create(1);
        send(QUEUE, "poison");
        receiveAll(QUEUE, 1);
        assertThat(receive(QUEUE, 1)).isEmpty();
        // The move is written after the answer of the receive.
        receiveAll(DEAD_LETTERS, 1);

        end(end);
        start();

        assertThat(rows(QUEUE)).isZero();
        assertThat(rows(DEAD_LETTERS)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"orderly", "kill"})
    void f74_messages_that_were_purged_or_whose_queue_was_deleted_stay_removed(String end) throws Exception {
        create(3);
        send(QUEUE, "purged");
        send(DEAD_LETTERS, "deleted");
        sqs.purgeQueue(request -> request.queueUrl(url(QUEUE)));
        sqs.deleteQueue(request -> request.queueUrl(url(DEAD_LETTERS)));

        end(end);
        start();
        create(3);

        assertThat(receive(QUEUE)).isEmpty();
        assertThat(receive(DEAD_LETTERS)).isEmpty();
    }

    @Test
    void f74_a_message_deleted_at_its_last_receive_is_gone_after_a_kill() throws Exception {
        create(1);
        send(QUEUE, "once");
        deleteAll(QUEUE, false);

        end("kill");
        start();

        assertThat(receive(QUEUE)).isEmpty();
        assertThat(receive(DEAD_LETTERS)).isEmpty();
    }

    @Test
    void f74_a_message_that_moves_to_and_fro_is_kept() throws Exception {
        create(1);
        send(QUEUE, "restless");
        for (int i = 0; i < 5; i++) {
            receiveAll(QUEUE, 1);
            assertThat(receive(QUEUE, i % 2)).isEmpty();
            remove(Removal.MOVE_TASK);
        }

        end("kill");
        start();

        assertThat(receive(QUEUE)).containsExactly("restless");
        assertThat(receive(DEAD_LETTERS)).isEmpty();
    }

    private void remove(Removal removal) {
        switch (removal) {
            case DELETE -> deleteAll(DEAD_LETTERS, false);
            case DELETE_BATCH -> deleteAll(DEAD_LETTERS, true);
            case SEND_AND_DELETE -> deleteAll(DEAD_LETTERS, false).forEach(body -> send(QUEUE, body));
            case MOVE_TASK -> {
                int messages = messagesOn(DEAD_LETTERS);
                sqs.startMessageMoveTask(
                        request -> request.sourceArn(arn(DEAD_LETTERS)).destinationArn(arn(QUEUE)));
                awaitMessages(QUEUE, messages);
            }
            case PURGE -> sqs.purgeQueue(request -> request.queueUrl(url(DEAD_LETTERS)));
        }
    }

    /** Stops the server, or leaves the file in the state after a kill. */
    private void end(String end) throws Exception {
        if (end.equals("kill")) {
            execute("shutdown immediately");
        }
        stop();
    }

    @Test
    void a_message_deleted_at_its_last_receive_is_gone_after_an_orderly_stop() throws Exception {
        create(1);
        send(QUEUE, "once");
        Message message = sqs.receiveMessage(request -> request.queueUrl(url(QUEUE)))
                .messages()
                .get(0);
        sqs.deleteMessage(request -> request.queueUrl(url(QUEUE)).receiptHandle(message.receiptHandle()));
        stop();

        start();

        assertThat(receive(QUEUE)).isEmpty();
        assertThat(receive(DEAD_LETTERS)).isEmpty();
    }

    @Test
    void a_message_that_cannot_be_written_is_not_acknowledged() throws Exception {
        create(3);
        send(QUEUE, "kept");
        execute("drop table " + QueueFile.table(QUEUE));

        assertThatThrownBy(() -> send(QUEUE, "lost")).isInstanceOf(SdkException.class);
        assertThatThrownBy(() -> send(DEAD_LETTERS, "lost, too")).isInstanceOf(SdkException.class);
    }

    @Test
    void a_file_that_was_not_closed_can_be_opened_several_times() throws Exception {
        create(3);
        send(QUEUE, "kept");
        for (int i = 0; i < 50; i++) {
            send(DEAD_LETTERS, "x");
            sqs.purgeQueue(request -> request.queueUrl(url(DEAD_LETTERS)));
        }
        // Leaves the file in the state after a kill.
        execute("shutdown immediately");
        stop();

        for (int i = 0; i < 3; i++) {
            start();
            stop();
        }

        start();
        assertThat(receive(QUEUE)).containsExactly("kept");
    }

    @Test
    void a_start_compacts_the_file() throws Exception {
        create(3);
        send(QUEUE, "kept");
        for (int i = 0; i < 50; i++) {
            send(DEAD_LETTERS, "x".repeat(10_000));
            sqs.purgeQueue(request -> request.queueUrl(url(DEAD_LETTERS)));
        }
        stop();
        long before = Files.size(folder.resolve(FILE));

        start();

        assertThat(Files.size(folder.resolve(FILE))).isLessThan(before / 4);
        assertThat(receive(QUEUE)).containsExactly("kept");
    }

    @Test
    void a_file_that_cannot_be_opened_is_reported_with_what_helps() throws Exception {
        stop();
        Path broken = Files.createDirectory(folder.resolve("broken"));
        Files.write(broken.resolve(FILE), new byte[20_000]);

        assertThatThrownBy(() -> ElasticMqServer.start(0, broken, "eu-west-1", ACCOUNT))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("Cannot start ElasticMQ: ")
                .hasMessageContaining("; to start with empty queues, move the folder " + broken + " away");
    }

    /** Restores the state after a kill between the addition to one queue and the removal from the other. */
    private void putBack() throws Exception {
        try (Connection connection = DriverManager.getConnection(QueueFile.uri(folder), "", "");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into " + QueueFile.table(QUEUE) + " select * from " + QueueFile.table(DEAD_LETTERS));
            statement.execute("update " + QueueFile.table(QUEUE) + " set dead_letter_source_queue_name = null");
        }
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(QueueFile.uri(folder), "", "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void create(int maxReceives) {
        sqs.createQueue(request -> request.queueName(DEAD_LETTERS));
        sqs.createQueue(request -> request.queueName(QUEUE)
                .attributes(Map.of(
                        QueueAttributeName.VISIBILITY_TIMEOUT,
                        "0",
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"" + arn(DEAD_LETTERS) + "\",\"maxReceiveCount\":" + maxReceives
                                + "}")));
    }

    private void send(String queue, String body) {
        sqs.sendMessage(request -> request.queueUrl(url(queue)).messageBody(body));
    }

    private List<String> receive(String queue) {
        List<String> bodies = new ArrayList<>();
        sqs.receiveMessage(request -> request.queueUrl(url(queue)).maxNumberOfMessages(10))
                .messages()
                .forEach(message -> bodies.add(message.body()));
        return bodies;
    }

    private List<String> receive(String queue, int waitSeconds) {
        return sqs
                .receiveMessage(request ->
                        request.queueUrl(url(queue)).maxNumberOfMessages(10).waitTimeSeconds(waitSeconds))
                .messages()
                .stream()
                .map(Message::body)
                .toList();
    }

    /** Receives this number of messages, because a move ends after the answer that caused it. */
    private void receiveAll(String queue, int count) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        int received = 0;
        while (received < count) {
            received += receive(queue, 0).size();
            assertThat(System.nanoTime()).as("receives of %s", queue).isLessThan(end);
        }
    }

    /** Deletes all messages, and returns their bodies. */
    private List<String> deleteAll(String queue, boolean asBatch) {
        List<Message> messages = sqs.receiveMessage(request ->
                        request.queueUrl(url(queue)).maxNumberOfMessages(10).waitTimeSeconds(1))
                .messages();
        if (asBatch) {
            Queues.delete(sqs, url(queue), messages);
        } else {
            for (Message each : messages) {
                sqs.deleteMessage(request -> request.queueUrl(url(queue)).receiptHandle(each.receiptHandle()));
            }
        }
        return messages.stream().map(Message::body).toList();
    }

    private void awaitMessages(String queue, int count) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (messagesOn(queue) != count) {
            assertThat(System.nanoTime()).as("messages of %s", queue).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private int messagesOn(String queue) {
        return Integer.parseInt(sqs.getQueueAttributes(request ->
                        request.queueUrl(url(queue)).attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributesAsStrings()
                .get("ApproximateNumberOfMessages"));
    }

    private int rows(String queue) throws Exception {
        try (Connection connection = DriverManager.getConnection(QueueFile.uri(folder), "", "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from " + QueueFile.table(queue))) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static String arn(String queue) {
        return "arn:aws:sqs:eu-west-1:" + ACCOUNT + ":" + queue;
    }

    private String url(String queue) {
        return server.endpoint() + "/" + ACCOUNT + "/" + queue;
    }

    private static SqsClient client(URI endpoint) {
        return SqsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .overrideConfiguration(settings -> settings.apiCallTimeout(Duration.ofSeconds(30)))
                .build();
    }
}
