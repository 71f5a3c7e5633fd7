package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.map;
import static dev.activityservice.infra.Trees.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plans of the Terraform module for catalogs of any kind, by {@code terraform test} with a mock provider. */
final class ModulePlans {

    private static final Path TARGET = Path.of("target", "plans").toAbsolutePath();

    private ModulePlans() {}

    /** A catalog with other settings: variables of the module. */
    record Run(Catalog catalog, Map<String, Object> settings) {

        static Run of(Catalog catalog) {
            return new Run(catalog, Map.of("env", "dev"));
        }
    }

    /**
     * The result of a run.
     *
     * @param model the plan without the order of resources, or null if the module refused the catalog or the settings
     * @param errors the details of the errors, which Terraform prints
     */
    record Result(@Nullable SystemModel model, List<String> errors) {}

    /** Returns the results of the runs, in their order. */
    static List<Result> plan(String folder, List<Run> runs) {
        return plan(folder, runs, UnaryOperator.identity());
    }

    /** Plans a copy of the module with changes in {@code subscriptions.tf}. */
    static List<Result> plan(String folder, List<Run> runs, UnaryOperator<String> change) {
        Path module = module(folder, change);
        Path packages = TARGET.resolve("packages");
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            FunctionPackage.write(Flavours.jar(), run.catalog(), null, packages);
            Path file = packages.resolve(FunctionPackage.name(run.catalog(), null) + ".json");
            Flavours.write(file, run.catalog().json());
            Map<String, Object> variables = new LinkedHashMap<>(run.settings());
            variables.put("catalog", file.toString());
            variables.put("package_folder", packages.toString());
            // A file for each run, because Terraform skips the runs after one that fails.
            Flavours.write(module.resolve("tests").resolve("run" + i + ".tftest.hcl"), test(i, variables));
        }
        Tools.terraformInit(module);
        return results(runs.size(), Tools.output(List.of("terraform", "test", "-json", "-verbose"), module));
    }

    /** Returns the order of resources in a copy of the module with changes in {@code subscriptions.tf}. */
    static String graph(String folder, UnaryOperator<String> change) {
        Path module = module(folder, change);
        Tools.terraformInit(module);
        return Tools.output(List.of("terraform", "graph"), module);
    }

    private static Path module(String folder, UnaryOperator<String> change) {
        Tools.requireTerraform();
        Path module = TARGET.resolve(folder);
        delete(module.resolve("tests"));
        Flavours.copyModule(module);
        Path subscriptions = module.resolve("subscriptions.tf");
        Flavours.write(subscriptions, change.apply(Flavours.text(subscriptions)));
        return module;
    }

    /** Deletes the runs of an earlier build. */
    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String test(int run, Map<String, Object> variables) {
        StringBuilder test = new StringBuilder(Flavours.PROVIDER);
        test.append("override_data {\n  target = data.aws_ssm_parameter.shared_bus\n  values = { insecure_value = \"")
                .append(CloudFormationReader.SHARED_BUS)
                .append("-dev\" }\n}\nrun \"run")
                .append(run)
                .append("\" {\n  command = plan\n  variables {\n");
        variables.forEach((name, value) -> test.append("    ")
                .append(name)
                .append(" = ")
                .append(Trees.json(value))
                .append('\n'));
        return test.append("  }\n}\n").toString();
    }

    private static List<Result> results(int count, String output) {
        List<@Nullable SystemModel> models = new ArrayList<>();
        List<List<String>> errors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            models.add(null);
            errors.add(new ArrayList<>());
        }
        for (String line : output.lines().filter(each -> each.startsWith("{")).toList()) {
            Map<String, Object> message = map(Trees.parse(line));
            if (message.get("@testrun") instanceof String name) {
                int run = Integer.parseInt(name.substring("run".length()));
                if ("test_plan".equals(message.get("type"))) {
                    models.set(
                            run,
                            TerraformReader.read(TerraformReader.decoded(map(message.get("test_plan")), Map.of())));
                } else if ("diagnostic".equals(message.get("type"))
                        && "error".equals(map(message.get("diagnostic")).get("severity"))) {
                    errors.get(run).add(text(map(message.get("diagnostic")).get("detail")));
                }
            }
        }
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(new Result(models.get(i), errors.get(i)));
        }
        return results;
    }
}
