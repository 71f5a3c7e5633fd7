package dev.activityservice.local.queue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The H2 database file in which ElasticMQ keeps its messages. */
final class QueueFile {

    private QueueFile() {}

    /**
     * Returns the JDBC URI.
     *
     * @param folder of the file
     */
    static String uri(Path folder) {
        // WRITE_DELAY=0: H2 writes before it answers; by default, it writes up to half a second later.
        // MAX_COMPACT_TIME=0: H2 does not rearrange the file when it closes it. prepare does that, which is safer.
        return "jdbc:h2:file:" + folder.toAbsolutePath().normalize().resolve("messages")
                + ";WRITE_DELAY=0;MAX_COMPACT_TIME=0";
    }

    /**
     * Repairs and compacts the file, which a kill may have left inconsistent. H2 writes the compacted file under another name and
     * then replaces the old one. The file must not be open.
     *
     * @throws QueueServerException if the file cannot be opened or written
     */
    static void prepare(Path folder) {
        try (Connection connection = DriverManager.getConnection(uri(folder), "", "")) {
            InterruptedMoves.finish(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SHUTDOWN COMPACT");
            }
        } catch (SQLException e) {
            throw new QueueServerException(
                    e.getMessage() + "; to start with empty queues, move the folder " + folder + " away", e);
        }
    }
}
