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
import java.net.URI;
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

/** A campaign must detect defects; otherwise it proves nothing. */
@Tag("thorough")
@Order(3)
class DefectTest {

    private static final long SEED = Long.getLong("activity.seed", 20_261_101L);
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");
    private static final int INVOCATIONS = 10;

    /** The working time of a function in this JVM, without its reserve. */
    private static final Duration SHORT = Duration.ofMillis(200);

    @ParameterizedTest
    @EnumSource(value = Defect.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void a_system_with_a_defect_is_caught(Defect defect) throws IOException {
        System.out.printf("campaign: %s, seed %d%n", defect, SEED);

        FaultCampaign.Outcome caught = new FaultCampaign(
                        new FaultCampaign.Settings(SEED, 1, 200, defect, null),
                        InstantSource.system(),
                        System.out::println)
                .run();

        assertThat(caught.violations()).isNotEmpty();
        assertThat(caught.isGood()).isFalse();
    }

    @Test
    void an_invocation_that_throws_is_reported() throws IOException {
        Counters counters = new Counters();
        IllegalStateException thrown = new IllegalStateException("broken");

        try (DeliveredFunction function = function(new BrokenWorker(thrown), TableFaults.none(), counters)) {
            assertThatThrownBy(() -> invoke(function, Duration.ofSeconds(3))).isSameAs(thrown);
        }

        assertThat(counters.snapshot().unplanned())
                .isEqualTo(new Counters.Unplanned(
                        List.of(), List.of(), List.of("java.lang.IllegalStateException: broken")));
        assertThat(verdict(counters).isGood()).isFalse();
    }

    @Test
    void an_answer_after_the_deadline_is_reported() throws IOException {
        Counters counters = new Counters();

        try (DeliveredFunction function = function(new LateWorker(), TableFaults.none(), counters)) {
            invoke(function, Duration.ofSeconds(3));
        }

        assertThat(counters.snapshot().unplanned().timeouts())
                .singleElement()
                .asString()
                .startsWith("Answer after the deadline, under NONE; the machine paused for up to ");
        assertThat(verdict(counters).isGood()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"3000, true", "1, false"})
    void a_function_that_does_not_keep_its_reserve_is_reported(int reserveMillis, boolean isGood) throws IOException {
        Counters counters = new Counters();
        try (DynamoDbLocalServer tables = DynamoDbLocalServer.inMemory();
                DynamoDbClient dynamoDb = Clients.dynamoDb(tables.endpoint())) {
            dynamoDb.createTable(ActivityTable.createTableRequest(Clients.TABLE));
            Worker worker = new FunctionInProcess(tables.endpoint(), 1, Duration.ofMillis(reserveMillis));
            try (DeliveredFunction function = function(worker, TableFaults.throttling("defect"), counters)) {
                // The time of the last attempt is random, so one invocation is not enough.
                for (int i = 0;
                        i < INVOCATIONS
                                && counters.snapshot()
                                        .unplanned()
                                        .lateRequests()
                                        .isEmpty();
                        i++) {
                    invoke(function, FunctionInProcess.RESERVE.plus(SHORT));
                }
            }
        }

        List<String> late = counters.snapshot().unplanned().lateRequests();
        assertThat(late.isEmpty()).as("late: %s", late).isEqualTo(isGood);
        assertThat(verdict(counters).isGood()).isEqualTo(isGood);
    }

    private static DeliveredFunction function(Worker worker, TableFaults faults, Counters counters) {
        CampaignEnvironment.Settings settings = new CampaignEnvironment.Settings(
                FaultPlan.none(),
                draw -> faults,
                Defect.NONE,
                dynamoDb -> List.of(worker),
                Duration.ZERO,
                Duration.ZERO,
                delivery -> {});
        return new DeliveredFunction(List.of(worker), settings, new Ledger(), counters);
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

    private static FaultCampaign.Outcome verdict(Counters counters) {
        return new FaultCampaign.Outcome(List.of(), SEED, counters.snapshot(), Duration.ZERO);
    }

    /** Answers with no time left. */
    private static final class LateWorker extends Worker {

        LateWorker() throws IOException {
            super(NOWHERE, Duration.ofSeconds(3));
        }

        @Override
        byte[] invoke(byte[] event, Context context, TableFaults faults) {
            return "{\"batchItemFailures\":[]}".getBytes(StandardCharsets.UTF_8);
        }
    }

    private static final class BrokenWorker extends Worker {

        private final RuntimeException thrown;

        BrokenWorker(RuntimeException thrown) throws IOException {
            super(NOWHERE, Duration.ofSeconds(3));
            this.thrown = thrown;
        }

        @Override
        byte[] invoke(byte[] event, Context context, TableFaults faults) {
            throw thrown;
        }
    }
}
