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

/** Reserves a database file for one server. SQLite lets two servers open it, but DynamoDB Local expects no second one. */
record DatabaseLock(FileChannel channel) {

    /** The first bytes of a SQLite 3 file (https://www.sqlite.org/fileformat.html, section 1.3). */
    private static final byte[] SQLITE_HEADER = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /** Creates the folder of the file if necessary. Throws {@link DynamoDbLocalException} if the file cannot be used. */
    static DatabaseLock take(Path file) {
        try {
            Files.createDirectories(file.getParent());
            requireDatabase(file);
            FileChannel channel = FileChannel.open(
                    file.resolveSibling(file.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                return new DatabaseLock(channel);
            }
            channel.close();
        } catch (IOException e) {
            throw new DynamoDbLocalException("Cannot open the database " + file + ": " + e, e);
        }
        throw refusal(file, "another server uses it; stop that server, or choose another file");
    }

    void release() {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock ends with the process at the latest.
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Another server of this JVM has the lock.
            return false;
        }
    }

    private static void requireDatabase(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            // DynamoDB Local would hang.
            throw refusal(file, "expected a file, not a folder");
        }
        if (!Files.exists(file)) {
            return;
        }
        if (!Files.isWritable(file)) {
            throw refusal(file, "the file is not writable");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(SQLITE_HEADER.length);
            if (start.length > 0 && !Arrays.equals(start, SQLITE_HEADER)) {
                throw refusal(file, "expected a SQLite database");
            }
        }
    }

    private static DynamoDbLocalException refusal(Path file, String reason) {
        return new DynamoDbLocalException("Cannot open the database " + file + ": " + reason, null);
    }
}
