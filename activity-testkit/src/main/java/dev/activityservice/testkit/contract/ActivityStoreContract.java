package dev.activityservice.testkit.contract;

import static dev.activityservice.testkit.contract.Timelines.T;
import static dev.activityservice.testkit.contract.Timelines.filter;
import static dev.activityservice.testkit.contract.Timelines.json;
import static dev.activityservice.testkit.contract.Timelines.padded;
import static dev.activityservice.testkit.contract.Timelines.requireProgress;
import static dev.activityservice.testkit.contract.Timelines.sorted;
import static dev.activityservice.testkit.contract.Timelines.swapLast;
import static dev.activityservice.testkit.contract.Timelines.trace;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Position;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.model.TimeSource;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ActivityStore.Outcome;
import dev.activityservice.port.driven.ActivityStore.Slice;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.PageToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * What every {@link ActivityStore} must do, as numbered rules. A store proves itself by a test class that inherits them:
 *
 * <pre>{@code
 * class MyStoreTest extends ActivityStoreContract {
 *     @Override
 *     protected ActivityStore newStore() {
 *         return new MyStore(…);
 *     }
 * }
 * }</pre>
 *
 * <p>{@link #newStore} may return the same store each time: every rule keeps to entities and event sources of its own
 * ({@link #namespace}). Where stores may differ, {@link #capabilities} says what yours can; a rule about something else is
 * skipped with that reason.
 */
public abstract class ActivityStoreContract {

    /** Where stores may differ. */
    public enum Capability {
        /** It holds activities with 380,000 bytes of text. */
        HOLDS_LARGE_ACTIVITIES,
        /** It refuses an activity with 450,000 bytes of text for ever, as {@link Rejection.Code#TOO_LARGE}. */
        REFUSES_OVERSIZED_ACTIVITIES
    }

    /** Long enough that nothing expires while the rules are checked, however old they get. */
    private static final Duration RETENTION = Duration.ofDays(36_500);

    private static final int LARGE = 380_000;
    private static final int OVERSIZED = 450_000;
    private static final int THREADS = 8;
    // Tells the rules of one JVM apart that share a store.
    private static final AtomicLong RUNS = new AtomicLong();

    // openStore sets all three before each rule.
    @SuppressWarnings("NullAway.Init")
    private ActivityStore store;

    @SuppressWarnings("NullAway.Init")
    private String namespace;

    @SuppressWarnings("NullAway.Init")
    private Timelines timelines;

    /** For subclasses. */
    protected ActivityStoreContract() {}

    /** The store under test, new or shared; called once for each rule. */
    protected abstract ActivityStore newStore();

    /** What the store can. Default: all of it. */
    protected Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    /**
     * Keeps a rule's entities and events apart from those of all others that share the store; at most 200 characters.
     * Default: the rule's name and a number. A store that outlives the JVM needs something new in every run.
     */
    protected String namespace(String rule) {
        return rule + "~" + RUNS.incrementAndGet();
    }

    /** How much time a call gets. Default: 60 seconds. */
    protected Duration callTimeout() {
        return Duration.ofSeconds(60);
    }

    /** How many activities make a crowd at one instant, and a haystack for a filter; more is better. Default: 1,500. */
    protected int crowd() {
        return 1_500;
    }

    /** JUnit calls this before each rule. */
    @BeforeEach
    public final void openStore(TestInfo test) {
        namespace = namespace(test.getTestMethod().orElseThrow().getName().replaceFirst("_.*", ""));
        store = newStore();
        timelines = new Timelines(store, namespace, this::deadline);
    }

    // What is written is what is read.

    @Test
    public final void s01_an_activity_reads_back_as_it_was_written_with_each_optional_part_present_or_absent() {
        List<Activity> written = List.of(
                timelines.one("bare").build(),
                timelines.one("actor").actor(Actor.of("user-7", "user")).build(),
                timelines
                        .one("actor-without-type")
                        .actor(Actor.of("user-7", null))
                        .build(),
                timelines.one("correlation").correlationId("corr-1").build(),
                timelines.one("causation").causationId("cause-1").build(),
                timelines.one("sequence").sequence("0042").build(),
                timelines.one("summary").summary("Order 42 was created").build(),
                timelines.one("trace").trace(trace("")).build(),
                timelines.one("trace-state").trace(trace("dd=s:1,vendor=x")).build(),
                timelines.one("attribute").attribute("total", "12.50").build(),
                timelines.one("retention").retention(RETENTION).build(),
                timelines
                        .one("everything")
                        .actor(Actor.of("user-7", "user"))
                        .correlationId("corr-1")
                        .causationId("cause-1")
                        .sequence("0042")
                        .summary("Order 42 was created")
                        .trace(trace("dd=s:1"))
                        .attribute("total", "12.50")
                        .attribute("items", "[{\"sku\":\"A\"},null,true]")
                        .retention(RETENTION)
                        .build());

        timelines.append(written);

        for (Activity activity : written) {
            assertThat(timelines.readAll(activity.entity())).containsExactly(activity);
        }
    }

    @Test
    public final void s02_each_time_source_reads_back() {
        List<Activity> written = Arrays.stream(TimeSource.values())
                .map(source -> timelines.one(source.name()).timedBy(source).build())
                .toList();

        timelines.append(written);

        for (Activity activity : written) {
            assertThat(timelines.readAll(activity.entity())).containsExactly(activity);
        }
    }

    @Test
    public final void s03_kept_fields_keep_their_very_text_and_order() {
        Activity written = timelines
                .one("1")
                .attribute("zeta", "1e400")
                .attribute("alpha", "123456789012345678901234567890.123456789012345678901234567890")
                .attribute("minus zero", "-0")
                .attribute("ten", "1.0E+1")
                .attribute("spaces", "{ \"a\" : [ 1 ,\t2 ] }")
                .attribute("escapes", "\"\\u00e9\\/\\n\\\"\"")
                .attribute("empty text", "\"\"")
                .attribute("null", "null")
                .attribute("#:/=.$[0]", "true")
                .build();

        timelines.append(List.of(written));

        Activity read = timelines.onlyOneOf(written.entity());
        assertThat(read).isEqualTo(written);
        assertThat(List.copyOf(read.attributes().asMap().keySet()))
                .containsExactlyElementsOf(written.attributes().asMap().keySet());
    }

    @Test
    public final void s04_texts_of_all_scripts_read_back_unchanged() {
        String text =
                "Größe naïve Ωμέγα 注文 заказ 🛒 \u202eltr\u202c e\u0301 \u00e9 \uffff \ufeff 'quoted\" \\ %2F ${x} <b>";
        List<Activity> written = List.of(
                timelines.one(text).id(text).type("注文.作成.v1").build(),
                timelines
                        .one("2")
                        .actor(Actor.of(text, "サービス"))
                        .correlationId(text)
                        .causationId(text)
                        .sequence(text)
                        .summary(text)
                        .attribute(text, "\"" + "🛒" + "\"")
                        .build());

        timelines.append(written);

        for (Activity activity : written) {
            assertThat(timelines.readAll(activity.entity())).containsExactly(activity);
        }
    }

    @Test
    public final void s05_ids_may_be_as_long_as_the_model_allows() {
        EntityRef longest = EntityRef.of("T".repeat(64), padded(namespace + "|", "é", 1024));
        Activity written = timelines
                .activity(longest)
                .identity(EventIdentity.of(padded(timelines.source() + "|", "s", 1024), padded("|", "日", 1024)))
                .type("t".repeat(256))
                .build();
        Activity other = timelines
                .activity(EntityRef.of(longest.type(), swapLast(longest.id())))
                .identity(EventIdentity.of(
                        written.identity().source(), swapLast(written.identity().id())))
                .type("t".repeat(256))
                .build();

        timelines.append(List.of(written, other));

        assertThat(timelines.readAll(written.entity())).containsExactly(written);
        assertThat(timelines.readAll(other.entity())).containsExactly(other);
    }

    // One outcome for each activity.

    @Test
    public final void s06_an_empty_list_has_no_outcomes() {
        assertThat(store.append(List.of(), deadline())).isEmpty();
    }

    @Test
    public final void s07_each_activity_has_its_outcome_whether_26_or_1001_come_at_once() {
        for (int count : new int[] {1, 25, 26, 1001}) {
            EntityRef entity = timelines.entity("of-" + count);
            List<Activity> written = timelines.everySecond(entity, count);

            List<Outcome> outcomes = store.append(written, deadline());

            assertThat(outcomes).isEqualTo(Collections.nCopies(count, Outcome.stored()));
            assertThat(timelines.readAll(entity)).isEqualTo(written);
        }
    }

    @Test
    public final void s08_a_list_may_go_to_many_entities() {
        List<Activity> written = IntStream.range(0, 60)
                .mapToObj(i -> timelines.one("entity-" + i).build())
                .toList();

        timelines.append(written);

        for (Activity activity : written) {
            assertThat(timelines.readAll(activity.entity())).containsExactly(activity);
        }
    }

    // The same activity is stored once.

    @Test
    public final void s09_the_same_activity_is_stored_once_however_often_it_comes() {
        Activity activity = timelines.one("1").build();
        Activity between = timelines.one("1").at(T.minusSeconds(1)).build();

        timelines.append(List.of(activity));
        timelines.append(List.of(between));
        timelines.append(List.of(activity));

        assertThat(timelines.readAll(activity.entity())).containsExactly(between, activity);
    }

    @Test
    public final void s10_the_same_activity_may_come_twice_in_one_list() {
        Activity activity = timelines.one("1").build();

        List<Outcome> outcomes = store.append(List.of(activity, activity), deadline());

        assertThat(outcomes).containsExactly(Outcome.stored(), Outcome.stored());
        assertThat(timelines.readAll(activity.entity())).containsExactly(activity);
    }

    @Test
    public final void s11_writing_an_activity_again_replaces_its_content() {
        Activity first =
                timelines.one("1").summary("first").attribute("gone", "1").build();
        Activity second = timelines
                .one("1")
                .identity(first.identity())
                .summary("second")
                .type("orders.other.v1")
                .build();

        timelines.append(List.of(first));
        timelines.append(List.of(second));

        assertThat(timelines.readAll(first.entity())).containsExactly(second);
    }

    @Test
    public final void s12_of_equal_keys_in_one_list_the_last_is_kept() {
        Activity first = timelines.one("1").summary("first").build();
        Activity second =
                timelines.one("1").identity(first.identity()).summary("second").build();
        Activity third =
                timelines.one("1").identity(first.identity()).summary("third").build();

        List<Outcome> outcomes = store.append(List.of(first, second, third), deadline());

        assertThat(outcomes).containsExactly(Outcome.stored(), Outcome.stored(), Outcome.stored());
        assertThat(timelines.readAll(first.entity())).containsExactly(third);
    }

    // What differs is kept apart.

    @Test
    public final void s13_the_same_id_from_another_source_is_another_activity() {
        Activity one =
                timelines.one("1").id("same").source(timelines.source() + "/a").build();
        Activity other =
                timelines.one("1").id("same").source(timelines.source() + "/b").build();

        timelines.append(List.of(one, other));

        assertThat(timelines.readAll(one.entity())).containsExactlyElementsOf(sorted(one, other));
    }

    @Test
    public final void s14_an_event_with_a_time_of_its_own_stands_at_each_time_it_gives() {
        Activity early = timelines.one("1").id("same").at(T).build();
        Activity late = timelines.one("1").id("same").at(T.plusNanos(1)).build();

        timelines.append(List.of(late));
        timelines.append(List.of(early));

        assertThat(timelines.readAll(early.entity())).containsExactly(early, late);
    }

    @Test
    public final void s15_no_two_entities_share_a_timeline() {
        List<EntityRef> entities = Stream.of(
                        new String[] {"a-b", "c"},
                        new String[] {"a", "b-c"},
                        new String[] {"a.b", "c"},
                        new String[] {"a", "b.c"},
                        new String[] {"a", "b"},
                        new String[] {"a", "B"},
                        new String[] {"A", "b"},
                        new String[] {"a", "b "},
                        new String[] {"a", " b"},
                        new String[] {"a", "b#"},
                        new String[] {"a", "#b"},
                        new String[] {"a", "b#c"},
                        new String[] {"a", "b/c"},
                        new String[] {"a", "b%2Fc"},
                        new String[] {"a", "b:c"},
                        new String[] {"a", "b|c"},
                        new String[] {"a", "b\\c"},
                        new String[] {"a", "\u00e9"},
                        new String[] {"a", "e\u0301"},
                        new String[] {"a", "\u212b"},
                        new String[] {"a", "\u00c5"},
                        new String[] {"a", "?"},
                        new String[] {"a", "\ud83d\uded2"},
                        new String[] {"a", "\uffff"},
                        new String[] {"a", "1"},
                        new String[] {"a", "01"})
                .map(parts -> EntityRef.of(parts[0], parts[1] + "\u00a0" + namespace))
                .collect(toCollection(ArrayList::new));
        for (String[] parts : new String[][] {{"a-b", "c"}, {"a", "b-c"}, {"a", "#" + "b"}, {"a", "b"}}) {
            entities.add(EntityRef.of(parts[0], namespace + parts[1]));
        }
        // One event for all, so that a shared timeline would overwrite; the summary then tells whose it is.
        List<Activity> written = IntStream.range(0, entities.size())
                .mapToObj(i -> timelines
                        .activity(entities.get(i))
                        .id("same")
                        .summary("entity " + i)
                        .build())
                .toList();

        timelines.append(written);

        for (Activity activity : written) {
            assertThat(timelines.readAll(activity.entity())).containsExactly(activity);
        }
    }

    @Test
    public final void s16_no_two_events_share_a_place() {
        String s = timelines.source();
        EntityRef entity = timelines.entity("1");
        List<Activity> written = Stream.of(
                        EventIdentity.of(s + "a-b", "c"),
                        EventIdentity.of(s + "a", "b-c"),
                        EventIdentity.of(s + "a", "-b-c"),
                        EventIdentity.of(s + "a#b", "c"),
                        EventIdentity.of(s + "a", "b#c"),
                        EventIdentity.of(s + "a/b", "c"),
                        EventIdentity.of(s + "a", "b/c"),
                        EventIdentity.of(s + "a", "c"),
                        EventIdentity.of(s + "A", "c"),
                        EventIdentity.of(s + "a", "C"),
                        EventIdentity.of(s + "a", "c "),
                        EventIdentity.of(s + "a", "\u00e9"),
                        EventIdentity.of(s + "a", "e\u0301"),
                        EventIdentity.of(s + "ab", "c"),
                        EventIdentity.of(s + "a", "bc"))
                .map(identity -> timelines.activity(entity).identity(identity).build())
                .toList();

        timelines.append(written);

        assertThat(timelines.readAll(entity)).containsExactlyElementsOf(sorted(written));
    }

    // Order.

    @Test
    public final void s17_activities_come_by_time_to_the_nanosecond_from_the_first_year_to_the_last() {
        EntityRef entity = timelines.entity("1");
        List<Activity> sorted = Stream.of(
                        "0000-01-01T00:00:00Z",
                        "0001-06-01T00:00:00.5Z",
                        "0999-12-31T23:59:59.999999999Z",
                        "1000-01-01T00:00:00Z",
                        "1969-12-31T23:59:58.999999999Z",
                        "1969-12-31T23:59:59Z",
                        "1969-12-31T23:59:59.000000001Z",
                        "1969-12-31T23:59:59.999999999Z",
                        "1970-01-01T00:00:00Z",
                        "1970-01-01T00:00:00.000000001Z",
                        "2001-09-09T01:46:39.999Z",
                        "2001-09-09T01:46:40Z",
                        "2026-01-05T09:59:59.9Z",
                        "2026-01-05T09:59:59.99Z",
                        "2026-01-05T10:00:00Z",
                        "2026-01-05T10:00:00.1Z",
                        "2038-01-19T03:14:08Z",
                        "2286-11-20T17:46:40Z",
                        "9999-12-31T23:59:59.999999999Z")
                .map(time -> timelines.activity(entity).at(time).build())
                .toList();
        List<Activity> shuffled = new ArrayList<>(sorted);
        Collections.shuffle(shuffled, new Random(17));

        timelines.append(shuffled);

        assertThat(timelines.readAll(entity)).isEqualTo(sorted);
    }

    @Test
    public final void s18_a_crowd_at_one_instant_is_kept_whole_and_in_the_order_of_places() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = IntStream.range(0, crowd())
                .mapToObj(i -> timelines.activity(entity).build())
                .toList();

        timelines.appendInPieces(written);

        assertThat(timelines.readAll(ActivityQuery.of(entity), 120)).isEqualTo(sorted(written));
    }

    @Test
    public final void s19_newest_first_is_exactly_the_reverse_ties_included() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = IntStream.range(0, 30)
                .mapToObj(i ->
                        timelines.activity(entity).at(T.plusSeconds(i / 10)).build())
                .toList();

        timelines.append(written);

        List<Activity> reverse = sorted(written);
        Collections.reverse(reverse);
        assertThat(timelines.readAll(ActivityQuery.builder(entity).newestFirst().build(), 7))
                .isEqualTo(reverse);
    }

    // Range.

    @Test
    public final void s20_a_range_begins_with_from_and_ends_before_until() {
        EntityRef entity = timelines.entity("1");
        List<Activity> all = Stream.of(-1_000_000_000L, -1L, 0L, 1L, 999_999_999L, 1_000_000_000L, 1_000_000_001L)
                .map(nanos -> timelines.activity(entity).at(T.plusNanos(nanos)).build())
                .toList();
        Activity tie = timelines.activity(entity).at(T).build();
        List<Activity> timeline =
                sorted(Stream.concat(all.stream(), Stream.of(tie)).toList());
        timelines.append(timeline);

        for (Instant from : new Instant[] {T.minusNanos(1), T, T.plusNanos(1), T.plusSeconds(1), T.plusSeconds(2)}) {
            assertThat(timelines.readAll(
                            ActivityQuery.builder(entity).from(from).build(), 3))
                    .as("from %s", from)
                    .isEqualTo(filter(timeline, time -> !time.isBefore(from)));
            assertThat(timelines.readAll(
                            ActivityQuery.builder(entity).until(from).build(), 3))
                    .as("until %s", from)
                    .isEqualTo(filter(timeline, time -> time.isBefore(from)));
            List<Activity> fromReversed = filter(timeline, time -> !time.isBefore(from));
            Collections.reverse(fromReversed);
            assertThat(timelines.readAll(
                            ActivityQuery.builder(entity)
                                    .from(from)
                                    .newestFirst()
                                    .build(),
                            3))
                    .as("newest first, from %s", from)
                    .isEqualTo(fromReversed);
        }
        Instant until = T.plusNanos(1_000_000_000L);
        assertThat(timelines.readAll(
                        ActivityQuery.builder(entity).from(T).until(until).build(), 2))
                .isEqualTo(filter(timeline, time -> !time.isBefore(T) && time.isBefore(until)));
        assertThat(timelines.readAll(
                        ActivityQuery.builder(entity)
                                .from(T.plusNanos(2))
                                .until(T.plusNanos(3))
                                .build(),
                        2))
                .isEmpty();
    }

    @Test
    public final void s21_bounds_may_lie_far_outside_of_all_time() {
        Activity first = timelines.one("1").at(Position.MIN_TIME).build();
        Activity last = timelines.one("1").at(Position.MAX_TIME).build();
        timelines.append(List.of(first, last));

        ActivityQuery.Builder wide =
                ActivityQuery.builder(first.entity()).from(Instant.MIN).until(Instant.MAX);

        assertThat(timelines.readAll(wide.build(), 10)).containsExactly(first, last);
        assertThat(timelines.readAll(wide.newestFirst().build(), 10)).containsExactly(last, first);
    }

    // Types.

    @Test
    public final void s22_types_are_exact_or_a_prefix_and_any_of_several_suffices() {
        EntityRef entity = timelines.entity("1");
        Activity created =
                timelines.activity(entity).at(T).type("orders.orderCreated.v1").build();
        Activity createdV10 = timelines
                .activity(entity)
                .at(T.plusSeconds(1))
                .type("orders.orderCreated.v10")
                .build();
        Activity other = timelines
                .activity(entity)
                .at(T.plusSeconds(2))
                .type("ordersx.orderCreated.v1")
                .build();
        Activity bare =
                timelines.activity(entity).at(T.plusSeconds(3)).type("orders").build();
        Activity stock = timelines
                .activity(entity)
                .at(T.plusSeconds(4))
                .type("inventory.stockReserved.v1")
                .build();
        timelines.append(List.of(created, createdV10, other, bare, stock));

        assertThat(timelines.readTypes(entity, "orders.orderCreated.v1")).containsExactly(created);
        assertThat(timelines.readTypes(entity, "orders.*")).containsExactly(created, createdV10);
        assertThat(timelines.readTypes(entity, "orders", "inventory.*")).containsExactly(bare, stock);
        assertThat(timelines.readTypes(entity, "Orders.*", "orders.orderCreated"))
                .isEmpty();
    }

    @Test
    public final void s23_a_filter_that_lets_one_of_a_crowd_through_finds_it_and_counts_what_it_looked_at() {
        EntityRef entity = timelines.entity("1");
        List<Activity> haystack = timelines.everySecond(entity, crowd());
        Activity needle = timelines
                .activity(entity)
                .at(T.plusSeconds(crowd() - 10).plusNanos(1))
                .type("needle.found.v1")
                .build();
        timelines.appendInPieces(haystack);
        timelines.append(List.of(needle));
        ActivityQuery query = ActivityQuery.builder(entity)
                .addTypes(EventTypePattern.parse("needle.*"))
                .build();

        List<Slice> slices = timelines.slices(query, 100);

        assertThat(slices).flatExtracting(Slice::items).containsExactly(needle);
        assertThat(slices.stream().mapToInt(Slice::examined).sum())
                .as("rows that the filter held back are counted")
                .isEqualTo(crowd() + 1);
    }

    // Slices.

    @Test
    public final void s24_no_slice_looks_at_more_rows_than_it_was_asked_to() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = timelines.everySecond(entity, 25);
        timelines.append(written);

        for (int maxExamined : new int[] {1, 2, 24, 25, 26, Integer.MAX_VALUE}) {
            List<Slice> slices = timelines.slices(ActivityQuery.of(entity), maxExamined);

            assertThat(slices)
                    .allSatisfy(slice -> assertThat(slice.examined())
                            .isLessThanOrEqualTo(maxExamined)
                            .isGreaterThanOrEqualTo(slice.items().size() + slice.skipped()));
            assertThat(slices).flatExtracting(Slice::items).isEqualTo(written);
        }
    }

    @Test
    public final void s25_a_slice_ends_with_the_last_place_it_looked_at_or_with_null_at_the_end() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = timelines.everySecond(entity, 10);
        timelines.append(written);

        Slice cut = store.read(new SliceRequest(ActivityQuery.of(entity), null, 4), deadline());
        Slice rest = store.read(new SliceRequest(ActivityQuery.of(entity), cut.resumeAfter(), 100), deadline());

        assertThat(cut)
                .isEqualTo(new Slice(written.subList(0, 4), 4, 0, written.get(3).position()));
        assertThat(rest).isEqualTo(new Slice(written.subList(4, 10), 6, 0, null));
    }

    @Test
    public final void s26_an_entity_that_nothing_is_known_of_has_an_empty_slice() {
        Slice slice =
                store.read(new SliceRequest(ActivityQuery.of(timelines.entity("unknown")), null, 100), deadline());

        assertThat(slice).isEqualTo(new Slice(List.of(), 0, 0, null));
    }

    @Test
    public final void s27_reading_resumes_behind_a_place_that_never_was_or_is_no_more() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = timelines.everySecond(entity, 6);
        timelines.append(written);
        List<Activity> reverse = new ArrayList<>(written);
        Collections.reverse(reverse);
        ActivityQuery forward = ActivityQuery.of(entity);
        ActivityQuery backward = ActivityQuery.builder(entity).newestFirst().build();

        for (int i = 0; i <= written.size(); i++) {
            // Half a second before activity i, where there is nothing.
            Position nowhere =
                    Position.of(T.plusSeconds(i).minusMillis(500), EventIdentity.of(timelines.source(), "never"));

            assertThat(timelines.readAll(forward, nowhere, 2)).isEqualTo(written.subList(i, 6));
            assertThat(timelines.readAll(backward, nowhere, 2)).isEqualTo(reverse.subList(6 - i, 6));
        }
    }

    @Test
    public final void s28_reading_resumes_within_a_crowd_at_one_instant() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = sorted(IntStream.range(0, 12)
                .mapToObj(i -> timelines.activity(entity).build())
                .toList());
        timelines.append(written);
        Position nowhere = Position.of(T, EventIdentity.of(timelines.source(), "never"));
        ActivityQuery backward = ActivityQuery.builder(entity).newestFirst().build();

        List<Activity> behind = written.stream()
                .filter(activity -> activity.position().compareTo(nowhere) > 0)
                .toList();
        List<Activity> before = written.stream()
                .filter(activity -> activity.position().compareTo(nowhere) < 0)
                .sorted(Comparator.comparing(Activity::position).reversed())
                .toList();

        assertThat(timelines.readAll(ActivityQuery.of(entity), nowhere, 5)).isEqualTo(behind);
        assertThat(timelines.readAll(backward, nowhere, 5)).isEqualTo(before);
    }

    @Test
    public final void s29_a_place_outside_of_the_range_neither_widens_nor_breaks_it() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = timelines.everySecond(entity, 10);
        timelines.append(written);
        Position early = Position.of(T.minusSeconds(100), EventIdentity.of(timelines.source(), "never"));
        Position late = Position.of(T.plusSeconds(100), EventIdentity.of(timelines.source(), "never"));
        ActivityQuery.Builder range =
                ActivityQuery.builder(entity).from(T.plusSeconds(3)).until(T.plusSeconds(6));
        ActivityQuery forward = range.build();
        ActivityQuery backward = range.newestFirst().build();

        assertThat(timelines.readAll(forward, early, 5)).isEqualTo(written.subList(3, 6));
        assertThat(timelines.readAll(forward, late, 5)).isEmpty();
        assertThat(timelines.readAll(backward, late, 5))
                .containsExactly(written.get(5), written.get(4), written.get(3));
        assertThat(timelines.readAll(backward, early, 5)).isEmpty();
    }

    @Test
    public final void s30_what_was_there_throughout_a_walk_appears_once_whatever_is_written_meanwhile() {
        for (ActivityQuery.Order order : ActivityQuery.Order.values()) {
            EntityRef entity = timelines.entity(order.name());
            List<Activity> there = timelines.everySecond(entity, 20);
            timelines.append(there);
            ActivityQuery query = ActivityQuery.builder(entity).order(order).build();
            int step = order == ActivityQuery.Order.OLDEST_FIRST ? 1 : -1;

            List<Activity> found = new ArrayList<>();
            List<Activity> ahead = new ArrayList<>();
            Position after = null;
            do {
                Slice slice = store.read(new SliceRequest(query, after, 3), deadline());
                found.addAll(slice.items());
                Position before = after;
                after = slice.resumeAfter();
                requireProgress(query, before, after);
                if (after != null && ahead.size() < 4) {
                    Activity behindTheWalk = timelines
                            .activity(entity)
                            .at(after.time().minusMillis(step * 10L))
                            .build();
                    Activity aheadOfTheWalk = timelines
                            .activity(entity)
                            .at(after.time().plusMillis(step * 10L))
                            .build();
                    timelines.append(List.of(behindTheWalk, aheadOfTheWalk));
                    ahead.add(aheadOfTheWalk);
                }
            } while (after != null);

            List<Activity> expected =
                    sorted(Stream.concat(there.stream(), ahead.stream()).toList());
            if (step < 0) {
                Collections.reverse(expected);
            }
            assertThat(found).as("%s", order).isEqualTo(expected);
        }
    }

    @Test
    public final void s31_limit_and_page_token_of_the_query_are_not_the_stores_concern() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = timelines.everySecond(entity, 5);
        timelines.append(written);
        ActivityQuery whole = ActivityQuery.of(entity);
        ActivityQuery query = ActivityQuery.builder(entity)
                .limit(1)
                .pageToken(PageToken.of(whole, written.get(2).position()))
                .build();

        assertThat(timelines.readAll(query, 10)).isEqualTo(written);
    }

    @Test
    public final void s32_large_activities_all_come_in_as_many_slices_as_it_takes() {
        assumeTrue(
                capabilities().contains(Capability.HOLDS_LARGE_ACTIVITIES),
                "this store does not hold activities with 380,000 bytes of text");
        EntityRef entity = timelines.entity("1");
        List<Activity> written = IntStream.range(0, 6)
                .mapToObj(i -> timelines
                        .activity(entity)
                        .at(T.plusSeconds(i))
                        .attribute("text", json(LARGE))
                        .build())
                .toList();

        timelines.append(written);

        assertThat(written)
                .allSatisfy(activity -> assertThat(store.check(activity)).isNull());
        assertThat(timelines.readAll(entity)).isEqualTo(written);
    }

    // Refusals.

    @Test
    public final void s33_an_oversized_activity_is_refused_for_ever_and_costs_its_neighbours_nothing() {
        assumeTrue(
                capabilities().contains(Capability.REFUSES_OVERSIZED_ACTIVITIES),
                "this store does not refuse activities with 450,000 bytes of text");
        Activity first = timelines.one("1").build();
        Activity oversized =
                timelines.one("1").attribute("text", json(OVERSIZED)).build();
        Activity last = timelines.one("1").at(T.plusSeconds(1)).build();

        List<Outcome> outcomes = store.append(List.of(first, oversized, last), deadline());

        assertThat(store.check(oversized))
                .isNotNull()
                .extracting(Rejection::code)
                .isEqualTo(Rejection.Code.TOO_LARGE);
        assertThat(outcomes.get(0)).isEqualTo(Outcome.stored());
        assertThat(outcomes.get(1))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.rejection().code()).isEqualTo(Rejection.Code.TOO_LARGE));
        assertThat(outcomes.get(2)).isEqualTo(Outcome.stored());
        assertThat(outcomes).hasSize(3);
        assertThat(timelines.readAll(first.entity())).containsExactly(first, last);
    }

    @Test
    public final void s34_check_has_nothing_against_what_append_would_store() {
        assertThat(store.check(timelines.one("1").build())).isNull();
        assertThat(store.check(timelines.one("1").at(Position.MIN_TIME).build()))
                .isNull();
        assertThat(store.check(timelines
                        .one("1")
                        .at(Position.MAX_TIME)
                        .timedBy(TimeSource.SQS)
                        .build()))
                .isNull();
        assertThat(store.check(timelines
                        .one("1")
                        .retention(RETENTION)
                        .attribute("text", json(10_000))
                        .build()))
                .isNull();
    }

    // Times from envelopes: the first one counts for ever.

    @Test
    public final void s35_a_time_from_an_envelope_is_the_first_that_was_stored_for_ever() {
        for (Duration shift : List.of(Duration.ofSeconds(90), Duration.ofSeconds(-90), Duration.ofDays(400))) {
            Activity first = timelines
                    .one("shift" + shift)
                    .timedBy(TimeSource.EVENTBRIDGE)
                    .build();
            Activity again = first.at(T.plus(shift));

            timelines.append(List.of(first));
            List<Outcome> outcomes = store.append(List.of(again), deadline());

            assertThat(outcomes).containsExactly(Outcome.stored());
            assertThat(timelines.readAll(first.entity())).containsExactly(first);
        }
    }

    @Test
    public final void s36_if_none_is_stored_the_earliest_time_in_the_list_counts_whatever_its_place() {
        Activity late = timelines
                .one("1")
                .timedBy(TimeSource.EVENTBRIDGE)
                .at(T.plusSeconds(60))
                .build();
        Activity earliest = late.at(T);
        Activity middle = late.at(T.plusSeconds(30));

        timelines.append(List.of(late, earliest, middle));
        timelines.append(List.of(late.at(T.minusSeconds(60))));

        assertThat(timelines.readAll(late.entity())).containsExactly(earliest);
    }

    @Test
    public final void s37_all_activities_of_one_event_get_one_time_in_one_list_and_later() {
        Activity order = timelines
                .one("order")
                .timedBy(TimeSource.SNS)
                .at(T.plusSeconds(5))
                .build();
        Activity user = timelines
                .activity(timelines.entity("user"))
                .identity(order.identity())
                .timedBy(TimeSource.SNS)
                .at(T)
                .build();
        Activity addedLater = timelines
                .activity(timelines.entity("later"))
                .identity(order.identity())
                .timedBy(TimeSource.SNS)
                .at(T.minusSeconds(5))
                .build();

        timelines.append(List.of(order, user));
        timelines.append(List.of(addedLater));

        assertThat(timelines.readAll(order.entity())).containsExactly(order.at(T));
        assertThat(timelines.readAll(user.entity())).containsExactly(user);
        assertThat(timelines.readAll(addedLater.entity())).containsExactly(addedLater.at(T));
    }

    @Test
    public final void s38_whichever_envelope_the_time_comes_from_the_first_counts() {
        Activity bus = timelines.one("1").timedBy(TimeSource.EVENTBRIDGE).build();
        Activity topic = timelines
                .one("1")
                .identity(bus.identity())
                .timedBy(TimeSource.SNS)
                .at(T.plusSeconds(1))
                .build();
        Activity queue = timelines
                .one("1")
                .identity(bus.identity())
                .timedBy(TimeSource.SQS)
                .at(T.minusSeconds(1))
                .build();

        timelines.append(List.of(bus));
        timelines.append(List.of(topic));
        timelines.append(List.of(queue));

        assertThat(timelines.readAll(bus.entity())).containsExactly(queue.at(T));
    }

    @Test
    public final void s39_a_later_publish_brings_new_content_to_the_first_time() {
        Activity first =
                timelines.one("1").timedBy(TimeSource.SQS).summary("first").build();
        Activity second = timelines
                .one("1")
                .identity(first.identity())
                .timedBy(TimeSource.SQS)
                .at(T.plusSeconds(9))
                .summary("second")
                .build();

        timelines.append(List.of(first));
        timelines.append(List.of(second));

        assertThat(timelines.readAll(first.entity())).containsExactly(second.at(T));
    }

    @Test
    public final void s40_a_pinned_time_binds_no_other_event_and_no_time_of_an_events_own() {
        Activity pinned = timelines.one("1").id("same").timedBy(TimeSource.SQS).build();
        Activity ofAnotherSource = timelines
                .one("1")
                .id("same")
                .source(timelines.source() + "/other")
                .timedBy(TimeSource.SQS)
                .at(T.plusSeconds(1))
                .build();
        Activity ofAnotherId =
                timelines.one("1").timedBy(TimeSource.SQS).at(T.plusSeconds(2)).build();
        Activity ownTime = timelines.one("1").id("same").at(T.plusSeconds(3)).build();

        timelines.append(List.of(pinned));
        timelines.append(List.of(ofAnotherSource, ofAnotherId, ownTime));

        assertThat(timelines.readAll(pinned.entity())).containsExactly(pinned, ofAnotherSource, ofAnotherId, ownTime);
    }

    @Test
    public final void s41_what_is_refused_pins_no_time() {
        assumeTrue(
                capabilities().contains(Capability.REFUSES_OVERSIZED_ACTIVITIES),
                "this store does not refuse activities with 450,000 bytes of text");
        Activity refused = timelines
                .one("1")
                .timedBy(TimeSource.SQS)
                .attribute("text", json(OVERSIZED))
                .build();
        Activity accepted = timelines
                .one("1")
                .identity(refused.identity())
                .timedBy(TimeSource.SQS)
                .at(T.plusSeconds(9))
                .build();

        store.append(List.of(refused), deadline());
        timelines.append(List.of(accepted));

        assertThat(timelines.readAll(refused.entity())).containsExactly(accepted);
    }

    // Many at once.

    @Test
    public final void s42_concurrent_appends_to_one_entity_lose_nothing() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = timelines.everySecond(entity, THREADS * 25);

        ConcurrentCalls.call(
                        THREADS, thread -> store.append(written.subList(thread * 25, thread * 25 + 25), deadline()))
                .forEach(outcomes -> assertThat(outcomes).isEqualTo(Collections.nCopies(25, Outcome.stored())));

        assertThat(timelines.readAll(entity)).isEqualTo(written);
    }

    @Test
    public final void s43_concurrent_publishes_of_one_event_agree_on_one_time() {
        for (int round = 0; round < 10; round++) {
            Activity event = timelines
                    .one("round-" + round)
                    .timedBy(TimeSource.EVENTBRIDGE)
                    .build();

            ConcurrentCalls.call(THREADS, thread -> store.append(List.of(event.at(T.plusSeconds(thread))), deadline()))
                    .forEach(outcomes -> assertThat(outcomes).containsExactly(Outcome.stored()));

            List<Activity> read = timelines.readAll(event.entity());
            assertThat(read).hasSize(1);
            assertThat(read.get(0).at(T)).isEqualTo(event);
        }
    }

    // Time that is up, and time that passes.

    @Test
    public final void s44_when_the_time_is_up_every_activity_can_be_retried_and_nothing_is_thrown() {
        List<Activity> activities = timelines.everySecond(timelines.entity("1"), 30);

        List<Outcome> outcomes = store.append(activities, () -> Duration.ZERO);
        List<Outcome> late = store.append(activities, () -> Duration.ofMillis(-5));

        assertThat(outcomes).isEqualTo(Collections.nCopies(30, Outcome.retryable(RetryReason.DEADLINE)));
        assertThat(late).isEqualTo(outcomes);
        timelines.append(activities);
        assertThat(timelines.readAll(timelines.entity("1"))).isEqualTo(activities);
    }

    @Test
    public final void s45_a_read_whose_time_is_up_says_that_the_store_gave_no_answer() {
        SliceRequest request = new SliceRequest(ActivityQuery.of(timelines.entity("1")), null, 10);

        assertThatThrownBy(() -> store.read(request, () -> Duration.ZERO))
                .isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    public final void s46_a_retention_reads_back_and_runs_from_the_time_that_is_kept() {
        Activity first =
                timelines.one("1").timedBy(TimeSource.SQS).retention(RETENTION).build();
        Activity again = first.at(T.plusSeconds(77));

        timelines.append(List.of(first));
        timelines.append(List.of(again));

        Activity read = timelines.onlyOneOf(first.entity());
        assertThat(read.retention()).isEqualTo(RETENTION);
        assertThat(read.expiresAt()).isEqualTo(T.plus(RETENTION));
    }

    private Deadline deadline() {
        return Deadline.after(callTimeout(), System::nanoTime);
    }
}
