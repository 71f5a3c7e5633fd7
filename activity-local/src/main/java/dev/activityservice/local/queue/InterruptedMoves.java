package dev.activityservice.local.queue;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Repairs moves to a dead-letter queue that a kill has interrupted: the message is in both queues. ElasticMQ would move it again, and
 * its database would reject the second row.
 */
final class InterruptedMoves {

    private static final String SOURCE_COLUMN = "dead_letter_source_queue_name";

    private InterruptedMoves() {}

    /** Completes all interrupted moves: each message stays only in the dead-letter queue. */
    static void finish(Connection connection) throws SQLException {
        List<String> tables = tables(connection);
        for (String deadLetters : tables) {
            for (String source : sources(connection, deadLetters)) {
                String queue = table(source);
                if (tables.contains(queue) && !queue.equals(deadLetters)) {
                    finish(connection, queue, deadLetters, source);
                }
            }
        }
    }

    private static void finish(Connection connection, String queue, String deadLetters, String source)
            throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from " + queue + " where message_id in (select message_id from "
                        + deadLetters + " where " + SOURCE_COLUMN + " = ?)")) {
            delete.setString(1, source);
            delete.executeUpdate();
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
        DatabaseMetaData metaData = connection.getMetaData();
        try (ResultSet rows = metaData.getTables(null, "PUBLIC", "MESSAGE_%", null)) {
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
