package dev.activityservice.lab.campaigns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The short form of {@code make chaos-faults}: one campaign for all rows. {@code -Dactivity.seed} replays it, except for the
 * threads.
 */
@Tag("thorough")
@Order(2)
class FaultCampaignTest {

    private static final long SEED = Long.getLong("activity.seed", 20_261_101L);
    private static final int DELIVERIES = 1000;

    private static FaultCampaign.Outcome outcome;

    @BeforeAll
    static void run() throws IOException {
        System.out.printf("campaign: %d faulted deliveries from seed %d%n", DELIVERIES, SEED);
        FaultCampaign.Settings settings = new FaultCampaign.Settings(SEED, DELIVERIES, 650, Defect.NONE, null);
        outcome = new FaultCampaign(settings, InstantSource.system(), System.out::println).run();
        System.out.println(outcome.counts());
    }

    @Test
    void a_thousand_faulted_deliveries_lose_and_double_nothing() {
        assertThat(outcome.violations()).as("seed %d", outcome.seed()).isEmpty();
        assertThat(outcome.counts().of(Counters.Count.FAULTED)).isGreaterThanOrEqualTo(DELIVERIES);
    }

    @Test
    void f17_no_function_is_at_work_at_its_deadline() {
        assertThat(outcome.counts().unplanned().timeouts()).isEmpty();
        assertThat(outcome.counts().minRemainingMillis()).isPositive();
    }

    @Test
    void f17_no_function_asks_anything_of_the_table_once_its_deadline_less_its_reserve_has_come() {
        assertThat(outcome.counts().unplanned().lateRequests()).isEmpty();
        // Some functions retried until then.
        assertThat(outcome.counts().minSpareMillis()).isLessThan(500);
    }

    @Test
    void no_invocation_throws_whatever_its_table_does() {
        assertThat(outcome.counts().unplanned().failures()).isEmpty();
    }

    @Test
    void each_class_of_fault_that_is_dealt_to_functions_in_this_jvm_occurs() {
        // Only processes can be frozen and killed. A short campaign may have no batch with pins that is throttled.
        Set<FaultClass> dealt = EnumSet.complementOf(EnumSet.of(
                FaultClass.NONE,
                FaultClass.KILLED_BEFORE_WRITE,
                FaultClass.KILLED_AFTER_WRITE,
                FaultClass.PINS_THROTTLED));

        assertThat(dealt)
                .as("classes that no message met, from seed %d to %d", SEED, outcome.seed())
                .filteredOn(fault -> outcome.counts().byClass().getOrDefault(fault, 0L) == 0)
                .isEmpty();
    }

    @Test
    void f01_f02_a_message_delivered_twice_even_to_two_workers_at_once_is_recorded_once() {
        assertKept(FaultClass.DELIVERED_TWICE);
    }

    @Test
    void f04_an_event_that_its_producer_sends_again_is_recorded_once() {
        assertKept(FaultClass.SENT_TWICE, FaultClass.SEND_REFUSED, FaultClass.SEND_IN_PART);
    }

    @Test
    void f09_items_left_unprocessed_are_recorded_in_the_end() {
        assertKept(FaultClass.UNPROCESSED);
    }

    @Test
    void f11_throttled_calls_lose_nothing() {
        assertKept(FaultClass.CALL_THROTTLED, FaultClass.QUEUE_THROTTLED);
    }

    @Test
    void f12_errors_of_the_service_lose_nothing() {
        assertKept(FaultClass.SERVER_ERROR, FaultClass.RECEIVE_ERROR, FaultClass.DELETE_ERROR);
    }

    @Test
    void f13_writes_that_were_applied_before_the_connection_broke_double_nothing() {
        assertKept(FaultClass.APPLIED_THEN_DROPPED, FaultClass.APPLIED_THEN_SILENT);
    }

    @Test
    void f14_requests_that_never_arrived_lose_nothing() {
        assertKept(FaultClass.DROPPED, FaultClass.SILENT);
    }

    @Test
    void f15_refused_and_stale_connections_lose_nothing() {
        assertKept(FaultClass.REFUSED, FaultClass.STALE_CONNECTIONS);
    }

    @Test
    void f16_answers_that_are_cut_or_slow_or_no_json_or_of_another_checksum_double_nothing() {
        assertKept(FaultClass.TRUNCATED, FaultClass.NOT_JSON, FaultClass.WRONG_CHECKSUM, FaultClass.SLOW);
    }

    @Test
    void f18_a_function_whose_answer_is_lost_after_its_writes_doubles_nothing() {
        assertKept(FaultClass.ANSWER_LOST);
    }

    @Test
    void f42_messages_whose_receives_were_used_up_are_dead_letters_that_a_redrive_records() {
        assertKept(FaultClass.RECEIVE_LOST, FaultClass.RECEIVE_ERROR);
        assertThat(outcome.counts().of(Counters.Count.REDRIVEN)).isPositive();
    }

    @Test
    void f43_deletes_that_fail_after_success_double_nothing() {
        assertKept(
                FaultClass.DELETE_LOST,
                FaultClass.DELETE_UNANSWERED,
                FaultClass.DELETE_IN_PART,
                FaultClass.DELETE_ERROR,
                FaultClass.QUEUE_SILENT,
                FaultClass.QUEUE_ANSWER_BROKEN,
                FaultClass.QUEUE_REFUSED);
    }

    /** Asserts that each fault occurred, and that the promise was kept. */
    private static void assertKept(FaultClass... faults) {
        assertThat(outcome.violations()).isEmpty();
        for (FaultClass fault : faults) {
            assertThat(outcome.counts().byClass().getOrDefault(fault, 0L))
                    .as("messages that met %s", fault)
                    .isPositive();
        }
    }
}
