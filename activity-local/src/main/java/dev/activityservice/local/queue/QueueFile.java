package dev.activityservice.local.queue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Where ElasticMQ's keeper has its messages: one file of H2, looked after before ElasticMQ opens it. */
final class QueueFile {

    private QueueFile() {}

    /**
     * For the keeper.
     *
     * @param folder of the file
     */
    static String uri(Path folder) {
        // Without WRITE_DELAY=0, H2 writes up to half a second later than it answers. Without MAX_COMPACT_TIME=0, it
        // would move what is in the file when it is closed; the next start writes it anew, which is safer.
        return "jdbc:h2:file:" + folder.toAbsolutePath().normalize().resolve("messages")
                + ";WRITE_DELAY=0;MAX_COMPACT_TIME=0";
    }

    /**
     * Makes of what a kill may have left a file that the keeper can go on with, and writes it anew: without what is dead in it,
     * under another name, until it is whole. Nobody else may have it open.
     *
     * @throws QueueServerException if it cannot be opened or written
     */
    static void prepare(Path folder) {
        try (Connection connection = DriverManager.getConnection(uri(folder), "", "")) {
            InterruptedMoves.finish(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SHUTDOWN COMPACT");
            }
        } catch (SQLException e) {
            throw new QueueServerException(
                    e.getMessage() + "; to start with empty queues, move " + folder + " out of the way", e);
        }
    }
}
