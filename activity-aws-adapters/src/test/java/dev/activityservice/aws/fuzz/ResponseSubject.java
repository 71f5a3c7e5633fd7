package dev.activityservice.aws.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.testkit.fixture.ActivityFixture;
import dev.activityservice.testkit.fixture.Fixtures;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The response for an activity with hostile parts, which are separated by NUL: entity id, event id, source, type, actor, sequence,
 * summary and the JSON of one attribute. Inputs with parts that the model rejects are skipped.
 */
final class ResponseSubject implements Subject<Optional<Activity>, Optional<String>> {

    private static final int PARTS = 8;

    @Override
    public Optional<Activity> prepare(byte[] input) {
        String[] parts = new String(input, StandardCharsets.UTF_8).split("\u0000", PARTS);
        if (parts.length < PARTS) {
            return Optional.empty();
        }
        try {
            return Optional.of(activity(parts));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> run(Optional<Activity> activity) {
        return activity.map(ResponseSubject::answer);
    }

    private static String answer(Activity activity) {
        String query = "id=" + URLEncoder.encode(activity.entity().id(), StandardCharsets.UTF_8);
        String event = """
                {"version":"2.0","rawPath":"/api/activity/order","rawQueryString":"%s","requestContext":{"http":{"method":"GET"}}}""".formatted(query);
        return Invocations.find(event.getBytes(StandardCharsets.UTF_8), activity);
    }

    @Override
    public void check(Optional<Activity> activity, Optional<String> answer) {
        activity.ifPresent(shown -> check(shown, answer.orElseThrow()));
    }

    private static void check(Activity activity, String answer) {
        JsonObject body = Invocations.checkAnswer(answer);
        assertThat(body.getString("entity_id")).isEqualTo(activity.entity().id());
        if (body.getJsonArray("activities").isEmpty()) {
            // The activity is larger than the store allows.
            assertThat(activity.attributes().asMap().toString().length()
                            + String.valueOf(activity.summary()).length()
                            + String.valueOf(activity.sequence()).length()
                            + id(activity.actor()).length())
                    .isGreaterThan(100_000);
            return;
        }
        JsonObject item = body.getJsonArray("activities").getJsonObject(0);
        assertThat(Map.of(
                        "event_id", item.getString("event_id"),
                        "source", item.getString("source"),
                        "type", item.getString("type"),
                        "actor", item.getJsonObject("actor").getString("id"),
                        "sequence", item.getString("sequence"),
                        "summary", item.getString("summary")))
                .isEqualTo(Map.of(
                        "event_id", activity.identity().id(),
                        "source", activity.identity().source(),
                        "type", activity.type(),
                        "actor", id(activity.actor()),
                        "sequence", String.valueOf(activity.sequence()),
                        "summary", String.valueOf(activity.summary())));
        String json = activity.attributes().asMap().get("a");
        JsonValue value = item.getJsonObject("attributes").get("a");
        if (json != null && !SecondParser.string(json).equals(value)) {
            assertThat(value).isEqualTo(SecondParser.parse(json));
        }
    }

    private static Activity activity(String[] parts) {
        ActivityFixture fixture = Fixtures.anActivity()
                .of(EntityRef.of("order", parts[0]))
                .id(parts[1])
                .source(parts[2])
                .type(parts[3])
                .actor(Actor.of(parts[4], null))
                .sequence(parts[5])
                .summary(parts[6]);
        return parts[7].isBlank()
                ? fixture.build()
                : fixture.attribute("a", parts[7]).build();
    }

    static String id(@Nullable Actor actor) {
        return actor == null ? "" : actor.id();
    }
}
