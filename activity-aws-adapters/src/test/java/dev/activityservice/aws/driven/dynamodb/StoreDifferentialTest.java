package dev.activityservice.aws.driven.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.ActivityService;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Position;
import dev.activityservice.model.TimeSource;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ActivityStore.Slice;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.ActivityStore.Written;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import dev.activityservice.query.Principal;
import dev.activityservice.testkit.fixture.ActivityFixture;
import dev.activityservice.testkit.fixture.Fixtures;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The in-memory store and the DynamoDB store have the same outcomes, pages and readers for random operations. {@code
 * -Dactivity.seed} replays a run.
 */
@Execution(ExecutionMode.CONCURRENT)
@Tag("thorough")
@ResourceLock("processor")
class StoreDifferentialTest {

    private static final long SEED = Long.getLong("activity.seed", 20_260_105L);
    private static final int OPERATIONS = Integer.getInteger("activity.differential.operations", 500);
    /** Bounds a walk: with a limit of one, a long timeline would take hundreds of requests. */
    private static final int MAX_PAGES = 5;

    private static final Deadline ENOUGH_TIME = () -> Duration.ofSeconds(20);

    private final Random random = new Random(SEED);
    private final InMemoryActivityStore memory = InMemoryActivityStore.create();
    private final DynamoDbActivityStore table =
            DynamoDbActivityStore.builder(LocalTable.client(), LocalTable.NAME).build();

    @Test
    void both_stores_return_the_same_outcomes_and_pages() {
        System.out.printf("differential: %d operations from seed %d%n", OPERATIONS, SEED);

        for (int i = 0; i < OPERATIONS; i++) {
            int operation = random.nextInt(6);
            if (operation < 2) {
                List<Activity> activities = activities();

                List<String> expected = described(memory.append(activities, ENOUGH_TIME));

                assertThat(described(table.append(activities, ENOUGH_TIME)))
                        .as("operation %d from seed %d", i, SEED)
                        .isEqualTo(expected);
            } else if (operation == 2) {
                String tenant = tenant();
                EntityRef reader = reader();
                EntityRef entity = entity();

                boolean expected = memory.isReader(tenant, reader, entity, ENOUGH_TIME);

                assertThat(table.isReader(tenant, reader, entity, ENOUGH_TIME))
                        .as("operation %d from seed %d: %s of %s in %s", i, SEED, reader, entity, tenant)
                        .isEqualTo(expected);
            } else {
                ActivityQuery query = query();

                List<String> expected = walk(memory, query);

                assertThat(walk(table, query))
                        .as("operation %d from seed %d: %s", i, SEED, query)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void f55_both_stores_end_a_slice_of_large_activities_at_the_same_place() {
        EntityRef large = EntityRef.of("order", "differential#large");
        List<Activity> written = IntStream.range(0, 16)
                .mapToObj(i -> Fixtures.anActivity()
                        .of(large)
                        .id("large-" + i)
                        .at(time())
                        .attribute("text", "\"" + "y".repeat(1000 + random.nextInt(350_000)) + "\"")
                        .build())
                .toList();
        assertThat(described(table.append(written, ENOUGH_TIME)))
                .isEqualTo(described(memory.append(written, ENOUGH_TIME)));
        for (int most : new int[] {2, 5, 30}) {
            for (ActivityQuery query : List.of(
                    ActivityQuery.builder(large).build(),
                    ActivityQuery.builder(large).newestFirst().build())) {
                assertThat(sliceSizes(table, query, most))
                        .as("at most %d rows from seed %d: %s", most, SEED, query)
                        .hasSizeGreaterThan(2)
                        .isEqualTo(sliceSizes(memory, query, most));
            }
        }
    }

    private List<Activity> activities() {
        List<Activity> activities = new ArrayList<>();
        int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 40 : 6);
        for (int i = 0; i < count; i++) {
            boolean envelopeTimed = random.nextInt(3) == 0;
            ActivityFixture fixture = Fixtures.anActivity()
                    .of(entity())
                    .tenant(tenant())
                    .source("https://differential.example/" + random.nextInt(2))
                    // Events with their own time and with an envelope's time have different identities.
                    .id((envelopeTimed ? "envelope-" : "event-") + random.nextInt(60))
                    .at(time())
                    .timedBy(envelopeTimed ? TimeSource.EVENTBRIDGE : TimeSource.EVENT)
                    .type(random.nextBoolean() ? "orders.orderCreated.v1" : "orders.late.orderMoved.v1")
                    .sequence(sequence())
                    .summary("version " + random.nextInt(3));
            if (random.nextInt(4) == 0) {
                fixture.readers(IntStream.range(0, 1 + random.nextInt(3))
                        .mapToObj(each -> reader())
                        .toArray(EntityRef[]::new));
            }
            if (random.nextInt(4) == 0) {
                fixture.attribute("note", "\"\\u00e9 " + random.nextInt(10) + "\"");
            }
            if (random.nextInt(60) == 0) {
                fixture.attribute("huge", "\"" + "x".repeat(420_000) + "\"");
            }
            activities.add(fixture.build());
        }
        return activities;
    }

    private ActivityQuery query() {
        ActivityQuery.Builder query = ActivityQuery.builder(entity()).tenant(tenant());
        if (random.nextBoolean()) {
            query.newestFirst();
        }
        if (random.nextInt(3) > 0) {
            query.limit(1 + random.nextInt(random.nextBoolean() ? 3 : 120));
        }
        if (random.nextInt(3) == 0) {
            Instant from = time();
            query.from(from).until(from.plusMillis(1 + random.nextInt(4000)));
        }
        if (random.nextInt(4) == 0) {
            query.types(
                    List.of(EventTypePattern.parse(random.nextBoolean() ? "orders.late.*" : "orders.orderCreated.v1")));
        }
        return query.build();
    }

    private EntityRef entity() {
        return EntityRef.of("order", "differential#" + random.nextInt(3));
    }

    private EntityRef reader() {
        return EntityRef.of(random.nextBoolean() ? "user" : "team", "reader#" + random.nextInt(8));
    }

    private @Nullable String tenant() {
        return Arrays.asList(null, null, "a", "a-").get(random.nextInt(4));
    }

    private @Nullable String sequence() {
        return switch (random.nextInt(6)) {
            case 0 -> Integer.toString(random.nextInt(12));
            case 1 -> "00" + random.nextInt(12);
            case 2 -> List.of("a", "a ", "~", "\ue000", "\ud83d\ude00").get(random.nextInt(5));
            case 3 -> random.nextInt(4) == 0 ? "x".repeat(64 + random.nextInt(2)) : null;
            default -> null;
        };
    }

    private Instant time() {
        return Fixtures.TEN_O_CLOCK.plusMillis(500L * random.nextInt(12)).plusNanos(random.nextInt(2));
    }

    private static List<String> described(List<Written> outcomes) {
        return outcomes.stream()
                .map(outcome -> outcome instanceof Written.Rejected rejected
                        ? rejected.rejection().code().toString()
                        : outcome.toString())
                .toList();
    }

    /**
     * Returns the number of activities in each slice that has any. DynamoDB may return one more slice, without activities, at
     * the end.
     */
    private static List<Integer> sliceSizes(ActivityStore store, ActivityQuery query, int most) {
        List<Integer> sizes = new ArrayList<>();
        Position after = null;
        do {
            Slice slice = store.read(new SliceRequest(query, after, most), ENOUGH_TIME);
            if (!slice.items().isEmpty()) {
                sizes.add(slice.items().size());
            }
            after = slice.resumeAfter();
        } while (after != null);
        return sizes;
    }

    private static List<String> walk(ActivityStore store, ActivityQuery query) {
        ActivityService service = ActivityService.builder(store)
                .readPolicy(ReadPolicy.allowAll())
                .clock(() -> Fixtures.TEN_O_CLOCK)
                .build();
        List<String> pages = new ArrayList<>();
        String tenant = query.tenant();
        Principal principal = tenant == null ? null : Principal.of("reader").in(tenant);
        Page<Activity> page = service.find(principal, query, ENOUGH_TIME);
        pages.add(page.items() + " " + page.next());
        for (@Nullable PageToken next = page.next(); next != null && pages.size() < MAX_PAGES; next = page.next()) {
            page = service.find(principal, query.after(next), ENOUGH_TIME);
            pages.add(page.items() + " " + page.next());
        }
        return pages;
    }
}
