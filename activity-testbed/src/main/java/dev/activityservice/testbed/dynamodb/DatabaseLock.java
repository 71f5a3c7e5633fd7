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
import org.jspecify.annotations.Nullable;

/** Reserves a database file for one server. SQLite lets two servers open it, but DynamoDB Local expects no second one. */
final class DatabaseLock {

    /** The first bytes of a SQLite 3 file (https://www.sqlite.org/fileformat.html, section 1.3). */
    private static final byte[] SQLITE_HEADER = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private final FileChannel channel;

    private DatabaseLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Creates the folder of the file if necessary. Throws {@link DynamoDbLocalException} if the file cannot be used. */
    static DatabaseLock take(Path file) {
        FileChannel channel = null;
        try {
            if (Files.isDirectory(file)) {
                // DynamoDB Local hangs if its file is a folder.
                throw new DynamoDbLocalException(
                        "Cannot open the database " + file + ": expected a file, not a folder", null);
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
            throw new DynamoDbLocalException("Cannot open the database " + file + ": the file is not writable", null);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(SQLITE_HEADER.length);
            if (start.length > 0 && !Arrays.equals(start, SQLITE_HEADER)) {
                throw new DynamoDbLocalException(
                        "Cannot open the database " + file + ": expected a SQLite database", null);
            }
        }
    }

    private static DynamoDbLocalException inUse(Path file) {
        return new DynamoDbLocalException(
                "Cannot open the database " + file
                        + ": another server uses it; stop that server, or choose another file",
                null);
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // The lock ends with the process at the latest.
            }
        }
    }
}
