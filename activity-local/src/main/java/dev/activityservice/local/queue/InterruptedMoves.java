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
 * Messages that are in a dead-letter queue and still in the queue that they came from, because the process was killed on the way.
 * ElasticMQ would move such a message once more, and its database would refuse it.
 */
final class InterruptedMoves {

    private static final String SOURCE = "dead_letter_source_queue_name";

    private InterruptedMoves() {}

    /** Finishes each: the message stays in the dead-letter queue. */
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
        try (PreparedStatement delete = connection.prepareStatement("delete from " + queue
                + " where message_id in (select message_id from " + deadLetters + " where " + SOURCE + " = ?)")) {
            delete.setString(1, source);
            delete.executeUpdate();
        }
    }

    private static List<String> sources(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select distinct " + SOURCE + " from " + table + " where " + SOURCE + " is not null")) {
            return strings(rows, SOURCE);
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        DatabaseMetaData metaData = connection.getMetaData();
        try (ResultSet rows = metaData.getTables(null, "PUBLIC", "MESSAGE_%", null)) {
            return strings(rows, "TABLE_NAME");
        }
    }

    /** As ElasticMQ 1.7 names it; H2 makes it upper case. */
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
