package dev.activityservice.lab.campaigns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.lambda.LambdaContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A campaign that could not fail would show nothing. */
@Tag("thorough")
@Order(3)
class DefectTest {

    private static final long SEED = Long.getLong("activity.seed", 20_261_101L);
    private static final int INVOCATIONS = 10;

    /** What a function in this JVM has for its work, beside its reserve. */
    private static final Duration SHORT = Duration.ofMillis(200);

    @ParameterizedTest
    @EnumSource(value = Defect.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void a_system_with_a_defect_is_caught(Defect defect) throws IOException {
        System.out.printf("campaign: %s, seed %d%n", defect, SEED);

        Verdict caught = new FaultCampaign(
                        FaultCampaign.Settings.of(SEED, 1, 200).with(defect),
                        InstantSource.system(),
                        System.out::println)
                .run();

        assertThat(caught.violations()).isNotEmpty();
        assertThat(caught.isGood()).isFalse();
    }

    @Test
    void an_invocation_that_throws_is_told() {
        Tally tally = new Tally();
        IllegalStateException thrown = new IllegalStateException("broken");

        try (DeliveredFunction function = function(new BrokenWorker(thrown), TableTrouble.none(), tally)) {
            assertThatThrownBy(() -> invoke(function, Duration.ofSeconds(3))).isSameAs(thrown);
        }

        assertThat(tally.snapshot().unplanned())
                .isEqualTo(
                        new Tally.Unplanned(List.of(), List.of(), List.of("java.lang.IllegalStateException: broken")));
        assertThat(verdict(tally).isGood()).isFalse();
    }

    @Test
    void an_answer_after_the_deadline_is_told() throws IOException {
        Tally tally = new Tally();

        try (DeliveredFunction function = function(new LateWorker(), TableTrouble.none(), tally)) {
            invoke(function, Duration.ofSeconds(3));
        }

        assertThat(tally.snapshot().unplanned().timeouts())
                .singleElement()
                .asString()
                .startsWith("An answer after the deadline, under NONE; the longest stall of the machine meanwhile: ");
        assertThat(verdict(tally).isGood()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"3000, true", "1, false"})
    void a_function_that_does_not_keep_its_reserve_is_told(int reserveMillis, boolean isGood) throws IOException {
        Tally tally = new Tally();
        try (DynamoDbLocalServer tables = DynamoDbLocalServer.inMemory();
                DynamoDbClient dynamoDb = Clients.dynamoDb(tables.endpoint())) {
            dynamoDb.createTable(ActivityTable.createTableRequest(Environment.TABLE));
            Worker worker = new FunctionInProcess(tables.endpoint(), 1, Duration.ofMillis(reserveMillis));
            try (DeliveredFunction function = function(worker, TableTrouble.throttling("defect"), tally)) {
                // How late the last of its ten attempts is, is for chance to say.
                for (int i = 0;
                        i < INVOCATIONS
                                && tally.snapshot().unplanned().lateRequests().isEmpty();
                        i++) {
                    invoke(function, FunctionInProcess.RESERVE.plus(SHORT));
                }
            }
        }

        List<String> late = tally.snapshot().unplanned().lateRequests();
        assertThat(late.isEmpty()).as("late: %s", late).isEqualTo(isGood);
        assertThat(verdict(tally).isGood()).isEqualTo(isGood);
    }

    private static DeliveredFunction function(Worker worker, TableTrouble trouble, Tally tally) {
        return new DeliveredFunction(
                List.of(worker), FaultPlan.none(), draw -> trouble, Defect.NONE, new Ledger(), tally, delivery -> {});
    }

    private static void invoke(DeliveredFunction function, Duration timeout) throws IOException {
        EventStream stream = new EventStream(1, "defect", Instant.parse("2026-01-05T00:00:00Z"), 5, false);
        Publication healthy = stream.next();
        while (healthy.isPoison() || healthy.places().get(0).envelopeTimed()) {
            healthy = stream.next();
        }
        function.handleRequest(
                new ByteArrayInputStream(SqsEvents.of(List.of(healthy), 0)),
                new ByteArrayOutputStream(),
                new LambdaContext("record", "r", Clients.REGION, timeout, System::nanoTime));
    }

    private static Verdict verdict(Tally tally) {
        return new Verdict(List.of(), SEED, tally.snapshot(), Duration.ZERO);
    }

    private record LateWorker() implements Worker {

        @Override
        public byte[] invoke(byte[] event, Context context, TableTrouble trouble) {
            return "{\"batchItemFailures\":[]}".getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void meet(TableTrouble trouble) {}

        @Override
        public Duration remaining() {
            return Duration.ZERO;
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(3);
        }

        @Override
        public void close() {}
    }

    private record BrokenWorker(RuntimeException thrown) implements Worker {

        @Override
        public byte[] invoke(byte[] event, Context context, TableTrouble trouble) {
            throw thrown;
        }

        @Override
        public void meet(TableTrouble trouble) {}

        @Override
        public Duration remaining() {
            return timeout();
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(3);
        }

        @Override
        public void close() {}
    }
}
