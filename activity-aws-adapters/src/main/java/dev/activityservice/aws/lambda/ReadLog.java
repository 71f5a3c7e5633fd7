package dev.activityservice.aws.lambda;

import dev.activityservice.aws.telemetry.JsonLog;
import dev.activityservice.aws.telemetry.JsonLog.Level;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ReadListener;
import dev.activityservice.port.driven.ReadPolicy.Decision;
import dev.activityservice.query.Principal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes a log line per answer to a read: who read what, and by which rule. Thread-safe. */
final class ReadLog implements ReadListener {

    /**
     * OpenID Connect limits a subject to 255 characters (Core 1.0, section 2); an ARN of a role's session has at most about 180. Different
     * callers must not become equal by truncation.
     */
    private static final int MAX_PRINCIPAL_CHARS = 1024;

    /** The names of 100 rules, which a policy file may have, with their commas are 889 characters. */
    private static final int MAX_RULE_CHARS = 1024;

    private final JsonLog log;
    private final AuditHash hash;
    private final boolean showsIds;

    /**
     * @param lines receives each line, without a line terminator
     * @param hash stands for the entity
     * @param showsIds whether a line contains the tenant
     */
    ReadLog(Consumer<String> lines, AuditHash hash, boolean showsIds) {
        this.log = JsonLog.to(lines);
        this.hash = hash;
        this.showsIds = showsIds;
    }

    @Override
    public void answered(@Nullable Principal principal, EntityRef entity, Decision decision) {
        try {
            log.line(Level.INFO, "read")
                    .with("principal", principal == null ? null : principal.id(), MAX_PRINCIPAL_CHARS)
                    .with("tenant", showsIds && principal != null ? principal.tenant() : null)
                    .with("entity_type", entity.type())
                    .with("entity", hash.hash(entity))
                    .with("outcome", outcome(decision))
                    .with("rule", decision.rule(), MAX_RULE_CHARS)
                    .write();
        } catch (RuntimeException e) {
            // A line that cannot be written must not fail the read.
        }
    }

    private static String outcome(Decision decision) {
        if (decision.isAllowed()) {
            return "allowed";
        }
        return decision.isUnauthenticated() ? "unauthenticated" : "forbidden";
    }
}
