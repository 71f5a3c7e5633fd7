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
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
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
                        "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:" + ACCOUNT + ":" + DEAD_LETTERS
                                + "\",\"maxReceiveCount\":" + maxReceives + "}")));
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
