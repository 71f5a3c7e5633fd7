package dev.activityservice.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.ReadPolicy.Decision;
import dev.activityservice.port.driven.ReadPolicy.HiddenField;
import dev.activityservice.query.Principal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortValuesTest {

    private static final EntityRef OWN = EntityRef.of("user", "U-1");
    private static final EntityRef OTHER = EntityRef.of("user", "U-2");

    @Test
    void a_deadline_with_a_reserve_ends_earlier() {
        AtomicLong nanos = new AtomicLong(-5_000_000_000L);
        Deadline deadline = Deadline.after(Duration.ofSeconds(10), nanos::get);
        Deadline sooner = deadline.less(Duration.ofSeconds(4));

        assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(10));
        assertThat(sooner.remaining()).isEqualTo(Duration.ofSeconds(6));
        nanos.addAndGet(5_999_999_999L);
        assertThat(sooner.isOver()).isFalse();
        nanos.addAndGet(1);
        assertThat(sooner.isOver()).isTrue();
        assertThat(deadline.isOver()).isFalse();
        nanos.addAndGet(4_000_000_001L);
        assertThat(deadline.isOver()).isTrue();
        assertThat(deadline.remaining()).isEqualTo(Duration.ofNanos(-1));
    }

    @ParameterizedTest
    @CsvSource({
        "authenticated, allowed by authenticated, allowed by authenticated, unauthenticated",
        "allow-all, allowed by allow-all, allowed by allow-all, allowed by allow-all",
        "claim:sub=user, allowed by claim, forbidden, unauthenticated",
        "claim:subs=user, allowed by claim, forbidden, unauthenticated",
        "claim:a=b=user, forbidden, forbidden, unauthenticated",
        "claim:s=user, forbidden, forbidden, unauthenticated",
    })
    void a_read_policy_is_parsed_from_its_text(String text, String own, String other, String nobody) {
        ReadPolicy policy = ReadPolicy.parse(text);
        Principal principal = Principal.of("U-1").with("sub", "U-1").with("subs", "U-0", "U-1");

        assertThat(policy.decide(principal, OWN)).hasToString(own);
        assertThat(policy.decide(principal, OTHER)).hasToString(other);
        assertThat(policy.decide(null, OWN)).hasToString(nobody);
    }

    @Test
    void a_decision_that_hides_the_actor_or_the_attributes_also_hides_the_summary() {
        Decision decision = Decision.allowedWithout(Set.of(HiddenField.ACTOR));

        assertThat(decision.isAllowed()).isTrue();
        assertThat(decision.hidden()).containsExactly(HiddenField.ACTOR, HiddenField.SUMMARY);
        assertThat(decision)
                .isEqualTo(Decision.allowedWithout(Set.of(HiddenField.SUMMARY, HiddenField.ACTOR)))
                .hasSameHashCodeAs(Decision.allowedWithout(Set.of(HiddenField.SUMMARY, HiddenField.ACTOR)))
                .isNotEqualTo(Decision.allowed())
                .hasToString("allowed without [ACTOR, SUMMARY] by policy");
        assertThat(Decision.allowedWithout(Set.of())).isEqualTo(Decision.allowed());
        assertThat(Decision.allowedWithout(Set.of(HiddenField.ATTRIBUTES)).hidden())
                .contains(HiddenField.SUMMARY);
        assertThat(Decision.allowedWithout(Set.of(HiddenField.TRACE)).hidden()).containsExactly(HiddenField.TRACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Authenticated", "claim:=user", "claim:sub", "claim:sub=", "sub=user"})
    void any_other_text_is_not_a_read_policy(String text) {
        assertThatThrownBy(() -> ReadPolicy.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
