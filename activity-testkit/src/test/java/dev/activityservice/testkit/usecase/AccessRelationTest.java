package dev.activityservice.testkit.usecase;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.ActivityService;
import dev.activityservice.model.Activity;
import dev.activityservice.model.ActivityAttributes;
import dev.activityservice.model.Actor;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.TraceContext;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.ReadPolicy.HiddenField;
import dev.activityservice.port.driven.Readers;
import dev.activityservice.port.driving.ReadDeniedException;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.Principal;
import dev.activityservice.testkit.fixture.Fixtures;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random tenants, callers, entities, readers and policy files. Each read, each lookup of a reader and each field of a response is compared
 * with a relation that is written down a second time here, in the simplest way. {@code -Dactivity.seed} replays a run.
 */
class AccessRelationTest {

    private static final long SEED = Long.getLong("activity.seed", 20_260_105L);
    private static final Deadline DEADLINE = () -> Duration.ofSeconds(10);
    private static final int POLICIES = 150;
    private static final int READS_PER_POLICY = 120;

    /** Similar values, so that an incomplete comparison fails. */
    private static final List<@Nullable String> TENANTS = Arrays.asList(null, "t", "T", "user");

    private static final List<String> TYPES = List.of("order", "Order", "user", "orders");
    private static final List<String> IDS = List.of("1", "1 ", "a", "A", "a b", "a,b");
    private static final List<String> CLAIMS = List.of("sub", "Sub", "scope", "scp", "cognito:groups", "groups");
    private static final List<String> VALUES = List.of("1", "1 ", "a", "A", "a b", "a,b", "a-b", "", " ", "b a 1");
    private static final List<String> SEPARATORS = List.of(",", " ", "-", "a");

    private final Random random = new Random(SEED);

    /** An entity of a tenant. */
    private record Place(@Nullable String tenant, EntityRef entity) {}

    /** A stored fact: in a tenant, an entity is a reader of another one. */
    private record Edge(@Nullable String tenant, EntityRef reader, EntityRef entity) {}

    /** A rule of a file. Absent keys are null. */
    private record Rule(
            String claim,
            @Nullable String has,
            @Nullable String split,
            @Nullable List<String> may,
            @Nullable String is,
            @Nullable List<String> of,
            @Nullable Set<HiddenField> hide) {

        String json() {
            return Stream.of(
                            "\"claim\":" + text(claim),
                            has == null ? null : "\"has\":" + text(has),
                            split == null ? null : "\"split\":" + text(split),
                            may == null ? null : "\"may\":" + texts(may),
                            is == null ? null : "\"is\":" + text(is),
                            of == null ? null : "\"of\":" + texts(of),
                            hide == null
                                    ? null
                                    : "\"hide\":"
                                            + texts(hide.stream()
                                                    .map(field -> field.name().toLowerCase(Locale.ROOT))
                                                    .toList()))
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining(",", "{", "}"));
        }

        /** The separator of the claim's values; null if they are not split. */
        @Nullable
        String separator() {
            return split != null
                    ? split
                    : claim.equals("scope") || claim.equals("scp") ? " " : claim.equals("cognito:groups") ? "," : null;
        }

        boolean allows(Principal caller, Place place, Set<Edge> edges) {
            EntityRef entity = place.entity();
            for (String value : caller.claim(claim)) {
                if (has != null) {
                    String separator = separator();
                    List<String> parts = separator == null
                            ? List.of(value)
                            : Arrays.asList(value.split(Pattern.quote(separator), -1));
                    boolean isType = Objects.requireNonNull(may).contains("*") || may.contains(entity.type());
                    if (isType && parts.contains(has)) {
                        return true;
                    }
                } else if (of == null) {
                    if (entity.type().equals(is) && entity.id().equals(value)) {
                        return true;
                    }
                } else if (of.contains(entity.type()) && !value.isBlank()) {
                    EntityRef reader = EntityRef.of(Objects.requireNonNull(is), value);
                    if (edges.contains(new Edge(place.tenant(), reader, entity))) {
                        return true;
                    }
                }
            }
            return false;
        }

        /** The fields that this rule hides, with the summary that quotes them. */
        Set<HiddenField> hidden() {
            Set<HiddenField> hidden = EnumSet.noneOf(HiddenField.class);
            hidden.addAll(hide == null ? Set.of() : hide);
            if (hidden.contains(HiddenField.ACTOR) || hidden.contains(HiddenField.ATTRIBUTES)) {
                hidden.add(HiddenField.SUMMARY);
            }
            return hidden;
        }

        private static String text(String text) {
            return '"' + text + '"';
        }

        private static String texts(Collection<String> texts) {
            return texts.stream().map(Rule::text).collect(Collectors.joining(",", "[", "]"));
        }
    }

    @Test
    void f59_what_reaches_the_store_and_what_a_response_contains_is_exactly_what_the_rules_say() {
        System.out.printf("AccessRelationTest: -Dactivity.seed=%d%n", SEED);
        int allowed = 0;
        int byReaders = 0;
        int partlyHidden = 0;
        for (int round = 0; round < POLICIES; round++) {
            Set<Edge> edges = edges();
            InMemoryActivityStore stored = stored(edges);
            List<Rule> rules =
                    Stream.generate(this::rule).limit(1 + random.nextInt(4)).toList();
            String json = "{\"version\":1,\"rules\":["
                    + rules.stream().map(Rule::json).collect(Collectors.joining(",")) + "]}";
            boolean tenanted = random.nextBoolean();
            List<Object> reached = new ArrayList<>();
            ActivityService service = ActivityService.builder(new RecordingStore(stored, reached))
                    .readPolicy(ReadPolicy.file(json))
                    .readers((tenant, reader, entity, deadline) -> {
                        reached.add(new Edge(tenant, reader, entity));
                        return stored.isReader(tenant, reader, entity, deadline);
                    })
                    .tenanted(tenanted)
                    .clock(() -> Fixtures.TEN_O_CLOCK)
                    .build();
            for (int read = 0; read < READS_PER_POLICY; read++) {
                Principal caller = random.nextInt(20) == 0 ? null : caller();
                Place place = new Place(
                        caller == null || random.nextInt(4) == 0 ? any(TENANTS) : caller.tenant(),
                        EntityRef.of(any(TYPES), any(IDS)));
                String as = "caller " + caller + ", place " + place + ", tenanted " + tenanted + ", " + json
                        + ", -Dactivity.seed=" + SEED;
                reached.clear();
                ActivityQuery query = ActivityQuery.builder(place.entity())
                        .tenant(place.tenant())
                        .build();

                boolean sameTenant = Objects.equals(caller == null ? null : caller.tenant(), place.tenant())
                        && (place.tenant() != null || !tenanted);
                List<Rule> matching = caller == null || !sameTenant
                        ? List.of()
                        : rules.stream()
                                .filter(rule -> rule.allows(caller, place, edges))
                                .toList();
                if (matching.isEmpty()) {
                    assertThatThrownBy(() -> service.find(caller, query, DEADLINE))
                            .as(as)
                            .isInstanceOfSatisfying(
                                    ReadDeniedException.class,
                                    e -> assertThat(e.isUnauthenticated()).isEqualTo(caller == null));
                    assertThat(reached).as(as).noneMatch(Place.class::isInstance);
                } else {
                    Set<HiddenField> hidden = EnumSet.allOf(HiddenField.class);
                    matching.forEach(rule -> hidden.retainAll(rule.hidden()));
                    allowed++;
                    byReaders += matching.stream().allMatch(rule -> rule.of() != null) ? 1 : 0;
                    partlyHidden += hidden.isEmpty() ? 0 : 1;

                    Page<Activity> page = service.find(caller, query, DEADLINE);

                    assertThat(page.items()).as(as).containsExactly(shown(place, hidden));
                    assertThat(reached.stream().filter(Place.class::isInstance))
                            .as(as)
                            .containsOnly(place);
                }
                assertLookups(reached, sameTenant ? caller : null, place, rules, as);
            }
        }
        assertThat(allowed).isGreaterThan(POLICIES);
        assertThat(byReaders).isGreaterThan(POLICIES / 10);
        assertThat(partlyHidden).isGreaterThan(POLICIES / 10);
    }

    /** Each lookup is of this entity in this tenant, by a value of the caller, once, and only if it could change the answer. */
    private static void assertLookups(
            List<Object> reached, @Nullable Principal caller, Place place, List<Rule> rules, String as) {
        List<Edge> lookups = reached.stream()
                .filter(Edge.class::isInstance)
                .map(Edge.class::cast)
                .toList();
        assertThat(lookups).as(as).doesNotHaveDuplicates();
        if (caller == null) {
            assertThat(lookups).as(as).isEmpty();
            return;
        }
        List<Rule> withoutReaders = rules.stream()
                .filter(rule -> rule.of() == null && rule.allows(caller, place, Set.of()))
                .toList();
        Set<HiddenField> hidden = EnumSet.allOf(HiddenField.class);
        withoutReaders.forEach(rule -> hidden.retainAll(rule.hidden()));
        Set<Edge> useful = rules.stream()
                .filter(rule ->
                        rule.of() != null && rule.of().contains(place.entity().type()))
                .filter(rule -> withoutReaders.isEmpty() || !rule.hidden().containsAll(hidden))
                .flatMap(rule -> caller.claim(rule.claim()).stream()
                        .filter(value -> !value.isBlank())
                        .map(value -> new Edge(
                                place.tenant(),
                                EntityRef.of(Objects.requireNonNull(rule.is()), value),
                                place.entity())))
                .collect(Collectors.toSet());
        assertThat(lookups).as(as).isSubsetOf(useful);
    }

    private Rule rule() {
        String claim = any(CLAIMS);
        Set<HiddenField> hide = random.nextInt(3) > 0 ? null : fields();
        return switch (random.nextInt(3)) {
            case 0 -> {
                String split = random.nextInt(3) > 0 ? null : any(SEPARATORS);
                Rule rule;
                do {
                    rule = new Rule(
                            claim, any(VALUES), split, random.nextBoolean() ? List.of("*") : types(), null, null, hide);
                } while (!isValid(rule));
                yield rule;
            }
            case 1 -> new Rule(claim, null, null, null, any(TYPES), null, hide);
            default -> new Rule(claim, null, null, null, any(TYPES), types(), hide);
        };
    }

    private static boolean isValid(Rule rule) {
        String has = Objects.requireNonNull(rule.has());
        String separator = rule.separator();
        return !has.isBlank() && (separator == null || !has.contains(separator));
    }

    private Set<HiddenField> fields() {
        Set<HiddenField> fields = EnumSet.of(any(List.of(HiddenField.values())));
        fields.add(any(List.of(HiddenField.values())));
        return fields;
    }

    private List<String> types() {
        return Stream.generate(() -> any(TYPES))
                .limit(1 + random.nextInt(2))
                .distinct()
                .toList();
    }

    private Principal caller() {
        Principal caller = Principal.of(any(IDS));
        for (int i = random.nextInt(4); i > 0; i--) {
            caller = caller.with(
                    any(CLAIMS),
                    Stream.generate(() -> any(VALUES)).limit(random.nextInt(3)).toArray(String[]::new));
        }
        String tenant = any(TENANTS);
        return tenant == null ? caller : caller.in(tenant);
    }

    private Set<Edge> edges() {
        return Stream.generate(() ->
                        new Edge(any(TENANTS), EntityRef.of(any(TYPES), any(IDS)), EntityRef.of(any(TYPES), any(IDS))))
                .limit(300)
                .collect(Collectors.toSet());
    }

    private static InMemoryActivityStore stored(Set<Edge> edges) {
        InMemoryActivityStore store = InMemoryActivityStore.create();
        for (String tenant : TENANTS) {
            for (String type : TYPES) {
                for (String id : IDS) {
                    Place place = new Place(tenant, EntityRef.of(type, id));
                    store.append(
                            List.of(Activity.builder(
                                            place.entity(),
                                            shown(place, Set.of()).identity(),
                                            "a.v1",
                                            Fixtures.TEN_O_CLOCK)
                                    .copyOf(shown(place, Set.of()))
                                    .readers(edges.stream()
                                            .filter(edge -> edge.entity().equals(place.entity())
                                                    && Objects.equals(edge.tenant(), tenant))
                                            .map(Edge::reader)
                                            .toList())
                                    .build()),
                            DEADLINE);
                }
            }
        }
        return store;
    }

    /** The activity of a place without the hidden fields. Its texts name the place, so that another place's texts are noticed. */
    private static Activity shown(Place place, Set<HiddenField> hidden) {
        Activity activity = anActivity()
                .of(place.entity())
                .tenant(place.tenant())
                .id("e1")
                .type("a.v1")
                .at(Fixtures.TEN_O_CLOCK)
                .build();
        return Activity.builder(activity.entity(), activity.identity(), activity.type(), activity.time())
                .copyOf(activity)
                .actor(hidden.contains(HiddenField.ACTOR) ? null : Actor.of("actor of " + place, "user"))
                .summary(hidden.contains(HiddenField.SUMMARY) ? null : "summary of " + place)
                .attributes(
                        hidden.contains(HiddenField.ATTRIBUTES)
                                ? ActivityAttributes.none()
                                : ActivityAttributes.of(Map.of("of", "\"" + place + "\"")))
                .trace(
                        hidden.contains(HiddenField.TRACE)
                                ? null
                                : TraceContext.of("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", 1, ""))
                .build();
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** Records the timelines that are read. It does not implement {@link Readers}. */
    private record RecordingStore(ActivityStore store, List<Object> reached) implements ActivityStore {

        @Override
        public List<Written> append(List<Activity> activities, Deadline deadline) {
            return store.append(activities, deadline);
        }

        @Override
        public Slice read(SliceRequest request, Deadline deadline) {
            reached.add(new Place(request.query().tenant(), request.query().entity()));
            return store.read(request, deadline);
        }

        @Override
        public @Nullable Rejection check(Activity activity) {
            return store.check(activity);
        }
    }
}
