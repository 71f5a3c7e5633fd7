package dev.activityservice.infra;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Values at the bounds of a setting, and values outside of them. */
final class SettingBounds {

    private SettingBounds() {}

    /** Returns values, of which the form accepts some and refuses some. */
    static List<String> candidates(Setting setting) {
        Set<String> values = new LinkedHashSet<>();
        SettingForm form = setting.form();
        if (form instanceof SettingForm.WholeNumber number) {
            for (long value : List.of(number.min() - 1L, (long) number.min(), (long) number.max(), number.max() + 1L)) {
                if (value >= 0 && value <= Integer.MAX_VALUE) {
                    values.add(String.valueOf(value));
                }
            }
        } else if (form instanceof SettingForm.NumberChoice choice) {
            choice.values().forEach(value -> values.add(value.toString()));
            choice.values().forEach(value -> values.add(String.valueOf(value + 1)));
            values.add("0");
        } else if (form instanceof SettingForm.Choice choice) {
            for (String value : choice.values()) {
                values.addAll(List.of(value, value + "x", value.toLowerCase(java.util.Locale.ROOT), " " + value));
            }
        } else {
            for (Scenario scenario : Scenario.values()) {
                String value = scenario.settings().get(setting);
                if (!value.isEmpty()) {
                    values.add(value);
                    values.addAll(mutations(value));
                }
            }
        }
        return List.copyOf(values);
    }

    private static List<String> mutations(String value) {
        List<String> mutations = new ArrayList<>();
        for (String part : List.of("\u00a7", " ", "A", "0", "-", ".", "/", ":", "\"", "'")) {
            mutations.add(part + value);
            mutations.add(value + part);
        }
        mutations.add(value.substring(1));
        mutations.add(value.substring(0, value.length() - 1));
        mutations.add(value.substring(value.length() / 2));
        mutations.add(value.toUpperCase(java.util.Locale.ROOT));
        mutations.add("x".repeat(2000));
        mutations.removeIf(String::isEmpty);
        return mutations;
    }
}
