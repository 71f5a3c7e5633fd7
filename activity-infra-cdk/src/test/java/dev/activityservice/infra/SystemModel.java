package dev.activityservice.infra;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The system that a flavour deploys. Each section contains named parts. A part is a tree of maps, lists and texts with the names of
 * CloudFormation. The model contains all values of a flavour, so that a value that only one flavour has is a difference.
 */
record SystemModel(Map<Section, SortedMap<String, Object>> sections) {

    enum Section {
        BUS,
        RULES,
        QUEUES,
        REDRIVE,
        QUEUE_POLICIES,
        ROLES,
        TABLE,
        FUNCTIONS,
        ALIASES,
        MAPPING,
        ROUTES,
        API,
        PERMISSIONS,
        ALARMS,
        DASHBOARD,
        LOG_GROUPS,
        SSM_PARAMETERS,
        ARCHIVE,
        OUTPUTS,
        EXPORTS,
        TAGS,
        DELETION
    }

    static SystemModel empty() {
        Map<Section, SortedMap<String, Object>> sections = new EnumMap<>(Section.class);
        for (Section section : Section.values()) {
            sections.put(section, new TreeMap<>());
        }
        return new SystemModel(sections);
    }

    SortedMap<String, Object> section(Section section) {
        return Objects.requireNonNull(sections.get(section));
    }

    /** Removes the tags that only functions have from all tags of a function, and returns them. */
    static SortedMap<String, Object> unifiedTags(Map<String, String> tags) {
        SortedMap<String, Object> unified = new TreeMap<>(tags);
        unified.keySet().retainAll(List.of("service", "env", "version"));
        tags.keySet().removeAll(unified.keySet());
        return unified;
    }

    void add(Section section, String name, Object part) {
        if (section(section).putIfAbsent(name, part) != null) {
            throw new IllegalStateException("Two parts of " + section + " have the same name: " + name);
        }
    }

    /** Returns one line per difference: the path and both values. */
    List<String> differences(SystemModel other) {
        List<String> differences = new ArrayList<>();
        for (Section section : Section.values()) {
            compare(section.name(), section(section), other.section(section), differences);
        }
        return differences;
    }

    private static void compare(String place, @Nullable Object one, @Nullable Object two, List<String> differences) {
        if (one instanceof Map<?, ?> left && two instanceof Map<?, ?> right) {
            TreeSet<String> keys = new TreeSet<>();
            left.keySet().forEach(key -> keys.add((String) key));
            right.keySet().forEach(key -> keys.add((String) key));
            keys.forEach(key -> compare(place + "/" + key, left.get(key), right.get(key), differences));
        } else if (one instanceof List<?> left && two instanceof List<?> right && left.size() == right.size()) {
            for (int i = 0; i < left.size(); i++) {
                compare(place + "/" + i, left.get(i), right.get(i), differences);
            }
        } else if (!Objects.equals(one, two)) {
            differences.add(place + ": " + one + " / " + two);
        }
    }
}
