package dev.activityservice.testkit.contract;

import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.Attributes;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Position;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.TimeSource;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.ActivityQuery.Order;
import dev.activityservice.query.PageToken;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Stores with one fault each, and the rules that must catch it: these, and no others. */
// The fields are never changed; error-prone cannot see that a factory without state is immutable.
@SuppressWarnings("ImmutableEnumChecker")
enum BrokenStore {
    FORGETS_THE_TYPE_OF_AN_ACTOR(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    return mapped(super.read(request, deadline), activity -> {
                        Actor actor = activity.actor();
                        return Copies.of(activity)
                                .actor(actor == null ? null : Actor.of(actor.id(), null))
                                .build();
                    });
                }
            },
            "s01",
            "s04"),

    FORGETS_THE_RETENTION(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    return mapped(
                            super.read(request, deadline),
                            activity -> Copies.of(activity).retention(null).build());
                }
            },
            "s01",
            "s46"),

    KNOWS_ONLY_TWO_TIME_SOURCES(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    return mapped(
                            super.read(request, deadline),
                            activity -> activity.timeSource() == TimeSource.SNS
                                    ? Copies.of(activity)
                                            .timeSource(TimeSource.SQS)
                                            .build()
                                    : activity);
                }
            },
            "s02",
            "s37"),

    READS_NUMBERS_AS_DOUBLES(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    return mapped(super.read(request, deadline), activity -> {
                        Map<String, String> fields =
                                new LinkedHashMap<>(activity.attributes().asMap());
                        fields.replaceAll((name, json) -> json.matches("-?[0-9].*[eE].*|[0-9.]{20,}")
                                ? Double.toString(Double.parseDouble(json))
                                : json);
                        return Copies.of(activity)
                                .attributes(Attributes.of(fields))
                                .build();
                    });
                }
            },
            "s03"),

    SORTS_THE_NAMES_OF_FIELDS(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    return mapped(
                            super.read(request, deadline),
                            activity -> Copies.of(activity)
                                    .attributes(Attributes.of(
                                            new TreeMap<>(activity.attributes().asMap())))
                                    .build());
                }
            },
            "s03"),

    WRITES_SUMMARIES_IN_ASCII(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    return mapped(super.read(request, deadline), activity -> {
                        String summary = activity.summary();
                        return Copies.of(activity)
                                .summary(summary == null ? null : summary.replaceAll("[^ -~]", "?"))
                                .build();
                    });
                }
            },
            "s04"),

    NORMALISES_ENTITY_IDS(
            () -> new OneNameForMany() {
                @Override
                Object nameOf(EntityRef entity) {
                    return EntityRef.of(entity.type(), Normalizer.normalize(entity.id(), Normalizer.Form.NFC));
                }
            },
            "s15"),

    IGNORES_THE_CASE_OF_ENTITIES(
            () -> new OneNameForMany() {
                @Override
                Object nameOf(EntityRef entity) {
                    return (entity.type() + " " + entity.id()).toLowerCase(Locale.ROOT);
                }
            },
            "s15"),

    JOINS_ENTITY_TYPE_AND_ID(
            () -> new OneNameForMany() {
                @Override
                Object nameOf(EntityRef entity) {
                    return entity.type() + "-" + entity.id();
                }
            },
            "s15"),

    CUTS_LONG_ENTITY_IDS(
            () -> new OneNameForMany() {
                @Override
                Object nameOf(EntityRef entity) {
                    return EntityRef.of(
                            entity.type(),
                            entity.id().substring(0, Math.min(255, entity.id().length())));
                }
            },
            "s05"),

    FAILS_ON_AN_EMPTY_LIST(
            () -> new WrappedStore() {
                @Override
                public List<Outcome> append(List<Activity> activities, Deadline deadline) {
                    Activity first = activities.get(0);
                    return first == null ? List.of() : super.append(activities, deadline);
                }
            },
            "s06"),

    ANSWERS_FOR_THE_FIRST_THOUSAND(
            () -> new WrappedStore() {
                @Override
                public List<Outcome> append(List<Activity> activities, Deadline deadline) {
                    List<Outcome> outcomes = super.append(activities, deadline);
                    return outcomes.subList(0, Math.min(1000, outcomes.size()));
                }
            },
            "s07"),

    STORES_THE_FIRST_THOUSAND(
            () -> new WrappedStore() {
                @Override
                public List<Outcome> append(List<Activity> activities, Deadline deadline) {
                    super.append(activities.subList(0, Math.min(1000, activities.size())), deadline);
                    return Collections.nCopies(activities.size(), Outcome.stored());
                }
            },
            "s07",
            "s33",
            "s44"),

    WRITES_TO_FIFTY_ENTITIES_AT_MOST(
            () -> new WrappedStore() {
                @Override
                public List<Outcome> append(List<Activity> activities, Deadline deadline) {
                    Set<EntityRef> first = activities.stream()
                            .map(Activity::entity)
                            .distinct()
                            .limit(50)
                            .collect(Collectors.toSet());
                    List<Activity> written = activities.stream()
                            .filter(activity -> first.contains(activity.entity()))
                            .toList();
                    List<Outcome> outcomes = new ArrayList<>(super.append(written, deadline));
                    while (outcomes.size() < activities.size()) {
                        outcomes.add(Outcome.stored());
                    }
                    return outcomes;
                }
            },
            "s08"),

    STORES_THE_SAME_AGAIN_AS_ANOTHER(
            () -> new WrappedStore() {
                @Override
                public List<Outcome> append(List<Activity> activities, Deadline deadline) {
                    return super.append(
                            activities.stream()
                                    .map(activity -> sound.timeline(activity.entity())
                                                    .contains(activity)
                                            ? Copies.of(activity)
                                                    .time(activity.time().plusNanos(1))
                                                    .build()
                                            : activity)
                                    .toList(),
                            deadline);
                }
            },
            "s09"),

    REFUSES_TWINS_IN_ONE_LIST(
            () -> new WrappedStore() {
                @Override
                public List<Outcome> append(List<Activity> activities, Deadline deadline) {
                    Set<List<Object>> seen = new HashSet<>();
                    boolean twins = !activities.stream()
                            .allMatch(activity -> seen.add(List.of(activity.entity(), activity.position())));
                    return twins
                            ? Collections.nCopies(
                                    activities.size(),
                                    Outcome.rejected(
                                            Rejection.of(Rejection.Code.REFUSED_BY_STORE, "", "two equal keys")))
                            : super.append(activities, deadline);
                }
            },
            "s10",
            "s12"),

    NEVER_REPLACES(
            () -> new WrappedStore() {
                @Override
                public List<Outcome> append(List<Activity> activities, Deadline deadline) {
                    List<Activity> fresh = activities.stream()
                            .filter(activity -> sound.timeline(activity.entity()).stream()
                                    .noneMatch(stored -> stored.position().equals(activity.position())))
                            .toList();
                    List<Outcome> outcomes = new ArrayList<>(super.append(fresh, deadline));
                    while (outcomes.size() < activities.size()) {
                        outcomes.add(Outcome.stored());
                    }
                    return outcomes;
                }
            },
            "s11"),

    KEEPS_THE_FIRST_OF_EQUAL_KEYS(
            () -> new WrappedStore() {
                @Override
                public List<Outcome> append(List<Activity> activities, Deadline deadline) {
                    Map<List<Object>, Activity> first = new HashMap<>();
                    activities.forEach(
                            activity -> first.putIfAbsent(List.of(activity.entity(), activity.position()), activity));
                    return super.append(
                            activities.stream()
                                    .map(activity -> first.getOrDefault(
                                            List.of(activity.entity(), activity.position()), activity))
                                    .toList(),
                            deadline);
                }
            },
            "s12"),

    KNOWS_EVENTS_BY_THEIR_ID_ALONE(
            () -> new DropsTwins() {
                @Override
                Object nameOf(Activity activity) {
                    return activity.identity().id();
                }
            },
            "s13",
            "s16"),

    JOINS_SOURCE_AND_ID(
            () -> new DropsTwins() {
                @Override
                Object nameOf(Activity activity) {
                    return activity.identity().source() + "-"
                            + activity.identity().id();
                }
            },
            "s16"),

    KEEPS_ONE_TIME_FOR_EACH_EVENT(
            () -> new WrappedStore() {
                @Override
                public List<Outcome> append(List<Activity> activities, Deadline deadline) {
                    for (Activity activity : activities) {
                        if (!activity.timeSource().isEnvelope()) {
                            sound.timeline(activity.entity()).stream()
                                    .filter(stored -> stored.identity().equals(activity.identity()))
                                    .forEach(stored -> sound.remove(stored.entity(), stored.position()));
                        }
                    }
                    return super.append(activities, deadline);
                }
            },
            "s14",
            "s40"),

    KEEPS_MILLISECONDS(
            () -> new WrappedStore() {
                @Override
                public List<Outcome> append(List<Activity> activities, Deadline deadline) {
                    return super.append(
                            activities.stream()
                                    .map(activity -> activity.at(activity.time().truncatedTo(ChronoUnit.MILLIS)))
                                    .toList(),
                            deadline);
                }
            },
            "s14",
            "s17",
            "s20",
            "s21",
            "s23"),

    SORTS_TIMES_BEFORE_1970_LAST(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    Slice slice = super.read(request, deadline);
                    Comparator<Activity> unsigned = (a, b) -> Long.compareUnsigned(
                            a.time().getEpochSecond(), b.time().getEpochSecond());
                    boolean reverse = request.query().order() == Order.NEWEST_FIRST;
                    return withItems(
                            slice,
                            slice.items().stream()
                                    .sorted(reverse ? unsigned.reversed() : unsigned)
                                    .toList());
                }
            },
            "s17",
            "s21"),

    HOLDS_A_HUNDRED_AT_ONE_INSTANT(
            () -> new WrappedStore() {
                @Override
                public List<Outcome> append(List<Activity> activities, Deadline deadline) {
                    Map<List<Object>, Integer> count = new HashMap<>();
                    List<Activity> kept = activities.stream()
                            .filter(activity ->
                                    count.merge(List.of(activity.entity(), activity.time()), 1, Integer::sum) <= 100)
                            .toList();
                    List<Outcome> outcomes = new ArrayList<>(super.append(kept, deadline));
                    while (outcomes.size() < activities.size()) {
                        outcomes.add(Outcome.stored());
                    }
                    return outcomes;
                }
            },
            "s18"),

    DOES_NOT_TURN_TIES_ROUND(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    Slice slice = super.read(request, deadline);
                    return request.query().order() == Order.OLDEST_FIRST
                            ? slice
                            : withItems(
                                    slice,
                                    slice.items().stream()
                                            .sorted(Comparator.comparing(Activity::time)
                                                    .reversed()
                                                    .thenComparing(activity ->
                                                            activity.position().tie()))
                                            .toList());
                }
            },
            "s19",
            "s20",
            "s28"),

    IGNORES_THE_ORDER(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    Slice whole = super.read(request, deadline);
                    return request.query().order() == Order.OLDEST_FIRST
                            ? whole
                            : withItems(
                                    whole,
                                    whole.items().stream()
                                            .sorted(Comparator.comparing(Activity::position))
                                            .toList());
                }
            },
            "s19",
            "s20",
            "s21",
            "s27",
            "s28",
            "s29",
            "s30"),

    ENDS_A_RANGE_WITH_UNTIL(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    ActivityQuery query = request.query();
                    Instant until = query.until();
                    return super.read(
                            until == null || until.equals(Instant.MAX)
                                    ? request
                                    : withQuery(
                                            request,
                                            Copies.of(query, query.entity())
                                                    .until(until.plusNanos(1))
                                                    .build()),
                            deadline);
                }
            },
            "s20",
            "s29"),

    BEGINS_A_RANGE_BEHIND_FROM(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    ActivityQuery query = request.query();
                    Slice slice = super.read(request, deadline);
                    return withItems(
                            slice,
                            slice.items().stream()
                                    .filter(activity -> !activity.time().equals(query.from()))
                                    .toList());
                }
            },
            "s20",
            "s29"),

    CHOKES_ON_FAR_BOUNDS(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    Instant from = request.query().from();
                    if (from != null) {
                        Position.requireTime(from);
                    }
                    return super.read(request, deadline);
                }
            },
            "s21"),

    TAKES_A_PREFIX_WITHOUT_ITS_DOT(
            () -> new FiltersItself() {
                @Override
                boolean matches(EventTypePattern pattern, String type) {
                    String literal = pattern.literal();
                    return pattern.isPrefix()
                            ? type.startsWith(literal.substring(0, literal.length() - 1))
                            : type.equals(literal);
                }
            },
            "s22"),

    TAKES_A_TYPE_AS_A_PREFIX(
            () -> new FiltersItself() {
                @Override
                boolean matches(EventTypePattern pattern, String type) {
                    return type.startsWith(pattern.literal());
                }
            },
            "s22"),

    HEEDS_THE_FIRST_TYPE_ONLY(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    ActivityQuery query = request.query();
                    List<EventTypePattern> types = query.types();
                    return super.read(
                            withQuery(
                                    request,
                                    Copies.of(query, query.entity())
                                            .types(types.subList(0, Math.min(1, types.size())))
                                            .build()),
                            deadline);
                }
            },
            "s22"),

    DOES_NOT_COUNT_WHAT_THE_FILTER_HELD_BACK(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    Slice slice = super.read(request, deadline);
                    return new Slice(slice.items(), slice.items().size(), 0, slice.resumeAfter());
                }
            },
            "s23"),

    TAKES_AN_EMPTY_SLICE_FOR_THE_END(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    Slice slice = super.read(request, deadline);
                    return slice.items().isEmpty() ? new Slice(List.of(), slice.examined(), 0, null) : slice;
                }
            },
            "s22",
            "s23"),

    LOOKS_AT_MORE_ROWS_THAN_IT_MAY(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    int more = Math.max(request.maxExamined(), 10);
                    return super.read(new SliceRequest(request.query(), request.after(), more), deadline);
                }
            },
            "s24",
            "s25"),

    NEVER_KNOWS_THAT_IT_IS_AT_THE_END(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    Slice slice = super.read(request, deadline);
                    List<Activity> items = slice.items();
                    return items.isEmpty() || slice.resumeAfter() != null
                            ? slice
                            : new Slice(
                                    items,
                                    slice.examined(),
                                    0,
                                    items.get(items.size() - 1).position());
                }
            },
            "s25"),

    DOES_NOT_KNOW_EMPTY_TIMELINES(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    Slice slice = super.read(request, deadline);
                    if (sound.timeline(request.query().entity()).isEmpty()) {
                        throw new IllegalStateException("Cannot find the entity");
                    }
                    return slice;
                }
            },
            "s26"),

    RESUMES_ONLY_BEHIND_WHAT_IS_THERE(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    Position after = request.after();
                    boolean there = after == null
                            || sound.timeline(request.query().entity()).stream()
                                    .anyMatch(stored -> stored.position().equals(after));
                    return there ? super.read(request, deadline) : new Slice(List.of(), 0, 0, null);
                }
            },
            "s27",
            "s28",
            "s29"),

    RESUMES_BEHIND_THE_INSTANT(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    Position after = request.after();
                    if (after == null) {
                        return super.read(request, deadline);
                    }
                    boolean forward = request.query().order() == Order.OLDEST_FIRST;
                    Position edge =
                            new Position(after.time(), forward ? "zzzzzzzzzzzzzzzzzzzzzw" : "---------------------A");
                    return super.read(new SliceRequest(request.query(), edge, request.maxExamined()), deadline);
                }
            },
            "s18",
            "s19",
            "s20",
            "s28"),

    FORGETS_THE_RANGE_WHEN_IT_RESUMES(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    ActivityQuery query = request.query();
                    return super.read(
                            request.after() == null
                                    ? request
                                    : withQuery(
                                            request,
                                            Copies.of(query, query.entity())
                                                    .from(null)
                                                    .until(null)
                                                    .build()),
                            deadline);
                }
            },
            "s20",
            "s29"),

    PAGES_BY_COUNTING(
            () -> new WrappedStore() {
                private final Map<List<Object>, Integer> offsets = new ConcurrentHashMap<>();

                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    Position after = request.after();
                    ActivityQuery query = request.query();
                    Integer offset = after == null ? Integer.valueOf(0) : offsets.get(Arrays.asList(query, after));
                    if (offset == null) {
                        return super.read(request, deadline);
                    }
                    Position start = null;
                    if (offset > 0) {
                        start = super.read(new SliceRequest(query, null, offset), deadline)
                                .resumeAfter();
                        if (start == null) {
                            return new Slice(List.of(), 0, 0, null);
                        }
                    }
                    Slice slice = super.read(new SliceRequest(query, start, request.maxExamined()), deadline);
                    Position resume = slice.resumeAfter();
                    if (resume != null) {
                        offsets.put(Arrays.asList(query, resume), offset + slice.examined());
                    }
                    return slice;
                }
            },
            "s30"),

    BEGINS_AT_THE_PAGE_TOKEN(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    PageToken token = request.query().pageToken();
                    return super.read(
                            token == null || request.after() != null
                                    ? request
                                    : new SliceRequest(request.query(), token.position(), request.maxExamined()),
                            deadline);
                }
            },
            "s31"),

    ENDS_WHERE_A_SLICE_IS_FULL(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    Slice slice = super.read(request, deadline);
                    return slice.examined() < request.maxExamined()
                            ? new Slice(slice.items(), slice.examined(), 0, null)
                            : slice;
                }
            },
            "s32"),

    REFUSES_WHAT_IT_SHOULD_HOLD(() -> new WrappedStore(InMemoryActivityStore.create(300_000, 1_000_000)), "s32"),

    HOLDS_WHAT_IT_SHOULD_REFUSE(
            () -> new WrappedStore(InMemoryActivityStore.create(1_000_000, 1_000_000)), "s33", "s41"),

    REFUSES_ALL_FOR_ONE(
            () -> new WrappedStore() {
                @Override
                public List<Outcome> append(List<Activity> activities, Deadline deadline) {
                    return activities.stream()
                            .map(this::check)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .map(rejection -> Collections.nCopies(activities.size(), Outcome.rejected(rejection)))
                            .orElseGet(() -> super.append(activities, deadline));
                }
            },
            "s33"),

    PROMISES_WHAT_IT_REFUSES(
            () -> new WrappedStore() {
                @Override
                public @Nullable Rejection check(Activity activity) {
                    return null;
                }
            },
            "s33"),

    WARNS_OF_WHAT_IT_STORES(
            () -> new WrappedStore() {
                @Override
                public @Nullable Rejection check(Activity activity) {
                    return activity.time().equals(Position.MIN_TIME)
                            ? Rejection.of(Rejection.Code.BAD_TIME, "/time", "too early")
                            : super.check(activity);
                }
            },
            "s34"),

    PINS_NOTHING(
            () -> new UnpinnedStore() {
                @Override
                boolean isPinned(Activity activity) {
                    return false;
                }
            },
            "s35",
            "s36",
            "s37",
            "s38",
            "s39",
            "s43",
            "s46"),

    LETS_A_MUCH_EARLIER_TIME_WIN(
            () -> new UnpinnedStore() {
                @Override
                Instant against(@Nullable Instant stored, Instant offered) {
                    return stored == null || offered.isBefore(stored.minusSeconds(30)) ? offered : stored;
                }
            },
            "s35",
            "s36"),

    PINS_THE_FIRST_OF_A_LIST(
            () -> new UnpinnedStore() {
                @Override
                Instant amongEquals(Instant first, Instant second) {
                    return first;
                }
            },
            "s36",
            "s37"),

    PINS_FOR_EACH_ENTITY(
            () -> new UnpinnedStore() {
                @Override
                List<Object> pinOf(Activity activity) {
                    return Arrays.asList(activity.entity(), activity.identity());
                }
            },
            "s37"),

    PINS_FOR_EACH_ENVELOPE(
            () -> new UnpinnedStore() {
                @Override
                List<Object> pinOf(Activity activity) {
                    return Arrays.asList(activity.timeSource(), activity.identity());
                }
            },
            "s38"),

    KEEPS_THE_CONTENT_THAT_CAME_WITH_THE_PIN(
            () -> new UnpinnedStore() {
                @Override
                boolean keepsFirstContent() {
                    return true;
                }
            },
            "s11",
            "s38",
            "s39"),

    PINS_BY_THE_ID_ALONE(
            () -> new UnpinnedStore() {
                @Override
                List<Object> pinOf(Activity activity) {
                    return Arrays.asList(activity.identity().id());
                }
            },
            "s40"),

    PINS_TIMES_OF_EVENTS_THEMSELVES(
            () -> new UnpinnedStore() {
                @Override
                boolean isPinned(Activity activity) {
                    return true;
                }
            },
            "s14",
            "s40"),

    PINS_WHAT_IT_REFUSES(
            () -> new UnpinnedStore() {
                @Override
                boolean pinsBeforeChecking() {
                    return true;
                }
            },
            "s41"),

    PINS_FOR_EACH_THREAD(
            () -> new UnpinnedStore() {
                @Override
                List<Object> pinOf(Activity activity) {
                    return Arrays.asList(Thread.currentThread(), activity.identity());
                }
            },
            "s43"),

    HEARS_ONE_THREAD_ONLY(
            () -> new WrappedStore() {
                private final AtomicReference<@Nullable Thread> heard = new AtomicReference<>();

                @Override
                public List<Outcome> append(List<Activity> activities, Deadline deadline) {
                    heard.compareAndSet(null, Thread.currentThread());
                    return heard.get() == Thread.currentThread()
                            ? super.append(activities, deadline)
                            : Collections.nCopies(activities.size(), Outcome.stored());
                }
            },
            "s42",
            "s43"),

    WRITES_WHEN_THE_TIME_IS_UP(
            () -> new WrappedStore() {
                @Override
                public List<Outcome> append(List<Activity> activities, Deadline deadline) {
                    return super.append(activities, () -> Duration.ofSeconds(1));
                }
            },
            "s44"),

    THROWS_WHEN_THE_TIME_IS_UP(
            () -> new WrappedStore() {
                @Override
                public List<Outcome> append(List<Activity> activities, Deadline deadline) {
                    if (deadline.isOver()) {
                        throw new IllegalStateException("Cannot append: the time is up");
                    }
                    return super.append(activities, deadline);
                }
            },
            "s44"),

    READS_WHEN_THE_TIME_IS_UP(
            () -> new WrappedStore() {
                @Override
                public Slice read(SliceRequest request, Deadline deadline) {
                    return super.read(request, () -> Duration.ofSeconds(1));
                }
            },
            "s45");

    private final Supplier<ActivityStore> factory;
    private final List<String> caughtBy;

    BrokenStore(Supplier<ActivityStore> factory, String... caughtBy) {
        this.factory = factory;
        this.caughtBy = List.of(caughtBy);
    }

    ActivityStore create() {
        return factory.get();
    }

    List<String> caughtBy() {
        return caughtBy;
    }

    /** Takes entities for the same that are not. */
    private abstract static class OneNameForMany extends WrappedStore {

        private final Map<Object, EntityRef> known = new ConcurrentHashMap<>();

        abstract Object nameOf(EntityRef entity);

        private EntityRef known(EntityRef entity) {
            return known.computeIfAbsent(nameOf(entity), name -> entity);
        }

        @Override
        public List<Outcome> append(List<Activity> activities, Deadline deadline) {
            return super.append(
                    activities.stream()
                            .map(activity -> moved(activity, known(activity.entity())))
                            .toList(),
                    deadline);
        }

        @Override
        public Slice read(SliceRequest request, Deadline deadline) {
            EntityRef asked = request.query().entity();
            Slice slice = super.read(
                    withQuery(request, Copies.of(request.query(), known(asked)).build()), deadline);
            return mapped(slice, activity -> moved(activity, asked));
        }
    }

    /** Takes two events at one instant for the same that are not. */
    private abstract static class DropsTwins extends WrappedStore {

        private final Map<List<Object>, Position> known = new ConcurrentHashMap<>();

        abstract Object nameOf(Activity activity);

        @Override
        public List<Outcome> append(List<Activity> activities, Deadline deadline) {
            List<Activity> kept = activities.stream()
                    .filter(activity -> activity.position()
                            .equals(known.computeIfAbsent(
                                    Arrays.asList(activity.entity(), activity.time(), nameOf(activity)),
                                    key -> activity.position())))
                    .toList();
            List<Outcome> outcomes = new ArrayList<>(super.append(kept, deadline));
            while (outcomes.size() < activities.size()) {
                outcomes.add(Outcome.stored());
            }
            return outcomes;
        }
    }

    /** Has its own idea of what a type pattern matches. */
    private abstract static class FiltersItself extends WrappedStore {

        abstract boolean matches(EventTypePattern pattern, String type);

        @Override
        public Slice read(SliceRequest request, Deadline deadline) {
            ActivityQuery query = request.query();
            Slice all = super.read(
                    withQuery(
                            request,
                            Copies.of(query, query.entity()).types(List.of()).build()),
                    deadline);
            return withItems(
                    all,
                    all.items().stream()
                            .filter(activity -> query.types().isEmpty()
                                    || query.types().stream().anyMatch(type -> matches(type, activity.type())))
                            .toList());
        }
    }
}
