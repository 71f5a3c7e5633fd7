package dev.activityservice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.lang.reflect.Method;
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
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The contract catches each broken store by the expected rules. */
class ActivityStoreContractTest {

    private static final Launcher LAUNCHER = LauncherFactory.create();

    /** Runs the contract against a given store. The build does not run this class, because it is nested. */
    static final class Subject extends ActivityStoreContract {

        static Supplier<ActivityStore> stores = InMemoryActivityStore::create;
        static Set<Capability> supported = Set.of(Capability.values());

        @Override
        protected ActivityStore newStore() {
            return stores.get();
        }

        @Override
        protected Set<Capability> capabilities() {
            return supported;
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
        assertThat(summary.getTestsAbortedCount()).isEqualTo(3);
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
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(Subject.class))
                .build();
        LAUNCHER.execute(request, listener);
        return listener.getSummary();
    }

    private static Set<String> failed(TestExecutionSummary summary) {
        return summary.getFailures().stream()
                .map(failure -> failure.getTestIdentifier()
                        .getSource()
                        .map(source -> source instanceof MethodSource method ? number(method.getMethodName()) : "?")
                        .orElse("?"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> rules() {
        return Arrays.stream(ActivityStoreContract.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .map(ActivityStoreContractTest::number)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String number(String rule) {
        return rule.replaceFirst("_.*", "");
    }
}
