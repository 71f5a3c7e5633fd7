package dev.activityservice.testkit.junit;

import dev.activityservice.ActivityService;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
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
 * Gives each test a working activity service of its own, with nothing to start:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ActivityExtension activities = ActivityExtension.inMemory();
 *
 * @Test
 * void an_order_appears_on_its_user(ActivityService service) { … }
 * }</pre>
 *
 * <p>Test methods, and {@code @BeforeEach} and {@code @AfterEach} methods, may take an {@link ActivityService} (or one of its
 * ports {@link RecordActivities}, {@link FindActivities}, {@link ExplainEvent}), its {@link InMemoryActivityStore} (also as
 * {@link ActivityStore}) and its {@link MovableClock} (also as {@link InstantSource}). All of one test belong together; the
 * next test has new ones.
 *
 * <p>Unless told otherwise the catalog is the {@linkplain ActivityCatalog#reference() reference's}, <strong>everybody may read
 * everything</strong> (the library's own default is nobody), and the clock stands at noon of 5 January 2026, UTC.
 *
 * <p>Immutable and thread-safe; tests may run in parallel.
 */
public final class ActivityExtension implements ParameterResolver {

    private final UnaryOperator<ActivityService.Builder> settings;
    private final Instant start;

    private ActivityExtension(UnaryOperator<ActivityService.Builder> settings, Instant start) {
        this.settings = settings;
        this.start = start;
    }

    /** Over a fresh in-memory store for each test. */
    public static ActivityExtension inMemory() {
        return new ActivityExtension(builder -> builder, Instant.parse("2026-01-05T12:00:00Z"));
    }

    /** The same, with another catalog. */
    public ActivityExtension catalog(ActivityCatalog catalog) {
        return with(builder -> builder.catalog(catalog));
    }

    /** The same, with another read policy. */
    public ActivityExtension readPolicy(ReadPolicy readPolicy) {
        return with(builder -> builder.readPolicy(readPolicy));
    }

    /** The same, with the clock of each test set to {@code time}, in ISO 8601 as {@link Instant#parse} reads it. */
    public ActivityExtension clockAt(String time) {
        return new ActivityExtension(settings, Instant.parse(time));
    }

    /** The same, with any other setting of the service, applied after those before. */
    public ActivityExtension with(UnaryOperator<ActivityService.Builder> more) {
        return new ActivityExtension(builder -> more.apply(settings.apply(builder)), start);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        // Without a method the parts would be shared by all tests of the class.
        return context.getTestMethod().isPresent()
                && Parts.TYPES.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Parts parts = context.getStore(ExtensionContext.Namespace.create(this))
                .getOrComputeIfAbsent(Parts.class, key -> newParts(), Parts.class);
        return parts.part(parameter.getParameter().getType());
    }

    private Parts newParts() {
        InMemoryActivityStore store = InMemoryActivityStore.create();
        MovableClock clock = MovableClock.at(start);
        ActivityService.Builder builder = ActivityService.builder(store)
                .readPolicy(ReadPolicy.allowAll())
                .clock(clock)
                .nanoTime(clock::nanoTime);
        return new Parts(settings.apply(builder).build(), store, clock);
    }

    private record Parts(ActivityService service, InMemoryActivityStore store, MovableClock clock) {

        static final Set<Class<?>> TYPES = Set.of(
                ActivityService.class,
                RecordActivities.class,
                FindActivities.class,
                ExplainEvent.class,
                InMemoryActivityStore.class,
                ActivityStore.class,
                MovableClock.class,
                InstantSource.class);

        Object part(Class<?> type) {
            return Stream.of(service, store, clock)
                    .filter(type::isInstance)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
