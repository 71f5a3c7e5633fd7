package dev.activityservice.testkit.arch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a program permits or forbids in addition to the layout. Each method returns a copy with more entries. Immutable and thread-safe.
 *
 * @param limits for each restricted pattern, the patterns that it may use
 * @param adapterUses for each adapter, the patterns that it may use in addition
 * @param internal patterns of packages that are not for users
 * @param coreMayUse patterns of libraries
 * @param coreMustNotUse patterns of libraries
 * @param ambientClasses names of classes
 */
record Exceptions(
        Map<String, List<String>> limits,
        Map<String, List<String>> adapterUses,
        List<String> internal,
        List<String> coreMayUse,
        List<String> coreMustNotUse,
        List<String> ambientClasses) {

    static final Exceptions NONE = new Exceptions(Map.of(), Map.of(), List.of(), List.of(), List.of(), List.of());

    Exceptions restrict(String pattern, List<String> others) {
        return new Exceptions(
                plus(limits, pattern, others), adapterUses, internal, coreMayUse, coreMustNotUse, ambientClasses);
    }

    Exceptions adapterMayUse(String adapter, List<String> others) {
        return new Exceptions(
                limits, plus(adapterUses, adapter, others), internal, coreMayUse, coreMustNotUse, ambientClasses);
    }

    Exceptions internal(List<String> packages) {
        return new Exceptions(
                limits, adapterUses, plus(internal, packages), coreMayUse, coreMustNotUse, ambientClasses);
    }

    Exceptions coreMayUse(List<String> packages) {
        return new Exceptions(
                limits, adapterUses, internal, plus(coreMayUse, packages), coreMustNotUse, ambientClasses);
    }

    Exceptions coreMustNotUse(List<String> packages) {
        return new Exceptions(
                limits, adapterUses, internal, coreMayUse, plus(coreMustNotUse, packages), ambientClasses);
    }

    Exceptions ambientAllowedIn(List<String> classNames) {
        return new Exceptions(
                limits, adapterUses, internal, coreMayUse, coreMustNotUse, plus(ambientClasses, classNames));
    }

    private static Map<String, List<String>> plus(Map<String, List<String>> map, String key, List<String> values) {
        Map<String, List<String>> all = new LinkedHashMap<>(map);
        all.merge(key, values, Exceptions::plus);
        return all;
    }

    private static List<String> plus(List<String> list, List<String> values) {
        return Stream.concat(list.stream(), values.stream()).toList();
    }
}
