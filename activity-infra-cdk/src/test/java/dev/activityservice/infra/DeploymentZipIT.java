package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.map;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deploys each flavour from the unpacked deployment zip and the packaged jars, in a folder outside the checkout. */
@Tag("thorough")
class DeploymentZipIT {

    private static final Path ZIP = property("activity.deployment.zip");

    @TempDir
    Path folder;

    private Path unpacked;
    private Path out;
    private Catalog catalog;

    @BeforeEach
    void unpack_and_package_the_functions() throws Exception {
        unpacked = unzip(ZIP, folder);
        Path file = Files.copy(
                Path.of("src", "test", "resources", "catalog-with-prefix.json"), folder.resolve("catalog.json"));
        catalog = Catalog.read(file);
        out = unpacked.resolve("out");

        Path settings = Files.writeString(
                folder.resolve("ann.settings"), "ENV=ann\nAWS_REGION=eu-west-1\nCATALOG=" + file + "\n");

        Output output =
                java(List.of("-jar", "activity-package.jar", "--settings", settings.toString()), Map.of(), unpacked);

        assertThat(output.text()).contains(FunctionPackage.name(catalog, null));
        assertThat(output.status()).describedAs(output.text()).isZero();
    }

    @Test
    void the_tool_prints_its_options() throws Exception {
        Output output = java(List.of("-jar", "activity-package.jar", "--help"), Map.of(), unpacked);

        assertThat(output.status()).isZero();
        assertThat(output.text()).contains("--catalog <file>", "--output <folder>");
    }

    @Test
    void the_tool_reports_all_faults_of_a_catalog() throws Exception {
        Path invalid = Files.writeString(folder.resolve("invalid.json"), "{\"version\": 2, \"events\": 1}");

        Output output =
                java(List.of("-jar", "activity-package.jar", "--catalog", invalid.toString()), Map.of(), unpacked);

        assertThat(output.status()).isEqualTo(PrepareDeployment.FAILED);
        assertThat(output.text()).contains("version").contains("events").doesNotContain("Exception in thread");
    }

    @Test
    void SAM_a_rendered_template_is_valid_and_names_the_package_next_to_it() throws IOException {
        Map<String, Object> template = SamExpander.parse(Files.readString(out.resolve("template.yaml")));

        Map<String, Object> function =
                map(map(map(template.get("Resources")).get("RecordFunction")).get("Properties"));
        assertThat(out.resolve((String) Objects.requireNonNull(function.get("CodeUri"))))
                .isRegularFile();
        Flavours.validated("sam-from-the-zip", template, Scenario.EVERYTHING);
        assertThat(ValidationReport.faultsOfSam(Path.of("target", "parity", "sam-from-the-zip")))
                .isEmpty();
    }

    @Test
    void Terraform_plans_the_configuration() throws IOException {
        Tools.requireTerraform();
        Path configuration = unpacked.resolve("terraform");
        // As make tf-apply-local does it: without an account, the state cannot be in S3.
        Files.writeString(
                configuration.resolve("local_override.tf"), "terraform {\n  backend \"local\" {}\n}\n", UTF_8);
        Files.createDirectories(configuration.resolve("tests"));
        Files.writeString(
                configuration.resolve("tests").resolve("zip.tftest.hcl"),
                Flavours.PROVIDER.replace("target = ", "target = module.activity_service.") + """
                        run "plan" {
                          command = plan
                        }
                        """);

        Tools.terraformInit(configuration);
        String plan = Tools.run(
                        List.of(
                                "terraform",
                                "test",
                                "-json",
                                "-verbose",
                                "-var-file=" + out.resolve("settings.tfvars.json")),
                        configuration)
                .orElseThrow(() -> new AssertionError("Cannot plan: run \"terraform test\" in " + configuration));

        assertThat(plan)
                .contains(out.resolve(FunctionPackage.name(catalog, null)).toString())
                .contains("ActivityService-RecordActivities-ann")
                .contains("1 passed, 0 failed.");
        assertThat(Tools.run(List.of("terraform", "validate"), configuration)).isPresent();
    }

    @Test
    void the_CDK_synthesises_from_the_packaged_jars_and_the_functions_of_the_zip() throws Exception {
        Tools.requireNode();
        String classpath = property("activity.infra.jar")
                + File.pathSeparator
                + Files.readString(property("activity.infra.classpath")).strip();
        assertThat(classpath.split(File.pathSeparator, -1)).allMatch(entry -> entry.endsWith(".jar"));
        Path assembly = folder.resolve("cdk.out");

        Output output = java(
                List.of("-cp", classpath, ActivityApp.class.getName()),
                Map.of(
                        "ENV",
                        "ann",
                        "FUNCTIONS_JAR",
                        "activity-functions.jar",
                        "CATALOG",
                        out.resolve("catalog.json").toString(),
                        "CDK_OUTDIR",
                        assembly.toString()),
                unpacked);

        assertThat(output.status()).describedAs(output.text()).isZero();
        assertThat(assembly.resolve("ActivityTimeline-ann.template.json"))
                .content()
                .contains("ActivityService-RecordActivities-ann");
        assertThat(assembly.resolve("package").resolve(FunctionPackage.name(catalog, null)))
                .hasSameBinaryContentAs(out.resolve(FunctionPackage.name(catalog, null)));
    }

    private record Output(int status, String text) {}

    /** Runs this JVM's java command. Its environment contains only the given variables and the path. */
    private static Output java(List<String> arguments, Map<String, String> variables, Path folder) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> !Arrays.asList("PATH", "HOME").contains(name));
        environment.putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Output(process.exitValue(), text);
    }

    /** Returns the single folder that the zip contains. */
    private static Path unzip(Path zip, Path into) throws IOException {
        try (InputStream in = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(in)) {
            Path first = into;
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path target = into.resolve(entry.getName());
                first = into.resolve(into.relativize(target).getName(0));
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(entries, target);
                }
            }
            return first;
        }
    }

    private static Path property(String name) {
        return Path.of(Objects.requireNonNull(System.getProperty(name), name));
    }
}
