package dev.activityservice.local.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.local.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemasCommandTest {

    @TempDir
    Path folder;

    @Test
    void a_schema_of_another_catalog_stays_and_is_reported() throws IOException {
        run();
        Path old = Files.writeString(folder.resolve("shop.gone.schema.json"), "{}");
        Files.writeString(folder.resolve("notes.txt"), "mine");

        CommandResult result = run();

        assertThat(result.code()).isZero();
        assertThat(result.output().lines().filter(line -> line.contains("another catalog")))
                .containsExactly(old + " is of another catalog: delete it if the event type is gone");
        assertThat(old).hasContent("{}");
    }

    @Test
    void a_folder_that_is_a_file_is_refused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        CommandResult result = CommandResult.run("schemas", "--output", file.toString());

        assertThat(result.code()).isNotZero();
        assertThat(result.error()).contains("Cannot write the documents: " + file + " is not a folder");
        assertThat(result.error()).doesNotContain("Exception");
    }

    private CommandResult run() {
        return CommandResult.run("schemas", "--output", folder.toString());
    }
}
