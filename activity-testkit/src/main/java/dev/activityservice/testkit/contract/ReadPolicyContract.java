package dev.activityservice.testkit.contract;

import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.ReadPolicy.Decision;
import dev.activityservice.query.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * The numbered rules that every {@link ReadPolicy} must keep. A test class inherits the rules and supplies the policy, a
 * caller with access to an entity, and a caller without access to this entity. Rules may run in parallel.
 */
public abstract class ReadPolicyContract {

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
        expectAccess(true, decide(reader(), readable()));
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
        expectAccess(stranger().equals(reader()), decide(stranger(), readable()));
    }

    @Test
    @Checks(Demand.EMPTY_CLAIMS)
    public final void p5_claims_with_empty_values_give_no_access() {
        Principal blank =
                Principal.of("").with("sub", "", "").with("custom:id", " ").with("groups");

        expectAccess(stranger().equals(reader()), decide(blank, readable()));
    }

    @Test
    @Checks(Demand.SAME_FOR_EQUAL)
    public final void p6_equal_requests_get_equal_decisions() {
        for (EntityRef entity : entities()) {
            evidence.expect(decide(reader(), entity), decide(reader(), entity));
        }
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

    private List<EntityRef> entities() {
        EntityRef own = readable();
        return List.of(
                own,
                EntityRef.of(own.type(), own.id() + "-other"),
                EntityRef.of(own.type() + "x", own.id()),
                EntityRef.of("unknownType", "1"));
    }
}
