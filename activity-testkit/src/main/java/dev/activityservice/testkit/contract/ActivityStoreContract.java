package dev.activityservice.testkit.contract;

import static dev.activityservice.testkit.contract.Timelines.START;
import static dev.activityservice.testkit.contract.Timelines.filter;
import static dev.activityservice.testkit.contract.Timelines.json;
import static dev.activityservice.testkit.contract.Timelines.padded;
import static dev.activityservice.testkit.contract.Timelines.sorted;
import static dev.activityservice.testkit.contract.Timelines.swapLast;
import static dev.activityservice.testkit.contract.Timelines.trace;
import static java.util.stream.Collectors.toCollection;
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
import dev.activityservice.port.driven.ActivityStore.Slice;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.ActivityStore.Written;
import dev.activityservice.port.driven.Readers;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * The numbered rules that every {@link ActivityStore} must keep. A test class inherits the rules and supplies the store:
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
 * <p>{@link #newStore} may return the same store for each rule, because each rule uses its own entities and event sources
 * ({@link #namespace}). A failure states the sentence of the port that is broken, what the rule did, the expected and the actual
 * result. Override {@link #capabilities} if your store has other size limits. JUnit reports the rules for a
 * missing capability as skipped, with the reason.
 *
 * <p>The contract calls the store in its own threads, so that a rule can end although a call hangs.
 *
 * <p>Not thread-safe. With JUnit's default lifecycle each rule has its own instance, so rules may run in parallel.
 */
public abstract class ActivityStoreContract {

    /**
     * The size limits and features in which stores may differ. Tenants and sequences are not optional: a store that ignored the tenant
     * would show the activities of one tenant to another.
     */
    public enum Capability {
        /** The store holds activities with 380,000 bytes of text. */
        HOLDS_LARGE_ACTIVITIES,
        /** The store rejects an activity with 450,000 bytes of text as {@link Rejection.Code#TOO_LARGE}. */
        REFUSES_OVERSIZED_ACTIVITIES,
        /** The store keeps the readers of activities ({@link Readers}). Without it, a catalog must not have {@code readers}. */
        KEEPS_READERS
    }

    /** 100 years, so that nothing expires during a test run. */
    private static final Duration RETENTION = Duration.ofDays(36_500);

    private static final int LARGE_TEXT_BYTES = 380_000;
    private static final int OVERSIZED_TEXT_BYTES = 450_000;
    private static final int LONGEST_LIST = 1_001;
    private static final int THREADS = 8;
    /** In their order. */
    private static final @Nullable String[] MIXED_SEQUENCES = {null, "1", "9", "10", "1a", "a", "\uff5e", "\ud83d\ude00"
    };

    private static final AtomicLong NAMESPACES = new AtomicLong();

    // openStore sets these four fields before each rule.
    @SuppressWarnings("NullAway.Init")
    private Evidence evidence;

    @SuppressWarnings("NullAway.Init")
    private ObservedStore store;

    @SuppressWarnings("NullAway.Init")
    private String namespace;

    @SuppressWarnings("NullAway.Init")
    private Timelines timelines;

    /** Creates the contract. JUnit calls the constructor of the subclass for each rule. */
    protected ActivityStoreContract() {}

    /** Returns the store under test. It may be new or shared. Called once for each rule. */
    protected abstract ActivityStore newStore();

    /**
     * Returns the readers that the store keeps. Default: the store itself. Called only if the store has the capability
     * {@link Capability#KEEPS_READERS}. {@link ReadersContract} has more rules for readers.
     *
     * @param store the result of {@link #newStore}
     */
    protected Readers readersOf(ActivityStore store) {
        return (Readers) store;
    }

    /** Returns the capabilities of the store. Default: all. */
    protected Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    /**
     * Returns a text that is part of all entity ids and event sources of one rule. It separates the rule from all other rules
     * that share the store.
     *
     * <p>Default: the number of the rule and a counter, unique within one JVM. If your store outlives the JVM, return a text
     * that is new in each run.
     *
     * @param rule the number of the rule, for example {@code s01}
     * @return at most 200 characters
     */
    protected String namespace(String rule) {
        return rule + "~" + NAMESPACES.incrementAndGet();
    }

    /**
     * Returns the time after which the deadline of one store call passes. Default: 60 seconds. A call that takes twice this time
     * fails the rule.
     */
    protected Duration callTimeout() {
        return Duration.ofSeconds(60);
    }

    /**
     * Returns the number of activities that rule s18 stores at one instant and that rule s23 filters. Default: 1,500. Must be
     * 1 or more. A larger number finds more faults and takes longer.
     */
    protected int crowd() {
        return 1_500;
    }

    /** Opens the store. JUnit calls this method before each rule. */
    @BeforeEach
    public final void openStore(TestInfo test) {
        if (!Evidence.isRule(test)) {
            return;
        }
        evidence = Evidence.of(test);
        namespace = namespace(evidence.number());
        store = ObservedStore.of(
                newStore(), this::readersOf, evidence, callTimeout().multipliedBy(2));
        timelines = new Timelines(store, evidence, namespace, this::deadline, maxSlices());
    }

    /** Closes what the contract itself opened. Does not close the store. JUnit calls this method after each rule. */
    @AfterEach
    public final void endRule() {
        if (store != null) {
            store.close();
        }
    }

    // Values read back unchanged.

    @Test
    @Checks(Demand.READS_BACK)
    public final void s01_an_activity_reads_back_as_it_was_written_with_each_optional_part_present_or_absent() {
        List<Activity> written = List.of(
                timelines.activity("bare").build(),
                timelines.activity("actor").actor(Actor.of("user-7", "user")).build(),
                timelines
                        .activity("actor-without-type")
                        .actor(Actor.of("user-7", null))
                        .build(),
                timelines.activity("correlation").correlationId("corr-1").build(),
                timelines.activity("causation").causationId("cause-1").build(),
                timelines.activity("sequence").sequence("0042").build(),
                timelines.activity("summary").summary("Order 42 was created").build(),
                timelines.activity("trace").trace(trace("")).build(),
                timelines
                        .activity("trace-state")
                        .trace(trace("dd=s:1,vendor=x"))
                        .build(),
                timelines.activity("attribute").attribute("total", "12.50").build(),
                timelines.activity("retention").retention(RETENTION).build(),
                timelines
                        .activity("everything")
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

        timelines.expectAlone(written);
    }

    @Test
    @Checks(Demand.READS_BACK)
    public final void s02_each_time_source_reads_back() {
        List<Activity> written = Arrays.stream(TimeSource.values())
                .map(source -> timelines.activity(source.name()).timedBy(source).build())
                .toList();

        timelines.append(written);

        timelines.expectAlone(written);
    }

    @Test
    @Checks(Demand.READS_BACK)
    public final void s03_attributes_keep_their_exact_json_text_and_order() {
        Activity written = timelines
                .activity("1")
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

        timelines.expect(written.entity(), written);
        // Attributes are equal in any order.
        evidence.expect(
                List.copyOf(written.attributes().asMap().keySet()),
                List.copyOf(timelines
                        .readAll(written.entity())
                        .get(0)
                        .attributes()
                        .asMap()
                        .keySet()));
    }

    @Test
    @Checks(Demand.READS_BACK)
    public final void s04_text_in_any_script_reads_back_unchanged() {
        String text =
                "Größe naïve Ωμέγα 注文 заказ 🛒 \u202eltr\u202c e\u0301 \u00e9 \uffff \ufeff 'quoted\" \\ %2F ${x} <b>";
        List<Activity> written = List.of(
                timelines.activity(text).id(text).type("注文.作成.v1").build(),
                timelines
                        .activity("2")
                        .actor(Actor.of(text, "サービス"))
                        .correlationId(text)
                        .causationId(text)
                        .sequence(text)
                        .summary(text)
                        .attribute(text, "\"" + "🛒" + "\"")
                        .build());

        timelines.append(written);

        timelines.expectAlone(written);
    }

    @Test
    @Checks(Demand.ALL_LENGTHS)
    public final void s05_ids_of_the_maximum_length_are_stored() {
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

        timelines.expect(written.entity(), written);
        timelines.expect(other.entity(), other);
    }

    // One outcome per activity.

    @Test
    @Checks(Demand.ANY_LIST)
    public final void s06_an_empty_list_has_no_outcomes() {
        timelines.append(List.of());
    }

    @Test
    @Checks(Demand.ONE_RESULT)
    public final void s07_each_activity_has_one_outcome_in_lists_of_1_to_1001() {
        for (int count : new int[] {1, 25, 26, LONGEST_LIST}) {
            EntityRef entity = timelines.entity("of-" + count);
            List<Activity> written = timelines.everySecond(entity, count);

            timelines.append(written);

            timelines.expect(entity, written);
        }
    }

    @Test
    @Checks(Demand.ANY_LIST)
    public final void s08_one_list_may_concern_many_entities() {
        List<Activity> written = IntStream.range(0, 60)
                .mapToObj(i -> timelines.activity("entity-" + i).build())
                .toList();

        timelines.append(written);

        timelines.expectAlone(written);
    }

    // An activity is stored once per key.

    @Test
    @Checks(Demand.KEY)
    public final void s09_an_activity_that_is_appended_again_is_stored_once() {
        Activity activity = timelines.activity("1").build();
        Activity between = timelines.activity("1").at(START.minusSeconds(1)).build();

        timelines.append(List.of(activity));
        timelines.append(List.of(between));
        timelines.append(List.of(activity));

        timelines.expect(activity.entity(), between, activity);
    }

    @Test
    @Checks(Demand.REPEATED_EVENT)
    public final void s10_an_activity_may_appear_twice_in_one_list() {
        Activity activity = timelines.activity("1").build();

        timelines.append(List.of(activity, activity));

        timelines.expect(activity.entity(), activity);
    }

    @Test
    @Checks(Demand.KEY)
    public final void s11_appending_an_activity_again_replaces_its_content() {
        Activity first =
                timelines.activity("1").summary("first").attribute("gone", "1").build();
        Activity second = timelines
                .activity("1")
                .identity(first.identity())
                .summary("second")
                .type("orders.other.v1")
                .build();

        timelines.append(List.of(first));
        timelines.append(List.of(second));

        timelines.expect(first.entity(), second);
    }

    @Test
    @Checks(Demand.LAST_OF_EQUAL_KEYS)
    public final void s12_the_last_activity_in_a_list_wins_for_an_equal_key() {
        Activity first = timelines.activity("1").summary("first").build();
        Activity second = timelines
                .activity("1")
                .identity(first.identity())
                .summary("second")
                .build();
        Activity third = timelines
                .activity("1")
                .identity(first.identity())
                .summary("third")
                .build();

        timelines.append(List.of(first, second, third));

        timelines.expect(first.entity(), third);
    }

    // Different keys stay separate.

    @Test
    @Checks(Demand.EXACT_KEYS)
    public final void s13_the_same_id_from_another_source_is_another_activity() {
        Activity first = timelines
                .activity("1")
                .id("same")
                .source(timelines.source() + "/a")
                .build();
        Activity second = timelines
                .activity("1")
                .id("same")
                .source(timelines.source() + "/b")
                .build();

        timelines.append(List.of(first, second));

        timelines.expect(first.entity(), sorted(first, second));
    }

    @Test
    @Checks(Demand.OWN_TIME)
    public final void s14_an_event_that_brings_its_time_is_stored_at_each_time_that_it_brings() {
        Activity early = timelines.activity("1").id("same").at(START).build();
        Activity late =
                timelines.activity("1").id("same").at(START.plusNanos(1)).build();

        timelines.append(List.of(late));
        timelines.append(List.of(early));

        timelines.expect(early.entity(), early, late);
    }

    @Test
    @Checks(Demand.EXACT_KEYS)
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
        // All activities have one event identity, so that a shared timeline would overwrite. The summary names the
        // entity.
        List<Activity> written = IntStream.range(0, entities.size())
                .mapToObj(i -> timelines
                        .activity(entities.get(i))
                        .id("same")
                        .summary("entity " + i)
                        .build())
                .toList();

        timelines.append(written);

        timelines.expectAlone(written);
    }

    @Test
    @Checks(Demand.EXACT_KEYS)
    public final void s16_no_two_events_share_a_position() {
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

        timelines.expect(entity, sorted(written));
    }

    // Order of a timeline.

    @Test
    @Checks(Demand.ORDER)
    public final void s17_activities_are_ordered_by_time_to_the_nanosecond_from_year_0000_to_9999() {
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

        timelines.expect(entity, sorted);
    }

    @Test
    @Checks(Demand.ORDER)
    public final void s18_many_activities_at_one_instant_are_all_kept_in_the_order_of_their_positions() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = IntStream.range(0, crowd())
                .mapToObj(i -> timelines.activity(entity).build())
                .toList();

        timelines.appendInPieces(written);

        timelines.expect(ActivityQuery.of(entity), 120, sorted(written));
    }

    @Test
    @Checks(Demand.REVERSE)
    public final void s19_newest_first_is_the_exact_reverse_including_ties() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = IntStream.range(0, 30)
                .mapToObj(i ->
                        timelines.activity(entity).at(START.plusSeconds(i / 10)).build())
                .toList();

        timelines.append(written);

        List<Activity> reverse = sorted(written);
        Collections.reverse(reverse);
        timelines.expect(ActivityQuery.builder(entity).newestFirst().build(), 7, reverse);
    }

    // Time range.

    @Test
    @Checks(Demand.RANGE)
    public final void s20_a_range_includes_from_and_excludes_until() {
        EntityRef entity = timelines.entity("1");
        List<Activity> all = Stream.of(-1_000_000_000L, -1L, 0L, 1L, 999_999_999L, 1_000_000_000L, 1_000_000_001L)
                .map(nanos ->
                        timelines.activity(entity).at(START.plusNanos(nanos)).build())
                .toList();
        Activity tie = timelines.activity(entity).at(START).build();
        List<Activity> timeline =
                sorted(Stream.concat(all.stream(), Stream.of(tie)).toList());
        timelines.append(timeline);

        for (Instant from : new Instant[] {
            START.minusNanos(1), START, START.plusNanos(1), START.plusSeconds(1), START.plusSeconds(2)
        }) {
            timelines.expect(
                    ActivityQuery.builder(entity).from(from).build(),
                    3,
                    filter(timeline, time -> !time.isBefore(from)));
            timelines.expect(
                    ActivityQuery.builder(entity).until(from).build(),
                    3,
                    filter(timeline, time -> time.isBefore(from)));
            List<Activity> fromReversed = filter(timeline, time -> !time.isBefore(from));
            Collections.reverse(fromReversed);
            timelines.expect(
                    ActivityQuery.builder(entity).from(from).newestFirst().build(), 3, fromReversed);
        }
        Instant until = START.plusNanos(1_000_000_000L);
        timelines.expect(
                ActivityQuery.builder(entity).from(START).until(until).build(),
                2,
                filter(timeline, time -> !time.isBefore(START) && time.isBefore(until)));
        timelines.expect(
                ActivityQuery.builder(entity)
                        .from(START.plusNanos(2))
                        .until(START.plusNanos(3))
                        .build(),
                2,
                List.of());
    }

    @Test
    @Checks(Demand.FAR_BOUNDS)
    public final void s21_range_bounds_may_be_outside_the_years_0000_to_9999() {
        Activity first = timelines.activity("1").at(Position.MIN_TIME).build();
        Activity last = timelines.activity("1").at(Position.MAX_TIME).build();
        timelines.append(List.of(first, last));

        ActivityQuery.Builder wide =
                ActivityQuery.builder(first.entity()).from(Instant.MIN).until(Instant.MAX);

        timelines.expect(wide.build(), 10, List.of(first, last));
        timelines.expect(wide.newestFirst().build(), 10, List.of(last, first));
    }

    // Type filter.

    @Test
    @Checks(Demand.TYPES)
    public final void s22_a_type_filter_matches_exactly_or_by_prefix_and_any_of_its_types_suffices() {
        EntityRef entity = timelines.entity("1");
        Activity created = timelines
                .activity(entity)
                .at(START)
                .type("orders.orderCreated.v1")
                .build();
        Activity createdV10 = timelines
                .activity(entity)
                .at(START.plusSeconds(1))
                .type("orders.orderCreated.v10")
                .build();
        Activity other = timelines
                .activity(entity)
                .at(START.plusSeconds(2))
                .type("ordersx.orderCreated.v1")
                .build();
        Activity bare = timelines
                .activity(entity)
                .at(START.plusSeconds(3))
                .type("orders")
                .build();
        Activity stock = timelines
                .activity(entity)
                .at(START.plusSeconds(4))
                .type("inventory.stockReserved.v1")
                .build();
        timelines.append(List.of(created, createdV10, other, bare, stock));

        timelines.expectTypes(entity, List.of("orders.orderCreated.v1"), created);
        timelines.expectTypes(entity, List.of("orders.*"), created, createdV10);
        timelines.expectTypes(entity, List.of("orders", "inventory.*"), bare, stock);
        timelines.expectTypes(entity, List.of("Orders.*", "orders.orderCreated"));
    }

    @Test
    @Checks(Demand.EXAMINED)
    public final void s23_a_filter_finds_one_match_among_many_rows_and_counts_all_examined_rows() {
        EntityRef entity = timelines.entity("1");
        List<Activity> others = timelines.everySecond(entity, crowd());
        Activity match = timelines
                .activity(entity)
                .at(START.plusSeconds(crowd() - 10).plusNanos(1))
                .type("match.found.v1")
                .build();
        timelines.appendInPieces(others);
        timelines.append(List.of(match));
        ActivityQuery query = ActivityQuery.builder(entity)
                .addTypes(EventTypePattern.parse("match.*"))
                .build();

        List<Slice> slices = timelines.slices(query, 100);

        evidence.expect(List.of(match), Timelines.items(slices));
        int examined = slices.stream().mapToInt(Slice::examined).sum();
        evidence.expect(
                examined == crowd() + 1,
                "examined of all slices together is " + (crowd() + 1) + ", because rows of other types count",
                "examined is " + examined);
    }

    // Slices.

    @Test
    @Checks(Demand.EXAMINED)
    public final void s24_a_slice_examines_at_most_the_requested_number_of_rows() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = timelines.everySecond(entity, 25);
        timelines.append(written);

        for (int maxExamined : new int[] {1, 2, 24, 25, 26, Integer.MAX_VALUE}) {
            List<Slice> slices = timelines.slices(ActivityQuery.of(entity), maxExamined);

            for (Slice slice : slices) {
                int items = slice.items().size() + slice.skipped();
                evidence.expect(
                        slice.examined() <= maxExamined && slice.examined() >= items,
                        "examined of each slice is at least its number of items, and at most " + maxExamined,
                        "examined is " + slice.examined() + ", and the number of items is " + items);
            }
            evidence.expect(written, Timelines.items(slices));
        }
    }

    @Test
    @Checks(Demand.RESUME_AFTER)
    public final void s25_a_slice_reports_the_last_examined_position_or_null_at_the_end() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = timelines.everySecond(entity, 10);
        timelines.append(written);

        Position fourth = written.get(3).position();

        timelines.expectSlice(
                new SliceRequest(ActivityQuery.of(entity), null, 4), new Slice(written.subList(0, 4), 4, 0, fourth));
        timelines.expectSlice(
                new SliceRequest(ActivityQuery.of(entity), fourth, 100), new Slice(written.subList(4, 10), 6, 0, null));
    }

    @Test
    @Checks(Demand.EMPTY_TIMELINE)
    public final void s26_an_unknown_entity_has_an_empty_slice() {
        SliceRequest request = new SliceRequest(ActivityQuery.of(timelines.entity("unknown")), null, 100);

        timelines.expectSlice(request, new Slice(List.of(), 0, 0, null));
    }

    @Test
    @Checks(Demand.ANY_POSITION)
    public final void s27_reading_resumes_after_a_position_that_is_not_stored() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = timelines.everySecond(entity, 6);
        timelines.append(written);
        List<Activity> reverse = new ArrayList<>(written);
        Collections.reverse(reverse);
        ActivityQuery forward = ActivityQuery.of(entity);
        ActivityQuery backward = ActivityQuery.builder(entity).newestFirst().build();

        for (int i = 0; i <= written.size(); i++) {
            // Half a second before activity i, where nothing is stored.
            Position notStored =
                    Position.of(START.plusSeconds(i).minusMillis(500), EventIdentity.of(timelines.source(), "never"));

            timelines.expect(forward, notStored, 2, written.subList(i, 6));
            timelines.expect(backward, notStored, 2, reverse.subList(6 - i, 6));
        }
    }

    @Test
    @Checks(Demand.ANY_POSITION)
    public final void s28_reading_resumes_between_activities_at_one_instant() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = sorted(IntStream.range(0, 12)
                .mapToObj(i -> timelines.activity(entity).build())
                .toList());
        timelines.append(written);
        Position notStored = Position.of(START, EventIdentity.of(timelines.source(), "never"));
        ActivityQuery backward = ActivityQuery.builder(entity).newestFirst().build();

        List<Activity> behind = written.stream()
                .filter(activity -> activity.position().compareTo(notStored) > 0)
                .toList();
        List<Activity> before = written.stream()
                .filter(activity -> activity.position().compareTo(notStored) < 0)
                .sorted(Comparator.comparing(Activity::position).reversed())
                .toList();

        timelines.expect(ActivityQuery.of(entity), notStored, 5, behind);
        timelines.expect(backward, notStored, 5, before);
    }

    @Test
    @Checks(Demand.ANY_POSITION)
    public final void s29_a_position_outside_the_range_does_not_change_the_range() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = timelines.everySecond(entity, 10);
        timelines.append(written);
        Position early = Position.of(START.minusSeconds(100), EventIdentity.of(timelines.source(), "never"));
        Position late = Position.of(START.plusSeconds(100), EventIdentity.of(timelines.source(), "never"));
        ActivityQuery.Builder range =
                ActivityQuery.builder(entity).from(START.plusSeconds(3)).until(START.plusSeconds(6));
        ActivityQuery forward = range.build();
        ActivityQuery backward = range.newestFirst().build();

        timelines.expect(forward, early, 5, written.subList(3, 6));
        timelines.expect(forward, late, 5, List.of());
        timelines.expect(backward, late, 5, List.of(written.get(5), written.get(4), written.get(3)));
        timelines.expect(backward, early, 5, List.of());
    }

    @Test
    @Checks(Demand.WALK)
    public final void s30_activities_stored_during_a_whole_walk_appear_once_despite_writes_during_the_walk() {
        for (ActivityQuery.Order order : ActivityQuery.Order.values()) {
            EntityRef entity = timelines.entity(order.name());
            List<Activity> storedBefore = timelines.everySecond(entity, 20);
            timelines.append(storedBefore);
            ActivityQuery query = ActivityQuery.builder(entity).order(order).build();
            int step = order == ActivityQuery.Order.OLDEST_FIRST ? 1 : -1;

            List<Activity> found = new ArrayList<>();
            List<Activity> ahead = new ArrayList<>();
            timelines.walk(query, null, 3, slice -> {
                found.addAll(slice.items());
                Position after = slice.resumeAfter();
                if (after != null && ahead.size() < 4) {
                    Activity behindWalk = timelines
                            .activity(entity)
                            .at(after.time().minusMillis(step * 10L))
                            .build();
                    Activity aheadOfWalk = timelines
                            .activity(entity)
                            .at(after.time().plusMillis(step * 10L))
                            .build();
                    timelines.append(List.of(behindWalk, aheadOfWalk));
                    ahead.add(aheadOfWalk);
                }
            });

            List<Activity> expected =
                    sorted(Stream.concat(storedBefore.stream(), ahead.stream()).toList());
            if (step < 0) {
                Collections.reverse(expected);
            }
            evidence.expect(expected, found);
        }
    }

    @Test
    @Checks(Demand.IGNORED_LIMIT)
    public final void s31_the_store_ignores_limit_and_page_token_of_the_query() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = timelines.everySecond(entity, 5);
        timelines.append(written);
        ActivityQuery whole = ActivityQuery.of(entity);
        ActivityQuery query = ActivityQuery.builder(entity)
                .limit(1)
                .pageToken(PageToken.of(whole, written.get(2).position()))
                .build();

        timelines.expect(query, 10, written);
    }

    @Test
    @Checks(Demand.EARLY_END)
    public final void s32_large_activities_are_all_read_in_as_many_slices_as_necessary() {
        assumeTrue(
                capabilities().contains(Capability.HOLDS_LARGE_ACTIVITIES),
                "capabilities() does not contain HOLDS_LARGE_ACTIVITIES");
        EntityRef entity = timelines.entity("1");
        List<Activity> written = IntStream.range(0, 6)
                .mapToObj(i -> timelines
                        .activity(entity)
                        .at(START.plusSeconds(i))
                        .attribute("text", json(LARGE_TEXT_BYTES))
                        .build())
                .toList();

        timelines.append(written);

        written.forEach(timelines::expectAccepted);
        timelines.expect(entity, written);
    }

    // Rejections.

    @Test
    @Checks(Demand.REJECTED_ALONE)
    public final void s33_an_oversized_activity_is_rejected_and_its_neighbours_are_stored() {
        assumeTrue(
                capabilities().contains(Capability.REFUSES_OVERSIZED_ACTIVITIES),
                "capabilities() does not contain REFUSES_OVERSIZED_ACTIVITIES");
        Activity first = timelines.activity("1").build();
        Activity oversized = timelines
                .activity("1")
                .attribute("text", json(OVERSIZED_TEXT_BYTES))
                .build();
        Activity last = timelines.activity("1").at(START.plusSeconds(1)).build();

        timelines.expectOversized(first, oversized, last);

        timelines.expect(first.entity(), first, last);
    }

    @Test
    @Checks(Demand.CHECK)
    public final void s34_check_accepts_what_append_stores() {
        timelines.expectAccepted(timelines.activity("1").build());
        timelines.expectAccepted(timelines.activity("1").at(Position.MIN_TIME).build());
        timelines.expectAccepted(timelines
                .activity("1")
                .at(Position.MAX_TIME)
                .timedBy(TimeSource.SQS)
                .build());
        timelines.expectAccepted(timelines
                .activity("1")
                .retention(RETENTION)
                .attribute("text", json(10_000))
                .build());
    }

    // Times from envelopes: the first stored time is permanent.

    @Test
    @Checks(Demand.ONE_ENVELOPE_TIME)
    public final void s35_the_first_stored_envelope_time_of_an_event_is_permanent() {
        for (Duration shift : List.of(Duration.ofSeconds(90), Duration.ofSeconds(-90), Duration.ofDays(400))) {
            Activity first = timelines
                    .activity("shift" + shift)
                    .timedBy(TimeSource.EVENTBRIDGE)
                    .build();
            Activity again = first.at(START.plus(shift));

            timelines.append(List.of(first));
            timelines.append(List.of(again));

            timelines.expect(first.entity(), first);
        }
    }

    @Test
    @Checks(Demand.ONE_ENVELOPE_TIME)
    public final void s36_without_a_stored_time_the_earliest_time_in_the_list_wins() {
        Activity late = timelines
                .activity("1")
                .timedBy(TimeSource.EVENTBRIDGE)
                .at(START.plusSeconds(60))
                .build();
        Activity earliest = late.at(START);
        Activity middle = late.at(START.plusSeconds(30));

        timelines.append(List.of(late, earliest, middle));
        timelines.append(List.of(late.at(START.minusSeconds(60))));

        timelines.expect(late.entity(), earliest);
    }

    @Test
    @Checks(Demand.ONE_ENVELOPE_TIME)
    public final void s37_all_activities_of_one_event_have_one_time_in_one_list_and_later() {
        Activity order = timelines
                .activity("order")
                .timedBy(TimeSource.SNS)
                .at(START.plusSeconds(5))
                .build();
        Activity user = timelines
                .activity(timelines.entity("user"))
                .identity(order.identity())
                .timedBy(TimeSource.SNS)
                .at(START)
                .build();
        Activity addedLater = timelines
                .activity(timelines.entity("later"))
                .identity(order.identity())
                .timedBy(TimeSource.SNS)
                .at(START.minusSeconds(5))
                .build();

        timelines.append(List.of(order, user));
        timelines.append(List.of(addedLater));

        timelines.expect(order.entity(), order.at(START));
        timelines.expect(user.entity(), user);
        timelines.expect(addedLater.entity(), addedLater.at(START));
    }

    @Test
    @Checks(Demand.ONE_ENVELOPE_TIME)
    public final void s38_the_first_time_wins_across_all_kinds_of_envelope() {
        Activity bus = timelines.activity("1").timedBy(TimeSource.EVENTBRIDGE).build();
        Activity topic = timelines
                .activity("1")
                .identity(bus.identity())
                .timedBy(TimeSource.SNS)
                .at(START.plusSeconds(1))
                .build();
        Activity queue = timelines
                .activity("1")
                .identity(bus.identity())
                .timedBy(TimeSource.SQS)
                .at(START.minusSeconds(1))
                .build();

        timelines.append(List.of(bus));
        timelines.append(List.of(topic));
        timelines.append(List.of(queue));

        timelines.expect(bus.entity(), queue.at(START));
    }

    @Test
    @Checks(Demand.CONTENT_AT_FIRST_TIME)
    public final void s39_a_later_publish_replaces_the_content_at_the_first_time() {
        Activity first =
                timelines.activity("1").timedBy(TimeSource.SQS).summary("first").build();
        Activity second = timelines
                .activity("1")
                .identity(first.identity())
                .timedBy(TimeSource.SQS)
                .at(START.plusSeconds(9))
                .summary("second")
                .build();

        timelines.append(List.of(first));
        timelines.append(List.of(second));

        timelines.expect(first.entity(), second.at(START));
    }

    @Test
    @Checks(Demand.OTHER_TIMES)
    public final void s40_a_pinned_time_affects_only_envelope_times_of_the_same_event() {
        Activity pinned =
                timelines.activity("1").id("same").timedBy(TimeSource.SQS).build();
        Activity ofAnotherSource = timelines
                .activity("1")
                .id("same")
                .source(timelines.source() + "/other")
                .timedBy(TimeSource.SQS)
                .at(START.plusSeconds(1))
                .build();
        Activity ofAnotherId = timelines
                .activity("1")
                .timedBy(TimeSource.SQS)
                .at(START.plusSeconds(2))
                .build();
        Activity ownTime =
                timelines.activity("1").id("same").at(START.plusSeconds(3)).build();

        timelines.append(List.of(pinned));
        timelines.append(List.of(ofAnotherSource, ofAnotherId, ownTime));

        timelines.expect(pinned.entity(), pinned, ofAnotherSource, ofAnotherId, ownTime);
    }

    @Test
    @Checks(Demand.REJECTED_ALONE)
    public final void s41_a_rejected_activity_pins_no_time() {
        assumeTrue(
                capabilities().contains(Capability.REFUSES_OVERSIZED_ACTIVITIES),
                "capabilities() does not contain REFUSES_OVERSIZED_ACTIVITIES");
        Activity refused = timelines
                .activity("1")
                .timedBy(TimeSource.SQS)
                .attribute("text", json(OVERSIZED_TEXT_BYTES))
                .build();
        Activity accepted = timelines
                .activity("1")
                .identity(refused.identity())
                .timedBy(TimeSource.SQS)
                .at(START.plusSeconds(9))
                .build();

        timelines.appendAny(List.of(refused));
        timelines.append(List.of(accepted));

        timelines.expect(refused.entity(), accepted);
    }

    // Concurrent calls.

    @Test
    @Checks(Demand.CONCURRENT)
    public final void s42_concurrent_appends_to_one_entity_lose_nothing() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = timelines.everySecond(entity, THREADS * 25);

        timelines.appendConcurrently(IntStream.range(0, THREADS)
                .mapToObj(thread -> written.subList(thread * 25, thread * 25 + 25))
                .toList());

        timelines.expect(entity, written);
    }

    @Test
    @Checks(Demand.CONCURRENT)
    public final void s43_concurrent_publishes_of_one_event_agree_on_one_time() {
        for (int round = 0; round < 10; round++) {
            Activity event = timelines
                    .activity("round-" + round)
                    .timedBy(TimeSource.EVENTBRIDGE)
                    .build();

            timelines.appendConcurrently(IntStream.range(0, THREADS)
                    .mapToObj(thread -> List.of(event.at(START.plusSeconds(thread))))
                    .toList());

            List<Activity> read = timelines.readAll(event.entity());
            evidence.expect(
                    read.size() == 1 && read.get(0).at(START).equals(event),
                    "the timeline contains the event once, at one of the times from " + START + " on",
                    "the timeline contains " + Words.of(read));
        }
    }

    // Deadline and retention.

    @Test
    @Checks(Demand.NO_THROW_AFTER_DEADLINE)
    public final void s44_after_the_deadline_every_activity_is_retryable_and_nothing_is_thrown() {
        List<Activity> activities = timelines.everySecond(timelines.entity("1"), 30);

        timelines.append(activities, () -> Duration.ZERO, Written.retryable(RetryReason.DEADLINE));
        timelines.append(activities, () -> Duration.ofMillis(-5), Written.retryable(RetryReason.DEADLINE));

        timelines.append(activities);
        timelines.expect(timelines.entity("1"), activities);
    }

    @Test
    @Checks(Demand.READ_DEADLINE)
    public final void s45_a_read_after_the_deadline_throws_store_unavailable() {
        SliceRequest request = new SliceRequest(ActivityQuery.of(timelines.entity("1")), null, 10);

        store.expectUnavailable(request, () -> Duration.ZERO);
    }

    @Test
    @Checks(Demand.RETENTION)
    public final void s46_a_retention_reads_back_and_starts_at_the_pinned_time() {
        Activity first = timelines
                .activity("1")
                .timedBy(TimeSource.SQS)
                .retention(RETENTION)
                .build();
        Activity again = first.at(START.plusSeconds(77));

        timelines.append(List.of(first));
        timelines.append(List.of(again));

        timelines.expect(first.entity(), first);
    }

    // Sequences order the activities of one instant.

    @Test
    @Checks(Demand.SEQUENCES)
    public final void s47_activities_at_one_instant_without_a_sequence_come_first_then_digits_by_value_then_texts() {
        expectInOrder(
                null,
                "0",
                "1",
                "2",
                "9",
                "10",
                "99",
                "100",
                "9223372036854775807",
                "9223372036854775808",
                "9".repeat(63),
                "1" + "0".repeat(63),
                " 1",
                "+1",
                "-1",
                "1.5",
                "1a",
                "9 ",
                "A",
                "a",
                "aa",
                "b",
                "~");
    }

    @Test
    @Checks(Demand.SEQUENCES)
    public final void s48_texts_as_sequences_are_in_the_order_of_their_bytes_in_utf_8_not_of_utf_16() {
        expectInOrder(
                "A",
                "e",
                "ez",
                "e\u0301",
                "f",
                "\u00e9",
                "\u00e9a",
                // A digit, but not one of 0 to 9.
                "\u0661",
                "\u3042",
                "\ud7a3",
                "\uf900",
                "\uff5e",
                "\uff5e1",
                // In UTF-16, the surrogates of these characters are less than U+F900.
                "\ud800\udc00",
                "\ud83d\ude00",
                "\udbff\udfff");
    }

    @Test
    @Checks(Demand.SEQUENCES)
    public final void s49_leading_zeros_of_digits_do_not_count_and_read_back() {
        expectInOrder("0000", "007", "08", "9", "0010", "00" + "9".repeat(63), "0".repeat(99) + "1" + "0".repeat(63));
        Activity first = timelines.activity("1").sequence("7").summary("first").build();
        Activity second = timelines
                .activity("1")
                .identity(first.identity())
                .sequence("007")
                .summary("second")
                .build();

        timelines.append(List.of(first));
        timelines.append(List.of(second));

        timelines.expect(first.entity(), second);
    }

    @Test
    @Checks(Demand.REVERSE)
    public final void s50_newest_first_is_the_exact_reverse_with_sequences() {
        EntityRef entity = timelines.entity("1");
        List<Activity> timeline = new ArrayList<>();
        for (int second = 0; second < 3; second++) {
            for (String sequence : MIXED_SEQUENCES) {
                timeline.add(timelines
                        .activity(entity)
                        .at(START.plusSeconds(second))
                        .sequence(sequence)
                        .build());
            }
        }
        timelines.append(shuffled(timeline));

        Collections.reverse(timeline);
        timelines.expect(ActivityQuery.builder(entity).newestFirst().build(), 4, timeline);
    }

    @Test
    @Checks(Demand.ANY_POSITION)
    public final void s51_reading_resumes_between_sequences_at_one_instant() {
        EntityRef entity = timelines.entity("1");
        List<Activity> timeline = sorted(Stream.of(MIXED_SEQUENCES)
                .flatMap(sequence -> Stream.of(sequence, sequence))
                .map(sequence -> timelines.activity(entity).sequence(sequence).build())
                .toList());
        timelines.append(shuffled(timeline));
        ActivityQuery forward = ActivityQuery.of(entity);
        ActivityQuery backward = ActivityQuery.builder(entity).newestFirst().build();
        EventIdentity never = EventIdentity.of(timelines.source(), "never");

        List<Position> positions =
                new ArrayList<>(timeline.stream().map(Activity::position).toList());
        for (String sequence : new String[] {null, "0", "2", "11", "999", " ", "aa", "\uff5e", "\udbff\udfff"}) {
            positions.add(Position.of(START, sequence, never));
        }
        for (Position after : positions) {
            List<Activity> behind = timeline.stream()
                    .filter(activity -> activity.position().compareTo(after) > 0)
                    .toList();
            List<Activity> before = new ArrayList<>(timeline.stream()
                    .filter(activity -> activity.position().compareTo(after) < 0)
                    .toList());
            Collections.reverse(before);
            timelines.expect(forward, after, 5, behind);
            timelines.expect(backward, after, 5, before);
        }
    }

    @Test
    @Checks(Demand.ORDER)
    public final void s52_equal_sequences_of_several_sources_and_events_are_all_kept_in_the_order_of_their_positions() {
        EntityRef entity = timelines.entity("1");
        List<Activity> written = new ArrayList<>();
        for (String source : List.of("/a", "/b", "/c")) {
            for (String sequence : MIXED_SEQUENCES) {
                written.add(timelines
                        .activity(entity)
                        .id("same" + sequence)
                        .source(timelines.source() + source)
                        .sequence(sequence)
                        .build());
                written.add(timelines.activity(entity).sequence(sequence).build());
            }
        }

        timelines.append(shuffled(written));

        timelines.expect(ActivityQuery.of(entity), 5, sorted(written));
    }

    @Test
    @Checks(Demand.LONG_SEQUENCES)
    public final void s53_a_sequence_of_65_to_1024_bytes_reads_back_and_does_not_count_in_the_order() {
        EntityRef entity = timelines.entity("1");
        List<Activity> timeline = sorted(Stream.of(
                        "",
                        "9".repeat(65),
                        "9".repeat(1024),
                        "a".repeat(65),
                        "a".repeat(1024),
                        "\u00e9".repeat(33),
                        "\u65e5".repeat(341))
                .map(sequence -> timelines.activity(entity).sequence(sequence).build())
                .toList());
        for (String counted : List.of("9".repeat(64), "a".repeat(64), "\u00e9".repeat(32))) {
            timeline.add(timelines.activity(entity).sequence(counted).build());
        }

        timelines.append(shuffled(timeline));

        timelines.expect(ActivityQuery.of(entity), 3, timeline);
    }

    @Test
    @Checks(Demand.INSTANT)
    public final void s54_a_bound_of_a_range_applies_to_all_sequences_of_its_instant() {
        EntityRef entity = timelines.entity("1");
        List<Activity> timeline = new ArrayList<>();
        for (long nanos : new long[] {-1, 0, 1}) {
            for (String sequence : MIXED_SEQUENCES) {
                timeline.add(timelines
                        .activity(entity)
                        .at(START.plusNanos(nanos))
                        .sequence(sequence)
                        .build());
            }
        }
        timelines.append(shuffled(timeline));
        int each = MIXED_SEQUENCES.length;
        Instant next = START.plusNanos(1);

        timelines.expect(ActivityQuery.builder(entity).from(START).build(), 5, timeline.subList(each, 3 * each));
        timelines.expect(ActivityQuery.builder(entity).until(START).build(), 5, timeline.subList(0, each));
        timelines.expect(
                ActivityQuery.builder(entity).from(START).until(next).build(), 5, timeline.subList(each, 2 * each));
        List<Activity> reverse = new ArrayList<>(timeline.subList(each, 2 * each));
        Collections.reverse(reverse);
        timelines.expect(
                ActivityQuery.builder(entity)
                        .from(START)
                        .until(next)
                        .newestFirst()
                        .build(),
                5,
                reverse);
    }

    @Test
    @Checks(Demand.OWN_TIME)
    public final void s55_an_event_that_brings_its_time_is_stored_at_each_sequence_that_it_brings() {
        EntityRef entity = timelines.entity("1");
        List<Activity> timeline = Stream.of(MIXED_SEQUENCES)
                .map(sequence ->
                        timelines.activity(entity).id("same").sequence(sequence).build())
                .toList();

        timelines.append(timeline.subList(1, timeline.size()));
        timelines.append(timeline.subList(0, 1));

        timelines.expect(entity, timeline);
    }

    @Test
    @Checks(Demand.ENVELOPE_SEQUENCE)
    public final void s56_the_first_envelope_time_of_an_event_keeps_its_sequence() {
        for (String first : new String[] {null, "5", "a"}) {
            for (String again : new String[] {null, "4", "06", "b"}) {
                EntityRef entity = timelines.entity(first + "," + again);
                Activity stored = timelines
                        .activity(entity)
                        .timedBy(TimeSource.SQS)
                        .sequence(first)
                        .build();
                timelines.append(List.of(stored));
                for (int seconds : new int[] {-9, 0, 9}) {
                    timelines.append(List.of(timelines
                            .activity(entity)
                            .identity(stored.identity())
                            .timedBy(TimeSource.SQS)
                            .at(START.plusSeconds(seconds))
                            .sequence(again)
                            .build()));
                }

                timelines.expect(entity, stored);
            }
        }
    }

    @Test
    @Checks(Demand.ENVELOPE_SEQUENCE)
    public final void s57_the_earliest_envelope_time_in_a_list_wins_with_its_sequence_for_all_entities() {
        Activity late = timelines
                .activity("late")
                .timedBy(TimeSource.SNS)
                .at(START.plusSeconds(2))
                .build();
        Activity earliest = timelines
                .activity("earliest")
                .identity(late.identity())
                .timedBy(TimeSource.SNS)
                .sequence("9")
                .build();
        Activity middle = timelines
                .activity("middle")
                .identity(late.identity())
                .timedBy(TimeSource.SNS)
                .at(START.plusSeconds(1))
                .sequence("1")
                .build();

        timelines.append(List.of(late, earliest, middle));

        timelines.expectAlone(List.of(late.at(START, "9"), earliest, middle.at(START, "9")));
    }

    @Test
    @Checks(Demand.EQUAL_ENVELOPE_TIMES)
    public final void s58_of_equal_envelope_times_in_a_list_the_first_sequence_in_the_order_wins() {
        for (List<String> sequences : List.of(List.of("b", "10", "9", "a"), List.of("a", "", "1"))) {
            EntityRef entity = timelines.entity(sequences.toString());
            List<Activity> written = new ArrayList<>();
            EventIdentity identity = EventIdentity.of(timelines.source(), sequences.toString());
            for (String sequence : sequences) {
                written.add(timelines
                        .activity(entity)
                        .identity(identity)
                        .timedBy(TimeSource.EVENTBRIDGE)
                        .sequence(sequence.isEmpty() ? null : sequence)
                        .build());
            }

            timelines.append(written);

            timelines.expect(entity, sorted(written).get(0));
        }
    }

    @Test
    @Checks(Demand.CONCURRENT)
    public final void s59_concurrent_publishes_of_one_event_agree_on_one_time_with_its_sequence() {
        for (int round = 0; round < 10; round++) {
            Activity event = timelines
                    .activity("round-" + round)
                    .timedBy(TimeSource.EVENTBRIDGE)
                    .build();
            List<Activity> published = IntStream.range(0, THREADS)
                    .mapToObj(thread ->
                            event.at(START.plusSeconds(thread), thread == 0 ? null : Integer.toString(100 - thread)))
                    .toList();

            timelines.appendConcurrently(published.stream().map(List::of).toList());

            List<Activity> read = timelines.readAll(event.entity());
            evidence.expect(
                    read.size() == 1 && published.contains(read.get(0)),
                    "the timeline contains the event once, with the time and the sequence of one of the publishes",
                    "the timeline contains " + Words.of(read));
        }
    }

    // Tenants.

    @Test
    @Checks(Demand.TENANTS)
    public final void s60_tenants_share_no_timeline_although_their_entities_and_events_are_equal() {
        List<Activity> written = new ArrayList<>();
        for (String tenant : new String[] {null, "acme", "Acme", "acme-2", "acm"}) {
            written.add(timelines
                    .activity("1")
                    .id("same")
                    .tenant(tenant)
                    .summary("of " + tenant)
                    .build());
        }

        timelines.append(written);
        timelines.append(written.subList(1, 2));

        timelines.expectAlone(written);
    }

    @Test
    @Checks(Demand.TENANTS)
    public final void s61_tenants_share_no_envelope_time_although_their_events_are_equal() {
        List<Activity> written = new ArrayList<>();
        for (String tenant : new String[] {null, "t", "T", "t-1", "u"}) {
            for (String before : List.of("", "t", "~t~", "#", "~t~#")) {
                written.add(timelines
                        .activity("of " + before)
                        .source(before + timelines.source())
                        .id("same")
                        .tenant(tenant)
                        .timedBy(TimeSource.EVENTBRIDGE)
                        .at(START.plusSeconds(written.size()))
                        .sequence(Integer.toString(written.size()))
                        .build());
            }
        }

        timelines.append(written.subList(0, 12));
        timelines.append(written.subList(12, written.size()));

        timelines.expectAlone(written);
    }

    @Test
    @Checks(Demand.EXACT_KEYS)
    public final void s62_no_two_tenants_and_entities_share_a_timeline_whatever_characters_they_have() {
        List<EntityRef> entities = new ArrayList<>();
        for (String end : List.of("x", "#x", "@a#x", "~t~a#x", "t~a#x", "a#x", "~x", "-x", ".x")) {
            entities.add(EntityRef.of("a", end + "\u00a0" + namespace));
        }
        entities.add(EntityRef.of("ta", "x\u00a0" + namespace));
        entities.add(EntityRef.of("t.a", "x\u00a0" + namespace));
        entities.add(EntityRef.of("t-a", "x\u00a0" + namespace));
        List<Activity> written = new ArrayList<>();
        for (String tenant : new String[] {null, "t", "T", "ta", "t.a", "t-a", "t-", "-", ".", "_", "a"}) {
            for (EntityRef entity : entities) {
                written.add(timelines
                        .activity(entity)
                        .id("same")
                        .tenant(tenant)
                        .summary("activity " + written.size())
                        .build());
            }
        }

        timelines.append(written);

        timelines.expectAlone(written);
    }

    // Readers.

    @Test
    @Checks(Demand.STORED_READERS)
    public final void s63_each_reader_of_a_stored_activity_is_known_and_the_activity_reads_back_without_readers() {
        assumeTrue(capabilities().contains(Capability.KEEPS_READERS), "capabilities() does not contain KEEPS_READERS");
        List<Activity> written = new ArrayList<>();
        for (String tenant : new String[] {null, "acme"}) {
            for (TimeSource timeSource : List.of(TimeSource.EVENT, TimeSource.EVENTBRIDGE)) {
                for (int readers : new int[] {0, 1, 30}) {
                    written.add(timelines
                            .activity(timeSource + "-" + readers)
                            .id(timeSource.name())
                            .tenant(tenant)
                            .timedBy(timeSource)
                            .readers(IntStream.range(0, readers)
                                    .mapToObj(i -> EntityRef.of("user", namespace + "/" + i))
                                    .toArray(EntityRef[]::new))
                            .build());
                }
            }
        }

        timelines.append(written);

        timelines.expectReaders(written);
        timelines.expectAlone(written.stream().map(Timelines::withoutReaders).toList());
    }

    /** Appends activities of one instant with these sequences, and fails unless they read back in this order. */
    private void expectInOrder(@Nullable String... sequences) {
        EntityRef entity = timelines.entity("in order");
        List<Activity> timeline = Stream.of(sequences)
                .map(sequence -> timelines.activity(entity).sequence(sequence).build())
                .toList();

        timelines.append(shuffled(timeline));

        timelines.expect(ActivityQuery.of(entity), 4, timeline);
    }

    private static List<Activity> shuffled(List<Activity> activities) {
        List<Activity> shuffled = new ArrayList<>(activities);
        Collections.shuffle(shuffled, new Random(47));
        return shuffled;
    }

    /** A slice examines at least one row, and a store may start with a few empty slices. */
    private int maxSlices() {
        return 10 * (crowd() + LONGEST_LIST);
    }

    private Deadline deadline() {
        return Deadline.after(callTimeout(), System::nanoTime);
    }
}
