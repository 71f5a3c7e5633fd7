package com.example.shop.adapter.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import dev.activityservice.port.driven.Readers;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.query.ActivityQuery;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
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
 * Stores activities in three tables of an H2 database. {@code activity} has one row for each activity. {@code pin} has the first time
 * of each event whose time comes from an envelope, with its sequence. {@code reader} has the readers of entities. Thread-safe.
 */
public final class JdbcActivityStore implements ActivityStore, Readers {

    /** Limits the memory of one slice. The service reads further slices until a page is full. */
    private static final int MAX_SLICE_ROWS = 200;

    private static final String DUPLICATE_KEY = "23505";

    private static final String CREATE_TABLES = """
            create table if not exists pin (
              tenant varchar, source varchar, id varchar, epoch_second bigint not null, nano int not null, sequence varchar,
              primary key (tenant, source, id));
            create table if not exists reader (
              tenant varchar, entity_type varchar, entity_id varchar, reader_type varchar, reader_id varchar,
              primary key (tenant, entity_type, entity_id, reader_type, reader_id));
            create table if not exists activity (
              tenant varchar, entity_type varchar, entity_id varchar, place varbinary(256),
              epoch_second bigint not null, nano int not null,
              source varchar not null, id varchar not null, type varchar not null, time_source varchar not null,
              actor_id varchar, actor_type varchar, correlation_id varchar, causation_id varchar, sequence varchar,
              attributes varchar array, summary varchar, trace_id varchar, span_id varchar, trace_flags int,
              trace_state varchar, retention_seconds bigint,
              primary key (tenant, entity_type, entity_id, place));
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
            Map<PinKey, Position> pins = pin(connection, activities);
            connection.setAutoCommit(false);
            try (PreparedStatement write = connection.prepareStatement(
                            "merge into activity values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
                    PreparedStatement permit =
                            connection.prepareStatement("merge into reader values (?, ?, ?, ?, ?)")) {
                for (Activity activity : activities) {
                    Position pin = activity.timeSource().isEnvelope() ? pins.get(PinKey.of(activity)) : null;
                    set(write, values(pin == null ? activity : activity.at(pin.time(), pin.sequence())));
                    write.addBatch();
                    EntityRef entity = activity.entity();
                    for (EntityRef reader : activity.readers()) {
                        set(permit, text(activity.tenant()), entity.type(), entity.id(), reader.type(), reader.id());
                        permit.addBatch();
                    }
                }
                write.setQueryTimeout(seconds(deadline));
                write.executeBatch();
                permit.executeBatch();
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
        StringBuilder sql =
                new StringBuilder("select * from activity where tenant = ? and entity_type = ? and entity_id = ?");
        List<Object> values = new ArrayList<>(List.of(
                text(query.tenant()), query.entity().type(), query.entity().id()));
        if (query.from() != null) {
            sql.append(" and place >= ?");
            values.add(start(query.from()));
        }
        if (query.until() != null) {
            sql.append(" and place < ?");
            values.add(start(query.until()));
        }
        if (request.after() != null) {
            sql.append(" and place ").append(newestFirst ? "<" : ">").append(" ?");
            values.add(place(request.after()));
        }
        sql.append(" order by place").append(newestFirst ? " desc" : "");
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

    @Override
    public boolean isReader(String tenant, EntityRef reader, EntityRef entity, Deadline deadline) {
        if (deadline.isOver()) {
            throw new StoreUnavailableException(RetryReason.DEADLINE, "Cannot look up: the deadline has passed", null);
        }
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("select 1 from reader where tenant = ?"
                        + " and entity_type = ? and entity_id = ? and reader_type = ? and reader_id = ?")) {
            set(select, text(tenant), entity.type(), entity.id(), reader.type(), reader.id());
            select.setQueryTimeout(seconds(deadline));
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        } catch (SQLException e) {
            throw new StoreUnavailableException(RetryReason.UNAVAILABLE, "Cannot look up a reader", e);
        }
    }

    /** The event of a pin. */
    private record PinKey(String tenant, EventIdentity identity) {

        static PinKey of(Activity activity) {
            return new PinKey(text(activity.tenant()), activity.identity());
        }
    }

    /** Returns the first position of each event whose time comes from an envelope. Events that are new have their earliest one. */
    private static Map<PinKey, Position> pin(Connection connection, List<Activity> activities) throws SQLException {
        Map<PinKey, Position> pins = new LinkedHashMap<>();
        for (Activity activity : activities) {
            if (activity.timeSource().isEnvelope()) {
                pins.merge(PinKey.of(activity), activity.position(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into pin values (?, ?, ?, ?, ?, ?)");
                PreparedStatement select = connection.prepareStatement("select epoch_second, nano, sequence from pin"
                        + " where tenant = ? and source = ? and id = ?")) {
            for (Map.Entry<PinKey, Position> pin : pins.entrySet()) {
                String tenant = pin.getKey().tenant();
                EventIdentity identity = pin.getKey().identity();
                Instant time = pin.getValue().time();
                String sequence = pin.getValue().sequence();
                try {
                    set(
                            insert,
                            tenant,
                            identity.source(),
                            identity.id(),
                            time.getEpochSecond(),
                            time.getNano(),
                            sequence);
                    insert.executeUpdate();
                } catch (SQLException e) {
                    if (!DUPLICATE_KEY.equals(e.getSQLState())) {
                        throw e;
                    }
                    set(select, tenant, identity.source(), identity.id());
                    try (ResultSet row = select.executeQuery()) {
                        row.next();
                        Instant first = Instant.ofEpochSecond(row.getLong(1), row.getInt(2));
                        pin.setValue(Position.of(first, row.getString(3), identity));
                    }
                }
            }
        }
        return pins;
    }

    /** Returns bytes whose order is the order of positions. The database compares them without signs. */
    private static byte[] place(Position position) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(start(position.time()));
        String sequence = position.sequence();
        if (sequence == null) {
            out.write(0);
        } else if (Position.isDigits(sequence)) {
            out.write(1);
            out.write(sequence.length());
            out.writeBytes(sequence.getBytes(UTF_8));
        } else {
            out.write(2);
            out.writeBytes(sequence.getBytes(UTF_8));
            out.write(0); // A text has no control characters, so a text comes after its prefixes.
        }
        out.writeBytes(position.tieBreaker().getBytes(UTF_8));
        return out.toByteArray();
    }

    /** Returns the bytes with which all places of an instant begin. */
    private static byte[] start(Instant time) {
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(time.getEpochSecond() ^ Long.MIN_VALUE) // Times before 1970 come first.
                .putInt(time.getNano())
                .array();
    }

    /** A key column cannot be null. A tenant is never empty. */
    private static String text(String tenant) {
        return tenant == null ? "" : tenant;
    }

    /** Returns the values in the order of the columns. */
    private static Object[] values(Activity activity) {
        Actor actor = activity.actor();
        TraceContext trace = activity.trace();
        Duration retention = activity.retention();
        List<String> attributes = new ArrayList<>();
        activity.attributes().asMap().forEach((name, json) -> attributes.addAll(List.of(name, json)));
        return new Object[] {
            text(activity.tenant()),
            activity.entity().type(),
            activity.entity().id(),
            place(activity.position()),
            activity.time().getEpochSecond(),
            activity.time().getNano(),
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
                .tenant(row.getString("tenant").isEmpty() ? null : row.getString("tenant"))
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
