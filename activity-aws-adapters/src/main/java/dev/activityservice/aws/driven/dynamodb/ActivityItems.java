package dev.activityservice.aws.driven.dynamodb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.activityservice.model.Activity;
import dev.activityservice.model.ActivityAttributes;
import dev.activityservice.model.Actor;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.Position;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.TraceContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Converts activities to items and back. Attribute names have one letter, because DynamoDB charges for them in each item.
 */
final class ActivityItems {

    static final String FORMAT = "f";
    static final String EVENT_TYPE = "e";

    private static final String SOURCE = "s";
    private static final String ID = "i";
    private static final String SUMMARY = "m";
    private static final String ATTRIBUTES = "d";
    private static final String ACTOR_ID = "a";
    private static final String ACTOR_TYPE = "b";
    private static final String CORRELATION_ID = "c";
    private static final String CAUSATION_ID = "k";
    private static final String SEQUENCE = "n";
    private static final String TIME_SOURCE = "o";
    private static final String TRACE = "w";

    private static final int TRACE_ID_BYTES = 16;
    private static final int SPAN_ID_BYTES = 8;
    private static final int TRACE_BYTES = TRACE_ID_BYTES + SPAN_ID_BYTES + 1;

    /** Bounds only the depth: the size of an item already bounds all lengths. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1000)
                    .maxNumberLength(ItemSize.MAX_ITEM_BYTES)
                    .maxStringLength(ItemSize.MAX_ITEM_BYTES)
                    .maxNameLength(ItemSize.MAX_ITEM_BYTES)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    private ActivityItems() {}

    /** The result of encoding an activity. */
    sealed interface Encoding {

        /**
         * @param key the {@linkplain #keyOf key} of the item
         * @param wireBytes an upper bound of the item's bytes in a request
         * @param edges the items of the activity's readers
         */
        record Item(
                Map<String, AttributeValue> attributes,
                String key,
                long wireBytes,
                @Nullable Duration retention,
                List<Item> edges)
                implements Encoding {

            /** Returns the item with another time and sequence: only the sort key, the sequence and the expiry differ. */
            Encoding at(ItemKeys.Moment moment) {
                Map<String, AttributeValue> item = new HashMap<>(attributes);
                String sort = ItemKeys.sortAt(moment, required(attributes, ActivityTable.SORT_KEY));
                put(item, ActivityTable.SORT_KEY, sort);
                if (!Objects.equals(Position.sequenceOf(text(attributes, SEQUENCE)), moment.sequence())) {
                    item.remove(SEQUENCE);
                    put(item, SEQUENCE, moment.sequence());
                }
                return putExpiry(item, moment.time(), retention) ? measure(item, retention, edges) : expiresTooLate();
            }
        }

        record Refused(Rejection rejection) implements Encoding {}
    }

    static Encoding encode(Activity activity) {
        Map<String, AttributeValue> item = new HashMap<>();
        put(item, ActivityTable.PARTITION_KEY, ItemKeys.partition(activity.tenant(), activity.entity()));
        put(item, ActivityTable.SORT_KEY, ItemKeys.sort(activity.position()));
        put(item, FORMAT, Integer.toString(ActivityTable.FORMAT));
        put(item, EVENT_TYPE, activity.type());
        put(item, SOURCE, activity.identity().source());
        put(item, ID, activity.identity().id());
        put(item, SUMMARY, activity.summary());
        put(item, CORRELATION_ID, activity.correlationId());
        put(item, CAUSATION_ID, activity.causationId());
        put(item, SEQUENCE, activity.sequence());
        Actor actor = activity.actor();
        if (actor != null) {
            put(item, ACTOR_ID, actor.id());
            put(item, ACTOR_TYPE, actor.type());
        }
        if (activity.timeSource() != TimeSource.EVENT) {
            put(item, TIME_SOURCE, activity.timeSource().name());
        }
        TraceContext trace = activity.trace();
        if (trace != null) {
            if (Utf16.hasLoneSurrogate(trace.traceState())) {
                return loneSurrogate("trace state");
            }
            item.put(TRACE, AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(encodeTrace(trace))));
        }
        if (!activity.attributes().isEmpty()) {
            for (Map.Entry<String, String> attribute :
                    activity.attributes().asMap().entrySet()) {
                if (!isOneJsonText(attribute.getValue())) {
                    return refused(
                            Rejection.Code.MALFORMED_JSON,
                            "The value of an attribute must be one well-formed JSON text");
                }
            }
            put(item, ATTRIBUTES, toJson(activity.attributes()));
        }
        if (!putExpiry(item, activity.time(), activity.retention())) {
            return expiresTooLate();
        }
        for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
            String text = attribute.getValue().s();
            if (text != null && Utf16.hasLoneSurrogate(text)) {
                return loneSurrogate("item attribute " + attribute.getKey());
            }
        }
        return measure(item, activity.retention(), edges(activity));
    }

    /** An edge has no content and no expiry, because both would depend on the order of redeliveries. */
    private static List<Encoding.Item> edges(Activity activity) {
        if (activity.readers().isEmpty()) {
            return List.of();
        }
        String partition = ItemKeys.edgePartition(activity.tenant(), activity.entity());
        return activity.readers().stream()
                .distinct()
                .map(reader -> {
                    Map<String, AttributeValue> edge = new HashMap<>();
                    put(edge, ActivityTable.PARTITION_KEY, partition);
                    put(edge, ActivityTable.SORT_KEY, ItemKeys.edgeSort(reader));
                    put(edge, FORMAT, Integer.toString(ActivityTable.FORMAT));
                    return new Encoding.Item(edge, keyOf(edge), ItemSize.wireBytes(edge), null, List.of());
                })
                .toList();
    }

    /** Returns both keys of an item in one text. The length of the sort key precedes it, so that different keys have different texts. */
    static String keyOf(Map<String, AttributeValue> item) {
        String sort = required(item, ActivityTable.SORT_KEY);
        return sort.length() + ":" + sort + required(item, ActivityTable.PARTITION_KEY);
    }

    /** Returns false if the expiry does not fit a number of seconds. */
    private static boolean putExpiry(Map<String, AttributeValue> item, Instant time, @Nullable Duration retention) {
        if (retention != null) {
            try {
                item.put(
                        ActivityTable.TIME_TO_LIVE,
                        AttributeValue.fromN(Long.toString(expirySeconds(time, retention))));
            } catch (ArithmeticException e) {
                return false;
            }
        }
        return true;
    }

    private static Encoding expiresTooLate() {
        return refused(
                Rejection.Code.TOO_LONG, "The retention is too long: the expiry must fit a 64-bit number of seconds");
    }

    private static Encoding measure(
            Map<String, AttributeValue> item, @Nullable Duration retention, List<Encoding.Item> edges) {
        int size = ItemSize.bytes(item);
        if (size > ItemSize.MAX_ITEM_BYTES) {
            return refused(
                    Rejection.Code.TOO_LARGE,
                    "The activity must have at most " + ItemSize.MAX_ITEM_BYTES + " bytes in the store, not " + size);
        }
        return new Encoding.Item(item, keyOf(item), ItemSize.wireBytes(item), retention, edges);
    }

    /** Returns null if the item is not an activity, or has a format that this version cannot read. */
    static @Nullable Activity decode(@Nullable String tenant, EntityRef entity, Map<String, AttributeValue> item) {
        try {
            Activity activity = read(tenant, entity, item);
            // Throws if the expiry does not fit an Instant. Readers of the timeline would fail instead.
            activity.expiresAt();
            return activity;
        } catch (CorruptItemException
                | IllegalArgumentException
                | ArithmeticException
                | DateTimeException
                | IOException e) {
            // An invalid value causes an InvalidValueException, which is an IllegalArgumentException.
            return null;
        }
    }

    private static Activity read(@Nullable String tenant, EntityRef entity, Map<String, AttributeValue> item)
            throws IOException {
        if (!isReadable(item.get(FORMAT))) {
            throw new CorruptItemException();
        }
        Position position = ItemKeys.parseSort(required(item, ActivityTable.SORT_KEY));
        EventIdentity identity = EventIdentity.of(required(item, SOURCE), required(item, ID));
        String sequence = text(item, SEQUENCE);
        if (position == null || !position.equals(Position.of(position.time(), sequence, identity))) {
            // A page token of such a row would not resume at this row.
            throw new CorruptItemException();
        }
        String actorId = text(item, ACTOR_ID);
        String timeSource = text(item, TIME_SOURCE);
        String attributes = text(item, ATTRIBUTES);
        AttributeValue trace = item.get(TRACE);
        AttributeValue expiry = item.get(ActivityTable.TIME_TO_LIVE);
        return Activity.builder(entity, identity, required(item, EVENT_TYPE), position.time())
                .tenant(tenant)
                .timeSource(timeSource == null ? TimeSource.EVENT : TimeSource.valueOf(timeSource))
                .actor(actorId == null ? null : Actor.of(actorId, text(item, ACTOR_TYPE)))
                .correlationId(text(item, CORRELATION_ID))
                .causationId(text(item, CAUSATION_ID))
                .sequence(sequence)
                .summary(text(item, SUMMARY))
                .attributes(attributes == null ? ActivityAttributes.none() : fromJson(attributes))
                .trace(trace == null ? null : decodeTrace(trace))
                .retention(expiry == null ? null : retention(position.time(), expiry))
                .build();
    }

    /** Returns whether this version can read items of a format. */
    static boolean isReadable(@Nullable AttributeValue format) {
        if (format == null || format.s() == null) {
            return false;
        }
        try {
            int version = Integer.parseInt(format.s());
            return version >= ActivityTable.OLDEST_READABLE_FORMAT && version <= ActivityTable.FORMAT;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Returns epoch seconds, rounded up, so that DynamoDB never deletes an item too early. */
    static long expirySeconds(Instant time, Duration retention) {
        return Math.addExact(ceilingSeconds(time), retention.toSeconds());
    }

    private static Duration retention(Instant time, AttributeValue expiry) {
        if (expiry.n() == null) {
            throw new CorruptItemException();
        }
        return Duration.ofSeconds(Long.parseLong(expiry.n()) - ceilingSeconds(time));
    }

    private static long ceilingSeconds(Instant time) {
        return time.getNano() == 0 ? time.getEpochSecond() : time.getEpochSecond() + 1;
    }

    private static byte[] encodeTrace(TraceContext trace) {
        byte[] state = trace.traceState().getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[TRACE_BYTES + state.length];
        HexFormat hex = HexFormat.of();
        System.arraycopy(hex.parseHex(trace.traceId()), 0, out, 0, TRACE_ID_BYTES);
        System.arraycopy(hex.parseHex(trace.spanId()), 0, out, TRACE_ID_BYTES, SPAN_ID_BYTES);
        out[TRACE_BYTES - 1] = (byte) trace.flags();
        System.arraycopy(state, 0, out, TRACE_BYTES, state.length);
        return out;
    }

    private static TraceContext decodeTrace(AttributeValue value) {
        if (value.b() == null) {
            throw new CorruptItemException();
        }
        byte[] bytes = value.b().asByteArrayUnsafe();
        if (bytes.length < TRACE_BYTES) {
            throw new CorruptItemException();
        }
        HexFormat hex = HexFormat.of();
        return TraceContext.of(
                hex.formatHex(bytes, 0, TRACE_ID_BYTES),
                hex.formatHex(bytes, TRACE_ID_BYTES, TRACE_BYTES - 1),
                bytes[TRACE_BYTES - 1] & 0xff,
                new String(bytes, TRACE_BYTES, bytes.length - TRACE_BYTES, StandardCharsets.UTF_8));
    }

    private static String toJson(ActivityAttributes attributes) {
        StringBuilder out = new StringBuilder();
        char separator = '{';
        for (Map.Entry<String, String> attribute : attributes.asMap().entrySet()) {
            out.append(separator).append('"');
            String name = attribute.getKey();
            for (int i = 0; i < name.length(); i++) {
                char c = name.charAt(i);
                // Control characters need no escape, because names cannot contain them.
                if (c == '"' || c == '\\') {
                    out.append('\\');
                }
                out.append(c);
            }
            out.append("\":").append(attribute.getValue());
            separator = ',';
        }
        return out.append('}').toString();
    }

    /** Returns each value as its exact JSON text, so that numbers keep every digit. */
    private static ActivityAttributes fromJson(String json) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new CorruptItemException();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                int begin = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                parser.finishToken();
                int end = (int) parser.currentLocation().getCharOffset();
                if (values.put(name, json.substring(begin, end)) != null) {
                    throw new CorruptItemException();
                }
            }
            if (parser.nextToken() != null) {
                throw new CorruptItemException();
            }
        }
        return ActivityAttributes.of(values);
    }

    private static boolean isOneJsonText(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static Encoding loneSurrogate(String field) {
        // UTF-8 cannot represent it: the SDK would store a question mark.
        return refused(Rejection.Code.INVALID_TEXT, "The " + field + " must not contain a lone surrogate");
    }

    private static Encoding refused(Rejection.Code code, String message) {
        return new Encoding.Refused(Rejection.of(code, "", message));
    }

    private static void put(Map<String, AttributeValue> item, String name, @Nullable String value) {
        if (value != null) {
            item.put(name, AttributeValue.fromS(value));
        }
    }

    private static String required(Map<String, AttributeValue> item, String name) {
        String text = text(item, name);
        if (text == null) {
            throw new CorruptItemException();
        }
        return text;
    }

    private static @Nullable String text(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        if (value == null) {
            return null;
        }
        if (value.s() == null) {
            throw new CorruptItemException();
        }
        return value.s();
    }

    /** Thrown for a row that another program or a later version has written. */
    private static final class CorruptItemException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        CorruptItemException() {
            super(null, null, false, false);
        }
    }
}
