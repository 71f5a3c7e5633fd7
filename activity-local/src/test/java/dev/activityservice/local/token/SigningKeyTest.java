package dev.activityservice.local.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.activityservice.local.command.CommandException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {

    @TempDir
    Path folder;

    @Test
    void a_key_file_is_created_once() {
        Path file = folder.resolve("key.json");

        String first = SigningKey.of(file).pair().toJSONString();

        assertThat(SigningKey.of(file).pair().toJSONString()).isEqualTo(first);
        assertThat(folder).isDirectoryContaining(each -> each.equals(file));
        assertThat(folder.toFile().list()).hasSize(1);
        assertThat(SigningKey.inMemory().pair().toJSONString()).isNotEqualTo(first);
    }

    @Test
    void f76_only_the_user_can_read_a_key_file() throws Exception {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "this file system has no POSIX rights");
        Path file = folder.resolve("key.json");
        SigningKey.of(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        SigningKey.of(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void a_file_without_a_usable_key_pair_is_refused_and_not_quoted() throws Exception {
        Path file = folder.resolve("key.json");
        String publicKey = SigningKey.inMemory().pair().toPublicJWK().toJSONString();
        for (String text : List.of("", "{}", "secret", "{\"kty\":\"RSA\",\"n\":\"secret\"}", publicKey)) {
            Files.writeString(file, text);

            assertThatThrownBy(() -> SigningKey.of(file))
                    .isInstanceOf(CommandException.class)
                    .hasMessageStartingWith("Cannot use the key file " + file + ": it must be an RSA key pair")
                    .hasMessageNotContaining("secret");
            assertThat(file).hasContent(text);
        }
    }
}
