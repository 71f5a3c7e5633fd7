package dev.activityservice.testkit.contract;

import static dev.activityservice.testkit.contract.StoreDecorators.append;
import static dev.activityservice.testkit.contract.StoreDecorators.check;
import static dev.activityservice.testkit.contract.StoreDecorators.drop;
import static dev.activityservice.testkit.contract.StoreDecorators.map;
import static dev.activityservice.testkit.contract.StoreDecorators.matchTypes;
import static dev.activityservice.testkit.contract.StoreDecorators.mergeEntities;
import static dev.activityservice.testkit.contract.StoreDecorators.mergeEvents;
import static dev.activityservice.testkit.contract.StoreDecorators.mergePlaces;
import static dev.activityservice.testkit.contract.StoreDecorators.read;
import static dev.activityservice.testkit.contract.StoreDecorators.readers;
import static dev.activityservice.testkit.contract.StoreDecorators.reorder;
import static dev.activityservice.testkit.contract.StoreDecorators.request;
import static dev.activityservice.testkit.contract.StoreDecorators.slice;
import static dev.activityservice.testkit.contract.StoreDecorators.store;
import static dev.activityservice.testkit.contract.StoreDecorators.storeList;
import static dev.activityservice.testkit.contract.StoreDecorators.withItems;
import static dev.activityservice.testkit.contract.StoreDecorators.withQuery;

import dev.activityservice.model.Activity;
import dev.activityservice.model.ActivityAttributes;
import dev.activityservice.model.Actor;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Position;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.TimeSource;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ActivityStore.Slice;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.ActivityStore.Written;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.ActivityQuery.Order;
import dev.activityservice.query.PageToken;
import dev.activityservice.testkit.contract.StoreDecorators.Place;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Stores with one fault each. Exactly the named rules must catch the fault. */
// Error-prone cannot know that the functions are immutable.
@SuppressWarnings("ImmutableEnumChecker")
enum BrokenStore {
    FORGETS_THE_TYPE_OF_AN_ACTOR("s01 s04", store -> map(store, BrokenStore::withoutActorType)),
    FORGETS_THE_RETENTION(
            "s01 s46",
            store -> map(store, activity -> Copies.of(activity).retention(null).build())),
    KNOWS_ONLY_TWO_TIME_SOURCES("s02 s37 s57", store -> map(store, BrokenStore::withSqsForSns)),
    READS_NUMBERS_AS_DOUBLES("s03", store -> map(store, BrokenStore::withDoubles)),
    SORTS_ATTRIBUTE_NAMES(
            "s03",
            store -> map(
                    store,
                    activity -> withAttributes(
                            activity, new TreeMap<>(activity.attributes().asMap())))),
    WRITES_SUMMARIES_IN_ASCII("s04", store -> map(store, BrokenStore::withAsciiSummary)),

    NORMALISES_ENTITY_IDS(
            "s15",
            store -> mergeEntities(
                    store, entity -> List.of(entity.type(), Normalizer.normalize(entity.id(), Normalizer.Form.NFC)))),
    IGNORES_THE_CASE_OF_ENTITIES(
            "s15",
            store -> mergeEntities(store, entity -> (entity.type() + " " + entity.id()).toLowerCase(Locale.ROOT))),
    JOINS_ENTITY_TYPE_AND_ID("s15", store -> mergeEntities(store, entity -> entity.type() + "-" + entity.id())),
    CUTS_LONG_ENTITY_IDS(
            "s05",
            store -> mergeEntities(
                    store,
                    entity -> List.of(
                            entity.type(),
                            entity.id().substring(0, Math.min(255, entity.id().length()))))),

    FAILS_ON_AN_EMPTY_LIST(
            "s06", store -> storeList(store, activities -> activities.subList(0, Math.max(1, activities.size())))),
    RETURNS_A_THOUSAND_OUTCOMES_AT_MOST(
            "s07", store -> append(store, (activities, deadline) -> firstThousand(store.append(activities, deadline)))),
    STORES_THE_FIRST_THOUSAND(
            "s07 s33 s44",
            store -> append(store, (activities, deadline) -> {
                store.append(firstThousand(activities), deadline);
                return all(activities, Written.stored());
            })),
    WRITES_TO_AT_MOST_FIFTY_ENTITIES("s08", store -> drop(store, BrokenStore::ofFiftyEntities)),
    STORES_A_REPEATED_ACTIVITY_TWICE(
            "s09 s60",
            store -> store(
                    store,
                    activity ->
                            store.timeline(activity.tenant(), activity.entity()).contains(activity)
                                    ? activity.at(activity.time().plusNanos(1))
                                    : activity)),
    REJECTS_EQUAL_KEYS_IN_ONE_LIST(
            "s10 s12",
            store -> append(
                    store,
                    (activities, deadline) -> hasEqualKeys(activities)
                            ? all(activities, rejected(Rejection.Code.REFUSED_BY_STORE))
                            : store.append(activities, deadline))),
    NEVER_REPLACES(
            "s11 s49",
            store -> drop(
                    store,
                    activities -> activities.stream()
                            .filter(activity -> store.timeline(activity.tenant(), activity.entity()).stream()
                                    .noneMatch(stored -> stored.position().equals(activity.position())))
                            .toList())),
    KEEPS_THE_FIRST_OF_EQUAL_KEYS("s12", store -> storeList(store, BrokenStore::withFirstContents)),

    IDENTIFIES_EVENTS_BY_ID_ALONE(
            "s13 s16 s52 s55 s58",
            store -> mergeEvents(store, activity -> activity.identity().id())),
    JOINS_SOURCE_AND_ID(
            "s16 s55 s58",
            store -> mergeEvents(
                    store,
                    activity -> activity.identity().source() + "-"
                            + activity.identity().id())),
    KEEPS_ONE_TIME_FOR_EACH_EVENT(
            "s14 s40 s55",
            store -> append(store, (activities, deadline) -> {
                activities.stream()
                        .filter(activity -> !activity.timeSource().isEnvelope())
                        .forEach(activity -> store.timeline(activity.tenant(), activity.entity()).stream()
                                .filter(stored -> stored.identity().equals(activity.identity()))
                                .forEach(stored -> store.remove(stored.tenant(), stored.entity(), stored.position())));
                return store.append(activities, deadline);
            })),

    TRUNCATES_TO_MILLISECONDS(
            "s14 s17 s20 s21 s23 s54",
            store -> store(store, activity -> activity.at(activity.time().truncatedTo(ChronoUnit.MILLIS)))),
    SORTS_TIMES_BEFORE_1970_LAST(
            "s17 s21",
            store -> reorder(
                    reorder(store, Order.OLDEST_FIRST, unsignedSeconds()),
                    Order.NEWEST_FIRST,
                    unsignedSeconds().reversed())),
    HOLDS_A_HUNDRED_AT_ONE_INSTANT("s18", store -> drop(store, BrokenStore::hundredAtEachInstant)),
    DOES_NOT_REVERSE_TIES(
            "s19 s20 s28 s50 s51 s54",
            store -> reorder(
                    store,
                    Order.NEWEST_FIRST,
                    Comparator.comparing(Activity::time)
                            .reversed()
                            .thenComparing(activity -> activity.position().tieBreaker()))),
    IGNORES_THE_ORDER(
            "s19 s20 s21 s27 s28 s29 s30 s50 s51 s54",
            store -> reorder(store, Order.NEWEST_FIRST, Comparator.comparing(Activity::position))),

    INCLUDES_UNTIL("s20 s29 s54", store -> request(store, BrokenStore::untilOneNanosecondLater)),
    EXCLUDES_FROM(
            "s20 s29 s54",
            store -> slice(
                    store,
                    (request, slice) -> withItems(
                            slice,
                            slice.items().stream()
                                    .filter(activity -> !activity.time()
                                            .equals(request.query().from()))
                                    .toList()))),
    FAILS_ON_FAR_BOUNDS(
            "s21",
            store -> request(store, request -> {
                Instant from = request.query().from();
                return from == null ? request : withQuery(request, query -> query.from(Position.requireTime(from)));
            })),
    MATCHES_A_PREFIX_WITHOUT_ITS_DOT(
            "s22",
            store -> matchTypes(
                    store,
                    (pattern, type) -> pattern.isPrefix()
                            ? type.startsWith(withoutLast(pattern.literal()))
                            : type.equals(pattern.literal()))),
    MATCHES_A_TYPE_AS_A_PREFIX(
            "s22", store -> matchTypes(store, (pattern, type) -> type.startsWith(pattern.literal()))),
    USES_THE_FIRST_TYPE_ONLY(
            "s22",
            store -> request(store, request -> {
                List<EventTypePattern> types = request.query().types();
                return withQuery(request, query -> query.types(types.subList(0, Math.min(1, types.size()))));
            })),

    DOES_NOT_COUNT_FILTERED_ROWS(
            "s23",
            store -> slice(
                    store,
                    (request, slice) -> new Slice(slice.items(), slice.items().size(), 0, slice.resumeAfter()))),
    ENDS_AT_AN_EMPTY_SLICE(
            "s22 s23", store -> slice(store, (request, slice) -> slice.items().isEmpty() ? ending(slice) : slice)),
    EXAMINES_TOO_MANY_ROWS(
            "s24 s25",
            store -> request(
                    store,
                    request ->
                            new SliceRequest(request.query(), request.after(), Math.max(request.maxExamined(), 10)))),
    REPORTS_NO_END_AFTER_A_MATCH("s25", store -> slice(store, (request, slice) -> neverEnding(slice))),
    FAILS_ON_EMPTY_TIMELINES(
            "s26",
            store -> slice(store, (request, slice) -> {
                if (store.timeline(request.query().tenant(), request.query().entity())
                        .isEmpty()) {
                    throw new IllegalStateException("Cannot find the entity");
                }
                return slice;
            })),
    RESUMES_ONLY_AFTER_STORED_POSITIONS(
            "s27 s28 s29 s51",
            store -> slice(
                    store,
                    (request, slice) -> request.after() == null
                                    || store
                                            .timeline(
                                                    request.query().tenant(),
                                                    request.query().entity())
                                            .stream()
                                            .anyMatch(
                                                    stored -> stored.position().equals(request.after()))
                            ? slice
                            : empty())),
    RESUMES_AFTER_THE_WHOLE_INSTANT(
            "s18 s19 s20 s28 s47 s48 s49 s50 s51 s52 s53 s54", store -> request(store, BrokenStore::behindTheInstant)),
    FORGETS_THE_RANGE_WHEN_IT_RESUMES(
            "s20 s29 s54",
            store -> request(
                    store,
                    request -> request.after() == null
                            ? request
                            : withQuery(request, query -> query.from(null).until(null)))),
    PAGES_BY_COUNTING("s30", BrokenStore::pagedByCounting),
    STARTS_AT_THE_PAGE_TOKEN(
            "s31",
            store -> request(store, request -> {
                PageToken token = request.query().pageToken();
                return token == null || request.after() != null
                        ? request
                        : new SliceRequest(request.query(), token.position(), request.maxExamined());
            })),
    ENDS_AT_THE_SIZE_LIMIT_OF_A_SLICE(
            "s32",
            store ->
                    slice(store, (request, slice) -> slice.examined() < request.maxExamined() ? ending(slice) : slice)),

    REJECTS_LARGE_ACTIVITIES("s32", store -> InMemoryActivityStore.create(300_000, 1_000_000)),
    STORES_OVERSIZED_ACTIVITIES("s33 s41", store -> InMemoryActivityStore.create(1_000_000, 1_000_000)),
    REJECTS_A_LIST_FOR_ONE_ACTIVITY(
            "s33",
            store -> append(
                    store,
                    (activities, deadline) -> activities.stream()
                            .map(store::check)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .map(rejection -> all(activities, Written.rejected(rejection)))
                            .orElseGet(() -> store.append(activities, deadline)))),
    CHECK_ACCEPTS_WHAT_APPEND_REJECTS("s33", store -> check(store, activity -> null)),
    CHECK_REJECTS_WHAT_APPEND_STORES(
            "s34",
            store -> check(
                    store,
                    activity -> activity.time().equals(Position.MIN_TIME)
                            ? Rejection.of(Rejection.Code.BAD_TIME, "/time", "too early")
                            : store.check(activity))),

    PINS_NOTHING("s35 s36 s37 s38 s39 s43 s46 s56 s57 s58 s59", pins(rules -> rules.isPinned = activity -> false)),
    LETS_A_MUCH_EARLIER_TIME_WIN(
            "s35 s36",
            pins(rules -> rules.overStored =
                    (stored, offered) -> offered.time().isBefore(stored.time().minusSeconds(30)) ? offered : stored)),
    PINS_THE_FIRST_OF_A_LIST("s36 s37 s57 s58", pins(rules -> rules.inList = (first, second) -> first)),
    PINS_FOR_EACH_ENTITY(
            "s37 s57",
            pins(rules -> rules.pinOf =
                    activity -> Arrays.asList(activity.tenant(), activity.entity(), activity.identity()))),
    PINS_FOR_EACH_ENVELOPE(
            "s38",
            pins(rules -> rules.pinOf =
                    activity -> Arrays.asList(activity.tenant(), activity.timeSource(), activity.identity()))),
    KEEPS_THE_CONTENT_OF_THE_FIRST_PUBLISH("s11 s38 s39 s49", pins(rules -> rules.keepsFirstContent = true)),
    PINS_BY_THE_ID_ALONE(
            "s40 s61",
            pins(rules -> rules.pinOf = activity ->
                    Arrays.asList(activity.tenant(), activity.identity().id()))),
    PINS_TIMES_THAT_EVENTS_BRING("s14 s40 s55", pins(rules -> rules.isPinned = activity -> true)),
    PINS_REJECTED_ACTIVITIES("s41", pins(rules -> rules.pinsRefused = true)),
    PINS_FOR_EACH_THREAD(
            "s43 s59",
            pins(rules -> rules.pinOf =
                    activity -> Arrays.asList(activity.tenant(), Thread.currentThread(), activity.identity()))),
    STORES_FOR_ONE_THREAD_ONLY("s42 s43 s59", store -> {
        AtomicReference<@Nullable Thread> heard = new AtomicReference<>();
        return drop(store, activities -> {
            heard.compareAndSet(null, Thread.currentThread());
            return heard.get() == Thread.currentThread() ? activities : List.of();
        });
    }),

    WRITES_AFTER_THE_DEADLINE(
            "s44",
            store -> append(store, (activities, deadline) -> store.append(activities, () -> Duration.ofSeconds(1)))),
    THROWS_AFTER_THE_DEADLINE(
            "s44",
            store -> append(store, (activities, deadline) -> {
                if (deadline.isOver()) {
                    throw new IllegalStateException("Cannot append: the deadline has passed");
                }
                return store.append(activities, deadline);
            })),
    READS_AFTER_THE_DEADLINE(
            "s45", store -> read(store, (request, deadline) -> store.read(request, () -> Duration.ofSeconds(1)))),

    SORTS_SEQUENCES_AS_TEXTS(
            "s47 s49 s50 s51 s52 s54 s55", store -> reorder(store, bySequence(BrokenStore::compareUtf8))),
    SORTS_DIGITS_AS_LONGS("s47 s49", store -> reorder(store, bySequence(BrokenStore::compareAsLongs))),
    SORTS_ACTIVITIES_WITHOUT_A_SEQUENCE_LAST(
            "s47 s50 s51 s52 s53 s54 s55",
            store -> reorder(
                    store,
                    Comparator.comparing(Activity::time)
                            .thenComparing(activity -> activity.position().sequence() == null)
                            .thenComparing(Activity::position))),
    SORTS_TEXTS_AS_JAVA_STRINGS(
            "s48 s50 s51 s52 s54 s55", store -> reorder(store, bySequence(BrokenStore::compareAsStrings))),
    READS_SEQUENCES_WITHOUT_LEADING_ZEROS(
            "s01 s49",
            store -> map(
                    store,
                    activity -> activity.at(activity.time(), null)
                            .at(activity.time(), activity.position().sequence()))),
    DOES_NOT_REVERSE_SEQUENCES(
            "s50 s51 s54",
            store -> reorder(
                    store,
                    Order.NEWEST_FIRST,
                    Comparator.comparing(Activity::time)
                            .reversed()
                            .thenComparing(activity -> activity.position().sequence(), BrokenStore::compareSequences)
                            .thenComparing(Activity::position, Comparator.reverseOrder()))),
    RESUMES_AFTER_ALL_EVENTS_OF_A_SEQUENCE("s51 s52", store -> request(store, BrokenStore::behindTheSequence)),
    KEEPS_ONE_EVENT_FOR_EACH_SEQUENCE(
            "s51 s52",
            store -> mergeEvents(
                    store,
                    activity -> Objects.requireNonNullElse(activity.position().sequence(), activity.identity()))),
    TRUNCATES_LONG_SEQUENCES("s53", store -> map(store, BrokenStore::withShortSequence)),
    EXCLUDES_SEQUENCES_AT_THE_START_OF_THE_RANGE(
            "s54",
            store -> slice(
                    store,
                    (request, slice) -> withItems(
                            slice,
                            slice.items().stream()
                                    .filter(activity -> activity.position().sequence() == null
                                            || !activity.time()
                                                    .equals(request.query().from()))
                                    .toList()))),
    IDENTIFIES_EVENTS_WITHOUT_THEIR_SEQUENCES("s55 s58", store -> mergeEvents(store, Activity::identity)),

    PINS_THE_TIME_WITHOUT_ITS_SEQUENCE(
            "s56 s57 s58 s59",
            pins(rules ->
                    rules.sequence = (activity, pinned) -> activity.position().sequence())),
    LETS_AN_EARLIER_SEQUENCE_WIN(
            "s56",
            pins(rules -> rules.overStored = (stored, offered) ->
                    offered.time().equals(stored.time()) && offered.compareTo(stored) < 0 ? offered : stored)),
    PINS_THE_SMALLEST_SEQUENCE_OF_A_LIST(
            "s57",
            pins(rules -> rules.inList = (first, second) -> new Position(
                    first.time().isBefore(second.time()) ? first.time() : second.time(),
                    smallest(first, second),
                    first.tieBreaker()))),
    PINS_THE_FIRST_OF_EQUAL_TIMES(
            "s58",
            pins(rules -> rules.inList = (first, second) -> second.time().isBefore(first.time()) ? second : first)),
    PINS_SEQUENCES_FOR_EACH_THREAD("s59", pins(rules -> {
        Map<Object, Thread> first = new ConcurrentHashMap<>();
        rules.sequence =
                (activity, pinned) -> first.computeIfAbsent(rules.pinOf.apply(activity), pin -> Thread.currentThread())
                                == Thread.currentThread()
                        ? pinned.sequence()
                        : activity.position().sequence();
    })),

    IGNORES_TENANTS("s60 s61 s62", store -> mergePlaces(store, Place::entity)),
    IGNORES_THE_CASE_OF_TENANTS(
            "s60 s61 s62",
            store -> mergePlaces(
                    store, place -> List.of(String.valueOf(place.tenant()).toLowerCase(Locale.ROOT), place.entity()))),
    PINS_FOR_ALL_TENANTS("s61", pins(rules -> rules.pinOf = Activity::identity)),
    JOINS_TENANT_AND_SOURCE(
            "s61",
            pins(rules -> rules.pinOf = activity -> (activity.tenant() == null ? "" : "~" + activity.tenant() + "~")
                    + activity.identity().source() + " " + activity.identity().id())),
    JOINS_TENANT_AND_ENTITY_TYPE(
            "s62",
            store -> mergePlaces(
                    store,
                    place -> List.of(
                            (place.tenant() == null ? "" : place.tenant())
                                    + place.entity().type(),
                            place.entity().id()))),

    FORGETS_READERS("s63", store -> readers(store, (tenant, reader, entity, deadline) -> false)),
    FORGETS_THE_READERS_OF_TENANTS(
            "s63",
            store -> readers(
                    store,
                    (tenant, reader, entity, deadline) ->
                            tenant == null && store.isReader(null, reader, entity, deadline))),
    READS_READERS_BACK(
            "s63",
            store -> map(
                    store,
                    activity -> Copies.of(activity)
                            .readers(store.readers(activity.tenant(), activity.entity()))
                            .build()));

    private static final String SMALLEST_TIE_BREAKER = "---------------------A";
    private static final String LARGEST_TIE_BREAKER = "zzzzzzzzzzzzzzzzzzzzzw";

    private final List<String> caughtBy;
    private final Function<InMemoryActivityStore, ActivityStore> fault;

    BrokenStore(String caughtBy, Function<InMemoryActivityStore, ActivityStore> fault) {
        this.caughtBy = List.of(caughtBy.split(" "));
        this.fault = fault;
    }

    ActivityStore create() {
        return fault.apply(InMemoryActivityStore.create());
    }

    List<String> caughtBy() {
        return caughtBy;
    }

    private static Activity withoutActorType(Activity activity) {
        Actor actor = activity.actor();
        return Copies.of(activity)
                .actor(actor == null ? null : Actor.of(actor.id(), null))
                .build();
    }

    private static Activity withSqsForSns(Activity activity) {
        return activity.timeSource() == TimeSource.SNS
                ? Copies.of(activity).timeSource(TimeSource.SQS).build()
                : activity;
    }

    private static Activity withDoubles(Activity activity) {
        Map<String, String> fields = new LinkedHashMap<>(activity.attributes().asMap());
        fields.replaceAll((name, json) ->
                json.matches("-?[0-9].*[eE].*|[0-9.]{20,}") ? Double.toString(Double.parseDouble(json)) : json);
        return withAttributes(activity, fields);
    }

    private static Activity withAttributes(Activity activity, Map<String, String> fields) {
        return Copies.of(activity).attributes(ActivityAttributes.of(fields)).build();
    }

    private static Activity withAsciiSummary(Activity activity) {
        String summary = activity.summary();
        return Copies.of(activity)
                .summary(summary == null ? null : summary.replaceAll("[^ -~]", "?"))
                .build();
    }

    private static <T> List<T> firstThousand(List<T> list) {
        return list.subList(0, Math.min(1000, list.size()));
    }

    private static List<Written> all(List<Activity> activities, Written outcome) {
        return Collections.nCopies(activities.size(), outcome);
    }

    private static Written rejected(Rejection.Code code) {
        return Written.rejected(Rejection.of(code, "", "equal keys in one list"));
    }

    private static List<Activity> ofFiftyEntities(List<Activity> activities) {
        Set<EntityRef> first =
                activities.stream().map(Activity::entity).distinct().limit(50).collect(Collectors.toSet());
        return activities.stream()
                .filter(activity -> first.contains(activity.entity()))
                .toList();
    }

    private static List<Object> key(Activity activity) {
        return Arrays.asList(activity.tenant(), activity.entity(), activity.position());
    }

    private static boolean hasEqualKeys(List<Activity> activities) {
        Set<List<Object>> seen = new HashSet<>();
        return !activities.stream().allMatch(activity -> seen.add(key(activity)));
    }

    private static List<Activity> withFirstContents(List<Activity> activities) {
        Map<List<Object>, Activity> first = new HashMap<>();
        activities.forEach(activity -> first.putIfAbsent(key(activity), activity));
        return activities.stream()
                .map(activity -> first.getOrDefault(key(activity), activity))
                .toList();
    }

    private static Comparator<Activity> unsignedSeconds() {
        return (a, b) ->
                Long.compareUnsigned(a.time().getEpochSecond(), b.time().getEpochSecond());
    }

    private static List<Activity> hundredAtEachInstant(List<Activity> activities) {
        Map<List<Object>, Integer> count = new HashMap<>();
        return activities.stream()
                .filter(activity -> count.merge(List.of(activity.entity(), activity.time()), 1, Integer::sum) <= 100)
                .toList();
    }

    private static SliceRequest untilOneNanosecondLater(SliceRequest request) {
        Instant until = request.query().until();
        return until == null || until.equals(Instant.MAX)
                ? request
                : withQuery(request, query -> query.until(until.plusNanos(1)));
    }

    private static String withoutLast(String text) {
        return text.substring(0, text.length() - 1);
    }

    private static Comparator<Activity> bySequence(Comparator<String> order) {
        return Comparator.comparing(Activity::time)
                .thenComparing(activity -> activity.position().sequence(), Comparator.nullsFirst(order))
                .thenComparing(Activity::position);
    }

    private static int compareAsLongs(String a, String b) {
        String longs = "[0-9]{1,18}";
        return a.matches(longs) && b.matches(longs)
                ? Long.compare(Long.parseLong(a), Long.parseLong(b))
                : a.matches(longs) ? -1 : b.matches(longs) ? 1 : compareUtf8(a, b);
    }

    private static int compareUtf8(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static int compareAsStrings(String a, String b) {
        return Position.isDigits(a) || Position.isDigits(b) ? compareSequences(a, b) : a.compareTo(b);
    }

    private static int compareSequences(@Nullable String a, @Nullable String b) {
        return new Position(Instant.EPOCH, a, SMALLEST_TIE_BREAKER)
                .compareTo(new Position(Instant.EPOCH, b, SMALLEST_TIE_BREAKER));
    }

    private static @Nullable String smallest(Position first, Position second) {
        return compareSequences(first.sequence(), second.sequence()) <= 0 ? first.sequence() : second.sequence();
    }

    private static Activity withShortSequence(Activity activity) {
        String sequence = activity.sequence();
        return sequence == null || sequence.length() <= 200
                ? activity
                : Copies.of(activity).sequence(sequence.substring(0, 200)).build();
    }

    private static Slice empty() {
        return new Slice(List.of(), 0, 0, null);
    }

    private static Slice ending(Slice slice) {
        return new Slice(slice.items(), slice.examined(), 0, null);
    }

    private static Slice neverEnding(Slice slice) {
        List<Activity> items = slice.items();
        return items.isEmpty() || slice.resumeAfter() != null
                ? slice
                : new Slice(
                        items, slice.examined(), 0, items.get(items.size() - 1).position());
    }

    private static SliceRequest behindTheInstant(SliceRequest request) {
        Position after = request.after();
        if (after == null) {
            return request;
        }
        boolean forward = request.query().order() == Order.OLDEST_FIRST;
        Position edge = new Position(after.time(), null, forward ? LARGEST_TIE_BREAKER : SMALLEST_TIE_BREAKER);
        return new SliceRequest(request.query(), edge, request.maxExamined());
    }

    private static SliceRequest behindTheSequence(SliceRequest request) {
        Position after = request.after();
        if (after == null || after.sequence() == null) {
            return request;
        }
        boolean forward = request.query().order() == Order.OLDEST_FIRST;
        Position edge =
                new Position(after.time(), after.sequence(), forward ? LARGEST_TIE_BREAKER : SMALLEST_TIE_BREAKER);
        return new SliceRequest(request.query(), edge, request.maxExamined());
    }

    private static ActivityStore pagedByCounting(ActivityStore store) {
        Map<List<Object>, Integer> offsets = new ConcurrentHashMap<>();
        return read(store, (request, deadline) -> {
            ActivityQuery query = request.query();
            Position after = request.after();
            Integer offset = after == null ? Integer.valueOf(0) : offsets.get(List.of(query, after));
            if (offset == null) {
                return store.read(request, deadline);
            }
            Position start = null;
            if (offset > 0) {
                start = store.read(new SliceRequest(query, null, offset), deadline)
                        .resumeAfter();
                if (start == null) {
                    return empty();
                }
            }
            Slice slice = store.read(new SliceRequest(query, start, request.maxExamined()), deadline);
            Position resume = slice.resumeAfter();
            if (resume != null) {
                offsets.put(List.of(query, resume), offset + slice.examined());
            }
            return slice;
        });
    }

    private static Function<InMemoryActivityStore, ActivityStore> pins(Consumer<PinningStore.Rules> change) {
        return store -> new PinningStore(store, change);
    }
}
