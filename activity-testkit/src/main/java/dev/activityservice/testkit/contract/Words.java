package dev.activityservice.testkit.contract;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Position;
import dev.activityservice.port.driven.ActivityStore.Slice;
import dev.activityservice.query.ActivityQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Texts of values for messages: short, and without characters that are invisible. */
final class Words {

    private static final int MAX_ITEMS = 5;
    private static final int MAX_TEXT_CHARS = 160;

    private Words() {}

    static String of(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list(list);
        }
        if (value instanceof Activity activity) {
            return activity(activity);
        }
        if (value instanceof Slice slice) {
            return "a slice with " + list(slice.items()) + "\nexamined " + slice.examined() + ", skipped "
                    + slice.skipped() + ", resumeAfter " + position(slice.resumeAfter());
        }
        return text(String.valueOf(value));
    }

    static String entity(EntityRef entity) {
        return text(entity.type() + " " + entity.id());
    }

    /** Names an entity of a tenant. */
    static String place(@Nullable String tenant, EntityRef entity) {
        return entity(entity) + (tenant == null ? "" : " of tenant " + text(tenant));
    }

    static String position(@Nullable Position position) {
        if (position == null) {
            return "null";
        }
        String sequence = position.sequence();
        return position.time() + (sequence == null ? "" : ", sequence " + text(sequence)) + " " + position.tieBreaker();
    }

    static String activities(List<Activity> activities) {
        return activities.size() == 1 ? activity(activities.get(0)) : list(activities);
    }

    static String query(ActivityQuery query, @Nullable Position after, int maxExamined) {
        StringBuilder words = new StringBuilder("the timeline of ").append(place(query.tenant(), query.entity()));
        if (query.order() == ActivityQuery.Order.NEWEST_FIRST) {
            words.append(", newest first");
        }
        if (query.from() != null) {
            words.append(", from ").append(query.from());
        }
        if (query.until() != null) {
            words.append(", until ").append(query.until());
        }
        if (!query.types().isEmpty()) {
            words.append(", types ").append(query.types());
        }
        if (after != null) {
            words.append(", after ").append(position(after));
        }
        return words.append(", in slices of at most ")
                .append(maxExamined)
                .append(maxExamined == 1 ? " row" : " rows")
                .toString();
    }

    /** Returns where two values differ, or null if their texts show it. */
    static @Nullable String difference(Object expected, @Nullable Object actual) {
        if (expected instanceof List<?> first && actual instanceof List<?> second) {
            return listDifference(first, second);
        }
        if (expected instanceof Activity first && actual instanceof Activity second) {
            return activityDifference(first, second);
        }
        if (expected instanceof Slice first && actual instanceof Slice second) {
            return first.items().equals(second.items()) ? null : listDifference(first.items(), second.items());
        }
        return null;
    }

    private static String listDifference(List<?> expected, List<?> actual) {
        int index = 0;
        while (index < Math.min(expected.size(), actual.size())
                && Objects.equals(expected.get(index), actual.get(index))) {
            index++;
        }
        String place = "item " + (index + 1) + ": ";
        if (index == expected.size()) {
            return place + "expected the end, not " + of(actual.get(index));
        }
        if (index == actual.size()) {
            return place + "expected " + of(expected.get(index)) + ", not the end";
        }
        if (expected.get(index) instanceof Activity first
                && actual.get(index) instanceof Activity second
                && first.entity().equals(second.entity())
                && first.identity().equals(second.identity())) {
            return "item " + (index + 1) + activityDifference(first, second);
        }
        return place + "expected " + of(expected.get(index)) + ", not " + of(actual.get(index));
    }

    private static String activityDifference(Activity expected, Activity actual) {
        Map<String, @Nullable Object> first = parts(expected);
        Map<String, @Nullable Object> second = parts(actual);
        return Stream.concat(first.keySet().stream(), second.keySet().stream())
                .distinct()
                .filter(part -> !Objects.equals(first.get(part), second.get(part)))
                .map(part ->
                        "\n- " + part + ": expected " + quoted(first.get(part)) + ", not " + quoted(second.get(part)))
                .collect(Collectors.joining());
    }

    private static String quoted(@Nullable Object value) {
        return value == null ? "nothing" : value instanceof String ? "\"" + of(value) + "\"" : of(value);
    }

    private static Map<String, @Nullable Object> parts(Activity activity) {
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        parts.put("tenant", activity.tenant());
        parts.put("entity", activity.entity());
        parts.put("identity", activity.identity());
        parts.put("type", activity.type());
        parts.put("time", activity.time());
        parts.put("timeSource", activity.timeSource());
        parts.put("actor", activity.actor());
        parts.put("correlationId", activity.correlationId());
        parts.put("causationId", activity.causationId());
        parts.put("sequence", activity.sequence());
        activity.attributes().asMap().forEach((name, json) -> parts.put("attribute " + text(name), json));
        parts.put("summary", activity.summary());
        parts.put("trace", activity.trace());
        parts.put("retention", activity.retention());
        parts.put("readers", activity.readers());
        return parts;
    }

    private static String activity(Activity activity) {
        StringBuilder words = new StringBuilder()
                .append(place(activity.tenant(), activity.entity()))
                .append(" at ")
                .append(activity.time())
                .append(activity.sequence() == null ? "" : ", sequence " + text(activity.sequence()))
                .append(", event ")
                .append(text(activity.identity().id()))
                .append(" of ")
                .append(text(activity.identity().source()))
                .append(", ")
                .append(text(activity.type()));
        if (activity.timeSource().isEnvelope()) {
            words.append(", time from ").append(activity.timeSource());
        }
        if (!activity.readers().isEmpty()) {
            List<EntityRef> readers = activity.readers();
            words.append(", reader ").append(entity(readers.get(0)));
            if (readers.size() > 1) {
                words.append(" and ").append(readers.size() - 1).append(" more");
            }
        }
        if (activity.summary() != null) {
            words.append(", \"").append(text(activity.summary())).append('"');
        }
        return words.toString();
    }

    private static String list(List<?> list) {
        if (list.isEmpty()) {
            return "nothing (an empty list)";
        }
        List<String> lines = new ArrayList<>();
        boolean activities = list.get(0) instanceof Activity;
        lines.add(list.size()
                + (activities
                        ? list.size() == 1 ? " activity" : " activities"
                        : list.size() == 1 ? " item" : " items"));
        for (Object item : list.subList(0, Math.min(MAX_ITEMS, list.size()))) {
            lines.add("- " + of(item));
        }
        if (list.size() > MAX_ITEMS) {
            lines.add("- … " + (list.size() - MAX_ITEMS) + " more");
        }
        return String.join("\n", lines);
    }

    /** Escapes characters that are invisible or that combine with others, and truncates a long text. */
    private static String text(String text) {
        StringBuilder visible = new StringBuilder();
        text.codePoints().limit(MAX_TEXT_CHARS).forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.NON_SPACING_MARK,
                        Character.SURROGATE,
                        Character.UNASSIGNED,
                        Character.SPACE_SEPARATOR -> visible.append(c == ' ' ? " " : String.format("\\u%04x", c));
                default -> visible.appendCodePoint(c);
            }
        });
        return text.length() > MAX_TEXT_CHARS ? visible + "… (" + text.length() + " characters)" : visible.toString();
    }
}
