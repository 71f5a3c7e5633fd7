package dev.activityservice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.ReadPolicy.Decision;
import dev.activityservice.query.Principal;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The numbered rules that every {@link ReadPolicy} must keep. A test class inherits the rules and supplies the policy, a
 * caller with access to an entity, and a caller without access to this entity. Rules may run in parallel.
 */
public abstract class ReadPolicyContract {

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

    @Test
    public final void p1_the_reader_has_access_to_the_readable_entity() {
        assertThat(policy().decide(reader(), readable()).isAllowed()).isTrue();
    }

    @Test
    public final void p2_a_caller_without_a_principal_gets_the_same_decision_for_every_entity() {
        Decision expected = opensToAll() ? Decision.allowed() : Decision.unauthenticated();

        for (EntityRef entity : entities()) {
            assertThat(policy().decide(null, entity)).as("%s", entity).isEqualTo(expected);
        }
    }

    @Test
    public final void p3_an_authenticated_caller_never_gets_the_decision_unauthenticated() {
        for (EntityRef entity : entities()) {
            assertThat(policy().decide(stranger(), entity)).as("%s", entity).isNotEqualTo(Decision.unauthenticated());
            assertThat(policy().decide(reader(), entity)).as("%s", entity).isNotEqualTo(Decision.unauthenticated());
        }
    }

    @Test
    public final void p4_the_stranger_has_no_access_to_the_readable_entity() {
        assertThat(policy().decide(stranger(), readable()).isAllowed())
                .isEqualTo(stranger().equals(reader()));
    }

    @Test
    public final void p5_claims_with_empty_values_give_no_access() {
        Principal blank =
                Principal.of("").with("sub", "", "").with("custom:id", " ").with("groups");

        assertThat(policy().decide(blank, readable()).isAllowed())
                .isEqualTo(stranger().equals(reader()));
    }

    @Test
    public final void p6_equal_requests_get_equal_decisions() {
        for (EntityRef entity : entities()) {
            assertThat(policy().decide(reader(), entity)).isEqualTo(policy().decide(reader(), entity));
        }
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
