package dev.activityservice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.ReadPolicy.Decision;
import dev.activityservice.query.Principal;
import java.text.Normalizer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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

    @Nested
    class DenyAll extends ReadPolicyContract {

        @Override
        protected Principal reader() {
            return OWNER;
        }

        @Override
        protected EntityRef readable() {
            return OWN;
        }

        @Override
        protected ReadPolicy policy() {
            return ReadPolicy.denyAll();
        }

        @Override
        protected boolean deniesAll() {
            return true;
        }
    }

    /** The policy of {@code docs/access.md}. */
    private static final ReadPolicy FILE = ReadPolicy.file("""
            {"version": 1,
             "rules": [
               {"claim": "groups", "has": "support", "may": ["*"]},
               {"claim": "scope", "has": "activity.read", "may": ["order", "product"]},
               {"claim": "teams", "has": "Sales 1", "split": ";", "may": ["user"], "hide": ["attributes"]},
               {"claim": "sub", "is": "user"},
               {"claim": "sub", "is": "user", "of": ["order"], "hide": ["trace", "actor"]}
             ]}
            """);

    /** A caller of the policy that one rule of the file allows. */
    private abstract static class OfFile extends ReadPolicyContract {

        @Override
        protected final ReadPolicy policy() {
            return FILE;
        }

        @Override
        protected EntityRef readable() {
            return EntityRef.of("order", "O-1");
        }
    }

    @Nested
    class FileHas extends OfFile {

        @Override
        protected Principal reader() {
            return Principal.of("agent").with("groups", "sales", "support");
        }

        /** The rules of the other claims match neither a whole group nor a part of one. */
        @Override
        protected Principal stranger() {
            return Principal.of("agent")
                    .with("groups", "sales", "support readonly", "support,x", "[support]")
                    .with("sub", "support")
                    .with("scope", "support");
        }
    }

    @Nested
    class FileScope extends OfFile {

        @Override
        protected Principal reader() {
            return Principal.of("app").with("scope", "openid activity.read profile");
        }

        @Override
        protected Principal stranger() {
            return Principal.of("app").with("scope", "openid activity.readonly activity.rea d");
        }
    }

    @Nested
    class FileSplit extends OfFile {

        @Override
        protected Principal reader() {
            return Principal.of("agent").with("teams", "Support;Sales 1");
        }

        @Override
        protected Principal stranger() {
            return Principal.of("agent").with("teams", "Support; Sales 1,Sales 1");
        }

        @Override
        protected EntityRef readable() {
            return OWN;
        }
    }

    @Nested
    class FileIs extends OfFile {

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
    class FileReader extends OfFile {

        @Override
        protected Principal reader() {
            return OWNER;
        }

        @Override
        protected Principal stranger() {
            return Principal.of("7").with("sub", "8").with("groups", "7");
        }

        @Override
        protected EntityRef readerOfReadable() {
            return OWN;
        }
    }

    /** Runs the contract against a policy with readers. */
    static final class ReaderSubject extends ReadPolicyContract {

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
            return EntityRef.of("order", "O-1");
        }

        @Override
        protected EntityRef readerOfReadable() {
            return OWN;
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
        assertThat(caught(ReadPolicy.authenticated())).containsExactly("p4", "p5", "p7", "p8");
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
    void a_policy_that_ignores_case_or_normalises_is_caught() {
        assertThat(caught((principal, entity) -> principal != null
                                && entity.equals(OWN)
                                && principal.claim("sub").stream()
                                        .anyMatch(value -> Normalizer.normalize(value, Normalizer.Form.NFKC)
                                                .equals("7"))
                        ? Decision.allowed()
                        : SOUND.decide(principal, entity)))
                .containsExactly("p7");
        assertThat(caught((principal, entity) -> principal != null
                                && entity.equals(OWN)
                                && principal.claims().entrySet().stream()
                                        .anyMatch(claim -> claim.getKey().equalsIgnoreCase("sub")
                                                && claim.getValue().contains("7"))
                        ? Decision.allowed()
                        : SOUND.decide(principal, entity)))
                .containsExactly("p8");
    }

    @Test
    void a_policy_that_depends_on_readers_without_saying_so_is_caught() {
        assertThat(caughtWithReaders(FILE)).isEmpty();
        assertThat(caughtWithReaders((principal, entity) -> FILE.decide(principal, entity)))
                .containsExactly("p9");
    }

    @Test
    void a_policy_that_allows_before_the_reader_is_looked_up_is_caught() {
        assertThat(caughtWithReaders(withReaders((principal, entity) -> OWNER.equals(principal)
                        ? Decision.allowedWithout(Set.of(ReadPolicy.HiddenField.TRACE))
                                .orIfReader(OWN, Decision.allowed())
                        : FILE.decide(principal, entity))))
                .containsExactly("p10");
    }

    @Test
    void a_policy_that_names_a_reader_that_the_caller_is_not_is_caught() {
        assertThat(caughtWithReaders(withReaders((principal, entity) -> principal == null
                        ? Decision.unauthenticated()
                        : Decision.forbidden().orIfReader(OWN, Decision.allowed()))))
                .containsExactly("p4", "p5", "p7", "p8");
    }

    @Test
    void a_policy_that_remembers_another_callers_request_is_caught() {
        Thread rules = Thread.currentThread();
        AtomicReference<@Nullable Principal> remembered = new AtomicReference<>();

        assertThat(caught((principal, entity) -> {
                    if (Thread.currentThread() != rules) {
                        remembered.compareAndSet(null, principal);
                        return SOUND.decide(remembered.get(), entity);
                    }
                    return SOUND.decide(principal, entity);
                }))
                .containsExactly("p11");
    }

    private static ReadPolicy withReaders(ReadPolicy decisions) {
        return new ReadPolicy() {
            @Override
            public Decision decide(@Nullable Principal principal, EntityRef entity) {
                return decisions.decide(principal, entity);
            }

            @Override
            public boolean needsReaders() {
                return true;
            }
        };
    }

    @Test
    void the_failures_of_a_hostile_policy_state_what_it_did() {
        assertThat(caught(ReadPolicyContractTest::nothing))
                .containsExactly("p1", "p10", "p11", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9");
        assertThat(messages(ReadPolicyContractTest::nothing))
                .allMatch(message -> message.contains("Actual:     decide returned null"));
        assertThat(messages((principal, entity) -> {
                    throw new IllegalStateException("Cannot connect");
                }))
                .hasSize(11)
                .allMatch(message ->
                        message.contains("Actual:     decide threw java.lang.IllegalStateException: Cannot connect"));
    }

    @SuppressWarnings("NullAway") // A mistake that the contract reports.
    private static Decision nothing(@Nullable Principal principal, EntityRef entity) {
        return null;
    }

    private static List<String> messages(ReadPolicy policy) {
        Subject.policy = policy;
        return failures(Subject.class).stream()
                .map(failure -> String.valueOf(failure.getException().getMessage()))
                .toList();
    }

    private static Set<String> caught(ReadPolicy policy) {
        Subject.policy = policy;
        return numbers(failures(Subject.class));
    }

    private static Set<String> caughtWithReaders(ReadPolicy policy) {
        ReaderSubject.policy = policy;
        return numbers(failures(ReaderSubject.class));
    }

    private static Set<String> numbers(List<Failure> failures) {
        return failures.stream()
                .map(failure -> failure.getTestIdentifier()
                        .getSource()
                        .map(source -> source instanceof MethodSource method
                                ? method.getMethodName().replaceFirst("_.*", "")
                                : "?")
                        .orElse("?"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Failure> failures(Class<? extends ReadPolicyContract> subject) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LAUNCHER.execute(
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(subject))
                        .build(),
                listener);
        List<Failure> failures = listener.getSummary().getFailures();
        assertThat(failures).allSatisfy(GuidingFailures::requireGuidance);
        return failures;
    }
}
