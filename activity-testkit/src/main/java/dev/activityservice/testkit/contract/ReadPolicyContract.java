package dev.activityservice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.ReadPolicy.Decision;
import dev.activityservice.query.Principal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ReadPolicy} must do, as numbered rules. A policy proves itself by a test class that inherits them and
 * names one caller who may read something and one who may not read that.
 */
public abstract class ReadPolicyContract {

    /** For subclasses. */
    protected ReadPolicyContract() {}

    /** The policy under test. */
    protected abstract ReadPolicy policy();

    /** A caller who may read {@link #readable()}. */
    protected abstract Principal reader();

    /** What {@link #reader()} may read. */
    protected abstract EntityRef readable();

    /** A caller who may not read {@link #readable()}; by default nobody's friend, without claims. Equal to {@link #reader()} if everyone may. */
    protected Principal stranger() {
        return Principal.of("a stranger");
    }

    /** Whether a caller without a name may read; by default not. */
    protected boolean opensToAll() {
        return false;
    }

    @Test
    public final void p1_the_reader_may_read_their_entity() {
        assertThat(policy().decide(reader(), readable())).isEqualTo(Decision.ALLOWED);
    }

    @Test
    public final void p2_a_caller_nobody_has_authenticated_is_told_so_for_every_entity_alike() {
        Decision expected = opensToAll() ? Decision.ALLOWED : Decision.UNAUTHENTICATED;

        for (EntityRef entity : entities()) {
            assertThat(policy().decide(null, entity)).as("%s", entity).isEqualTo(expected);
        }
    }

    @Test
    public final void p3_a_known_caller_is_never_told_to_authenticate() {
        for (EntityRef entity : entities()) {
            assertThat(policy().decide(stranger(), entity)).as("%s", entity).isNotEqualTo(Decision.UNAUTHENTICATED);
            assertThat(policy().decide(reader(), entity)).as("%s", entity).isNotEqualTo(Decision.UNAUTHENTICATED);
        }
    }

    @Test
    public final void p4_a_stranger_may_not_read_it() {
        Decision expected = stranger().equals(reader()) ? Decision.ALLOWED : Decision.FORBIDDEN;

        assertThat(policy().decide(stranger(), readable())).isEqualTo(expected);
    }

    @Test
    public final void p5_claims_with_empty_values_open_nothing_to_a_stranger() {
        Principal blank = Principal.of("", Map.of("sub", "", "custom:id", " "));
        Decision expected = stranger().equals(reader()) ? Decision.ALLOWED : Decision.FORBIDDEN;

        assertThat(policy().decide(blank, readable())).isEqualTo(expected);
    }

    @Test
    public final void p6_the_same_question_has_the_same_answer() {
        for (EntityRef entity : entities()) {
            assertThat(policy().decide(reader(), entity)).isEqualTo(policy().decide(reader(), entity));
        }
    }

    private List<EntityRef> entities() {
        EntityRef own = readable();
        return List.of(
                own,
                EntityRef.of(own.type(), own.id() + "-of-another"),
                EntityRef.of(own.type() + "x", own.id()),
                EntityRef.of("unheardOf", "nothing"));
    }
}
