package dev.activityservice.infra;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.TokenFilter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Functions for trees of maps, lists and scalars, which JSON and YAML files contain. */
final class Trees {

    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Trees() {}

    static Object parse(String json) {
        try {
            return JSON.readValue(json, Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Invalid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Parses a large text without the values of a field, wherever it occurs. */
    static Object parseWithout(String field, String json) {
        TokenFilter filter = new TokenFilter() {
            @Override
            public @Nullable TokenFilter includeProperty(String name) {
                return name.equals(field) ? null : this;
            }
        };
        try (JsonParser parser = JSON.createParser(json)) {
            return JSON.readValue(
                    new FilteringParserDelegate(parser, filter, TokenFilter.Inclusion.INCLUDE_ALL_AND_PATH, true),
                    Object.class);
        } catch (IOException e) {
            throw new IllegalArgumentException("Invalid JSON: " + e.getMessage(), e);
        }
    }

    static String json(Object tree) {
        try {
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot write JSON: " + e.getOriginalMessage(), e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@Nullable Object tree) {
        if (tree instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IllegalArgumentException("The value must be a map, not " + tree);
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(@Nullable Object tree) {
        if (tree instanceof List<?> list) {
            return (List<Object>) list;
        }
        throw new IllegalArgumentException("The value must be a list, not " + tree);
    }

    static String text(@Nullable Object tree) {
        if (tree instanceof Map<?, ?> || tree instanceof Collection<?> || tree == null) {
            throw new IllegalArgumentException("The value must be a scalar, not " + tree);
        }
        return scalar(tree);
    }

    /** Returns one value or a list of values as a sorted list. For lists whose order has no meaning. */
    static List<Object> sorted(@Nullable Object oneOrMany) {
        List<Object> items = oneOrMany instanceof List<?> list
                ? new ArrayList<>(list)
                : new ArrayList<>(List.of(Objects.requireNonNull(oneOrMany)));
        items.sort(Comparator.comparing(Object::toString));
        return items;
    }

    /** Returns a copy with sorted maps, without nulls, and with texts as scalars. 30, 30.0 and "30" become equal. */
    static Object normalised(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            TreeMap<String, Object> copy = new TreeMap<>();
            map.forEach((key, value) -> {
                if (value != null) {
                    copy.put(String.valueOf(key), normalised(value));
                }
            });
            return copy;
        }
        if (tree instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(item -> copy.add(normalised(item)));
            return copy;
        }
        return scalar(tree);
    }

    /** Returns a deep, mutable copy. */
    static Object copy(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(String.valueOf(key), copyOrNull(value)));
            return copy;
        }
        if (tree instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(item -> copy.add(copyOrNull(item)));
            return copy;
        }
        return tree;
    }

    @SuppressWarnings("NullAway") // JSON allows nulls in maps and lists
    private static Object copyOrNull(@Nullable Object tree) {
        return tree == null ? null : copy(tree);
    }

    /** Returns the statements of a policy in a normal form: sorted lists instead of single values. */
    static List<Object> statements(Object policy) {
        List<Object> statements = new ArrayList<>();
        for (Object item : list(map(policy).get("Statement"))) {
            Map<String, Object> statement = new TreeMap<>();
            map(item)
                    .forEach((key, value) -> statement.put(
                            key,
                            switch (key) {
                                case "Action", "Resource" -> sorted(value);
                                case "Principal", "Condition" -> listed(value);
                                case "Sid", "Effect" -> text(value);
                                default -> throw new IllegalArgumentException("Unknown part of a statement: " + key);
                            }));
            statements.add(statement);
        }
        for (String key : map(policy).keySet()) {
            if (!List.of("Statement", "Version").contains(key)) {
                throw new IllegalArgumentException("Unknown part of a policy: " + key);
            }
        }
        if (!"2012-10-17".equals(map(policy).get("Version"))) {
            throw new IllegalArgumentException(
                    "Unknown version of a policy: " + map(policy).get("Version"));
        }
        statements.sort(Comparator.comparing(Object::toString));
        return statements;
    }

    private static Object listed(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> copy = new TreeMap<>();
            map.forEach((key, value) -> copy.put((String) key, listed(Objects.requireNonNull(value))));
            return copy;
        }
        return sorted(tree);
    }

    private static String scalar(Object value) {
        if (value instanceof Number) {
            BigDecimal number = new BigDecimal(value.toString()).stripTrailingZeros();
            return number.toPlainString();
        }
        return value.toString();
    }
}
