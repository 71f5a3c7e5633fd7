package dev.activityservice.lab.benchmarks.peer;

import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.TraceContext;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The bytes of an item that DynamoDB charges for, computed without the code of the store: from an item, and from an activity by
 * {@code docs/dynamodb.md}. See
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html.
 */
public final class ItemBytes {

    /** {@code pk}, {@code sk} with 23 digits and 22 characters, {@code f} with one character. */
    private static final int FIXED = 2 + (2 + 23 + 22) + (1 + 1);

    private static final int TRACE_FIXED = 16 + 8 + 1;

    private ItemBytes() {}

    public static int of(Map<String, AttributeValue> item) {
        return item.entrySet().stream()
                .mapToInt(each -> utf8(each.getKey()) + of(each.getValue()))
                .sum();
    }

    public static int of(Activity activity) {
        int bytes = FIXED
                + utf8(activity.entity().type())
                + 1
                + utf8(activity.entity().id());
        String tenant = activity.tenant();
        bytes += tenant == null ? 0 : 2 + utf8(tenant);
        String sequence = activity.position().sequence();
        // Digits follow a character and two digits. Another text is between two characters.
        bytes += sequence == null ? 0 : utf8(sequence) + (sequence.matches("[0-9]+") ? 3 : 2);
        bytes += attribute(activity.type())
                + attribute(activity.identity().source())
                + attribute(activity.identity().id());
        bytes += attribute(activity.summary())
                + attribute(activity.correlationId())
                + attribute(activity.causationId())
                + attribute(activity.sequence());
        if (activity.timeSource() != TimeSource.EVENT) {
            bytes += attribute(activity.timeSource().name());
        }
        Actor actor = activity.actor();
        if (actor != null) {
            bytes += attribute(actor.id()) + attribute(actor.type());
        }
        Map<String, String> attributes = activity.attributes().asMap();
        if (!attributes.isEmpty()) {
            // Braces, and for each member two quotes, a colon and a comma, except for the last comma.
            bytes += 1 + 2 - 1;
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                bytes += utf8(attribute.getKey()) + utf8(attribute.getValue()) + 4;
            }
        }
        TraceContext trace = activity.trace();
        if (trace != null) {
            bytes += 1 + TRACE_FIXED + utf8(trace.traceState());
        }
        if (activity.retention() != null) {
            // Ten digits until the year 2286.
            bytes += 1 + 1 + 5;
        }
        return bytes;
    }

    private static int attribute(@Nullable String value) {
        return value == null ? 0 : 1 + utf8(value);
    }

    private static int of(AttributeValue value) {
        if (value.s() != null) {
            return utf8(value.s());
        }
        if (value.b() != null) {
            return value.b().asByteArray().length;
        }
        if (value.n() != null) {
            BigDecimal number = new BigDecimal(value.n()).stripTrailingZeros();
            return 1 + (number.precision() + 1) / 2 + (number.signum() < 0 ? 1 : 0);
        }
        throw new IllegalArgumentException("The type of an attribute must be S, B or N, not " + value.type());
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
