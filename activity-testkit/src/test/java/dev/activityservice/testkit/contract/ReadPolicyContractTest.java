package dev.activityservice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.ReadPolicy.Decision;
import dev.activityservice.query.Principal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;

/** The library's policies keep the contract, and the contract catches broken policies. */
class ReadPolicyContractTest {

    private static final Launcher LAUNCHER = LauncherFactory.create();
    private static final EntityRef OWN = EntityRef.of("user", "7");
    private static final Principal OWNER = Principal.of("owner").with("sub", "6", "7");

    @Nested
    class Claim extends ReadPolicyContract {

        @Override
        protected ReadPolicy policy() {
            return ReadPolicy.parse("claim:sub=user");
        }

        @Override
        protected Principal reader() {
            return OWNER;
        }

        @Override
        protected EntityRef readable() {
            return OWN;
        }

        @Test
        void a_subclass_of_the_contract_may_have_other_tests() {
            assertThat(policy().decide(reader(), readable()))
                    .isEqualTo(Decision.allowed().by("claim"));
        }
    }

    @Nested
    class Authenticated extends ReadPolicyContract {

        @Override
        protected ReadPolicy policy() {
            return ReadPolicy.authenticated();
        }

        @Override
        protected Principal reader() {
            return OWNER;
        }

        @Override
        protected Principal stranger() {
            return OWNER;
        }

        @Override
        protected EntityRef readable() {
            return OWN;
        }
    }

    @Nested
    class AllowAll extends Authenticated {

        @Override
        protected ReadPolicy policy() {
            return ReadPolicy.allowAll();
        }

        @Override
        protected boolean opensToAll() {
            return true;
        }
    }

    @Nested
    class AllowAllWithoutActors extends AllowAll {

        @Override
        protected ReadPolicy policy() {
            return (principal, entity) -> Decision.allowedWithout(Set.of(ReadPolicy.HiddenField.ACTOR));
        }
    }

    /** Runs the contract against a given policy. The build does not run this class, because it is nested. */
    static final class Subject extends ReadPolicyContract {

        static ReadPolicy policy = ReadPolicy.denyAll();

        @Override
        protected ReadPolicy policy() {
            return policy;
        }

        @Override
        protected Principal reader() {
            return OWNER;
        }

        @Override
        protected EntityRef readable() {
            return OWN;
        }
    }

    private static final ReadPolicy SOUND = ReadPolicy.claim("sub", "user");

    @Test
    void a_policy_that_denies_everything_is_caught() {
        assertThat(caught(ReadPolicy.denyAll())).containsExactly("p1");
    }

    @Test
    void a_policy_that_reveals_readable_entities_to_unauthenticated_callers_is_caught() {
        assertThat(caught((principal, entity) -> principal == null && entity.equals(OWN)
                        ? Decision.forbidden()
                        : SOUND.decide(principal, entity)))
                .containsExactly("p2");
    }

    @Test
    void a_policy_that_asks_an_authenticated_caller_to_authenticate_is_caught() {
        assertThat(caught((principal, entity) -> {
                    Decision decision = SOUND.decide(principal, entity);
                    return decision.equals(Decision.forbidden())
                                    && entity.type().equals("unknownType")
                            ? Decision.unauthenticated()
                            : decision;
                }))
                .containsExactly("p3");
    }

    @Test
    void a_policy_that_allows_strangers_is_caught() {
        assertThat(caught(ReadPolicy.authenticated())).containsExactly("p4", "p5");
    }

    @Test
    void a_policy_that_accepts_an_empty_claim_is_caught() {
        assertThat(caught((principal, entity) ->
                        principal != null && principal.claim("sub").contains("")
                                ? Decision.allowed()
                                : SOUND.decide(principal, entity)))
                .containsExactly("p5");
    }

    @Test
    void a_policy_with_changing_decisions_is_caught() {
        AtomicInteger asked = new AtomicInteger();

        assertThat(caught((principal, entity) ->
                        principal != null && entity.type().equals("unknownType")
                                ? asked.getAndIncrement() % 2 == 0 ? Decision.allowed() : Decision.forbidden()
                                : SOUND.decide(principal, entity)))
                .containsExactly("p6");
    }

    @Test
    void the_failures_of_a_hostile_policy_state_what_it_did() {
        assertThat(caught(ReadPolicyContractTest::nothing)).containsExactly("p1", "p2", "p3", "p4", "p5", "p6");
        assertThat(messages(ReadPolicyContractTest::nothing))
                .allMatch(message -> message.contains("Actual:     decide returned null"));
        assertThat(messages((principal, entity) -> {
                    throw new IllegalStateException("Cannot connect");
                }))
                .hasSize(6)
                .allMatch(message ->
                        message.contains("Actual:     decide threw java.lang.IllegalStateException: Cannot connect"));
    }

    @SuppressWarnings("NullAway") // A mistake that the contract reports.
    private static Decision nothing(@Nullable Principal principal, EntityRef entity) {
        return null;
    }

    private static List<String> messages(ReadPolicy policy) {
        return failures(policy).stream()
                .map(failure -> String.valueOf(failure.getException().getMessage()))
                .toList();
    }

    private static Set<String> caught(ReadPolicy policy) {
        return failures(policy).stream()
                .map(failure -> failure.getTestIdentifier()
                        .getSource()
                        .map(source -> source instanceof MethodSource method
                                ? method.getMethodName().replaceFirst("_.*", "")
                                : "?")
                        .orElse("?"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Failure> failures(ReadPolicy policy) {
        Subject.policy = policy;
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LAUNCHER.execute(
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(Subject.class))
                        .build(),
                listener);
        List<Failure> failures = listener.getSummary().getFailures();
        assertThat(failures).allSatisfy(GuidingFailures::requireGuidance);
        return failures;
    }
}
