package dev.activityservice.aws.driving.api;

import dev.activityservice.aws.telemetry.JsonLog;
import dev.activityservice.aws.telemetry.JsonLog.Level;
import dev.activityservice.http.HttpFailureListener;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.StoreUnavailableException;
import java.util.Locale;
import java.util.function.Consumer;

/** Writes the failures of the API as log lines. */
final class FailureLog implements HttpFailureListener {

    private final JsonLog log;

    /** @param lines receives each line, without a line terminator */
    FailureLog(Consumer<String> lines) {
        this.log = JsonLog.to(lines);
    }

    @Override
    public void storeUnavailable(StoreUnavailableException failure) {
        log.line(Level.WARN, "store_unavailable")
                .with("code", failure.reason().name().toLowerCase(Locale.ROOT))
                .with(failure)
                .write();
    }

    @Override
    public void requestFailed(Throwable failure) {
        log.line(Level.ERROR, "request_failed").with(failure).write();
    }

    @Override
    public void rowsUnreadable(EntityRef entity, int rows) {
        log.line(Level.WARN, "rows_unreadable")
                .with("entity_type", entity.type())
                .with("rows", rows)
                .write();
    }
}
