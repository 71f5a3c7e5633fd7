package dev.activityservice.testkit.contract;

import static dev.activityservice.testkit.contract.Timelines.START;
import static dev.activityservice.testkit.contract.Timelines.padded;
import static dev.activityservice.testkit.contract.Timelines.swapLast;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.TimeSource;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.Readers;
import dev.activityservice.testkit.fixture.ActivityFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * The numbered rules that the {@link Readers} of every store must keep. A test class inherits the rules and supplies the store:
 *
 * <pre>{@code
 * class MyReadersTest extends ReadersContract {
 *     @Override
 *     protected ActivityStore newStore() {
 *         return new MyStore(…);
 *     }
 * }
 * }</pre>
 *
 * <p>The rules append activities with readers to the store, and then ask for the readers. The store also needs a test that extends
 * {@link ActivityStoreContract}.
 *
 * <p>{@link #newStore} may return the same store for each rule, because each rule uses its own entities and event sources
 * ({@link #namespace}). A failure states the sentence of the port that is broken, what the rule did, the expected and the actual
 * result. The contract calls the store in its own threads, so that a rule can end although a call hangs.
 *
 * <p>Not thread-safe. With JUnit's default lifecycle each rule has its own instance, so rules may run in parallel.
 */
public abstract class ReadersContract {

    /** The maximum number of activities and readers of one event is 1,000. */
    private static final int MOST_READERS = 999;

    private static final int THREADS = 8;
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
    protected ReadersContract() {}

    /** Returns the store under test. It may be new or shared. Called once for each rule. */
    protected abstract ActivityStore newStore();

    /**
     * Returns the readers that the store keeps. Default: the store itself.
     *
     * @param store the result of {@link #newStore}
     */
    protected Readers readersOf(ActivityStore store) {
        return (Readers) store;
    }

    /**
     * Returns a text that is part of all ids and event sources of one rule. It separates the rule from all other rules that share
     * the store.
     *
     * <p>Default: the number of the rule and a counter, unique within one JVM. If your store outlives the JVM, return a text
     * that is new in each run.
     *
     * @param rule the number of the rule, for example {@code r01}
     * @return at most 200 characters
     */
    protected String namespace(String rule) {
        return rule + "~" + NAMESPACES.incrementAndGet();
    }

    /**
     * Returns the time after which the deadline of one call passes. Default: 60 seconds. A call that takes twice this time fails
     * the rule.
     */
    protected Duration callTimeout() {
        return Duration.ofSeconds(60);
    }

    /** Opens the store. JUnit calls this method before each rule. */
    @BeforeEach
    public final void openStore(TestInfo test) {
        evidence = Evidence.of(test);
        namespace = namespace(evidence.number());
        store = ObservedStore.of(
                newStore(), this::readersOf, evidence, callTimeout().multipliedBy(2));
        timelines = new Timelines(store, evidence, namespace, this::deadline, 1);
    }

    /** Closes what the contract itself opened. Does not close the store. JUnit calls this method after each rule. */
    @AfterEach
    public final void endRule() {
        if (store != null) {
            store.close();
        }
    }

    @Test
    @Checks(Demand.NAMED_READERS)
    public final void r01_a_reader_that_a_stored_activity_names_is_a_reader_and_nobody_else() {
        EntityRef order = timelines.entity("1");
        EntityRef reader = user("7");

        expect(false, reader, order);
        append(naming(order, reader).build());

        expect(true, reader, order);
        for (String id : List.of("8", "77", "", "7 ", " 7", "7#", "70")) {
            expect(false, user(id), order);
        }
        expect(false, EntityRef.of("User", reader.id()), order);
        expect(false, EntityRef.of("users", reader.id()), order);
        expect(false, EntityRef.of("order", reader.id()), order);
    }

    @Test
    @Checks(Demand.NAMED_READERS)
    public final void r02_a_reader_of_one_entity_is_not_a_reader_of_another_entity() {
        EntityRef order = timelines.entity("1");
        EntityRef reader = user("7");
        Activity other = timelines.activity("2").id("same").build();

        append(naming(order, reader).id("same").build(), other);

        expect(false, reader, other.entity());
        expect(false, reader, timelines.entity("11"));
        expect(false, reader, timelines.entity(""));
        expect(false, reader, EntityRef.of("orders", order.id()));
        expect(false, reader, EntityRef.of("Order", order.id()));
        expect(true, reader, order);
    }

    @Test
    @Checks(Demand.ONE_DIRECTION)
    public final void r03_an_entity_is_not_a_reader_of_its_reader_and_not_of_itself() {
        EntityRef order = timelines.entity("1");
        EntityRef reader = user("7");

        append(naming(order, reader).build(), naming(reader, user("8")).build());

        expect(false, order, reader);
        expect(false, order, order);
        expect(false, reader, reader);
        // A reader of a reader is not a reader.
        expect(false, user("8"), order);
        expect(true, user("8"), reader);
    }

    @Test
    @Checks(Demand.MANY_READERS)
    public final void r04_an_activity_may_name_999_readers_and_each_of_them_is_a_reader() {
        for (int count : new int[] {2, 24, 25, 26, MOST_READERS}) {
            EntityRef order = timelines.entity("of-" + count);
            Activity activity = naming(
                            order,
                            IntStream.range(0, count)
                                    .mapToObj(i -> user(Integer.toString(i)))
                                    .toArray(EntityRef[]::new))
                    .build();

            append(activity);

            timelines.expectReaders(List.of(activity));
            expect(false, user(Integer.toString(count)), order);
        }
    }

    @Test
    @Checks(Demand.MANY_READERS)
    public final void r05_many_activities_of_many_entities_in_one_list_may_name_readers() {
        List<Activity> activities = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            for (int k = 0; k < 3; k++) {
                activities.add(naming(timelines.entity("of-" + i), user(i + "-" + k), user("all"))
                        .at(START.plusSeconds(k))
                        .build());
            }
        }

        timelines.append(activities);

        timelines.expectReaders(activities);
        expect(false, user("1-0"), timelines.entity("of-0"));
    }

    @Test
    @Checks(Demand.READERS_OF_TENANTS)
    public final void r06_tenants_share_no_readers_although_their_entities_events_and_readers_are_equal() {
        @Nullable String[] tenants = {null, "acme", "Acme", "acm", "acme-2"};
        for (int named = 0; named < tenants.length; named++) {
            EntityRef order = timelines.entity("of-" + named);
            EntityRef reader = user("7");

            append(naming(order, reader).id("same").tenant(tenants[named]).build());

            for (int asked = 0; asked < tenants.length; asked++) {
                timelines.expectReader(asked == named, tenants[asked], reader, order);
            }
        }
    }

    @Test
    @Checks(Demand.EXACT_READERS)
    public final void r07_no_two_tenants_entities_or_readers_are_confused_whatever_characters_they_have() {
        List<Activity> named = new ArrayList<>();
        for (String tenant : new String[] {null, "t", "t-", "ta"}) {
            for (EntityRef entity : List.of(
                    EntityRef.of("a", namespace),
                    EntityRef.of("a", "~t~a#" + namespace),
                    EntityRef.of("a", "@a#" + namespace),
                    EntityRef.of("a", "#" + namespace),
                    EntityRef.of("ta", namespace),
                    EntityRef.of("t-a", namespace))) {
                for (EntityRef reader : List.of(
                        EntityRef.of("u", namespace),
                        EntityRef.of("u", "#" + namespace),
                        EntityRef.of("u", "u#" + namespace),
                        EntityRef.of("u", "\u00e9" + namespace),
                        EntityRef.of("u", "e\u0301" + namespace),
                        EntityRef.of("u-", namespace))) {
                    named.add(naming(entity, reader).tenant(tenant).build());
                }
            }
        }

        // Every second pair is named. The others are asked, too.
        for (int remainder = 0; remainder < 2; remainder++) {
            List<Activity> half = new ArrayList<>();
            for (int i = 0; i < named.size(); i++) {
                // Neighbours differ in the reader. The added rows let neighbours also differ in entity and tenant.
                if ((i + i / 6 + i / 36) % 2 == remainder) {
                    half.add(named.get(i));
                }
            }
            timelines.append(half);
            for (Activity activity : named) {
                timelines.expectReader(
                        remainder == 1 || half.contains(activity),
                        activity.tenant(),
                        activity.readers().get(0),
                        activity.entity());
            }
        }
    }

    @Test
    @Checks(Demand.EXACT_READERS)
    public final void r08_types_and_ids_of_the_maximum_length_are_compared_to_their_last_character() {
        EntityRef entity = EntityRef.of("T".repeat(64), padded(namespace + "|", "\u00e9", 1024));
        EntityRef reader = EntityRef.of("U".repeat(64), padded(namespace + "|", "\u65e5", 1024));
        String tenant = "t".repeat(64);

        append(naming(entity, reader).tenant(tenant).build());

        timelines.expectReader(true, tenant, reader, entity);
        timelines.expectReader(false, swapLast(tenant), reader, entity);
        timelines.expectReader(false, tenant, EntityRef.of(reader.type(), swapLast(reader.id())), entity);
        timelines.expectReader(false, tenant, EntityRef.of(swapLast(reader.type()), reader.id()), entity);
        timelines.expectReader(false, tenant, reader, EntityRef.of(entity.type(), swapLast(entity.id())));
        timelines.expectReader(false, tenant, reader, EntityRef.of(swapLast(entity.type()), entity.id()));
    }

    @Test
    @Checks(Demand.ANY_ORDER_OF_READERS)
    public final void r09_an_activity_that_is_stored_again_or_twice_in_one_list_names_the_same_readers() {
        for (TimeSource timeSource : List.of(TimeSource.EVENT, TimeSource.SQS)) {
            EntityRef order = timelines.entity(timeSource.name());
            Activity activity = naming(order, user("7"), user("7"), user("8"))
                    .timedBy(timeSource)
                    .build();

            append(activity, activity);
            append(activity);
            append(activity.at(START.plusSeconds(9)));

            timelines.expectReaders(List.of(activity));
            expect(false, user("9"), order);
        }
    }

    @Test
    @Checks(Demand.ANY_ORDER_OF_READERS)
    public final void r10_readers_of_activities_that_are_stored_in_any_order_are_all_readers() {
        EntityRef order = timelines.entity("1");
        List<Activity> activities = new ArrayList<>();
        for (int second : new int[] {5, 1, 9, 5, 0}) {
            activities.add(naming(order, user(activities.size() + "-" + second))
                    .at(START.plusSeconds(second))
                    .build());
        }

        for (Activity activity : activities) {
            append(activity);
        }

        timelines.expectReaders(activities);
    }

    @Test
    @Checks(Demand.READERS_STAY)
    public final void r11_a_reader_stays_a_reader_when_the_event_or_a_later_event_does_not_name_it() {
        EntityRef order = timelines.entity("1");
        Activity first = naming(order, user("7")).build();

        append(first);
        // The catalog no longer has readers, or other ones.
        append(Timelines.withoutReaders(first));
        append(naming(order, user("8")).identity(first.identity()).build());
        append(naming(order, user("9")).at(START.plusSeconds(1)).build());
        append(timelines.activity(order).at(START.plusSeconds(2)).build());

        for (String id : List.of("7", "8", "9")) {
            expect(true, user(id), order);
        }
    }

    @Test
    @Checks(Demand.READERS_STAY)
    public final void r12_a_reader_stays_a_reader_when_the_activity_that_named_it_has_expired() {
        EntityRef order = timelines.entity("1");
        Activity expired = naming(order, user("7"))
                .at("2001-01-01T00:00:00Z")
                .retention(Duration.ofSeconds(1))
                .build();
        Activity kept = naming(order, user("8")).build();

        append(expired);
        append(kept);
        append(expired);

        timelines.expectReaders(List.of(expired, kept));
    }

    @Test
    @Checks(Demand.CONCURRENT_READERS)
    public final void r13_concurrent_appends_lose_no_reader() {
        EntityRef order = timelines.entity("1");
        List<List<Activity>> lists = IntStream.range(0, THREADS)
                .mapToObj(thread -> IntStream.range(0, 10)
                        .mapToObj(i -> naming(order, user("all"), user(thread + "-" + i))
                                .at(START.plusSeconds(i))
                                .build())
                        .toList())
                .toList();

        timelines.appendConcurrently(lists);

        lists.forEach(timelines::expectReaders);
    }

    @Test
    @Checks(Demand.READERS_DEADLINE)
    public final void r14_a_question_after_the_deadline_throws_store_unavailable_also_for_a_reader() {
        EntityRef order = timelines.entity("1");
        append(naming(order, user("7")).build());

        for (Duration remaining : List.of(Duration.ZERO, Duration.ofMillis(-5))) {
            store.expectReadersUnavailable(null, user("7"), order, () -> remaining);
            store.expectReadersUnavailable(null, user("8"), order, () -> remaining);
        }
    }

    private EntityRef user(String id) {
        return EntityRef.of("user", namespace + "/" + id);
    }

    private ActivityFixture naming(EntityRef entity, EntityRef... readers) {
        return timelines.activity(entity).readers(readers);
    }

    private void append(Activity... activities) {
        timelines.append(List.of(activities));
    }

    private void expect(boolean known, EntityRef reader, EntityRef entity) {
        timelines.expectReader(known, null, reader, entity);
    }

    private Deadline deadline() {
        return Deadline.after(callTimeout(), System::nanoTime);
    }
}
