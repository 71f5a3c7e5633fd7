package dev.activityservice.aws.driving.sqs;

import dev.activityservice.aws.internal.JsonLog;
import dev.activityservice.aws.internal.JsonLog.Level;
import dev.activityservice.event.EventReader;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.driving.RecordActivities.Kind;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** The lines of {@link BatchObserver#logging}. */
final class BatchLog implements BatchObserver {

    private final JsonLog log;

    BatchLog(Consumer<String> lines) {
        this.log = JsonLog.to(lines);
    }

    @Override
    public void processed(List<ProcessedMessage> batch) {
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        for (ProcessedMessage each : batch) {
            counts.merge(each.outcome().kind(), 1, Integer::sum);
            if (each.outcome().kind() != Kind.RECORDED) {
                message(each);
            }
        }
        JsonLog.Line line = log.line(Level.INFO, "batch_processed").with("messages", batch.size());
        counts.forEach((kind, count) -> line.with(lower(kind), count));
        line.write();
    }

    private void message(ProcessedMessage each) {
        Outcome outcome = each.outcome();
        JsonLog.Line line = log.line(level(outcome), "message_" + lower(outcome.kind()))
                .with("message_id", each.message().messageId());
        if (each.reading() instanceof EventReader.Result.Accepted accepted) {
            line.with("event_type", accepted.event().type());
        }
        Rejection rejection = outcome.rejection();
        if (rejection != null) {
            // Its message quotes values of the event, so code and place must do.
            line.with("code", lower(rejection.code())).with("pointer", rejection.pointer());
        }
        RetryReason reason = outcome.retryReason();
        if (reason != null) {
            line.with("code", lower(reason));
        }
        line.with(each.failure()).write();
    }

    private static Level level(Outcome outcome) {
        if (outcome.isDone()) {
            return Level.INFO;
        }
        return outcome.retryReason() == RetryReason.INTERNAL ? Level.ERROR : Level.WARN;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
