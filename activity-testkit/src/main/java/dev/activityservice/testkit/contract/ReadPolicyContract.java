package dev.activityservice.testkit.contract;

import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.ReadPolicy.Decision;
import dev.activityservice.query.Principal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * The numbered rules that every {@link ReadPolicy} must keep. A test class inherits the rules and supplies the policy, a
 * caller with access to an entity, and a caller without access to this entity. A policy with several kinds of access has one test class
 * for each. Rules may run in parallel.
 */
public abstract class ReadPolicyContract {

    private static final int CONCURRENT_REQUESTS = 200;

    /** Change every letter or digit of a text, so that each part of it is different. */
    private static final List<UnaryOperator<String>> SIMILAR = List.of(
            text -> changed(text, c -> Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c)),
            // Letters of the Cyrillic alphabet that look like Latin ones.
            text -> changed(text, c -> {
                int index = "aceiopsuxy".indexOf(c);
                return index < 0 ? c : "асеіорѕцху".charAt(index);
            }),
            // Wide forms, which Unicode's compatibility normalisation and Character.isDigit accept.
            text -> changed(text, c -> c > ' ' && c < 0x7f ? c + 0xfee0 : c),
            // An invisible character after each other one.
            text -> text.codePoints()
                    .mapToObj(c -> Character.toString(c) + (Character.isLetterOrDigit(c) ? "\u200b" : ""))
                    .collect(Collectors.joining()));

    // startRule sets this field before each rule.
    @SuppressWarnings("NullAway.Init")
    private Evidence evidence;

    /** Creates the contract. JUnit calls the constructor of the subclass for each rule. */
    protected ReadPolicyContract() {}

    /** Returns the policy under test. */
    protected abstract ReadPolicy policy();

    /** Returns a caller with access to {@link #readable()}. */
    protected abstract Principal reader();

    /** Returns an entity that {@link #reader()} may read. */
    protected abstract EntityRef readable();

    /**
     * Returns a caller without access to {@link #readable()}. Default: a principal without claims. Return {@link #reader()} if
     * the policy gives every authenticated caller access.
     */
    protected Principal stranger() {
        return Principal.of("stranger");
    }

    /** Returns true if the policy gives callers without a principal access. Default: false. */
    protected boolean opensToAll() {
        return false;
    }

    /** Returns true if the policy gives no caller access. Default: false. */
    protected boolean deniesAll() {
        return false;
    }

    /**
     * Returns the entity that gives {@link #reader()} access, because it is a reader of {@link #readable()}. In each rule, it is the only
     * reader. Null if the access does not depend on readers. Default: null.
     */
    protected @Nullable EntityRef readerOfReadable() {
        return null;
    }

    /** Starts the record of one rule. JUnit calls this method before each rule. */
    @BeforeEach
    public final void startRule(TestInfo test) {
        if (Evidence.isRule(test)) {
            evidence = Evidence.of(test);
        }
    }

    @Test
    @Checks(Demand.ACCESS)
    public final void p1_the_reader_has_access_to_the_readable_entity() {
        expectAccess(!deniesAll(), resolved(decide(reader(), readable())));
    }

    @Test
    @Checks(Demand.SAME_WITHOUT_PRINCIPAL)
    public final void p2_a_caller_without_a_principal_gets_the_same_decision_for_every_entity() {
        Decision expected = Decision.unauthenticated();
        if (opensToAll()) {
            // It may hide fields.
            expected = decide(null, readable());
            expectAccess(true, expected);
        }

        for (EntityRef entity : entities()) {
            evidence.expect(expected, decide(null, entity));
        }
    }

    @Test
    @Checks(Demand.AUTHENTICATED)
    public final void p3_an_authenticated_caller_never_gets_the_decision_unauthenticated() {
        for (EntityRef entity : entities()) {
            for (Principal caller : List.of(stranger(), reader())) {
                Decision decision = decide(caller, entity);
                evidence.expect(
                        !decision.isUnauthenticated(),
                        "any decision except " + Decision.unauthenticated(),
                        Words.of(decision));
            }
        }
    }

    @Test
    @Checks(Demand.ACCESS)
    public final void p4_the_stranger_has_no_access_to_the_readable_entity() {
        expectAccess(strangersHaveAccess(), resolved(decide(stranger(), readable())));
    }

    @Test
    @Checks(Demand.EMPTY_CLAIMS)
    public final void p5_claims_with_empty_values_give_no_access() {
        Principal blank =
                Principal.of("").with("sub", "", "").with("custom:id", " ").with("groups");

        expectAccess(strangersHaveAccess(), resolved(decide(blank, readable())));
    }

    @Test
    @Checks(Demand.SAME_FOR_EQUAL)
    public final void p6_equal_requests_get_equal_decisions() {
        for (EntityRef entity : entities()) {
            evidence.expect(decide(reader(), entity), decide(reader(), entity));
        }
    }

    @Test
    @Checks(Demand.EXACT_CLAIMS)
    public final void p7_similar_values_of_claims_give_no_access() {
        for (UnaryOperator<String> change : SIMILAR) {
            Map<String, List<String>> similar = new TreeMap<>();
            reader().claims()
                    .forEach((name, values) ->
                            similar.put(name, values.stream().map(change).toList()));
            Principal caller = Principal.of(change.apply(reader().id()), similar);

            if (!caller.claims().equals(reader().claims())) {
                expectAccess(strangersHaveAccess(), resolved(decide(caller, readable())));
            }
        }
    }

    @Test
    @Checks(Demand.EXACT_CLAIMS)
    public final void p8_similar_names_of_claims_give_no_access() {
        for (UnaryOperator<String> change : SIMILAR) {
            Map<String, List<String>> similar = new TreeMap<>();
            reader().claims().forEach((name, values) -> similar.put(change.apply(name), values));
            Principal caller = Principal.of(change.apply(reader().id()), similar);

            if (!caller.claims().equals(reader().claims())) {
                expectAccess(strangersHaveAccess(), resolved(decide(caller, readable())));
            }
        }
    }

    @Test
    @Checks(Demand.NEEDS_READERS)
    public final void p9_a_decision_depends_on_readers_only_if_the_policy_says_so() {
        boolean needsReaders = policy().needsReaders();

        for (EntityRef entity : entities()) {
            for (Principal caller : List.of(stranger(), reader())) {
                Decision decision = decide(caller, entity);
                evidence.expect(
                        needsReaders || decision.ifReader().isEmpty(),
                        "a decision without ifReader(), because needsReaders() is false",
                        Words.of(decision));
            }
        }
    }

    @Test
    @Checks(Demand.UNRESOLVED)
    public final void p10_a_reader_gives_no_access_before_it_is_looked_up() {
        Decision decision = decide(reader(), readable());

        if (readerOfReadable() != null) {
            expectAccess(false, decision);
        }
    }

    @Test
    @Checks(Demand.THREAD_SAFE)
    public final void p11_concurrent_requests_get_the_decisions_that_they_get_alone() throws InterruptedException {
        List<Principal> callers = List.of(reader(), stranger());
        List<Decision> alone =
                callers.stream().map(caller -> decide(caller, readable())).toList();
        ExecutorService threads = Executors.newFixedThreadPool(callers.size());

        try {
            List<Callable<List<Decision>>> calls = callers.stream()
                    .map(caller -> (Callable<List<Decision>>) () -> IntStream.range(0, CONCURRENT_REQUESTS)
                            .mapToObj(i -> decide(caller, readable()))
                            .distinct()
                            .toList())
                    .toList();
            List<Future<List<Decision>>> results = threads.invokeAll(calls);
            for (int i = 0; i < callers.size(); i++) {
                evidence.expect(List.of(alone.get(i)), result(results.get(i)));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Decision> result(Future<List<Decision>> call) throws InterruptedException {
        try {
            return call.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError broken) {
                throw broken;
            }
            throw new IllegalStateException(e);
        }
    }

    private boolean strangersHaveAccess() {
        return !deniesAll() && stranger().equals(reader());
    }

    /** Returns the final decision if {@link #readerOfReadable()} is the only reader. */
    private Decision resolved(Decision decision) {
        Decision resolved = decision;
        while (!resolved.ifReader().isEmpty()) {
            EntityRef reader = resolved.ifReader().keySet().iterator().next();
            boolean isReader = reader.equals(readerOfReadable());
            evidence.did(Words.entity(reader) + (isReader ? " is a reader" : " is not a reader"));
            resolved = resolved.resolve(reader, isReader);
        }
        return resolved;
    }

    private void expectAccess(boolean access, Decision decision) {
        evidence.expect(
                decision.isAllowed() == access,
                access ? "a decision that allows the read" : "a decision that refuses the read",
                Words.of(decision));
    }

    private Decision decide(@Nullable Principal principal, EntityRef entity) {
        evidence.did("decide whether " + (principal == null ? "a caller without a principal" : Words.of(principal))
                + " may read the timeline of " + Words.entity(entity));
        Decision decision;
        try {
            decision = policy().decide(principal, entity);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw evidence.broken("decide returns a decision, and never throws", "decide threw " + Words.of(e), e);
        }
        if (decision == null) {
            throw evidence.broken("decide returns a decision", "decide returned null", null);
        }
        return decision;
    }

    private static String changed(String text, IntUnaryOperator change) {
        return text.codePoints()
                .map(change)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private List<EntityRef> entities() {
        EntityRef own = readable();
        return List.of(
                own,
                EntityRef.of(own.type(), own.id() + "-other"),
                EntityRef.of(own.type() + "x", own.id()),
                EntityRef.of("unknownType", "1"));
    }
}
