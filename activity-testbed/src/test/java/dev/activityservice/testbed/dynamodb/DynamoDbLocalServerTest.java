package dev.activityservice.testbed.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

class DynamoDbLocalServerTest {

    private static final Map<String, AttributeValue> ITEM = Map.of("k", AttributeValue.fromS("kept"));

    @TempDir
    Path folder;

    @Test
    void a_table_in_memory_stores_an_item_and_is_gone_after_a_restart() {
        try (DynamoDbLocalServer server = DynamoDbLocalServer.inMemory();
                DynamoDbClient client = client(server, Region.EU_WEST_1, "one")) {
            createTable(client);

            client.putItem(put -> put.tableName("things").item(ITEM));

            assertThat(client.getItem(get -> get.tableName("things").key(ITEM)).item())
                    .isEqualTo(ITEM);
        }
        try (DynamoDbLocalServer server = DynamoDbLocalServer.inMemory();
                DynamoDbClient client = client(server, Region.EU_WEST_1, "one")) {
            assertThat(client.listTables().tableNames()).isEmpty();
        }
    }

    @Test
    void all_regions_and_credentials_see_the_same_tables() {
        try (DynamoDbLocalServer server = DynamoDbLocalServer.inMemory();
                DynamoDbClient one = client(server, Region.EU_WEST_1, "one");
                DynamoDbClient other = client(server, Region.US_EAST_1, "other")) {
            createTable(one);

            assertThat(other.listTables().tableNames()).isEqualTo(List.of("things"));
        }
    }

    /** Without the lock, DynamoDB Local answers InvalidAction to a request while another server starts. */
    @Test
    void a_server_starts_only_when_no_other_handles_a_request() throws Exception {
        ExecutorService starter = Executors.newSingleThreadExecutor();
        try (DynamoDbLocalServer server = DynamoDbLocalServer.inMemory();
                Socket client = new Socket(
                        server.endpoint().getHost(), server.endpoint().getPort())) {
            OutputStream request = client.getOutputStream();
            request.write("""
                    POST / HTTP/1.1\r
                    Host: localhost\r
                    X-Amz-Target: DynamoDB_20120810.ListTables\r
                    Content-Length: 2\r
                    \r
                    {""".getBytes(StandardCharsets.US_ASCII));
            await(() -> isIn("LocalDynamoDBServerHandler"));

            Future<DynamoDbLocalServer> other = starter.submit(DynamoDbLocalServer::inMemory);

            await(() -> other.isDone() || isIn("ReentrantReadWriteLock$WriteLock"));
            assertThat(other).isNotDone();
            request.write('}');
            other.get(60, TimeUnit.SECONDS).close();
        } finally {
            starter.shutdownNow();
        }
    }

    @Test
    void a_database_on_disk_keeps_its_items_over_a_restart() {
        Path file = folder.resolve("made/on/demand/activity.db");
        try (DynamoDbLocalServer server = DynamoDbLocalServer.start(0, file);
                DynamoDbClient client = client(server, Region.EU_WEST_1, "one")) {
            createTable(client);
            client.putItem(put -> put.tableName("things").item(ITEM));
        }

        try (DynamoDbLocalServer server = DynamoDbLocalServer.start(0, file);
                DynamoDbClient client = client(server, Region.EU_WEST_1, "one")) {
            assertThat(Files.isRegularFile(file)).isTrue();
            assertThat(client.getItem(get -> get.tableName("things").key(ITEM)).item())
                    .isEqualTo(ITEM);
        }
    }

    @Test
    void it_listens_on_loopback_only_until_it_is_closed() throws IOException {
        DynamoDbLocalServer server = DynamoDbLocalServer.inMemory();
        int port = server.endpoint().getPort();

        assertThat(server.endpoint().getHost()).isEqualTo("127.0.0.1");
        assertThat(accepts(InetAddress.getLoopbackAddress(), port)).isTrue();
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : network.inetAddresses().toList()) {
                if (!address.isLoopbackAddress()) {
                    assertThat(accepts(address, port)).as("%s accepts", address).isFalse();
                }
            }
        }

        server.close();
        server.close();

        assertThat(accepts(InetAddress.getLoopbackAddress(), port)).isFalse();
    }

    @Test
    void it_uses_the_given_port_and_reports_when_it_is_in_use() throws IOException {
        int port = freePort();
        try (DynamoDbLocalServer first = DynamoDbLocalServer.start(port, null)) {
            assertThat(first.endpoint()).isEqualTo(URI.create("http://127.0.0.1:" + port));

            assertThatThrownBy(() -> DynamoDbLocalServer.start(port, null))
                    .isInstanceOf(DynamoDbLocalException.class)
                    .hasMessageContaining("Cannot start DynamoDB Local: the port is in use")
                    .hasMessageContaining(":" + port);
        }

        try (DynamoDbLocalServer second = DynamoDbLocalServer.start(port, null)) {
            assertThat(second.endpoint()).isEqualTo(URI.create("http://127.0.0.1:" + port));
        }
    }

    @Test
    void a_text_file_and_a_folder_are_rejected_with_a_reason() throws IOException {
        Path text = Files.writeString(
                folder.resolve("notes.db"), "This is not a database, although it is long. ".repeat(200));

        assertThatThrownBy(() -> DynamoDbLocalServer.start(0, text))
                .isInstanceOf(DynamoDbLocalException.class)
                .hasMessage("Cannot open the database " + text + ": expected a SQLite database");
        assertThatThrownBy(() -> DynamoDbLocalServer.start(0, folder))
                .isInstanceOf(DynamoDbLocalException.class)
                .hasMessage("Cannot open the database " + folder + ": expected a file, not a folder");
    }

    @Test
    void a_file_of_another_server_is_rejected() {
        Path file = folder.resolve("activity.db");
        try (DynamoDbLocalServer server = DynamoDbLocalServer.start(0, file)) {
            assertThat(server.endpoint()).isNotNull();

            assertThatThrownBy(() -> DynamoDbLocalServer.start(0, file))
                    .isInstanceOf(DynamoDbLocalException.class)
                    .hasMessage("Cannot open the database " + file
                            + ": another server uses it; stop that server, or choose another file");
        }
    }

    @Test
    void each_attempt_reports_missing_jars() throws Exception {
        // A separate JVM, because this one has loaded the jars.
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-D" + DynamoDbLocalServer.FOLDER_PROPERTY + "=" + folder,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        WithoutJars.class.getName())
                .redirectErrorStream(true)
                .start();

        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(output.lines().toList())
                .hasSize(2)
                .allSatisfy(line ->
                        assertThat(line).startsWith("Cannot find the jars of DynamoDB Local in " + folder + ":"));
    }

    /** Tries to start a server twice, and prints both failures. */
    static final class WithoutJars {

        private WithoutJars() {}

        public static void main(String[] arguments) {
            for (int attempt = 0; attempt < 2; attempt++) {
                try {
                    DynamoDbLocalServer.inMemory().close();
                } catch (DynamoDbLocalException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    @Test
    void it_prints_nothing_and_leaves_no_thread_that_keeps_the_jvm_alive() {
        // The threads of other tests' servers end some time after their servers.
        awaitNoLastingThreads();
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PrintStream capture = new PrintStream(written, true, StandardCharsets.UTF_8);
        System.setOut(capture);
        System.setErr(capture);
        try (DynamoDbLocalServer server = DynamoDbLocalServer.inMemory();
                DynamoDbClient client = client(server, Region.EU_WEST_1, "one")) {
            createTable(client);

            assertThat(lastingThreads()).as("the database's only thread").hasSize(1);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(written.toString(StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("SLF4J")))
                .as("SLF4J's lines come from the client of this test")
                .isEmpty();
        awaitNoLastingThreads();
    }

    private static void awaitNoLastingThreads() {
        await(() -> lastingThreads().isEmpty());
        assertThat(lastingThreads()).isEmpty();
    }

    /** Waits for the condition, at most a minute. */
    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < until) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    /** Returns true if a thread is in a method of a class with this name. */
    private static boolean isIn(String className) {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().endsWith(className));
    }

    private static List<String> lastingThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon())
                .filter(thread -> thread.getContextClassLoader() == IsolatedLoader.shared())
                .map(Thread::getName)
                .toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean accepts(InetAddress address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void createTable(DynamoDbClient client) {
        client.createTable(create -> create.tableName("things")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(List.of(AttributeDefinition.builder()
                        .attributeName("k")
                        .attributeType(ScalarAttributeType.S)
                        .build()))
                .keySchema(List.of(KeySchemaElement.builder()
                        .attributeName("k")
                        .keyType(KeyType.HASH)
                        .build())));
    }

    private static DynamoDbClient client(DynamoDbLocalServer server, Region region, String accessKey) {
        return DynamoDbClient.builder()
                .endpointOverride(server.endpoint())
                .region(region)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "secret")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }
}
