package dev.activityservice.aws.telemetry;

import dev.activityservice.telemetry.CoreTelemetryNames;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import io.opentelemetry.semconv.incubating.CloudeventsIncubatingAttributes;
import io.opentelemetry.semconv.incubating.FaasIncubatingAttributes;
import io.opentelemetry.semconv.incubating.MessagingIncubatingAttributes;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The allowed attributes: those of the conventions that are not deprecated, and our own. */
public final class Conventions {

    private static final List<Class<?>> SOURCES = List.of(
            MessagingIncubatingAttributes.class,
            CloudeventsIncubatingAttributes.class,
            FaasIncubatingAttributes.class,
            DbAttributes.class,
            ErrorAttributes.class,
            HttpAttributes.class,
            ServerAttributes.class,
            UrlAttributes.class);
    private static final List<Class<?>> OURS = List.of(CoreTelemetryNames.class, AwsTelemetryNames.class);

    private Conventions() {}

    /** Returns one message for each attribute that is unknown or has another type. */
    public static List<String> faults(Attributes attributes) {
        Map<String, AttributeKey<?>> known = keys(SOURCES);
        ownKeys().forEach((name, key) -> {
            if (name.startsWith("activity.") || key.equals(AwsTelemetryNames.OPERATION_NAME)) {
                known.put(name, key);
            }
        });
        List<String> faults = new ArrayList<>();
        attributes.forEach((key, value) -> {
            if (isEntity(key)) {
                return;
            }
            AttributeKey<?> expected = known.get(key.getKey());
            if (expected == null) {
                faults.add(key.getKey() + " must be a current convention or ours");
            } else if (expected.getType() != key.getType()) {
                faults.add(key.getKey() + " must be a " + expected.getType() + ", not a " + key.getType());
            }
        });
        return faults;
    }

    /** Returns whether the attribute has ids of entities. Its name ends with an entity type. */
    static boolean isEntity(AttributeKey<?> key) {
        return key.getKey().startsWith(AwsTelemetryNames.ENTITY_PREFIX)
                && (key.getType() == AttributeType.STRING || key.getType() == AttributeType.STRING_ARRAY);
    }

    /** Returns the keys of the conventions by name. */
    static Map<String, AttributeKey<?>> keys() {
        return keys(SOURCES);
    }

    /** Returns the keys in our classes of constants by name. */
    static Map<String, AttributeKey<?>> ownKeys() {
        return keys(OURS);
    }

    /** Returns the names of metrics in our classes of constants. */
    static Set<String> ownMetrics() {
        Set<String> names = new TreeSet<>();
        for (Class<?> type : OURS) {
            for (Field field : type.getFields()) {
                if (field.getType() == String.class && value(field) instanceof String text && isMetric(text)) {
                    names.add(text);
                }
            }
        }
        return names;
    }

    private static boolean isMetric(String text) {
        return (text.startsWith("activity.") && !text.equals(AwsTelemetryNames.ENTITY_PREFIX))
                || text.startsWith("messaging.");
    }

    private static Map<String, AttributeKey<?>> keys(List<Class<?>> types) {
        Map<String, AttributeKey<?>> keys = new HashMap<>();
        for (Class<?> type : types) {
            for (Field field : type.getFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        && !field.isAnnotationPresent(Deprecated.class)
                        && value(field) instanceof AttributeKey<?> key) {
                    keys.put(key.getKey(), key);
                }
            }
        }
        return keys;
    }

    private static @Nullable Object value(Field field) {
        try {
            return field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
