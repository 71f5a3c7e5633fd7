package dev.activityservice.local.deployed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.activityservice.local.deployed.Deployment.Sample;
import dev.activityservice.model.EntityRef;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What this service promises beyond the reference system, with events of the deployed catalog. Not thread-safe. */
final class ServiceScenarios {

    private static final int EVENTS = 5;

    /** The order in which the five events are published. */
    private static final List<Integer> PUBLISHED = List.of(3, 1, 4, 0, 2);

    private static final String OTHER_VERSION = "whether the deployed version is the one of this test (VERSION)";

    private final Deployment deployment;
    private final EntityIds ids;
    private final Consumer<String> notes;

    /** The timeline of the first scenario, which the later ones read; null if the first scenario has not passed. */
    private @Nullable Timeline prepared;

    /** A timeline, and the ids of its events from the oldest to the newest. */
    private record Timeline(EntityRef entity, String type, List<String> events) {}

    ServiceScenarios(Deployment deployment, EntityIds ids, Consumer<String> notes) {
        this.deployment = deployment;
        this.ids = ids;
        this.notes = notes;
    }

    List<Check> all() {
        return List.of(
                new Check("Events that are published out of order are shown in the order of their times", this::order),
                new Check("Pages with a limit and a cursor show each activity once", this::pages),
                new Check("A summary counts the activities", this::summary),
                new Check("A poll with the ETag of a page is answered without a body", this::polling),
                new Check("An export as CSV and as NDJSON has each activity", this::export),
                new Check("An event that is delivered twice is one activity", this::duplicates),
                new Check("An event of an unknown type is ignored", this::unknownType),
                new Check("A read with a bad parameter is a 400 with a problem document", this::badInput));
    }

    private void order() throws InterruptedException {
        deployment.requireMayPublish();
        String id = ids.next();
        Sample sample = sample(id);
        Instant first = Deployment.now().minusSeconds(EVENTS);
        List<TestEvent> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            events.add(deployment.event(sample, id + "-event-" + i, id, first.plusSeconds(i)));
        }
        Timeline timeline = new Timeline(
                sample.timeline(id),
                sample.event().type(),
                events.stream().map(TestEvent::id).toList());
        notes.accept(DeployedApi.name(timeline.entity()));
        deployment.bus().publish(PUBLISHED.stream().map(events::get).toList());
        deployment.awaitTimeline(timeline.entity(), "event_id", timeline.events(), true);
        prepared = timeline;
    }

    private Timeline prepared() {
        if (prepared == null) {
            throw new NotRunException(
                    "it reads the timeline of the scenario \"Events that are published out of order …\"");
        }
        return prepared;
    }

    private void pages() throws InterruptedException {
        Timeline timeline = prepared();
        List<String> walked = new ArrayList<>();
        String cursor = "";
        // A page may be shorter than its limit, so that the number of pages is not known.
        for (int pages = 0; pages <= EVENTS * EVENTS; pages++) {
            JsonNode page = deployment.api().page(timeline.entity(), "?limit=2" + cursor);
            List<JsonNode> activities = Deployment.list(page.path("activities"));
            require(activities.size() <= 2, "a page of at most 2 activities", activities.size() + " activities");
            walked.addAll(Deployment.column(activities, "event_id"));
            if (!page.has("next_cursor")) {
                requireEvents(timeline.events(), walked);
                List<String> newest = new ArrayList<>(timeline.events());
                Collections.reverse(newest);
                requireEvents(newest, eventIds(timeline, "?order=desc"));
                return;
            }
            cursor = "&cursor=" + page.path("next_cursor").asText();
        }
        require(false, "a last page without next_cursor", "a cursor on each page");
    }

    private void summary() throws InterruptedException {
        Timeline timeline = prepared();
        JsonNode summary = deployment.api().page(timeline.entity(), "?view=summary");

        require(
                summary.path("count").asInt() == EVENTS
                        && summary.path("count_precision").asText().equals("exact")
                        && summary.path("count_by_type").size() == 1
                        && summary.path("count_by_type").path(timeline.type()).asInt() == EVENTS
                        && summary.path("first")
                                .path("event_id")
                                .asText()
                                .equals(timeline.events().get(0))
                        && summary.path("last")
                                .path("event_id")
                                .asText()
                                .equals(timeline.events().get(EVENTS - 1)),
                "the exact count " + EVENTS + " of " + timeline.type() + ", from the first to the last event",
                deployment.api().line(summary.toString()));
    }

    private void polling() throws InterruptedException {
        Timeline timeline = prepared();
        HttpResponse<String> page = deployment.api().get(timeline.entity(), "", Map.of());
        String tag = page.headers().firstValue("ETag").orElse("");
        require(!tag.isEmpty(), "the header ETag", "no such header");
        HttpResponse<String> same = deployment.api().get(timeline.entity(), "", Map.of("If-None-Match", tag));
        require(
                same.statusCode() == 304 && same.body().isEmpty(),
                "the status 304 without a body for the same ETag",
                deployment.api().describe(same));
        HttpResponse<String> changed =
                deployment.api().get(timeline.entity(), "", Map.of("If-None-Match", "\"other\""));
        require(
                changed.statusCode() == 200,
                "the status 200 for another ETag",
                deployment.api().describe(changed));
    }

    private void export() throws InterruptedException {
        Timeline timeline = prepared();
        List<String> csv = lines(timeline, "text/csv");
        require(
                csv.get(0).startsWith("entity_type,entity_id,occurred_at,type,"),
                "a first record with the names of the columns",
                deployment.api().line(csv.get(0)));
        requireIn(timeline, csv.subList(1, csv.size()));
        List<String> lines = lines(timeline, "application/x-ndjson");
        requireEvents(
                timeline.events(),
                lines.stream()
                        .map(line -> DeployedApi.json(line).path("event_id").asText())
                        .toList());
    }

    private List<String> lines(Timeline timeline, String mediaType) throws InterruptedException {
        HttpResponse<String> response = deployment.api().get(timeline.entity(), "", Map.of("Accept", mediaType));
        require(
                response.statusCode() == 200
                        && response.headers()
                                .firstValue("Content-Type")
                                .orElse("")
                                .startsWith(mediaType)
                        && !response.body().isEmpty(),
                "the status 200 and a body of the type " + mediaType,
                deployment.api().describe(response));
        return response.body().lines().toList();
    }

    /** Compares the records of CSV, each of which contains the id of its event. */
    private void requireIn(Timeline timeline, List<String> records) {
        boolean hasAll = records.size() == timeline.events().size();
        for (int i = 0; hasAll && i < records.size(); i++) {
            hasAll = records.get(i).contains("," + timeline.events().get(i) + ",");
        }
        require(
                hasAll,
                "a record for each of " + deployment.text(timeline.events()),
                records.size() + " records: " + deployment.api().line(String.join(" | ", records)));
    }

    private void duplicates() throws InterruptedException {
        deployment.requireMayPublish();
        String id = ids.next();
        Sample sample = sample(id);
        Instant time = Deployment.now().minusSeconds(2);
        TestEvent twice = deployment.event(sample, id + "-twice", id, time);
        TestEvent last = deployment.event(sample, id + "-last", id, time.plusSeconds(1));
        notes.accept(DeployedApi.name(sample.timeline(id)));
        deployment.bus().publish(List.of(twice, twice));
        deployment.awaitTimeline(sample.timeline(id), "event_id", List.of(twice.id()), true);
        deployment.bus().publish(List.of(twice, last));
        deployment.awaitTimeline(sample.timeline(id), "event_id", List.of(twice.id(), last.id()), true);
    }

    private void unknownType() throws InterruptedException {
        deployment.requireMayPublish();
        String id = ids.next();
        Sample sample = sample(id);
        String type = ids.prefix() + ".unknown";
        TestEvent known = deployment.event(sample, id + "-known", id, Deployment.now());
        TestEvent unknown = new TestEvent(
                type,
                known.source(),
                deployment
                        .event(sample, id + "-unknown", id, Deployment.now().minusSeconds(1))
                        .detail()
                        .put("type", type));
        notes.accept(DeployedApi.name(sample.timeline(id)));
        deployment.bus().publish(List.of(unknown, known));
        deployment.awaitTimeline(sample.timeline(id), "event_id", List.of(known.id()), true);
    }

    private void badInput() throws InterruptedException {
        EntityRef entity = prepared == null ? sample(ids.next()).timeline() : prepared.entity();
        HttpResponse<String> response = deployment.api().get(entity, "?limit=0", Map.of());
        require(
                response.statusCode() == 400
                        && response.headers()
                                .firstValue("Content-Type")
                                .orElse("")
                                .startsWith("application/problem+json")
                        && DeployedApi.json(response).path("code").asText().equals("invalid_limit"),
                "the status 400 with the media type application/problem+json and the code invalid_limit for limit=0",
                deployment.api().describe(response));
    }

    /** Returns a sample that the deployment also records with the time of the oldest event of all scenarios. */
    private Sample sample(String entityId) throws InterruptedException {
        return deployment.sample(entityId, Deployment.now().minusSeconds(EVENTS));
    }

    private List<String> eventIds(Timeline timeline, String query) throws InterruptedException {
        return Deployment.column(
                Deployment.list(deployment.api().page(timeline.entity(), query).path("activities")), "event_id");
    }

    private void requireEvents(List<String> expected, List<String> actual) {
        require(actual.equals(expected), "the events " + deployment.text(expected), deployment.text(actual));
    }

    private static void require(boolean isTrue, String expected, String actual) {
        if (!isTrue) {
            throw new FailedCheckException(expected, actual, OTHER_VERSION);
        }
    }
}
