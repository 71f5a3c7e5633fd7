package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.port.driven.InvalidReadPolicyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionPackageTest {

    @TempDir
    Path folder;

    @Test
    void the_package_has_the_jars_entries_and_the_catalog_byte_for_byte() throws IOException {
        Catalog catalog = Catalog.read(Scenario.EVERYTHING.catalog());

        Path written = FunctionPackage.write(jar("a/A.class", 1), catalog, null, folder.resolve("out"));

        assertThat(written).hasFileName(FunctionPackage.name(catalog, null));
        try (ZipFile zip = new ZipFile(written.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName)).containsExactly("a/A.class", "activity-catalog.json");
            assertThat(zip.getInputStream(zip.getEntry("a/A.class")).readAllBytes())
                    .asString()
                    .isEqualTo("content of a/A.class");
            assertThat(zip.getInputStream(zip.getEntry("activity-catalog.json")).readAllBytes())
                    .isEqualTo(Files.readAllBytes(Scenario.EVERYTHING.catalog()));
        }
    }

    @Test
    void the_same_classes_and_catalog_give_the_same_bytes_whenever_the_jar_was_built() throws IOException {
        Catalog catalog = Catalog.read(null);

        byte[] first =
                Files.readAllBytes(FunctionPackage.write(jar("a/A.class", 1), catalog, null, folder.resolve("first")));
        byte[] second = Files.readAllBytes(
                FunctionPackage.write(jar("a/A.class", 999_999_999), catalog, null, folder.resolve("second")));

        assertThat(second).isEqualTo(first);
    }

    @Test
    void another_catalog_is_another_package() {
        assertThat(FunctionPackage.name(Catalog.read(null), null))
                .isNotEqualTo(FunctionPackage.name(Catalog.read(Scenario.EVERYTHING.catalog()), null));
    }

    @Test
    void a_policy_file_is_in_the_package_byte_for_byte_and_in_its_name() throws IOException {
        Catalog catalog = Catalog.read(null);
        Path file = Path.of("src", "test", "resources", "read-policy.json");
        PackagedPolicy policy = PackagedPolicy.read(file.toString());

        Path written = FunctionPackage.write(jar("a/A.class", 1), catalog, policy, folder.resolve("out"));

        assertThat(written.getFileName()).hasToString(FunctionPackage.name(catalog, policy));
        assertThat(FunctionPackage.name(catalog, policy)).isNotEqualTo(FunctionPackage.name(catalog, null));
        assertThat(FunctionPackage.name(catalog, policy))
                .isNotEqualTo(FunctionPackage.name(catalog, new PackagedPolicy("{}")));
        try (ZipFile zip = new ZipFile(written.toFile())) {
            assertThat(zip.getInputStream(zip.getEntry("activity-read-policy.json"))
                            .readAllBytes())
                    .isEqualTo(Files.readAllBytes(file));
        }
        assertThat(PackagedPolicy.atRunTime(file.toString())).isEqualTo("/var/task/activity-read-policy.json");
    }

    @Test
    void an_invalid_policy_file_is_rejected_with_its_faults() throws IOException {
        Path file = Files.writeString(folder.resolve("policy.json"), "{\"version\": 1, \"rulez\": []}");

        assertThatThrownBy(() -> PackagedPolicy.read(file.toString()))
                .isInstanceOf(InvalidReadPolicyException.class)
                .hasMessageContaining("rulez");
        assertThat(PackagedPolicy.read("authenticated")).isNull();
    }

    @Test
    void a_jar_that_already_contains_a_catalog_is_rejected() throws IOException {
        Path jar = jar("activity-catalog.json", 1);

        assertThatThrownBy(() -> FunctionPackage.write(jar, Catalog.read(null), null, folder.resolve("out")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The functions' jar must not contain activity-catalog.json: " + jar);
    }

    private Path jar(String entry, long time) throws IOException {
        Path jar = folder.resolve("given-" + time + ".jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            ZipEntry zipEntry = new ZipEntry(entry);
            zipEntry.setTime(time * 1000);
            zip.putNextEntry(zipEntry);
            zip.write(("content of " + entry).getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }
}
