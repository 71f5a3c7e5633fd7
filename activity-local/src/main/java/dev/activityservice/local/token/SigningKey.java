package dev.activityservice.local.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.activityservice.local.command.CommandException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.Set;

/** The key pair that signs the tokens of a stack. Immutable and thread-safe. */
public final class SigningKey {

    /** Minimum size for RS256 (RFC 7518, section 3.3). */
    private static final int KEY_BITS = 2048;

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    private final RSAKey pair;

    private SigningKey(RSAKey pair) {
        this.pair = pair;
    }

    /** Creates a key pair that exists only in memory. */
    public static SigningKey inMemory() {
        try {
            return new SigningKey(new RSAKeyGenerator(KEY_BITS)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint(true)
                    .generate());
        } catch (JOSEException e) {
            throw new CommandException("Cannot create a key pair: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the key pair of a file, or creates both. Only the user of the process can read the file, where the file system has such
     * rights. The caller prevents that two processes create the file.
     *
     * @throws CommandException if the file cannot be read or written, or has no key pair
     */
    public static SigningKey of(Path file) {
        try {
            if (Files.exists(file)) {
                requirePrivate(file);
                return read(file);
            }
            SigningKey created = inMemory();
            write(file, created.pair.toJSONString());
            return created;
        } catch (IOException e) {
            throw new CommandException("Cannot use the key file " + file + ": " + e, e);
        }
    }

    private static SigningKey read(Path file) throws IOException {
        try {
            RSAKey pair = RSAKey.parse(Files.readString(file));
            if (pair.isPrivate() && pair.size() >= KEY_BITS && pair.getKeyID() != null) {
                return new SigningKey(pair);
            }
        } catch (ParseException | IllegalArgumentException e) {
            // The message below names the file. The exception could quote the key.
        }
        throw new CommandException("Cannot use the key file " + file
                + ": it must be an RSA key pair in JSON (a JWK with \"kid\") of at least " + KEY_BITS
                + " bits; delete the file to get a new key, which makes earlier tokens invalid");
    }

    /** Writes another file first, because a file that was written in part could not be read at the next start. */
    private static void write(Path file, String text) throws IOException {
        Path other = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(other);
        if (isPosix(file)) {
            FileAttribute<Set<PosixFilePermission>> rights = PosixFilePermissions.asFileAttribute(PRIVATE);
            Files.createFile(other, rights);
        }
        Files.write(
                other,
                text.getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void requirePrivate(Path file) throws IOException {
        if (isPosix(file)) {
            Files.setPosixFilePermissions(file, PRIVATE);
        }
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    RSAKey pair() {
        return pair;
    }
}
