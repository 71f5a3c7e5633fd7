package com.example.shop;

import dev.activityservice.event.EventReader;
import dev.activityservice.event.Message;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Warning;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driving.ExplainEvent;
import dev.activityservice.port.driving.RecordActivities;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Records message bodies, and explains them without recording. Thread-safe. */
record MessageRoutes(RecordActivities recorder, ExplainEvent explainer) {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** A webhook would be similar: 2xx acknowledges, 4xx never succeeds, 503 asks for a retry. */
    Answer record(String body) {
        MessageMetadata received =
                MessageMetadata.builder().sentTime(Instant.now()).build();
        Outcome outcome = recorder.record(
                        List.of(new Message(body, received)), Deadline.after(TIMEOUT, System::nanoTime))
                .get(0);
        if (outcome instanceof Outcome.Rejected rejected) {
            return new Answer(
                    422,
                    rejected.rejection().code() + " at \""
                            + rejected.rejection().pointer() + "\"");
        }
        if (outcome instanceof Outcome.Retry retry) {
            return new Answer(503, "Retry later: " + retry.reason());
        }
        return new Answer(200, outcome.kind() + " " + outcome.entities());
    }

    Answer explain(String body) {
        ExplainEvent.Explanation explanation = explainer.explain(body, MessageMetadata.none());
        String warnings = explanation.outcome().reading() instanceof EventReader.Result.Accepted accepted
                ? accepted.warnings().stream().map(MessageRoutes::text).collect(Collectors.joining("\n"))
                : "";
        return new Answer(200, "would be " + explanation.outcome().kind() + "\n" + warnings);
    }

    private static String text(Warning warning) {
        return warning.code() + " at \"" + warning.pointer() + "\": " + warning.message();
    }
}
