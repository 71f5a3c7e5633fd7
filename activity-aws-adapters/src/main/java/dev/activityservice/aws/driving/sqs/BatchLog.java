package dev.activityservice.aws.driving.sqs;

import dev.activityservice.aws.telemetry.JsonLog;
import dev.activityservice.aws.telemetry.JsonLog.Level;
import dev.activityservice.event.EventReader;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.driving.RecordActivities.Kind;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the log lines of {@link BatchObserver#logging}. */
final class BatchLog implements BatchObserver {

    private final JsonLog log;
    private final Function<DomainEvent, List<EntityRef>> entities;
    private final boolean showsIds;

    BatchLog(Consumer<String> lines, Function<DomainEvent, List<EntityRef>> entities, boolean showsIds) {
        this.log = JsonLog.to(lines);
        this.entities = entities;
        this.showsIds = showsIds;
    }

    @Override
    public void processed(List<ProcessedMessage> batch) {
        if (batch.isEmpty()) {
            // A warm-up or a probe.
            return;
        }
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
        JsonLog.Line line = log.line(level(outcome), "message_" + lower(outcome.kind()), each.span())
                .with("message_id", each.message().messageId());
        if (each.reading() instanceof EventReader.Result.Accepted accepted) {
            line.with("event_type", accepted.event().type());
            entities(accepted.event(), line);
        }
        Rejection rejection = outcome.rejection();
        if (rejection != null) {
            // Without the message, because it quotes values of the event.
            line.with("code", lower(rejection.code()))
                    .with("pointer", showsIds ? rejection.pointer() : rejection.redactedPointer());
        }
        RetryReason reason = outcome.retryReason();
        if (reason != null) {
            line.with("code", lower(reason));
        }
        line.with(each.failure()).write();
    }

    private void entities(DomainEvent event, JsonLog.Line line) {
        List<EntityRef> refs = entities.apply(event);
        if (!refs.isEmpty()) {
            line.with("entity_types", join(refs, EntityRef::type));
            if (showsIds) {
                line.with("entities", join(refs, ref -> ref.type() + "/" + ref.id()));
            }
        }
    }

    private static String join(List<EntityRef> refs, Function<EntityRef, String> text) {
        return refs.stream().map(text).distinct().collect(Collectors.joining(","));
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
