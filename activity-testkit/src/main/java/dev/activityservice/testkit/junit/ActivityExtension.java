package dev.activityservice.testkit.junit;

import dev.activityservice.ActivityService;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.Readers;
import dev.activityservice.port.driving.ExplainEvent;
import dev.activityservice.port.driving.FindActivities;
import dev.activityservice.port.driving.RecordActivities;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test a new, working activity service. Nothing needs to be started:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ActivityExtension activities = ActivityExtension.inMemory();
 *
 * @Test
 * void an_order_appears_on_its_user(ActivityService service) { … }
 * }</pre>
 *
 * <p>Test methods, {@code @BeforeEach} methods and {@code @AfterEach} methods can have parameters of these types:
 *
 * <ul>
 *   <li>{@link ActivityService}, or one of its ports {@link RecordActivities}, {@link FindActivities} and {@link ExplainEvent}
 *   <li>{@link InMemoryActivityStore}, or one of its ports {@link ActivityStore} and {@link Readers}: the store of the service
 *   <li>{@link MovableClock}, or {@link InstantSource}: the clock of the service
 * </ul>
 *
 * <p>All parameters of one test belong together. The next test gets new objects.
 *
 * <p>By default, the service uses the {@linkplain ActivityCatalog#reference() reference catalog}, <strong>allows all
 * reads</strong> (the library's default is to deny), and its clock stands at 2026-01-05T12:00:00Z.
 *
 * <p>Immutable and thread-safe. Tests may run in parallel.
 */
public final class ActivityExtension implements ParameterResolver {

    private final UnaryOperator<ActivityService.Builder> settings;
    private final Instant start;

    private ActivityExtension(UnaryOperator<ActivityService.Builder> settings, Instant start) {
        this.settings = settings;
        this.start = start;
    }

    /** Returns an extension with a new store in memory for each test. */
    public static ActivityExtension inMemory() {
        return new ActivityExtension(builder -> builder, Instant.parse("2026-01-05T12:00:00Z"));
    }

    /** Returns a copy with another catalog. */
    public ActivityExtension catalog(ActivityCatalog catalog) {
        return with(builder -> builder.catalog(catalog));
    }

    /** Returns a copy with another read policy. */
    public ActivityExtension readPolicy(ReadPolicy readPolicy) {
        return with(builder -> builder.readPolicy(readPolicy));
    }

    /** Returns a copy whose service has tenants: a query needs the tenant of its principal. The catalog must have a tenant, too. */
    public ActivityExtension tenanted() {
        return with(builder -> builder.tenanted(true));
    }

    /** Returns a copy whose clock starts each test at {@code time}, in the format of {@link Instant#parse}. */
    public ActivityExtension clockAt(String time) {
        return new ActivityExtension(settings, Instant.parse(time));
    }

    /** Returns a copy with more settings of the service. They are applied after the earlier settings. */
    public ActivityExtension with(UnaryOperator<ActivityService.Builder> change) {
        return new ActivityExtension(builder -> change.apply(settings.apply(builder)), start);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        // A constructor or @BeforeAll method would share the objects between all tests of the class.
        return context.getTestMethod().isPresent()
                && TestObjects.TYPES.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestObjects objects = context.getStore(ExtensionContext.Namespace.create(this))
                .getOrComputeIfAbsent(TestObjects.class, key -> createObjects(), TestObjects.class);
        return objects.ofType(parameter.getParameter().getType());
    }

    private TestObjects createObjects() {
        InMemoryActivityStore store = InMemoryActivityStore.create();
        MovableClock clock = MovableClock.at(start);
        ActivityService.Builder builder = ActivityService.builder(store)
                .readPolicy(ReadPolicy.allowAll())
                .clock(clock)
                .nanoTime(clock::nanoTime);
        return new TestObjects(settings.apply(builder).build(), store, clock);
    }

    private record TestObjects(ActivityService service, InMemoryActivityStore store, MovableClock clock) {

        static final Set<Class<?>> TYPES = Set.of(
                ActivityService.class,
                RecordActivities.class,
                FindActivities.class,
                ExplainEvent.class,
                InMemoryActivityStore.class,
                ActivityStore.class,
                Readers.class,
                MovableClock.class,
                InstantSource.class);

        Object ofType(Class<?> type) {
            return Stream.of(service, store, clock)
                    .filter(type::isInstance)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
