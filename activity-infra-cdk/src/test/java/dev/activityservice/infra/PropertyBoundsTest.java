package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The construct accepts what {@link Setting} accepts, and throws an exception that names the property for every other value. */
class PropertyBoundsTest {

    private static final Path JAR = Path.of("functions.jar");
    private static final String NOT_EXPRESSIBLE = "The type of the property has no such value";

    @Test
    void each_property_accepts_the_values_of_its_setting() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            String property = setting.property();
            if (property == null) {
                continue;
            }
            TreeSet<Boolean> seen = new TreeSet<>();
            Scenario scenario = TerraformBoundsTest.scenario(setting);
            ActivitySystemProps props = scenario.props(JAR);
            for (String value : SettingBounds.candidates(setting)) {
                Object typed = setting.form().accepts(value) || setting.form() instanceof SettingForm.TextList
                        ? setting.form().typed(value)
                        : value.matches("[0-9]+") ? (Object) Integer.valueOf(value) : value;
                boolean accepted = setting.form().accepts(value);
                if (accepted && !TerraformBoundsTest.isValid(scenario, setting, value)) {
                    // Another setting excludes this value.
                    continue;
                }
                String message = messageOf(props, property, typed);
                if (message.equals(NOT_EXPRESSIBLE)) {
                    continue;
                }
                seen.add(accepted);
                String refusal = property
                        + (setting.form() instanceof SettingForm.Text && value.length() > SettingForm.Text.MAX_CHARS
                                ? " must have at most "
                                : " must be ");
                if (accepted ? !message.isEmpty() : !message.contains(refusal)) {
                    wrong.add(setting + "=" + value + (accepted ? " must be accepted: " : " must be refused: ")
                            + message);
                }
            }
            if (isBounded(setting)) {
                assertThat(seen).describedAs("values of %s", setting).containsExactly(false, true);
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static boolean isBounded(Setting setting) {
        SettingForm form = setting.form();
        return form instanceof SettingForm.WholeNumber
                || form instanceof SettingForm.Text
                || setting == Setting.RECORD_TIMEOUT
                || setting == Setting.LOG_LEVEL
                || setting == Setting.METRICS;
    }

    /** Sets one property, which may be a part of an object. Returns the message of the refusal, or an empty text. */
    private static String messageOf(ActivitySystemProps props, String property, Object value)
            throws ReflectiveOperationException {
        int dot = property.indexOf('.');
        Object builder = ActivitySystemProps.builder("any", JAR).copyOf(props);
        try {
            if (dot < 0) {
                return set(builder, property, value) ? built(builder) : NOT_EXPRESSIBLE;
            }
            String object = property.substring(0, dot);
            Object part = Objects.requireNonNull(
                    ActivitySystemProps.class.getMethod(object).invoke(props), object);
            Map<String, Object> builders = new LinkedHashMap<>();
            builders.put("datadog", Datadog.builder("any", "any"));
            builders.put("openTelemetry", OpenTelemetry.builder(List.of()));
            builders.put("cognito", Cognito.builder(List.of()));
            builders.put("authorizer", LambdaAuthorizer.builder("any"));
            Object parts = Objects.requireNonNull(builders.get(object), object);
            for (Method copy : parts.getClass().getMethods()) {
                if (copy.getName().equals("copyOf")) {
                    copy.setAccessible(true);
                    copy.invoke(parts, part);
                }
            }
            if (!set(parts, property.substring(dot + 1), value)) {
                return NOT_EXPRESSIBLE;
            }
            Method build = parts.getClass().getMethod("build");
            return set(builder, object, build.invoke(parts)) ? built(builder) : NOT_EXPRESSIBLE;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidSettingsException invalid) {
                return String.valueOf(invalid.getMessage());
            }
            throw e;
        }
    }

    private static String built(Object builder) throws ReflectiveOperationException {
        builder.getClass().getMethod("build").invoke(builder);
        return "";
    }

    /** Returns whether the builder has a method for the property that accepts this type. */
    private static boolean set(Object builder, String property, @Nullable Object value)
            throws ReflectiveOperationException {
        for (Method method : builder.getClass().getMethods()) {
            if (method.getName().equals(property) && method.getParameterCount() == 1 && fits(method, value)) {
                method.setAccessible(true);
                method.invoke(builder, value);
                return true;
            }
        }
        return false;
    }

    private static boolean fits(Method method, @Nullable Object value) {
        Class<?> type = method.getParameterTypes()[0];
        return type.isInstance(value)
                || (type == int.class && value instanceof Integer)
                || (type == boolean.class && value instanceof Boolean);
    }
}
