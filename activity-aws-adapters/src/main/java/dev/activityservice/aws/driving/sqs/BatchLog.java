package dev.activityservice.aws.driving.sqs;

import dev.activityservice.aws.telemetry.JsonLog;
import dev.activityservice.aws.telemetry.JsonLog.Level;
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
    private final boolean showsIds;

    BatchLog(Consumer<String> lines, boolean showsIds) {
        this.log = JsonLog.to(lines);
        this.showsIds = showsIds;
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
        JsonLog.Line line = log.line(level(outcome), "message_" + lower(outcome.kind()), each.span())
                .with("message_id", each.message().messageId())
                .with("event_type", each.eventType());
        String tenant = outcome.tenant();
        if (tenant != null && showsIds) {
            line.with("tenant", tenant);
        }
        List<EntityRef> entities = outcome.entities();
        if (!entities.isEmpty()) {
            line.with("entity_types", join(entities, EntityRef::type));
            if (showsIds) {
                line.with("entities", join(entities, ref -> ref.type() + "/" + ref.id()));
            }
        }
        if (outcome instanceof Outcome.Rejected rejected) {
            // Without the message, because it quotes values of the event.
            Rejection rejection = rejected.rejection();
            line.with("code", lower(rejection.code()))
                    .with("pointer", showsIds ? rejection.pointer() : rejection.redactedPointer());
        }
        if (outcome instanceof Outcome.Retry retry) {
            line.with("code", lower(retry.reason())).with(retry.cause());
        }
        line.write();
    }

    private static String join(List<EntityRef> refs, Function<EntityRef, String> text) {
        return refs.stream().map(text).distinct().collect(Collectors.joining(","));
    }

    private static Level level(Outcome outcome) {
        if (outcome.isDone()) {
            return Level.INFO;
        }
        return outcome instanceof Outcome.Retry retry && retry.reason() == RetryReason.INTERNAL
                ? Level.ERROR
                : Level.WARN;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
