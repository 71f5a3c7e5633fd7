package dev.activityservice.local.access;

import dev.activityservice.aws.lambda.AuditHash;
import dev.activityservice.model.EntityRef;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the hash of an entity, to search a log for its reads. */
@Command(
        name = "audit-hash",
        mixinStandardHelpOptions = true,
        description =
                "Prints the hash of an entity in the log lines of reads, under the key of ACTIVITY_AUDIT_KEY. Without a key,"
                        + " a list of ids can reverse the hash. Does not need a running stack.")
public final class AuditHashCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private AuditKeyOption key = new AuditKeyOption();

    @Parameters(
            paramLabel = EntityArgument.LABEL,
            description = EntityArgument.DESCRIPTION,
            converter = EntityArgument.class)
    private EntityRef entity = EntityRef.of("none", "none");

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(AuditHash.of(key.value()).hash(entity));
        return 0;
    }
}
