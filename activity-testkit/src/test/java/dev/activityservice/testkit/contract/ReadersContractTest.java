package dev.activityservice.testkit.contract;

import static dev.activityservice.testkit.contract.ContractRuns.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.Readers;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The contract catches each store with broken readers by the expected rules. */
class ReadersContractTest {

    /** Runs the contract against a given store. The build does not run this class, because it is nested. */
    static final class Subject extends ReadersContract {

        static Supplier<ActivityStore> stores = InMemoryActivityStore::create;
        /** Null for the default of the contract. */
        static @Nullable Function<ActivityStore, Readers> readers;

        static Duration callTimeout = Duration.ofSeconds(60);

        @Override
        protected ActivityStore newStore() {
            return stores.get();
        }

        @Override
        protected Readers readersOf(ActivityStore store) {
            return readers == null ? super.readersOf(store) : readers.apply(store);
        }

        @Override
        protected Duration callTimeout() {
            return callTimeout;
        }
    }

    @ParameterizedTest
    @EnumSource
    void exactly_the_broken_rules_catch_a_store_with_broken_readers(BrokenReaders broken) {
        TestExecutionSummary summary = run(broken::create, null);

        assertThat(failed(summary)).containsExactlyElementsOf(broken.caughtBy());
        assertThat(summary.getFailures()).allSatisfy(GuidingFailures::requireGuidance);
    }

    @Test
    void a_sound_store_passes_every_rule_even_when_all_rules_share_it() {
        InMemoryActivityStore shared = InMemoryActivityStore.create();

        TestExecutionSummary summary = run(() -> shared, store -> shared);

        assertThat(failed(summary)).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(rules().size());
    }

    @Test
    void every_rule_catches_at_least_one_store_with_broken_readers() {
        Set<String> catching = Arrays.stream(BrokenReaders.values())
                .flatMap(broken -> broken.caughtBy().stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(catching).containsExactlyElementsOf(rules());
    }

    @Test
    void rules_are_numbered_without_gaps() {
        List<String> numbers = Stream.iterate(1, i -> i + 1)
                .limit(rules().size())
                .map(i -> String.format("r%02d", i))
                .toList();

        assertThat(rules()).containsExactlyElementsOf(numbers);
    }

    @Test
    void a_failure_states_rule_demand_steps_expected_and_actual_result() {
        TestExecutionSummary summary = run(BrokenReaders.KNOWS_READERS_OF_READERS::create, null);

        assertThat(summary.getFailures()).hasSize(1);
        String message =
                String.valueOf(summary.getFailures().get(0).getException().getMessage());
        assertThat(message.replaceAll("r03~[0-9]+", "r03~N").replaceAll("event [0-9a-z-]+", "event E"))
                .isEqualTo("""
                        Rule r03 of Readers is broken: an entity is not a reader of its reader and not of itself
                        Demand:     Readers.isReader: "Being a reader has one direction."
                        Done:       1. append 2 activities
                                    - order r03~N/1 at 2026-01-05T10:00:00Z, event E of https://contract.example/r03~N, orders.orderCreated.v1, reader user r03~N/7
                                    - user r03~N/7 at 2026-01-05T10:00:00Z, event E of https://contract.example/r03~N, orders.orderCreated.v1, reader user r03~N/8
                                    2. ask if order r03~N/1 is a reader of user r03~N/7
                                    3. ask if order r03~N/1 is a reader of order r03~N/1
                                    4. ask if user r03~N/7 is a reader of user r03~N/7
                                    5. ask if user r03~N/8 is a reader of order r03~N/1
                        Expected:   isReader returns false for user r03~N/8 and order r03~N/1
                        Actual:     isReader returned true""");
    }

    @Test
    void a_store_without_readers_is_reported() {
        ActivityStore store = StoreDecorators.withoutReaders(InMemoryActivityStore.create());

        TestExecutionSummary summary = run(() -> store, null);

        assertThat(failed(summary)).containsExactlyElementsOf(rules());
        assertThat(summary.getFailures())
                .allSatisfy(GuidingFailures::requireGuidance)
                .allSatisfy(failure -> assertThat(failure.getException())
                        .hasMessageContaining("readersOf(store) returns the readers that the store keeps")
                        .hasMessageContaining(store.getClass().getName() + ", without Readers"));
    }

    @Test
    void readers_that_throw_or_hang_or_are_null_are_reported() {
        expectReported("isReader threw java.lang.IllegalStateException: Cannot connect", store -> failing());
        expectReported("readersOf(store) returned null", store -> nothing());
        expectReported("readersOf(store) threw java.lang.IllegalStateException: Cannot connect", store -> {
            throw failure();
        });
        Subject.callTimeout = Duration.ofMillis(30);
        try {
            expectReported("isReader did not return within PT0.06S", store -> hanging());
        } finally {
            Subject.callTimeout = Duration.ofSeconds(60);
        }
    }

    private static void expectReported(String actual, Function<ActivityStore, Readers> readers) {
        TestExecutionSummary summary = run(InMemoryActivityStore::create, readers);

        assertThat(failed(summary)).containsExactlyElementsOf(rules());
        assertThat(summary.getFailures())
                .allSatisfy(GuidingFailures::requireGuidance)
                .anySatisfy(failure -> assertThat(failure.getException()).hasMessageContaining(actual));
    }

    private static Readers failing() {
        return (tenant, reader, entity, deadline) -> {
            throw failure();
        };
    }

    private static Readers hanging() {
        return (tenant, reader, entity, deadline) -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("Interrupted", e);
            }
            return false;
        };
    }

    private static RuntimeException failure() {
        return new IllegalStateException("Cannot connect");
    }

    @SuppressWarnings("NullAway") // A mistake that the contract reports.
    private static Readers nothing() {
        return null;
    }

    private static TestExecutionSummary run(
            Supplier<ActivityStore> stores, @Nullable Function<ActivityStore, Readers> readers) {
        Subject.stores = stores;
        Subject.readers = readers;
        return ContractRuns.run(Subject.class);
    }

    private static Set<String> rules() {
        return ContractRuns.rules(ReadersContract.class);
    }
}
