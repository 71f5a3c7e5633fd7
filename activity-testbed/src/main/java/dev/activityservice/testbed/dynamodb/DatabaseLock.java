package dev.activityservice.testbed.dynamodb;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Keeps a database file for one server: SQLite itself would let two in, and each would be surprised by the other. */
final class DatabaseLock {

    /** How each SQLite 3 file begins (https://www.sqlite.org/fileformat.html, section 1.3). */
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private final FileChannel channel;

    private DatabaseLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Makes the file's folder if needed; throws {@link DynamoDbLocalException} for a file that cannot be used. */
    static DatabaseLock take(Path file) {
        FileChannel channel = null;
        try {
            if (Files.isDirectory(file)) {
                // DynamoDB Local would hang.
                throw new DynamoDbLocalException("Cannot open the database " + file + ": it is a folder", null);
            }
            Files.createDirectories(file.getParent());
            requireDatabase(file);
            channel = FileChannel.open(
                    file.resolveSibling(file.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                DatabaseLock lock = new DatabaseLock(channel);
                channel = null;
                return lock;
            }
            throw inUse(file);
        } catch (OverlappingFileLockException e) {
            throw inUse(file);
        } catch (IOException e) {
            throw new DynamoDbLocalException("Cannot open the database " + file + ": " + e, e);
        } finally {
            close(channel);
        }
    }

    void release() {
        close(channel);
    }

    private static void requireDatabase(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        if (!Files.isWritable(file)) {
            throw new DynamoDbLocalException("Cannot open the database " + file + ": it cannot be written", null);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(MAGIC.length);
            if (start.length > 0 && !Arrays.equals(start, MAGIC)) {
                throw new DynamoDbLocalException("Cannot open the database " + file + ": it is not a database", null);
            }
        }
    }

    private static DynamoDbLocalException inUse(Path file) {
        return new DynamoDbLocalException(
                "Cannot open the database " + file + ": another server uses it; stop that one, or name another file",
                null);
    }

    private static void close(@org.jspecify.annotations.Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // The lock is gone with the process at the latest.
            }
        }
    }
}
