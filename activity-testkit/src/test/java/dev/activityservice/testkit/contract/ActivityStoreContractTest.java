package dev.activityservice.testkit.contract;

import static dev.activityservice.testkit.contract.ContractRuns.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The contract catches each broken store by the expected rules. */
class ActivityStoreContractTest {

    /** Runs the contract against a given store. The build does not run this class, because it is nested. */
    static final class Subject extends ActivityStoreContract {

        static Supplier<ActivityStore> stores = InMemoryActivityStore::create;
        static Set<Capability> supported = Set.of(Capability.values());
        static Duration callTimeout = Duration.ofSeconds(60);

        @Override
        protected ActivityStore newStore() {
            return stores.get();
        }

        @Override
        protected Set<Capability> capabilities() {
            return supported;
        }

        @Override
        protected Duration callTimeout() {
            return callTimeout;
        }

        @Override
        protected int crowd() {
            return 200;
        }
    }

    @ParameterizedTest
    @EnumSource
    void exactly_the_broken_rules_catch_a_broken_store(BrokenStore broken) {
        TestExecutionSummary summary = run(broken::create, Set.of(ActivityStoreContract.Capability.values()));

        assertThat(failed(summary)).containsExactlyElementsOf(broken.caughtBy());
        assertThat(summary.getFailures()).allSatisfy(GuidingFailures::requireGuidance);
    }

    @ParameterizedTest
    @EnumSource
    void the_failures_of_a_hostile_store_guide_the_developer(HostileStore hostile) {
        Subject.callTimeout = hostile == HostileStore.HANGS ? Duration.ofMillis(30) : Duration.ofSeconds(60);

        TestExecutionSummary summary = run(hostile::create, Set.of(ActivityStoreContract.Capability.values()));

        Subject.callTimeout = Duration.ofSeconds(60);
        assertThat(failed(summary)).containsAll(hostile.caughtBy(rules()));
        assertThat(summary.getFailures())
                .allSatisfy(GuidingFailures::requireGuidance)
                .anySatisfy(failure -> assertThat(failure.getException()).hasMessageContaining(hostile.actual()));
    }

    @Test
    void a_failure_states_rule_demand_steps_expected_and_actual_result_and_the_difference() {
        TestExecutionSummary summary =
                run(BrokenStore.NEVER_REPLACES::create, Set.of(ActivityStoreContract.Capability.values()));

        assertThat(failed(summary)).containsExactly("s11", "s49");
        String message = summary.getFailures().stream()
                .filter(failure -> ContractRuns.number(failure).equals("s11"))
                .map(failure -> String.valueOf(failure.getException().getMessage()))
                .findFirst()
                .orElseThrow();
        assertThat(message.replaceAll("s11~[0-9]+", "s11~N").replaceAll("event [0-9a-z-]+", "event E"))
                .isEqualTo("""
                        Rule s11 of ActivityStore is broken: appending an activity again replaces its content
                        Demand:     ActivityStore: "Writing an existing key replaces the activity, so the same activity is stored once, however often it is written."
                        Done:       1. append order s11~N/1 at 2026-01-05T10:00:00Z, event E of https://contract.example/s11~N, orders.orderCreated.v1, "first"
                                    2. append order s11~N/1 at 2026-01-05T10:00:00Z, event E of https://contract.example/s11~N, orders.other.v1, "second"
                                    3. read the timeline of order s11~N/1, in slices of at most 1000 rows
                        Expected:   1 activity
                                    - order s11~N/1 at 2026-01-05T10:00:00Z, event E of https://contract.example/s11~N, orders.other.v1, "second"
                        Actual:     1 activity
                                    - order s11~N/1 at 2026-01-05T10:00:00Z, event E of https://contract.example/s11~N, orders.orderCreated.v1, "first"
                        Difference: item 1
                                    - type: expected "orders.other.v1", not "orders.orderCreated.v1"
                                    - summary: expected "second", not "first"
                                    - attribute gone: expected nothing, not "1\"""");
    }

    @Test
    void a_factory_that_returns_null_is_reported() {
        TestExecutionSummary summary = run(ActivityStoreContractTest::nothing, Set.of());

        assertThat(failed(summary)).containsExactlyElementsOf(rules());
        assertThat(summary.getFailures())
                .allSatisfy(GuidingFailures::requireGuidance)
                .allSatisfy(
                        failure -> assertThat(failure.getException()).hasMessageContaining("newStore() returned null"));
    }

    @SuppressWarnings("NullAway") // A mistake that the contract reports.
    private static ActivityStore nothing() {
        return null;
    }

    @Test
    void a_sound_store_passes_every_rule_even_when_all_rules_share_it() {
        InMemoryActivityStore shared = InMemoryActivityStore.create();

        TestExecutionSummary summary = run(() -> shared, Set.of(ActivityStoreContract.Capability.values()));

        assertThat(failed(summary)).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(rules().size());
    }

    @Test
    void a_rule_for_a_missing_capability_is_skipped_and_does_not_pass() {
        TestExecutionSummary summary = run(InMemoryActivityStore::create, Set.of());

        assertThat(failed(summary)).isEmpty();
        assertThat(summary.getTestsAbortedCount()).isEqualTo(4);
    }

    @Test
    void a_store_without_readers_is_reported_if_it_has_the_capability_to_keep_them() {
        TestExecutionSummary summary = run(
                () -> StoreDecorators.withoutReaders(InMemoryActivityStore.create()),
                Set.of(ActivityStoreContract.Capability.values()));

        assertThat(failed(summary)).containsExactly("s63");
        assertThat(summary.getFailures())
                .allSatisfy(GuidingFailures::requireGuidance)
                .allSatisfy(failure -> assertThat(failure.getException()).hasMessageContaining("without Readers"));
    }

    @Test
    void every_rule_catches_at_least_one_broken_store() {
        Set<String> catching = Arrays.stream(BrokenStore.values())
                .flatMap(broken -> broken.caughtBy().stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(catching).containsExactlyElementsOf(rules());
    }

    @Test
    void rules_are_numbered_without_gaps() {
        List<String> numbers = Stream.iterate(1, i -> i + 1)
                .limit(rules().size())
                .map(i -> String.format("s%02d", i))
                .toList();

        assertThat(rules()).containsExactlyElementsOf(numbers);
    }

    private static TestExecutionSummary run(
            Supplier<ActivityStore> stores, Set<ActivityStoreContract.Capability> capabilities) {
        Subject.stores = stores;
        Subject.supported = capabilities;
        return ContractRuns.run(Subject.class);
    }

    private static Set<String> rules() {
        return ContractRuns.rules(ActivityStoreContract.class);
    }
}
