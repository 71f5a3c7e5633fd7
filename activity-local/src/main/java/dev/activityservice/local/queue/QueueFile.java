package dev.activityservice.local.queue;

import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.command.TerminalText;
import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The H2 database file in which ElasticMQ keeps its messages. */
final class QueueFile {

    private static final String SOURCE_COLUMN = "dead_letter_source_queue_name";

    private QueueFile() {}

    /**
     * Throws {@link CommandException} if the path contains a semicolon, after which H2 reads options, or a backslash that is not a
     * separator, which H2 reads as one.
     */
    static void requireUsable(Path folder) {
        String path = folder.toAbsolutePath().normalize().toString();
        boolean isOption = path.indexOf(';') >= 0;
        if (isOption || (path.indexOf('\\') >= 0 && File.separatorChar != '\\')) {
            throw new CommandException("Cannot use the folder " + TerminalText.line(path)
                    + (isOption
                            ? ": the database of the queues reads what follows the character \";\" as options"
                            : ": the database of the queues reads the character \"\\\" as \"/\"")
                    + "; choose a folder without this character in its path with --data-dir, or use --in-memory");
        }
    }

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
     * @throws CommandException if the file cannot be opened or written
     */
    static void prepare(Path folder) {
        try (Connection connection = DriverManager.getConnection(uri(folder), "", "")) {
            finishMoves(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SHUTDOWN COMPACT");
            }
        } catch (SQLException e) {
            throw new CommandException(
                    e.getMessage() + "; to start with empty queues, move the folder " + folder + " away", e);
        }
    }

    /**
     * Completes moves to a dead-letter queue that a kill has interrupted: the message is in both queues, and stays only in the
     * dead-letter queue. ElasticMQ would move it again, and its database would reject the second row.
     */
    private static void finishMoves(Connection connection) throws SQLException {
        List<String> tables = tables(connection);
        for (String deadLetters : tables) {
            for (String source : sources(connection, deadLetters)) {
                String queue = table(source);
                if (tables.contains(queue) && !queue.equals(deadLetters)) {
                    try (PreparedStatement delete = connection.prepareStatement(
                            "delete from " + queue + " where message_id in (select message_id from " + deadLetters
                                    + " where " + SOURCE_COLUMN + " = ?)")) {
                        delete.setString(1, source);
                        delete.executeUpdate();
                    }
                }
            }
        }
    }

    private static List<String> sources(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select distinct " + SOURCE_COLUMN + " from " + table
                        + " where " + SOURCE_COLUMN + " is not null")) {
            return strings(rows, SOURCE_COLUMN);
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        try (ResultSet rows = connection.getMetaData().getTables(null, "PUBLIC", "MESSAGE_%", null)) {
            return strings(rows, "TABLE_NAME");
        }
    }

    /** Returns the table name that ElasticMQ 1.7 uses, in upper case as in H2. */
    static String table(String queue) {
        return ("message_" + queue.replace('.', '_').replace('-', '_') + "_" + Integer.toHexString(queue.hashCode()))
                .toUpperCase(Locale.ROOT);
    }

    private static List<String> strings(ResultSet rows, String column) throws SQLException {
        List<String> strings = new ArrayList<>();
        while (rows.next()) {
            strings.add(rows.getString(column));
        }
        return strings;
    }
}
