package dev.activityservice.local.access;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --audit-key}. */
public final class AuditKeyOption {

    @Option(
            names = "--audit-key",
            paramLabel = "KEY",
            description =
                    "Secret key of the hash in the log line of a read (default: none). Prefer the variable ACTIVITY_AUDIT_KEY,"
                            + " because other users can see the options of a process.")
    private @Nullable String key;

    /** Returns the key; null for a hash without a key. */
    public @Nullable String value() {
        return key;
    }
}
