package dev.activityservice.local.command;

import dev.activityservice.aws.lambda.AuditHash;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.InvalidValueException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the hash that stands for an entity in the log of reads. Does not need a running stack. */
@Command(
        name = "audit-hash",
        mixinStandardHelpOptions = true,
        description = "Prints the hash of an entity as in the log line \"read\", so that a log can be searched for it.")
public final class AuditHashCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--audit-key",
            paramLabel = "KEY",
            description = "Key of the hash (default: none). Set ACTIVITY_AUDIT_KEY instead, because other users of this"
                    + " machine can see arguments.")
    private @Nullable String key;

    @Parameters(paramLabel = "TYPE/ID", description = "The entity, for example order/ORD-1.")
    private String entity = "";

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(AuditHash.of(key).hash(entity()));
        return 0;
    }

    private EntityRef entity() {
        int slash = entity.indexOf('/');
        if (slash < 0) {
            throw new ParameterException(
                    spec.commandLine(), "TYPE/ID must have a slash behind the type, not \"" + entity + "\"");
        }
        try {
            return EntityRef.of(entity.substring(0, slash), entity.substring(slash + 1));
        } catch (InvalidValueException e) {
            throw new ParameterException(spec.commandLine(), "Invalid TYPE/ID: " + e.getMessage(), e);
        }
    }
}
