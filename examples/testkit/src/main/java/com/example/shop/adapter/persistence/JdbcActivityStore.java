package com.example.shop.adapter.persistence;

import dev.activityservice.model.Activity;
import dev.activityservice.model.ActivityAttributes;
import dev.activityservice.model.Actor;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Position;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.TraceContext;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.query.ActivityQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Stores activities in two tables of an H2 database. {@code activity} has one row for each activity. {@code pin} has the first time of
 * each event whose time comes from an envelope. Thread-safe.
 */
public final class JdbcActivityStore implements ActivityStore {

    /** Limits the memory of one slice. The service reads further slices until a page is full. */
    private static final int MAX_SLICE_ROWS = 200;

    private static final String DUPLICATE_KEY = "23505";

    private static final String CREATE_TABLES = """
            create table if not exists pin (
              source varchar, id varchar, epoch_second bigint not null, nano int not null, primary key (source, id));
            create table if not exists activity (
              entity_type varchar, entity_id varchar, epoch_second bigint, nano int, tie_breaker varchar,
              source varchar not null, id varchar not null, type varchar not null, time_source varchar not null,
              actor_id varchar, actor_type varchar, correlation_id varchar, causation_id varchar, sequence varchar,
              attributes varchar array, summary varchar, trace_id varchar, span_id varchar, trace_flags int,
              trace_state varchar, retention_seconds bigint,
              primary key (entity_type, entity_id, epoch_second, nano, tie_breaker));
            """;

    private final DataSource database;

    /** Creates the tables if they do not exist. */
    public JdbcActivityStore(DataSource database) {
        this.database = database;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(CREATE_TABLES);
        } catch (SQLException e) {
            throw new StoreUnavailableException(RetryReason.UNAVAILABLE, "Cannot create the tables", e);
        }
    }

    @Override
    public Rejection check(Activity activity) {
        return null; // The columns have no limit.
    }

    @Override
    public List<Written> append(List<Activity> activities, Deadline deadline) {
        if (deadline.isOver()) {
            return Collections.nCopies(activities.size(), Written.retryable(RetryReason.DEADLINE));
        }
        try (Connection connection = database.getConnection()) {
            Map<EventIdentity, Instant> pins = pin(connection, activities);
            connection.setAutoCommit(false);
            try (PreparedStatement write = connection.prepareStatement(
                    "merge into activity values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                for (Activity activity : activities) {
                    Instant pinned = activity.timeSource().isEnvelope() ? pins.get(activity.identity()) : null;
                    set(write, values(pinned == null ? activity : activity.at(pinned)));
                    write.addBatch();
                }
                write.setQueryTimeout(seconds(deadline));
                write.executeBatch();
            }
            connection.commit();
            return Collections.nCopies(activities.size(), Written.stored());
        } catch (SQLException e) {
            // Closing the connection has rolled the transaction back. All or nothing is stored.
            return Collections.nCopies(activities.size(), Written.retryable(RetryReason.UNAVAILABLE));
        }
    }

    @Override
    public Slice read(SliceRequest request, Deadline deadline) {
        if (deadline.isOver()) {
            throw new StoreUnavailableException(RetryReason.DEADLINE, "Cannot read: the deadline has passed", null);
        }
        ActivityQuery query = request.query();
        boolean newestFirst = query.order() == ActivityQuery.Order.NEWEST_FIRST;
        StringBuilder sql = new StringBuilder("select * from activity where entity_type = ? and entity_id = ?");
        List<Object> values =
                new ArrayList<>(List.of(query.entity().type(), query.entity().id()));
        if (query.from() != null) {
            sql.append(" and (epoch_second, nano) >= (?, ?)");
            values.addAll(List.of(query.from().getEpochSecond(), query.from().getNano()));
        }
        if (query.until() != null) {
            sql.append(" and (epoch_second, nano) < (?, ?)");
            values.addAll(List.of(query.until().getEpochSecond(), query.until().getNano()));
        }
        if (request.after() != null) {
            Position after = request.after();
            sql.append(" and (epoch_second, nano, tie_breaker) ")
                    .append(newestFirst ? "<" : ">")
                    .append(" (?, ?, ?)");
            values.addAll(List.of(after.time().getEpochSecond(), after.time().getNano(), after.tieBreaker()));
        }
        String direction = newestFirst ? " desc" : "";
        sql.append(" order by epoch_second" + direction + ", nano" + direction + ", tie_breaker" + direction);
        int rows = Math.min(request.maxExamined(), MAX_SLICE_ROWS);
        sql.append(" limit ").append(rows + 1); // One more row shows whether the timeline continues.

        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql.toString())) {
            set(select, values.toArray());
            select.setQueryTimeout(seconds(deadline));
            try (ResultSet row = select.executeQuery()) {
                List<Activity> items = new ArrayList<>();
                Position last = null;
                int examined = 0;
                while (row.next()) {
                    if (examined == rows) {
                        return new Slice(items, examined, 0, last);
                    }
                    Activity activity = activity(row);
                    examined++;
                    last = activity.position();
                    if (matches(query.types(), activity)) {
                        items.add(activity);
                    }
                }
                return new Slice(items, examined, 0, null);
            }
        } catch (SQLException e) {
            throw new StoreUnavailableException(RetryReason.UNAVAILABLE, "Cannot read activities", e);
        }
    }

    /** Returns the first time of each event whose time comes from an envelope. Events that are new have their earliest time. */
    private static Map<EventIdentity, Instant> pin(Connection connection, List<Activity> activities)
            throws SQLException {
        Map<EventIdentity, Instant> times = new LinkedHashMap<>();
        for (Activity activity : activities) {
            if (activity.timeSource().isEnvelope()) {
                times.merge(activity.identity(), activity.time(), (a, b) -> a.isBefore(b) ? a : b);
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into pin values (?, ?, ?, ?)");
                PreparedStatement select =
                        connection.prepareStatement("select epoch_second, nano from pin where source = ? and id = ?")) {
            for (Map.Entry<EventIdentity, Instant> event : times.entrySet()) {
                EventIdentity identity = event.getKey();
                Instant time = event.getValue();
                try {
                    set(insert, identity.source(), identity.id(), time.getEpochSecond(), time.getNano());
                    insert.executeUpdate();
                } catch (SQLException e) {
                    if (!DUPLICATE_KEY.equals(e.getSQLState())) {
                        throw e;
                    }
                    set(select, identity.source(), identity.id());
                    try (ResultSet row = select.executeQuery()) {
                        row.next();
                        event.setValue(Instant.ofEpochSecond(row.getLong(1), row.getInt(2)));
                    }
                }
            }
        }
        return times;
    }

    /** Returns the values in the order of the columns. */
    private static Object[] values(Activity activity) {
        Actor actor = activity.actor();
        TraceContext trace = activity.trace();
        Duration retention = activity.retention();
        List<String> attributes = new ArrayList<>();
        activity.attributes().asMap().forEach((name, json) -> attributes.addAll(List.of(name, json)));
        return new Object[] {
            activity.entity().type(),
            activity.entity().id(),
            activity.time().getEpochSecond(),
            activity.time().getNano(),
            activity.position().tieBreaker(),
            activity.identity().source(),
            activity.identity().id(),
            activity.type(),
            activity.timeSource().name(),
            actor == null ? null : actor.id(),
            actor == null ? null : actor.type(),
            activity.correlationId(),
            activity.causationId(),
            activity.sequence(),
            attributes.toArray(String[]::new),
            activity.summary(),
            trace == null ? null : trace.traceId(),
            trace == null ? null : trace.spanId(),
            trace == null ? null : trace.flags(),
            trace == null ? null : trace.traceState(),
            retention == null ? null : retention.toSeconds()
        };
    }

    private static Activity activity(ResultSet row) throws SQLException {
        Object[] attributes = (Object[]) row.getArray("attributes").getArray();
        Map<String, String> jsonByName = new LinkedHashMap<>();
        for (int i = 0; i < attributes.length; i += 2) {
            jsonByName.put((String) attributes[i], (String) attributes[i + 1]);
        }
        String actorId = row.getString("actor_id");
        String traceId = row.getString("trace_id");
        Long retention = row.getObject("retention_seconds", Long.class);
        return Activity.builder(
                        EntityRef.of(row.getString("entity_type"), row.getString("entity_id")),
                        EventIdentity.of(row.getString("source"), row.getString("id")),
                        row.getString("type"),
                        Instant.ofEpochSecond(row.getLong("epoch_second"), row.getInt("nano")))
                .timeSource(TimeSource.valueOf(row.getString("time_source")))
                .actor(actorId == null ? null : Actor.of(actorId, row.getString("actor_type")))
                .correlationId(row.getString("correlation_id"))
                .causationId(row.getString("causation_id"))
                .sequence(row.getString("sequence"))
                .attributes(ActivityAttributes.of(jsonByName))
                .summary(row.getString("summary"))
                .trace(
                        traceId == null
                                ? null
                                : TraceContext.of(
                                        traceId,
                                        row.getString("span_id"),
                                        row.getInt("trace_flags"),
                                        row.getString("trace_state")))
                .retention(retention == null ? null : Duration.ofSeconds(retention))
                .build();
    }

    private static boolean matches(List<EventTypePattern> types, Activity activity) {
        return types.isEmpty() || types.stream().anyMatch(type -> type.matches(activity.type()));
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    /** Returns the remaining time for JDBC, which counts in seconds. Zero would mean no limit. */
    private static int seconds(Deadline deadline) {
        return (int) Math.max(1, deadline.remaining().toSeconds());
    }
}
