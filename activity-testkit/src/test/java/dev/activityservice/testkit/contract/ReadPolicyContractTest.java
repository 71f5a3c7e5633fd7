package dev.activityservice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.ReadPolicy.Decision;
import dev.activityservice.query.Principal;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** The library's own policies keep the contract, and the contract catches policies that do not. */
class ReadPolicyContractTest {

    private static final Launcher LAUNCHER = LauncherFactory.create();
    private static final EntityRef OWN = EntityRef.of("user", "7");
    private static final Principal OWNER = Principal.of("owner", Map.of("sub", "7"));

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

    /** What the contract is run against; not found by the build, because it is nested. */
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
    void a_policy_that_opens_nothing_is_caught() {
        assertThat(caught(ReadPolicy.denyAll())).containsExactly("p1");
    }

    @Test
    void a_policy_that_tells_the_unknown_which_entities_are_open_is_caught() {
        assertThat(caught((principal, entity) ->
                        principal == null && entity.equals(OWN) ? Decision.FORBIDDEN : SOUND.decide(principal, entity)))
                .containsExactly("p2");
    }

    @Test
    void a_policy_that_asks_the_known_to_authenticate_is_caught() {
        assertThat(caught((principal, entity) -> {
                    Decision decision = SOUND.decide(principal, entity);
                    return decision == Decision.FORBIDDEN && entity.type().equals("unheardOf")
                            ? Decision.UNAUTHENTICATED
                            : decision;
                }))
                .containsExactly("p3");
    }

    @Test
    void a_policy_that_lets_strangers_in_is_caught() {
        assertThat(caught(ReadPolicy.authenticated())).containsExactly("p4", "p5");
    }

    @Test
    void a_policy_that_takes_an_empty_claim_for_any_is_caught() {
        assertThat(caught((principal, entity) ->
                        principal != null && "".equals(principal.claims().get("sub"))
                                ? Decision.ALLOWED
                                : SOUND.decide(principal, entity)))
                .containsExactly("p5");
    }

    @Test
    void a_policy_that_changes_its_mind_is_caught() {
        AtomicInteger asked = new AtomicInteger();

        assertThat(caught((principal, entity) ->
                        principal != null && entity.type().equals("unheardOf")
                                ? asked.getAndIncrement() % 2 == 0 ? Decision.ALLOWED : Decision.FORBIDDEN
                                : SOUND.decide(principal, entity)))
                .containsExactly("p6");
    }

    private static Set<String> caught(ReadPolicy policy) {
        Subject.policy = policy;
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LAUNCHER.execute(
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(Subject.class))
                        .build(),
                listener);
        return listener.getSummary().getFailures().stream()
                .map(failure -> failure.getTestIdentifier()
                        .getSource()
                        .map(source -> source instanceof MethodSource method
                                ? method.getMethodName().replaceFirst("_.*", "")
                                : "?")
                        .orElse("?"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
