package dev.activityservice.local;

import dev.activityservice.aws.lambda.FunctionSetting;
import dev.activityservice.local.access.AuditHashCommand;
import dev.activityservice.local.access.AuditKeyOption;
import dev.activityservice.local.access.MayCommand;
import dev.activityservice.local.access.TokenCommand;
import dev.activityservice.local.command.ArgumentWords;
import dev.activityservice.local.command.CatalogOption;
import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.command.ReadPolicyOption;
import dev.activityservice.local.command.StackOptions;
import dev.activityservice.local.command.TerminalText;
import dev.activityservice.local.deadletters.DeadLettersCommand;
import dev.activityservice.local.deadletters.ExplainCommand;
import dev.activityservice.local.deadletters.RedriveCommand;
import dev.activityservice.local.deployed.DeploymentOptions;
import dev.activityservice.local.deployed.IntegrationTestCommand;
import dev.activityservice.local.deployed.SmokeCommand;
import dev.activityservice.local.documents.SchemasCommand;
import dev.activityservice.local.takeover.ImportReferenceCommand;
import io.opentelemetry.api.OpenTelemetry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the local stack. */
@Command(
        name = "activity-local",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description = "Runs the whole activity service on this machine until Ctrl-C.",
        footer = {
            "",
            "Each option is also an environment variable: --data-dir is ACTIVITY_LOCAL_DATA_DIR, and so on."
                    + " ACTIVITY_CATALOG, ACTIVITY_CORS_ALLOW_ORIGIN, ACTIVITY_READ_POLICY, ACTIVITY_TENANT_CLAIM and ACTIVITY_AUDIT_KEY"
                    + " are also read. Port 0 takes a free port and prints it."
                    + " All commands accept these options, also where they have no effect.",
            "Exit codes: 0 stopped, 1 failed, 2 wrong options. Through make, each code except 0 is 2."
        },
        subcommands = {
            DemoCommand.class,
            TokenCommand.class,
            MayCommand.class,
            AuditHashCommand.class,
            ExplainCommand.class,
            SchemasCommand.class,
            DeadLettersCommand.class,
            RedriveCommand.class,
            ImportReferenceCommand.class,
            SmokeCommand.class,
            IntegrationTestCommand.class
        })
public final class Main implements Callable<Integer> {

    /** Settings of the functions that also set an option, by the name of the option. */
    private static final Map<String, FunctionSetting> FUNCTION_SETTINGS = Map.of(
            "catalog",
            FunctionSetting.CATALOG,
            "cors",
            FunctionSetting.CORS_ALLOW_ORIGIN,
            "read-policy",
            FunctionSetting.READ_POLICY,
            "tenant-claim",
            FunctionSetting.TENANT_CLAIM,
            "audit-key",
            FunctionSetting.AUDIT_KEY);

    /** The variable with further arguments, in one text. */
    private static final String WORDS = "LOCAL_ARGS";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StackOptions stack = new StackOptions();

    @Mixin
    private CatalogOption catalog = new CatalogOption();

    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            defaultValue = ".activity-local",
            description = "Folder of messages and tables (default: ${DEFAULT-VALUE}).")
    private Path dataDir = Path.of(".activity-local");

    @Option(names = "--in-memory", description = "Keep all data in memory.")
    private boolean inMemory;

    @Option(
            names = "--dynamodb-port",
            paramLabel = "PORT",
            defaultValue = "8000",
            description = "Port of DynamoDB (default: ${DEFAULT-VALUE}).")
    private int dynamoDbPort;

    @Option(
            names = "--max-receives",
            paramLabel = "COUNT",
            defaultValue = "3",
            description = "Receives before a message moves to the dead-letter queue (default: ${DEFAULT-VALUE}).")
    private int maxReceives;

    @Option(
            names = "--visibility-timeout",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "How long a failed message stays invisible (default: ${DEFAULT-VALUE}).")
    private int visibilityTimeout;

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            split = ",",
            description = "Also answer requests whose Host header has this name, for example from a container"
                    + " (default: only localhost and the loopback addresses).")
    private List<String> allowedHosts = List.of();

    @Option(
            names = "--cors",
            paramLabel = "ORIGINS",
            description =
                    "Also answer web pages of these origins, separated by commas; * allows all to read from the API"
                            + " (default: none).")
    private @Nullable String origins;

    @Mixin
    private ReadPolicyOption readPolicy = new ReadPolicyOption();

    @Mixin
    private AuditKeyOption auditKey = new AuditKeyOption();

    @Option(
            names = "--trace",
            description = "Print the trace of each batch and of each read as a tree, with links to the producers.")
    private boolean trace;

    @Option(names = "--check", description = "Start all parts, print their addresses, and stop.")
    private boolean check;

    private Main() {}

    public static void main(String[] arguments) {
        CommandLine commandLine =
                commandLine(System.getenv()).setOut(new PrintWriter(System.out, true, Charset.defaultCharset()));
        // The functions log to standard output, which belongs to the output of the commands.
        System.setOut(System.err);
        System.exit(commandLine.execute(withWords(arguments, System.getenv())));
    }

    /** Adds the arguments of make, which come in a variable, because a shell would change JSON. */
    private static String[] withWords(String[] arguments, Map<String, String> environment) {
        try {
            return Stream.concat(Stream.of(arguments), ArgumentWords.of(environment.getOrDefault(WORDS, "")).stream())
                    .toArray(String[]::new);
        } catch (IllegalArgumentException e) {
            System.err.println(TerminalText.message(String.valueOf(e.getMessage())));
            System.exit(CommandLine.ExitCode.USAGE);
            return arguments;
        }
    }

    static CommandLine commandLine(Map<String, String> environment) {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine
                .getSubcommands()
                .values()
                .forEach(command -> acceptOptions(commandLine.getCommandSpec(), command.getCommandSpec()));
        IParameterExceptionHandler standard = commandLine.getParameterExceptionHandler();
        return commandLine
                .setDefaultValueProvider(option -> defaultValue(option, environment))
                .setParameterExceptionHandler((failure, arguments) -> {
                    String message = String.valueOf(failure.getMessage());
                    String escaped = TerminalText.message(message);
                    return standard.handleParseException(
                            escaped.equals(message)
                                    ? failure
                                    : new CommandLine.ParameterException(failure.getCommandLine(), escaped, failure),
                            arguments);
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof CommandException) {
                        command.getErr().println(TerminalText.message(String.valueOf(failure.getMessage())));
                    } else {
                        StringWriter trace = new StringWriter();
                        failure.printStackTrace(new PrintWriter(trace));
                        command.getErr().print(TerminalText.message(trace.toString()));
                        command.getErr().flush();
                    }
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    /** Lets a command accept the options of the stack that it does not need, so that one ARGS serves all commands. */
    private static void acceptOptions(CommandSpec stack, CommandSpec command) {
        for (OptionSpec option : stack.options()) {
            if (command.findOption(option.longestName()) == null) {
                command.addOption(OptionSpec.builder(option.names())
                        .type(option.type())
                        .auxiliaryTypes(option.auxiliaryTypes())
                        .arity(option.arity().toString())
                        .splitRegex(option.splitRegex())
                        .paramLabel(option.paramLabel())
                        .hidden(true)
                        .build());
            }
        }
    }

    /** Takes missing options from environment variables, for example {@code --data-dir} from {@code ACTIVITY_LOCAL_DATA_DIR}. */
    @SuppressWarnings("NullAway") // Null stands for a missing default. The interface is not annotated.
    private static @Nullable String defaultValue(ArgSpec argument, Map<String, String> environment) {
        if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
            return null;
        }
        String deployed = DeploymentOptions.setting(option);
        if (deployed != null) {
            String value = environment.getOrDefault(deployed, "");
            return value.isEmpty() ? null : value;
        }
        String name = option.longestName().replaceFirst("^--", "");
        String variable = "ACTIVITY_LOCAL_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
        String value = environment.getOrDefault(variable, "");
        FunctionSetting setting = FUNCTION_SETTINGS.get(name);
        if (value.isEmpty() && setting != null) {
            value = environment.getOrDefault(setting.variable(), "");
        }
        return value.isEmpty() ? null : value;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        LocalOptions options = options(out);
        LocalStack running = LocalStack.start(options);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            running.close();
                            // The exit code would otherwise be the signal's, but a requested stop is a success.
                            Runtime.getRuntime().halt(CommandLine.ExitCode.OK);
                        },
                        "stop"));
        out.print(Banner.of(running, inMemory ? null : dataDir, catalog.load(), options.reads()));
        out.flush();
        if (!check) {
            new CountDownLatch(1).await();
        }
        return CommandLine.ExitCode.OK;
    }

    private LocalOptions options(PrintWriter out) {
        try {
            return new LocalOptions(
                    stack.port(),
                    stack.sqsPort(),
                    dynamoDbPort,
                    inMemory ? null : dataDir,
                    catalog.location(),
                    maxReceives,
                    Duration.ofSeconds(visibilityTimeout),
                    new LocalOptions.Access(Set.copyOf(allowedHosts), origins),
                    new LocalOptions.Reads(readPolicy.location(), readPolicy.tenantClaim(), auditKey.value()),
                    trace ? TraceTree.sdk(out::println) : OpenTelemetry.noop());
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
