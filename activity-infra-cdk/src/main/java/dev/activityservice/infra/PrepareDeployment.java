package dev.activityservice.infra;

import dev.activityservice.catalog.InvalidCatalogException;
import dev.activityservice.text.Quoted;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The packaging tool. It reads the settings of a deployment and writes the files that SAM and Terraform deploy. It uses no class of the
 * CDK, because the deployment zip does not contain the CDK.
 */
final class PrepareDeployment {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int WOULD_LOSE_DATA = 3;

    private static final String CHECK_PLAN = "--check-plan";
    /** The environment variable that allows a deployment to delete and replace resources with data. */
    private static final String ALLOW_REPLACEMENT = "ALLOW_REPLACEMENT";

    private static final String HELP = """
            Reads the settings of a deployment and writes the files that SAM and Terraform deploy:
            the functions' package with the catalog, the SAM template with the rules of the catalog,
            a copy of the catalog, the configuration of the SAM CLI, Terraform's variables,
            and the place of Terraform's state.

            Usage: java -jar activity-package.jar [options]

              --settings <file>   the settings: lines KEY=value. Environment variables with the
                                  names of settings take precedence (default: no file)
              --catalog <file>    the catalog, instead of the setting CATALOG
              --given <keys>      the keys on the command line of make; unknown ones are refused
              --account <id>      the AWS account, to be printed
              --datadog-key set   says that DD_API_KEY is set, which needs DD_API_KEY_SECRET_ARN
              --commit <hash>     the version, unless the setting VERSION is set
              --for <tool>        cdk, sam, terraform or terraform-local: checks the settings that this
                                  tool needs, prints what it will deploy and where, and writes the
                                  files of SAM only for sam
              --check-plan <file> only checks a plan of Terraform ("terraform show -json") or a change set
                                  ("aws cloudformation describe-change-set"): fails if a table, a bus or
                                  a queue would be deleted or replaced, unless the environment variable
                                  ALLOW_REPLACEMENT is 1
              --list              print all settings with their defaults, as a file to start from
              --output <folder>   the folder for the files; it is created if it does not exist (default: out)
              --jar <file>        the functions' jar (default: activity-functions.jar next to the tool)
              --template <file>   the SAM template (default: sam/template.yaml next to the tool)
              --help              print this text

            With Datadog, the environment variables GIT_COMMIT (the full hash) and GIT_REPOSITORY
            (the URL of the repository) become tags of spans and logs.

            Exit codes: 0 done, 1 a file or a setting is missing or invalid, 2 an option is wrong,
            3 a table, a bus, an archive or a queue would be deleted or replaced.
            """;

    private static final List<String> OPTIONS = List.of(
            "--settings",
            "--catalog",
            "--commit",
            "--given",
            "--account",
            "--datadog-key",
            "--for",
            "--output",
            "--jar",
            "--template",
            CHECK_PLAN);

    /** The folder of the tool's jar. */
    private final Path home;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    PrepareDeployment(Path home, Map<String, String> environment, PrintStream out, PrintStream err) {
        this.home = home;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) throws URISyntaxException {
        Path jar = Path.of(PrepareDeployment.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        System.exit(new PrepareDeployment(jar.resolveSibling(""), System.getenv(), System.out, System.err)
                .run(List.of(args)));
    }

    /** Returns the exit code. */
    int run(List<String> args) {
        if (args.contains("--help")) {
            out.print(HELP);
            return DONE;
        }
        if (args.contains("--list")) {
            SettingsReport.template().forEach(out::println);
            return DONE;
        }
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < args.size(); i += 2) {
            String option = args.get(i);
            if (!OPTIONS.contains(option)) {
                return usage("Unknown option: " + Quoted.of(option));
            }
            if (i + 1 == args.size()) {
                return usage("The option " + option + " must have a value");
            }
            options.put(option, args.get(i + 1));
        }
        @Nullable String plan = options.get(CHECK_PLAN);
        if (plan != null) {
            return checkPlan(Path.of(plan));
        }
        try {
            write(options);
            return DONE;
        } catch (IOException | RuntimeException e) {
            err.println(Quoted.escapeMessage(String.valueOf(e.getMessage())));
            return FAILED;
        }
    }

    private int checkPlan(Path file) {
        List<PlanCheck.Finding> findings;
        try {
            findings = PlanCheck.findings(Files.readString(file));
        } catch (IOException | RuntimeException e) {
            err.println("Cannot check the plan " + file + ": " + Quoted.escapeMessage(String.valueOf(e.getMessage())));
            return FAILED;
        }
        if (findings.isEmpty()) {
            return DONE;
        }
        boolean isAllowed = environment.getOrDefault(ALLOW_REPLACEMENT, "").equals("1");
        err.println((isAllowed ? "Allowed by " + ALLOW_REPLACEMENT + "=1: this" : "This")
                + " deployment would lose data or events:");
        findings.forEach(finding -> err.println("  " + finding.line()));
        if (isAllowed) {
            return DONE;
        }
        err.println("Nothing was changed. If these resources belong to another system, deploy to another stack or state"
                + " (STACK_NAME, TF_STATE_KEY).");
        err.println(
                "If the loss is intended, back up the data and repeat the command with " + ALLOW_REPLACEMENT + "=1.");
        return WOULD_LOSE_DATA;
    }

    private void write(Map<String, String> options) throws IOException {
        Path jar = file(options, "--jar", home.resolve("activity-functions.jar"));
        Path template = file(options, "--template", home.resolve("sam").resolve("template.yaml"));
        requireFile(jar);
        requireFile(template);
        DeploymentSettings settings = settings(options);
        @Nullable
        DeploymentTarget target =
                options.containsKey("--for") ? DeploymentTarget.of(options.getOrDefault("--for", "")) : null;
        if (target != null) {
            target.check(settings);
            SettingsReport.target(target, settings, options.getOrDefault("--account", ""))
                    .forEach(out::println);
        }
        @Nullable Path catalogFile = settings.catalog();
        if (catalogFile != null) {
            requireFile(catalogFile);
        }
        Catalog catalog = catalog(catalogFile);
        settings.checkAccess(catalog.hasTenants(), settings.resourcePolicy());
        Path output = Path.of(options.getOrDefault("--output", "out"));
        // The limits of all flavours come first, because SAM has others.
        Subscription.of(catalog, settings.number(Setting.RULE_BUCKETS));
        Map<String, String> samFiles = samFiles(target, Files.readString(template), catalog, settings);
        out.println(FunctionPackage.write(jar, catalog, settings.policy(), output));
        out.println(Files.write(output.resolve("catalog.json"), catalog.bytes()));
        for (String name : List.of("template.yaml", "samconfig.toml")) {
            @Nullable String text = samFiles.get(name);
            if (text == null) {
                Files.deleteIfExists(output.resolve(name));
            } else {
                out.println(Files.writeString(output.resolve(name), text));
            }
        }
        out.println(
                Files.writeString(output.resolve("settings.tfvars.json"), TerraformFiles.variables(settings, output)));
        out.println(Files.writeString(output.resolve("state.s3.tfbackend"), TerraformFiles.backend(settings)));
        out.println(Files.writeString(output.resolve("preflight.options"), settings.preflightOptions() + "\n"));
        out.println(Files.writeString(output.resolve("stack.options"), settings.stackOptions() + "\n"));
    }

    private static Catalog catalog(@Nullable Path file) {
        try {
            return Catalog.read(file);
        } catch (InvalidCatalogException e) {
            throw new IllegalArgumentException("The catalog " + file + " is invalid. " + e.getMessage(), e);
        }
    }

    /** Returns the texts of SAM's files by their names, or nothing if SAM is not needed or cannot deploy the catalog and the settings. */
    private Map<String, String> samFiles(
            @Nullable DeploymentTarget target, String template, Catalog catalog, DeploymentSettings settings) {
        if (target != null && target != DeploymentTarget.SAM) {
            return Map.of();
        }
        try {
            return Map.of(
                    "template.yaml", SamRendering.render(template, catalog, settings),
                    "samconfig.toml", SamConfig.write(settings));
        } catch (IllegalArgumentException e) {
            if (target == DeploymentTarget.SAM) {
                throw e;
            }
            err.println(Quoted.escapeMessage(String.valueOf(e.getMessage())));
            err.println("SAM therefore cannot deploy this: template.yaml and samconfig.toml were not written.");
            return Map.of();
        }
    }

    private DeploymentSettings settings(Map<String, String> options) {
        Map<String, String> values = new HashMap<>(environment);
        @Nullable String catalog = options.get("--catalog");
        if (catalog != null) {
            values.put(Setting.CATALOG.name(), catalog);
        }
        List<String> given = List.of(options.getOrDefault("--given", "").strip().split(" +"));
        @Nullable String file = options.get("--settings");
        DeploymentSettings settings = DeploymentSettings.read(
                file == null ? null : Path.of(file), values, given, options.getOrDefault("--commit", ""));
        boolean hasKey = options.containsKey("--datadog-key")
                || !environment.getOrDefault(SettingsFile.DD_API_KEY, "").isBlank();
        if (hasKey && !settings.has(Setting.DD_API_KEY_SECRET_ARN)) {
            throw new InvalidSettingsException(List.of(DatadogKey.REFUSAL));
        }
        return settings;
    }

    private static Path file(Map<String, String> options, String option, Path otherwise) {
        return options.containsKey(option) ? Path.of(Objects.requireNonNull(options.get(option))) : otherwise;
    }

    private static void requireFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("Cannot find file: " + file);
        }
    }

    private int usage(String message) {
        err.println(message);
        err.println("The option --help lists all options.");
        return USAGE;
    }
}
