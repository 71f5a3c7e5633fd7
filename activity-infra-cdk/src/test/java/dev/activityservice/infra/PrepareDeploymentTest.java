package dev.activityservice.infra;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrepareDeploymentTest {

    private static final Path TEMPLATE = Path.of("sam", "template.yaml");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @Test
    void the_help_names_each_option() {
        int code = run("--help");

        assertThat(code).isEqualTo(PrepareDeployment.DONE);
        assertThat(out.toString(UTF_8))
                .contains("--settings", "--catalog", "--commit", "--output", "--jar", "--template", "--help");
    }

    @Test
    void it_writes_the_package_the_template_and_the_catalog() throws IOException {
        Path file = Path.of("src", "test", "resources", "catalog-with-prefix.json");
        Catalog catalog = Catalog.read(file);
        Path output = folder.resolve("out");

        int code = run(
                "--catalog", file.toString(),
                "--output", output.toString(),
                "--jar", Flavours.jar().toString(),
                "--template", TEMPLATE.toString());

        assertThat(code).describedAs(err.toString(UTF_8)).isEqualTo(PrepareDeployment.DONE);
        assertThat(output.resolve(FunctionPackage.name(catalog, null))).exists();
        assertThat(output.resolve("catalog.json")).hasContent(catalog.json());
        assertThat(output.resolve("template.yaml"))
                .hasContent(SamRendering.render(
                        Flavours.samText(),
                        catalog,
                        DeploymentSettings.read(null, Map.of("CATALOG", file.toString()))));
    }

    @Test
    void the_rules_have_the_buckets_of_the_settings() throws IOException {
        Path settings = Files.writeString(folder.resolve("settings"), "RULE_BUCKETS=256\n");
        Path output = folder.resolve("out");

        int code = run(
                "--settings", settings.toString(),
                "--output", output.toString(),
                "--jar", Flavours.jar().toString(),
                "--template", TEMPLATE.toString());

        assertThat(code).describedAs(err.toString(UTF_8)).isEqualTo(PrepareDeployment.DONE);
        assertThat(output.resolve("template.yaml"))
                .hasContent(SamRendering.render(
                        Flavours.samText(),
                        Catalog.read(null),
                        DeploymentSettings.read(null, Map.of("RULE_BUCKETS", "256"))))
                .content()
                .contains("${ServiceName}-${Env}_132");
        assertThat(output.resolve("settings.tfvars.json")).content().contains("\"rule_buckets\": 256");
    }

    @Test
    void what_only_SAM_cannot_deploy_stops_only_SAM() throws IOException {
        List<String> types = new ArrayList<>();
        for (int bucket = 0; bucket < 256; bucket++) {
            types.add(Catalogs.typeInBucket(bucket, 256, 20));
        }
        Path catalog = Files.writeString(
                folder.resolve("catalog.json"), Catalogs.of(types).json());
        Path settings = Files.writeString(
                folder.resolve("settings"),
                "AWS_REGION=eu-west-1\nENV=ann\nTF_STATE_BUCKET_NAME=state\nRULE_BUCKETS=256\nCATALOG=" + catalog
                        + "\n");
        Path output = Files.createDirectory(folder.resolve("out"));
        Path old = Files.writeString(output.resolve("template.yaml"), "the template of another catalog");
        List<String> arguments = List.of(
                "--settings", settings.toString(),
                "--output", output.toString(),
                "--jar", Flavours.jar().toString(),
                "--template", TEMPLATE.toString());

        assertThat(run(with(arguments, "--for", "sam"))).isEqualTo(PrepareDeployment.FAILED);
        assertThat(err.toString(UTF_8))
                .contains("must have at most 500 resources, not ")
                .contains("deploy with Terraform");
        err.reset();
        for (String tool : List.of("terraform", "terraform-local", "cdk")) {
            assertThat(run(with(arguments, "--for", tool))).isEqualTo(PrepareDeployment.DONE);
        }
        assertThat(err.toString(UTF_8)).isEmpty();
        assertThat(run(arguments.toArray(String[]::new))).isEqualTo(PrepareDeployment.DONE);
        assertThat(err.toString(UTF_8))
                .contains("must have at most 500 resources, not ")
                .contains("template.yaml and samconfig.toml were not written.");
        assertThat(old).doesNotExist();
        assertThat(output.resolve("settings.tfvars.json")).content().contains("\"rule_buckets\": 256");
    }

    private static String[] with(List<String> arguments, String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void a_jar_without_the_functions_is_refused() throws IOException {
        Path jar = folder.resolve("empty.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("readme.txt"));
        }
        Path truncated = Files.writeString(folder.resolve("truncated.jar"), "");

        assertThat(run("--jar", jar.toString(), "--template", TEMPLATE.toString()))
                .isEqualTo(PrepareDeployment.FAILED);
        assertThat(run("--jar", truncated.toString(), "--template", TEMPLATE.toString()))
                .isEqualTo(PrepareDeployment.FAILED);

        assertThat(err.toString(UTF_8))
                .contains("The functions' jar must contain classes: " + jar)
                .contains("Cannot read the functions' jar: " + truncated);
    }

    @Test
    void an_output_that_is_a_file_is_named() throws IOException {
        Path output = Files.writeString(folder.resolve("out"), "");

        int code = run(
                "--jar", Flavours.jar().toString(), "--template", TEMPLATE.toString(), "--output", output.toString());

        assertThat(code).isEqualTo(PrepareDeployment.FAILED);
        assertThat(err.toString(UTF_8)).contains("into " + output + ": ");
    }

    @Test
    void an_invalid_catalog_writes_nothing() throws IOException {
        Path catalog = Files.writeString(folder.resolve("catalog.json"), "{}");
        Path output = folder.resolve("out");

        int code = run(
                "--catalog", catalog.toString(),
                "--output", output.toString(),
                "--jar", Flavours.jar().toString(),
                "--template", TEMPLATE.toString());

        assertThat(code).isEqualTo(PrepareDeployment.FAILED);
        assertThat(err.toString(UTF_8))
                .startsWith("The catalog " + catalog + " is invalid. ")
                .contains("version");
        assertThat(output).doesNotExist();
    }

    @Test
    void a_file_that_is_not_UTF_8_is_named() throws IOException {
        Path file = Files.write(folder.resolve("latin1.json"), "{\"ö\": 1}".getBytes(ISO_8859_1));
        Path settings = Files.writeString(
                folder.resolve("settings"),
                "API_ACCESS=AUTHORIZER\nAUTHORIZER_ARN=arn:aws:lambda:eu-west-1:123456789012:function:f\nREAD_POLICY="
                        + file + "\n");
        List<String> arguments = List.of("--jar", Flavours.jar().toString(), "--template", TEMPLATE.toString());

        assertThat(run(with(arguments, "--catalog", file.toString()))).isEqualTo(PrepareDeployment.FAILED);
        assertThat(run(with(arguments, "--settings", settings.toString()))).isEqualTo(PrepareDeployment.FAILED);

        assertThat(err.toString(UTF_8))
                .contains("The catalog must be in UTF-8: " + file)
                .contains("The read policy must be in UTF-8: " + file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"version\": 1, \"tenant\": \"/tenantid\", \"events\": {\"a\": {\"entities\": [%s]}}}",
                "{\"version\": 1, \"events\": {\"a\": {\"entities\": [%s], \"tenant\": {\"envelope\": \"account\"}}}}"
            })
    void a_catalog_with_tenants_is_not_deployed_if_callers_have_no_tenant(String template) throws IOException {
        Path catalog = Files.writeString(
                folder.resolve("catalog.json"), template.formatted("{\"type\": \"a\", \"id\": \"/data/id\"}"));
        Path output = folder.resolve("out");

        int code = run(
                "--catalog", catalog.toString(),
                "--output", output.toString(),
                "--jar", Flavours.jar().toString(),
                "--template", TEMPLATE.toString());

        assertThat(code).isEqualTo(PrepareDeployment.FAILED);
        assertThat(err.toString(UTF_8))
                .startsWith("API_ACCESS must be COGNITO or AUTHORIZER, because the catalog has tenants")
                .contains("TENANT_CLAIM must be set, because the catalog has tenants");
        assertThat(output).doesNotExist();
    }

    @Test
    void a_missing_file_is_named() {
        int code = run();

        assertThat(code).isEqualTo(PrepareDeployment.FAILED);
        assertThat(err.toString(UTF_8))
                .isEqualTo("Cannot find file: " + folder.resolve("activity-functions.jar") + System.lineSeparator());
    }

    @Test
    void an_unknown_option_is_named() {
        int code = run("--catalogue", "x");

        assertThat(code).isEqualTo(PrepareDeployment.USAGE);
        assertThat(err.toString(UTF_8)).contains("Unknown option: \"--catalogue\"");
    }

    @Test
    void an_option_without_a_value_is_named() {
        int code = run("--output");

        assertThat(code).isEqualTo(PrepareDeployment.USAGE);
        assertThat(err.toString(UTF_8)).contains("The option --output must have a value");
    }

    private int run(String... args) {
        return new PrepareDeployment(
                        folder, Map.of(), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
                .run(List.of(args));
    }
}
