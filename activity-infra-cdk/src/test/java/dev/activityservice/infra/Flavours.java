package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.map;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.cloudformation.include.CfnInclude;

/** The raw output of each flavour for each scenario. Each output is created once. */
final class Flavours {

    private static final Path TARGET = Path.of("target", "parity").toAbsolutePath();
    private static final Map<Scenario, Map<String, Object>> CDK = new EnumMap<>(Scenario.class);
    private static final Map<Scenario, Map<String, Object>> SAM =
            Collections.synchronizedMap(new EnumMap<>(Scenario.class));
    private static final Map<Scenario, Map<String, Object>> TERRAFORM = new EnumMap<>(Scenario.class);
    private static final Set<Scenario> PLANNED = EnumSet.noneOf(Scenario.class);

    private Flavours() {}

    /**
     * Returns the CloudFormation template that the CDK synthesises, which must not be changed. With {@code -P thorough}, its offline
     * validator has checked it.
     */
    static synchronized Map<String, Object> cdk(Scenario scenario) {
        Tools.requireNode();
        return CDK.computeIfAbsent(scenario, key -> {
            Path outdir = TARGET.resolve("cdk-" + key.env);
            App app = app(outdir);
            Stack stack = stack(app);
            new ActivitySystem(stack, "ActivityService", key.props(jar()));
            app.synth();
            return map(Trees.parse(text(outdir.resolve(stack.getTemplateFile()))));
        });
    }

    /** Returns a copy of the SAM template for the catalog of the scenario, before its expansion. */
    static Map<String, Object> sam(Scenario scenario) {
        return map(Trees.copy(SAM.computeIfAbsent(
                scenario,
                key -> SamExpander.parse(
                        SamRendering.render(samText(), Catalog.read(key.catalog()), key.settings())))));
    }

    static String samText() {
        return text(Path.of("sam", "template.yaml"));
    }

    /** Checks the expanded SAM template with the validator of the CDK. Returns the folder of the assembly. */
    static Path validateSam(Scenario scenario) {
        return include("sam-" + scenario.env, sam(scenario), scenario);
    }

    /** Returns the violations that the validator finds in a template. The template can be broken. */
    static List<String> validated(String name, Map<String, Object> sam, Scenario scenario) {
        return ValidationReport.faults(include(name, sam, scenario));
    }

    private static Path include(String name, Map<String, Object> sam, Scenario scenario) {
        Tools.requireNode();
        Path outdir = TARGET.resolve(name);
        Map<String, Object> template = CloudFormationReader.withoutConditions(SamExpander.expand(sam), scenario.sam());
        // CloudFormation checks rules at the start of a deployment. A template that is included cannot contain them.
        template.remove("Rules");
        Path file = TARGET.resolve(name + ".json");
        write(file, Trees.json(template));
        App app = app(outdir);
        Stack stack = stack(app);
        CfnInclude.Builder.create(stack, "Sam").templateFile(file.toString()).build();
        app.synth();
        return outdir;
    }

    /**
     * Returns the plan of the Terraform module with a mock provider, which needs no account. The scenarios of the default build are planned
     * at once, and so are the others. The plan must not be changed.
     */
    static Map<String, Object> terraform(Scenario scenario) {
        Tools.requireTerraform();
        // A separate lock, so that the CDK can synthesise while Terraform plans.
        synchronized (TERRAFORM) {
            if (!PLANNED.contains(scenario)) {
                Set<Scenario> scenarios = Scenario.plannedByDefault().contains(scenario)
                        ? Scenario.plannedByDefault()
                        : Scenario.plannedOnlyThoroughly();
                PLANNED.addAll(scenarios);
                plan(scenarios);
            }
            Map<String, Object> plan = TERRAFORM.get(scenario);
            if (plan == null) {
                Tools.terraformInit(TARGET.resolve("module"));
                throw new AssertionError(
                        "Cannot plan the Terraform module: run \"terraform test\" in " + TARGET.resolve("module"));
            }
            return plan;
        }
    }

    static Path cdkAssembly(Scenario scenario) {
        cdk(scenario);
        return TARGET.resolve("cdk-" + scenario.env);
    }

    static App app(Path outdir) {
        return new App(AppProps.builder()
                .analyticsReporting(false)
                .outdir(outdir.toString())
                .context(Map.of(
                        "@aws-cdk/core:validateAgainstDefaultRules",
                        true,
                        // With false, the validator only writes its report file, which the tests read. With true, it
                        // prints the
                        // report, and an error ends the synthesis.
                        "@aws-cdk/core:failSynthOnValidationErrors",
                        false))
                .build());
    }

    static Stack stack(App app) {
        return new Stack(
                app,
                "ActivityService",
                StackProps.builder()
                        .env(Environment.builder()
                                .region(CloudFormationReader.REGION)
                                .build())
                        .build());
    }

    /** Returns a small jar instead of the deployable jar, because the templates do not depend on its content. */
    static Path jar() {
        return Jar.PATH;
    }

    /** Its file is written once, because plans and syntheses read it at the same time. */
    private static final class Jar {

        private static final Path PATH = write();

        private static Path write() {
            Path jar = TARGET.resolve("functions.jar");
            try {
                Files.createDirectories(TARGET);
                try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
                    zip.putNextEntry(new ZipEntry("A.class"));
                    zip.write("content of A.class".getBytes(StandardCharsets.UTF_8));
                    zip.closeEntry();
                }
                return jar;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void plan(Set<Scenario> scenarios) {
        Path module = TARGET.resolve("module");
        Path packages = TARGET.resolve("packages");
        copyModule(module);
        List<String> runs = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            runs.add(runBlock(scenario, variables(scenario, packages)));
        }
        if (scenarios.contains(Scenario.DEFAULTS)) {
            runs.addAll(atTheLimitOfLambda(variables(Scenario.DEFAULTS, packages)));
        }
        write(module.resolve("tests").resolve("parity.tftest.hcl"), PROVIDER + String.join("\n", runs));
        Tools.terraformInit(module);
        String output = Tools.run(List.of("terraform", "test", "-json", "-verbose"), module)
                .orElse("");
        Map<String, Set<String>> dependencies = ModuleText.dependencies(text(module.resolve("subscriptions.tf")));
        for (String line : output.lines().toList()) {
            // The schemas are almost the whole text of 13 MB.
            Map<String, Object> message = map(Trees.parseWithout("provider_schemas", line));
            String run = String.valueOf(message.get("@testrun"));
            if ("test_plan".equals(message.get("type")) && !run.startsWith("variables_")) {
                Scenario scenario = Scenario.valueOf(run);
                TERRAFORM.put(scenario, TerraformReader.decoded(map(message.get("test_plan")), dependencies));
            }
        }
    }

    private static Map<String, Object> variables(Scenario scenario, Path packages) {
        Catalog catalog = Catalog.read(scenario.catalog());
        FunctionPackage.write(jar(), catalog, scenario.settings().policy(), packages);
        Path file = packages.resolve(scenario.env + ".json");
        write(file, catalog.json());
        Map<String, Object> variables = new LinkedHashMap<>(scenario.terraform(file));
        variables.put("package_folder", packages.toString());
        return variables;
    }

    /** The mock provider. It has the account, the region and the id of the API, which only a deployment knows. */
    static final String PROVIDER =
            """
            mock_provider "aws" {
              override_during = plan
              override_data {
                target = data.aws_caller_identity.current
                values = { account_id = "%s" }
              }
              override_data {
                target = data.aws_region.current
                values = { id = "%s" }
              }
              override_data {
                target = data.aws_partition.current
                values = { partition = "aws", dns_suffix = "amazonaws.com" }
              }
              override_resource {
                target = aws_api_gateway_rest_api.activity
                values = { id = "%s" }
              }
            }
            """.formatted(CloudFormationReader.ACCOUNT, CloudFormationReader.REGION, CloudFormationReader.API_ID);

    /** Returns the result of a plan for each refused combination: {@code pass} if exactly the variable at fault refuses it. */
    static Map<String, String> terraformRefusals(List<Refusal> refusals) {
        Tools.requireTerraform();
        Path module = TARGET.resolve("refusals-" + refusals.size());
        copyModule(module);
        StringBuilder runs = new StringBuilder(PROVIDER);
        for (Refusal refusal : refusals) {
            Catalog catalog = Catalog.read(refusal.catalog());
            FunctionPackage.write(jar(), catalog, null, TARGET.resolve("packages"));
            Path catalogFile = TARGET.resolve("refusals-" + refusal + ".json");
            write(catalogFile, catalog.json());
            Map<String, Object> variables = new LinkedHashMap<>(refusal.terraform());
            variables.put("env", "refused");
            variables.put("catalog", catalogFile.toString());
            variables.put("package_folder", TARGET.resolve("packages").toString());
            runs.append("run \"" + refusal + "\" {\n  command = plan\n  expect_failures = ["
                    + String.join(", ", refusal.terraformFailures()) + "]\n  variables {\n");
            variables.forEach((name, value) -> runs.append("    " + name + " = " + Trees.json(value) + "\n"));
            runs.append("  }\n}\n");
        }
        write(module.resolve("tests").resolve("refusals.tftest.hcl"), runs.toString());
        Tools.terraformInit(module);
        Map<String, String> results = new TreeMap<>();
        for (String line : Tools.lines(List.of("terraform", "test", "-json"), module)) {
            Map<String, Object> message = map(Trees.parse(line));
            if ("test_run".equals(message.get("type"))
                    && "complete".equals(map(message.get("test_run")).get("progress"))) {
                results.put(
                        Trees.text(map(message.get("test_run")).get("run")),
                        Trees.text(map(message.get("test_run")).get("status")));
            }
        }
        return results;
    }

    /** Returns a run with as many variables as Lambda allows, and one with a byte more. */
    private static List<String> atTheLimitOfLambda(Map<String, Object> defaults) {
        List<String> runs = new ArrayList<>();
        for (int more : new int[] {0, 1}) {
            Map<String, Object> variables = new LinkedHashMap<>(defaults);
            variables.put("environment", Map.of("LONG", "x".repeat(FreeVariablesTest.longest() + more)));
            // The rules on the shared bus need its name.
            variables.put("integrated", "false");
            StringBuilder run = new StringBuilder("run \"variables_" + more + "\" {\n  command = plan\n");
            if (more > 0) {
                run.append("  expect_failures = [aws_lambda_function.function]\n");
            }
            run.append("  variables {\n");
            variables.forEach((name, value) -> run.append("    " + name + " = " + hcl(value) + "\n"));
            runs.add(run.append("  }\n}\n").toString());
        }
        return runs;
    }

    private static String runBlock(Scenario scenario, Map<String, Object> variables) {
        StringBuilder block = new StringBuilder("run \"" + scenario + "\" {\n  command = plan\n");
        if (scenario.integrated()) {
            block.append(
                            "  override_data {\n    target = data.aws_ssm_parameter.shared_bus\n    values = { insecure_value = \"")
                    .append(CloudFormationReader.SHARED_BUS)
                    .append("-")
                    .append(scenario.env)
                    .append("\" }\n  }\n");
        }
        String auditKey = scenario.settings().get(Setting.AUDIT_KEY_SECRET_ARN);
        if (!auditKey.isEmpty()) {
            // The reference that CloudFormation resolves, instead of the key.
            block.append("  override_data {\n    target = data.aws_secretsmanager_secret_version.audit_key[0]\n"
                    + "    values = { secret_string = \"" + DynamicReference.ofSecret(auditKey) + "\" }\n  }\n");
        }
        if (scenario == Scenario.DEVELOPER) {
            // An open API makes a check of the module fail, as a warning.
            block.append("  expect_failures = [check.api_access]\n");
        }
        FreeVariables.bytes(scenario.settings().environment(), scenario.settings()::get)
                .forEach((function, bytes) -> block.append("""
                          assert {
                            condition     = nonsensitive(local.variable_bytes["%s"]) == %s
                            error_message = "The variables must have %s bytes."
                          }
                        """.formatted(function, bytes, bytes)));
        block.append("  variables {\n");
        variables.forEach((name, value) -> block.append("    " + name + " = " + hcl(value) + "\n"));
        return block.append("  }\n}\n").toString();
    }

    /** Returns a value in HCL: JSON in which no template begins. */
    static String hcl(Object value) {
        return Trees.json(value).replace("${", "$${").replace("%{", "%%{");
    }

    static void copyModule(Path to) {
        Path from = Path.of("terraform", "module");
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".tf") || path.endsWith("api.json"))
                    .toList()) {
                write(to.resolve(file.getFileName()), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
