package dev.activityservice.aws.driven.dynamodb;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.ActivityService;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore.Written;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.TimelineSummary;
import dev.activityservice.testbed.proxy.AwsJsonCall;
import dev.activityservice.testbed.proxy.FaultProxy;
import dev.activityservice.testkit.fixture.Fixtures;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Summaries of timelines in DynamoDB Local: the requests that they cost, and what they say if a request has no answer. */
class SummaryCostTest {

    private static final Deadline AMPLE = () -> Duration.ofSeconds(20);
    /** Three of these activities exceed the 1 MB of one answer to a query. */
    private static final int LARGE_CHARS = 390_000;

    private record Run(TimelineSummary summary, List<AwsJsonCall> calls) {}

    @Test
    void a_summary_of_a_thousand_activities_is_one_query() throws IOException {
        EntityRef entity = order("summary-1000");
        store(entity, 1_000, 0);

        Run run = run(entity, 25_000, AMPLE, AwsJsonCall::pass);

        assertThat(run.summary().count()).isEqualTo(1_000);
        assertThat(run.summary().isComplete()).isTrue();
        assertThat(run.calls()).extracting(AwsJsonCall::operation).containsExactly("Query");
    }

    @Test
    void a_summary_of_more_than_one_megabyte_costs_one_query_more_for_its_newest_activity() throws IOException {
        EntityRef entity = order("summary-large");
        store(entity, 7, LARGE_CHARS);

        Run run = run(entity, 25_000, AMPLE, AwsJsonCall::pass);

        assertThat(run.summary().count()).isEqualTo(7);
        assertThat(run.summary().isComplete()).isTrue();
        assertThat(run.calls()).hasSizeBetween(4, 5);
    }

    /** At the limit of a query, DynamoDB does not say whether a timeline has ended. */
    @ParameterizedTest
    @CsvSource({"49, true, 1", "50, true, 3", "51, false, 3"})
    void the_budget_is_a_number_of_rows(int rows, boolean complete, int queries) throws IOException {
        EntityRef entity = order("summary-budget-" + rows);
        store(entity, rows, 0);

        Run run = run(entity, 50, AMPLE, AwsJsonCall::pass);

        assertThat(run.summary().count()).isEqualTo(Math.min(rows, 50));
        assertThat(run.summary().isComplete()).isEqualTo(complete);
        assertThat(run.summary().last()).isEqualTo(activity(entity, rows - 1, 0));
        assertThat(run.calls()).hasSize(queries);
    }

    @Test
    void f86_a_query_that_has_no_answer_before_the_deadline_makes_the_counts_a_lower_bound() throws IOException {
        EntityRef entity = order("summary-slow");
        store(entity, 7, LARGE_CHARS);
        AtomicInteger calls = new AtomicInteger();
        Deadline deadline = Deadline.after(Duration.ofSeconds(4), System::nanoTime);

        Run run = run(
                entity,
                25_000,
                deadline,
                call -> calls.incrementAndGet() > 2 ? call.passAfter(Duration.ofSeconds(30)) : call.pass());

        assertThat(run.summary().count()).isBetween(2, 3);
        assertThat(run.summary().isComplete()).isFalse();
        assertThat(run.summary().first()).isEqualTo(activity(entity, 0, LARGE_CHARS));
        assertThat(run.summary().last()).isEqualTo(activity(entity, 6, LARGE_CHARS));
    }

    private static Run run(EntityRef entity, int readBudget, Deadline deadline, FaultProxy.Fault fault)
            throws IOException {
        try (FaultProxy proxy = FaultProxy.recording(LocalTable.endpoint(), fault);
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            ActivityService service = ActivityService.builder(DynamoDbActivityStore.builder(client, LocalTable.NAME)
                            .requestFailureListener((operation, reason, cause) -> {})
                            .build())
                    .readPolicy(ReadPolicy.allowAll())
                    .readBudget(readBudget)
                    .clock(() -> Fixtures.TEN_O_CLOCK)
                    .build();
            TimelineSummary summary = service.summarize(null, ActivityQuery.of(entity), deadline);
            return new Run(summary, List.copyOf(proxy.calls()));
        }
    }

    private static void store(EntityRef entity, int count, int chars) {
        List<Activity> activities = IntStream.range(0, count)
                .mapToObj(i -> activity(entity, i, chars))
                .toList();
        assertThat(DynamoDbActivityStore.builder(LocalTable.client(), LocalTable.NAME)
                        .build()
                        .append(activities, AMPLE))
                .allMatch(Written.Stored.class::isInstance);
    }

    private static Activity activity(EntityRef entity, int number, int chars) {
        return anActivity()
                .of(entity)
                .id("e" + number)
                .at(Fixtures.TEN_O_CLOCK.plusSeconds(number))
                .summary("x".repeat(chars + 1))
                .build();
    }
}
