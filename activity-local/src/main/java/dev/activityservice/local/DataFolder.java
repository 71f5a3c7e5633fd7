package dev.activityservice.local;

import dev.activityservice.local.command.CommandException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The data folder of one stack, locked against other stacks. The operating system releases the lock when the process ends. */
record DataFolder(Path folder, FileChannel lock) implements AutoCloseable {

    /** Locks a folder, and creates it if it is missing. */
    static DataFolder lock(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() != null) {
                    return new DataFolder(folder, channel);
                }
            } catch (OverlappingFileLockException e) {
                // Another stack in this JVM has the lock.
            }
            channel.close();
        } catch (IOException e) {
            throw new CommandException(
                    "Cannot use the folder " + folder + ": " + e
                            + "; choose another folder with --data-dir, or use --in-memory",
                    e);
        }
        throw new CommandException(
                "Cannot use the folder " + folder
                        + ": another local stack uses it; stop that stack, choose another folder with --data-dir, or use --in-memory");
    }

    Path tables() {
        return folder.resolve("dynamodb").resolve("tables.db");
    }

    Path messages() {
        return folder.resolve("elasticmq");
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
