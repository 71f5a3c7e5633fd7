package dev.activityservice.local.access;

import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.local.LocalStack;
import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.command.LocalClients;
import dev.activityservice.local.command.ReadPolicyOption;
import dev.activityservice.local.command.StackOptions;
import dev.activityservice.local.command.TerminalText;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.ReadPolicy.Decision;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.query.Principal;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Reports whether a caller may read a timeline, by a dry run of the read policy. */
@Command(
        name = "may",
        mixinStandardHelpOptions = true,
        description =
                "Reports whether a caller with these claims may read a timeline, by which rule, and which fields are hidden."
                        + " Does not need a running stack.",
        footer = {
            "",
            "Exit codes: 0 allowed, 1 failed, 2 wrong options, 3 refused, 4 it depends on a reader's edge, which --running looks up."
                    + " Through make, each code except 0 is 2."
        })
public final class MayCommand implements Callable<Integer> {

    private static final int REFUSED = 3;
    private static final int DEPENDS = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ReadPolicyOption readPolicy = new ReadPolicyOption();

    @Mixin
    private ClaimsOption claims = new ClaimsOption();

    @Mixin
    private StackOptions stack = new StackOptions();

    @Option(
            names = "--running",
            description =
                    "Look up readers' edges in the table of the running stack. --tenant-claim must be the stack's own.")
    private boolean running;

    @Option(
            names = "--dynamodb-port",
            paramLabel = "PORT",
            defaultValue = "8000",
            description = "Port of DynamoDB of the running stack (default: ${DEFAULT-VALUE}).")
    private int dynamoDbPort;

    @Parameters(
            paramLabel = EntityArgument.LABEL,
            description = EntityArgument.DESCRIPTION,
            converter = EntityArgument.class)
    private EntityRef asked = EntityRef.of("none", "none");

    @Override
    public Integer call() throws InterruptedException {
        String location = readPolicy.location();
        if (location == null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "Missing required option: '--read-policy=FILE'");
        }
        ReadPolicy policy = ReadPolicyOption.load(location);
        if (running) {
            requireSameTenants();
        }
        Principal caller = claims.isSet() ? CallerReader.of(claims.parse(), readPolicy.tenantClaim()) : null;
        PrintWriter out = spec.commandLine().getOut();
        if (caller != null && caller.tenant() == null && readPolicy.tenantClaim() != null) {
            out.println("refused (403): the claim \"" + TerminalText.line(readPolicy.tenantClaim())
                    + "\" must have exactly one valid value, which is the tenant");
            return REFUSED;
        }
        Decision decision = policy.decide(caller, asked);
        if (running) {
            decision = resolved(decision, caller == null ? null : caller.tenant());
        }
        out.println(words(decision));
        decision.ifReader()
                .forEach((reader, granted) ->
                        out.println("if " + name(reader) + " is a reader of " + name(asked) + ": " + words(granted)));
        if (decision.isAllowed()) {
            return 0;
        }
        return decision.ifReader().isEmpty() ? REFUSED : DEPENDS;
    }

    /** Refuses tenants on one side only, because the stack would answer differently. */
    private void requireSameTenants() throws InterruptedException {
        boolean hasTenants = stack.catalog().hasTenants();
        if (hasTenants != (readPolicy.tenantClaim() != null)) {
            throw new CommandException(
                    hasTenants
                            ? "Cannot answer for the running stack: its catalog has tenants, so the option --tenant-claim must be set as in"
                                    + " \"make run\""
                            : "Cannot answer for the running stack: its catalog has no tenants, so the option --tenant-claim must be"
                                    + " absent");
        }
    }

    private Decision resolved(Decision decision, @Nullable String tenant) {
        Decision resolved = decision;
        try (DynamoDbClient dynamoDb = LocalClients.dynamoDb(URI.create("http://127.0.0.1:" + dynamoDbPort))) {
            DynamoDbActivityStore store =
                    DynamoDbActivityStore.builder(dynamoDb, LocalStack.TABLE).build();
            while (!resolved.ifReader().isEmpty()) {
                EntityRef reader = resolved.ifReader().keySet().iterator().next();
                boolean isReader = store.isReader(tenant, reader, asked, Deadline.after(TIMEOUT, System::nanoTime));
                resolved = resolved.resolve(reader, isReader);
            }
            return resolved;
        } catch (StoreUnavailableException e) {
            throw new CommandException(
                    "Cannot look up readers at port " + dynamoDbPort
                            + " (--dynamodb-port): start the stack with \"make run\" in another terminal, or leave out --running",
                    e);
        }
    }

    private static String words(Decision decision) {
        if (decision.isAllowed()) {
            String hidden = decision.hidden().stream()
                    .map(field -> field.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
            return "allowed by " + decision.rule() + (hidden.isEmpty() ? ", with all fields" : ", hidden: " + hidden);
        }
        return decision.isUnauthenticated()
                ? "refused (401): the caller has no token (--claims)"
                : "refused (403): no rule allows the read";
    }

    private static String name(EntityRef entity) {
        return entity.type() + " \"" + TerminalText.line(entity.id()) + "\"";
    }
}
