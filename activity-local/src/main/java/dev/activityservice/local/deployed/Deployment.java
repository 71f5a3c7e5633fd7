package dev.activityservice.local.deployed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.command.TerminalText;
import dev.activityservice.local.documents.SampleEvent;
import dev.activityservice.model.EntityRef;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A deployed system under test.
 *
 * @param environment its name
 * @param tenant the tenant of the caller and of the events; null without one
 * @param patience how long the tests wait for an event
 */
record Deployment(
        String environment,
        ApiAccess access,
        DeployedApi api,
        DeployedBus bus,
        DeployedCatalog catalog,
        @Nullable String tenant,
        boolean mayPublishInProduction,
        Patience patience)
        implements AutoCloseable {

    /** Environments that the deployment protects by default, in lower case, by the part of the name before the first hyphen (docs/deploy.md, "Protection"). */
    private static final Set<String> PRODUCTION = Set.of("prod", "production", "prd", "live");

    /** Returns what is tested, in a line for people. */
    String description() {
        return api.endpoint() + " (environment " + TerminalText.line(environment) + ", access " + access + "), bus "
                + TerminalText.line(bus.name()) + ", " + catalog.name();
    }

    /**
     * Returns whether the system is one of production: by its environment, by the end of the bus's name, or by the stage of the endpoint.
     * Addresses can be given without an environment.
     */
    boolean isProduction() {
        String path = api.endpoint().getPath();
        return Stream.of(
                        environment,
                        bus.name().replaceFirst("(?is)^.*-events-", ""),
                        path.substring(path.lastIndexOf('/') + 1))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .anyMatch(name -> PRODUCTION.contains(name.split("-", 2)[0]));
    }

    /**
     * Waits until the API answers, because the name of a new API is not known everywhere at once.
     *
     * @throws CommandException if it does not answer before the deadline
     */
    void requireReachable() throws InterruptedException {
        try {
            patience.until(answer -> true, String::valueOf, api::connect);
        } catch (FailedCheckException e) {
            throw new CommandException(
                    "Cannot reach the API at " + api.endpoint() + ": " + e.actual() + "; check " + e.likelyCause(), e);
        }
    }

    /** @throws NotRunException if this is production, and publishing is not allowed there */
    void requireMayPublish() {
        if (isProduction() && !mayPublishInProduction) {
            throw new NotRunException(
                    "this is production, and its events would stay on timelines: set SMOKE_PUBLISH=1 to publish anyway");
        }
    }

    /**
     * Returns an event of the catalog whose timeline the caller may read.
     *
     * @param entityId the id of its entities
     * @param oldest the time of the oldest event that the test publishes. A catalog may not keep it, because of its retention
     * @throws NotRunException if no entry of the catalog has one
     */
    Sample sample(String entityId, Instant oldest) throws InterruptedException {
        if (catalog.hasTenants() && tenant == null) {
            throw new NotRunException(catalog.name() + " has tenants: set SMOKE_TENANT to the tenant of the caller");
        }
        NotRunException refusal = null;
        List<String> refused = new ArrayList<>();
        for (SampleEvent each : catalog.samples()) {
            TestEvent event = event(each, entityId, entityId, oldest);
            for (EntityRef timeline : catalog.timelines(event)) {
                if (!timeline.id().equals(entityId) || refused.contains(timeline.type())) {
                    continue;
                }
                try {
                    api.page(timeline, "?limit=1");
                    return new Sample(each, timeline);
                } catch (NotRunException e) {
                    refused.add(timeline.type());
                    refusal = e;
                }
            }
        }
        throw refusal == null
                ? new NotRunException(catalog.name() + " has no type whose event this test can make")
                : refusal;
    }

    /** An event of the catalog, and the timeline on which the caller may see it. */
    record Sample(SampleEvent event, EntityRef timeline) {

        EntityRef timeline(String entityId) {
            return EntityRef.of(timeline.type(), entityId);
        }
    }

    /** Returns the event of a sample for an entity. */
    TestEvent event(Sample sample, String id, String entityId, Instant time) {
        return event(sample.event(), id, entityId, time);
    }

    private TestEvent event(SampleEvent sample, String id, String entityId, Instant time) {
        return new TestEvent(sample.type(), sample.source(), sample.event(id, time, entityId, tenant));
    }

    /** Returns the present in the precision of producers. */
    static Instant now() {
        return InstantSource.system().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Waits until a timeline has these events, and returns its activities.
     *
     * @param field the field of an activity that is compared, {@code event_id} or {@code type}
     * @param expected the values of the field
     * @param inOrder whether the order of the activities must be the expected one
     */
    List<JsonNode> awaitTimeline(EntityRef timeline, String field, List<String> expected, boolean inOrder)
            throws InterruptedException {
        List<JsonNode> activities = patience.until(
                found -> found.size() >= expected.size(),
                found -> DeployedApi.name(timeline) + " has " + found.size() + " of " + activities(expected.size()),
                () -> list(api.page(timeline, "").path("activities")));
        List<String> actual = column(activities, field);
        if (activities.size() < expected.size()) {
            throw new FailedCheckException(
                    DeployedApi.name(timeline) + " has " + activities(expected.size()) + " within "
                            + patience.timeout().toSeconds() + " s",
                    activities.isEmpty() ? "no activity" : activities(activities.size()) + ": " + text(actual),
                    "whether the bus " + TerminalText.line(bus.name())
                            + " is the one of this deployment, whether it was deployed with " + catalog.name()
                            + (catalog.hasTenants() ? ", whether SMOKE_TENANT is the tenant of the caller" : "")
                            + ". Then docs/runbook.md, \"Why is my event missing?\"");
        }
        boolean isEqual = inOrder
                ? actual.equals(expected)
                : actual.stream()
                        .sorted()
                        .toList()
                        .equals(expected.stream().sorted().toList());
        if (!isEqual) {
            throw new FailedCheckException(
                    DeployedApi.name(timeline) + " has exactly " + text(expected) + (inOrder ? ", in this order" : ""),
                    text(actual),
                    "whether the deployed version is the one of this test (VERSION)");
        }
        return activities;
    }

    static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    static List<String> column(List<JsonNode> rows, String field) {
        return rows.stream().map(row -> row.path(field).asText()).toList();
    }

    String text(List<String> values) {
        return api.line(String.join(", ", values));
    }

    private static String activities(int count) {
        return count == 1 ? "1 activity" : count + " activities";
    }

    @Override
    public void close() {
        bus.close();
    }
}
