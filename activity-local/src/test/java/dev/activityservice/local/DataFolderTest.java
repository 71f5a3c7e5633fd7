package dev.activityservice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.queue.ElasticMqServer;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataFolderTest {

    @TempDir
    Path folder;

    @BeforeEach
    void hasRights() {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "this file system has no POSIX rights");
    }

    @Test
    void f76_a_new_folder_is_private_to_its_user_with_the_folders_above_it() throws IOException {
        Path data = folder.resolve("new/data");

        DataFolder.lock(data).close();

        assertThat(rights(data)).isEqualTo("rwx------");
        assertThat(rights(folder.resolve("new"))).isEqualTo("rwx------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-xr-x", "rwxrwxrwx", "rwx--x---"})
    void f76_an_empty_folder_and_a_folder_of_a_stack_become_private(String before) throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path used = Files.createDirectory(folder.resolve("used"));
        DataFolder.lock(used).close();
        for (Path each : new Path[] {empty, used}) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString(before));

            DataFolder.lock(each).close();

            assertThat(rights(each)).isEqualTo("rwx------");
        }
    }

    @Test
    void f76_a_folder_with_other_content_is_refused_and_not_changed() throws IOException {
        Path home = Files.createDirectory(folder.resolve("home"));
        Files.writeString(home.resolve("letter"), "text");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatThrownBy(() -> DataFolder.lock(home))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("Cannot use the folder " + home + ": other users can open it")
                .hasMessageContaining("--data-dir");

        assertThat(rights(home)).isEqualTo("rwxr-xr-x");
        assertThat(home).isDirectoryContaining(file -> file.endsWith("letter"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        DataFolder.lock(home).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;INIT=RUNSCRIPT FROM 'x.sql'", "a;", ";a/b", "a/b;MODE=MySQL/c", "a\\b"})
    void f76_a_path_that_the_database_reads_in_another_way_is_refused_before_anything_is_created(String name)
            throws IOException {
        Path data = folder.resolve(name);

        assertThatThrownBy(() -> DataFolder.lock(data))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("Cannot use the folder ")
                .hasMessageContaining("the database of the queues reads ")
                .hasMessageEndingWith("with --data-dir, or use --in-memory");
        assertThatThrownBy(() -> ElasticMqServer.start(0, data, "eu-west-1", "000000000000"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("the database of the queues reads ");

        assertThat(folder).isEmptyDirectory();
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
