package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

        Path written = FunctionPackage.write(jar("a/A.class", 1), catalog, folder.resolve("out"));

        assertThat(written).hasFileName(catalog.packageName());
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

        byte[] first = Files.readAllBytes(FunctionPackage.write(jar("a/A.class", 1), catalog, folder.resolve("first")));
        byte[] second = Files.readAllBytes(
                FunctionPackage.write(jar("a/A.class", 999_999_999), catalog, folder.resolve("second")));

        assertThat(second).isEqualTo(first);
    }

    @Test
    void another_catalog_is_another_package() {
        assertThat(Catalog.read(null).packageName())
                .isNotEqualTo(Catalog.read(Scenario.EVERYTHING.catalog()).packageName());
    }

    @Test
    void a_jar_that_already_contains_a_catalog_is_rejected() throws IOException {
        Path jar = jar("activity-catalog.json", 1);

        assertThatThrownBy(() -> FunctionPackage.write(jar, Catalog.read(null), folder.resolve("out")))
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
