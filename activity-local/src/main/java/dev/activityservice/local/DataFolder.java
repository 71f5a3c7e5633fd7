package dev.activityservice.local;

import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.command.TerminalText;
import dev.activityservice.local.queue.ElasticMqServer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

/** The data folder of one stack, locked against other stacks. The operating system releases the lock when the process ends. */
record DataFolder(Path folder, FileChannel lock) implements AutoCloseable {

    /** Rights of the owner only: the data are events, which may be personal. */
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    private static final String LOCK = "lock";

    /**
     * Locks a folder, creates it if it is missing, and makes it private to its user where the file system has such rights.
     *
     * @throws CommandException if the folder cannot be used: another stack uses it, its path is not suitable for the database, or it is
     *     open to other users and has other content, so that its rights are not changed
     */
    static DataFolder lock(Path folder) {
        ElasticMqServer.requireUsable(folder);
        try {
            createPrivate(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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

    private static void createPrivate(Path folder) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(folder);
            return;
        }
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
        if (!Files.getPosixFilePermissions(folder).equals(PRIVATE)) {
            if (!isOwn(folder)) {
                throw new CommandException("Cannot use the folder " + TerminalText.line(folder.toString())
                        + ": other users can open it, and it has content of other programs; choose a new folder with --data-dir,"
                        + " or make it private (chmod 700)");
            }
            Files.setPosixFilePermissions(folder, PRIVATE);
        }
    }

    /** Returns whether the folder is empty or was made by a stack. */
    private static boolean isOwn(Path folder) throws IOException {
        if (Files.exists(folder.resolve(LOCK))) {
            return true;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    Path tables() {
        return folder.resolve("dynamodb").resolve("tables.db");
    }

    /** The key pair that signs tokens. */
    Path key() {
        return folder.resolve("token-key.json");
    }

    Path messages() {
        return folder.resolve("elasticmq");
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
