package dev.activityservice.local.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueFileTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"a b", "ä", "~", "a=b", "a:b", "%41", "$HOME", "#a", "'a'", "${user.home}", "a!b", "a?b=c"})
    void f76_the_file_is_in_the_folder_that_is_named(String name) {
        Path data = folder.resolve(name);

        QueueFile.requireUsable(data);
        QueueFile.prepare(data);

        assertThat(data.resolve("messages.mv.db")).exists();
    }
}
