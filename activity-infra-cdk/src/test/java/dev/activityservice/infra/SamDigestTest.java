package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A changed setting gives new versions of the functions and a new deployment of the API, by SAM's own transform. */
@Execution(ExecutionMode.CONCURRENT)
class SamDigestTest {

    /** The settings that are only the place of a deployment. */
    static final Set<Setting> PLACE =
            EnumSet.of(Setting.AWS_REGION, Setting.STACK_NAME, Setting.TF_STATE_BUCKET_NAME, Setting.TF_STATE_KEY);

    @Test
    void a_changed_setting_gives_new_ids_and_an_unchanged_one_gives_none() throws Exception {
        assertNewIds(List.of(
                Setting.FIND_MEMORY,
                Setting.RECORD_TIMEOUT,
                Setting.VERSION,
                Setting.API_ACCESS,
                Setting.API_RESOURCE_POLICY,
                Setting.ENVIRONMENT));
    }

    @Tag("thorough")
    @Test
    void each_changed_setting_gives_new_ids() throws Exception {
        List<Setting> settings = new ArrayList<>(List.of(Setting.values()));
        // SAM sets tags by its own means: they are in samconfig.toml.
        settings.removeIf(setting -> PLACE.contains(setting) || setting == Setting.TAGS);

        assertNewIds(settings);
    }

    @Tag("thorough")
    @Test
    void without_the_digest_no_parameter_gives_new_ids() throws Exception {
        SamTransform transform = SamTransform.create();
        for (Scenario scenario : Scenario.values()) {
            transform.add(scenario.name(), Flavours.samText(), scenario.sam());
        }

        Map<String, List<String>> ids = transform.ids();

        assertThat(ids).hasSize(Scenario.values().length);
        assertThat(Set.copyOf(ids.values())).hasSize(1);
    }

    private static void assertNewIds(List<Setting> settings) throws Exception {
        SamTransform transform = SamTransform.create();
        for (Setting setting : settings) {
            Change change = change(setting);
            add(transform, setting + " before", change.base);
            add(transform, setting + " again", change.base);
            add(transform, setting + " after", change.changed);
        }

        Map<String, List<String>> ids = transform.ids();

        for (Setting setting : settings) {
            List<String> before = ids.get(setting + " before");
            assertThat(before).describedAs("ids").hasSize(3);
            assertThat(ids.get(setting + " again"))
                    .describedAs("%s is unchanged", setting)
                    .isEqualTo(before);
            assertThat(ids.get(setting + " after"))
                    .describedAs("%s is changed", setting)
                    .hasSize(3)
                    .doesNotContainAnyElementsOf(before);
        }
    }

    private static void add(SamTransform transform, String name, Map<String, String> values) {
        DeploymentSettings settings = DeploymentSettings.read(null, values);
        transform.add(
                name,
                SamRendering.render(Flavours.samText(), Catalog.read(settings.catalog()), settings),
                settings.samParameters());
    }

    record Change(Map<String, String> base, Map<String, String> changed) {}

    /** Returns the settings of a scenario that sets the setting, and the same without it, or with the value of another scenario. */
    static Change change(Setting setting) {
        for (Scenario scenario : Scenario.values()) {
            Map<String, String> base = scenario.given();
            if (!base.containsKey(setting.name()) || base.get(setting.name()).equals(setting.defaultValue())) {
                continue;
            }
            for (@Nullable String value : others(setting)) {
                Map<String, String> changed = new HashMap<>(base);
                changed.remove(setting.name());
                if (value != null) {
                    changed.put(setting.name(), value);
                }
                if (isValid(changed) && !changed.equals(base)) {
                    return new Change(base, changed);
                }
            }
        }
        throw new AssertionError("A scenario must set " + setting + " to another value than its default");
    }

    private static List<@Nullable String> others(Setting setting) {
        List<@Nullable String> values = new ArrayList<>();
        values.add(null);
        for (Scenario scenario : Scenario.values()) {
            values.add(scenario.given().get(setting.name()));
        }
        return values;
    }

    private static boolean isValid(Map<String, String> values) {
        try {
            DeploymentSettings.read(null, values);
            return true;
        } catch (InvalidSettingsException e) {
            return false;
        }
    }
}
