package dev.activityservice.infra;

import dev.activityservice.text.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The rules for the values of all settings together. {@link ActivitySystemProps} and {@link DeploymentSettings} use them. */
final class SettingRules {

    private final Map<Setting, String> values;
    private final Function<Setting, String> name;
    private final List<String> faults = new ArrayList<>();

    private SettingRules(Map<Setting, String> values, Function<Setting, String> name) {
        this.values = values;
        this.name = name;
    }

    /**
     * Returns all faults. Each is a sentence without its full stop.
     *
     * @param values the values that are set; an empty text counts as not set
     * @param unknown the settings whose values are known only at the deployment. They count as set, and their forms are not checked
     * @param name the name of a setting in messages
     */
    static List<String> faults(Map<Setting, String> values, Set<Setting> unknown, Function<Setting, String> name) {
        SettingRules rules = new SettingRules(values, name);
        for (Setting setting : Setting.values()) {
            if (!unknown.contains(setting)) {
                rules.checkForm(setting);
            }
        }
        if (rules.faults.isEmpty()) {
            rules.checkCombinations();
        }
        return rules.faults;
    }

    private void checkForm(Setting setting) {
        String value = values.getOrDefault(setting, "");
        if (value.isEmpty() || setting.form().accepts(value)) {
            return;
        }
        if (setting.form() instanceof SettingForm.Text && value.length() > SettingForm.Text.MAX_CHARS) {
            faults.add(name.apply(setting) + " must have at most " + SettingForm.Text.MAX_CHARS + " characters, not "
                    + value.length());
            return;
        }
        String shown = setting.isSensitive()
                ? "; the value is not shown, because it may be a secret"
                : ", not " + Quoted.of(value);
        String hint = value.matches("([\"']).*\\1") ? ". A value has no quotes around it" : "";
        faults.add(name.apply(setting) + " must be " + setting.form().rule() + shown + hint);
    }

    private void checkCombinations() {
        int batchSize = Integer.parseInt(effective(Setting.BATCH_SIZE));
        check(
                batchSize <= 10 || !effective(Setting.BATCH_WINDOW).equals("0"),
                Setting.BATCH_SIZE,
                "must be from 1 to 10 without a batch window, not " + batchSize);
        check(
                !isIntegrated() || effective(Setting.ARCHIVE_DAYS).equals("0"),
                Setting.ARCHIVE_DAYS,
                "must be 0 with a shared bus, not " + effective(Setting.ARCHIVE_DAYS)
                        + ": archive the shared bus instead");
        check(
                !isSet(Setting.KMS_KEY_ARN) || effective(Setting.ARCHIVE_DAYS).equals("0"),
                Setting.ARCHIVE_DAYS,
                "must be 0 if " + name.apply(Setting.KMS_KEY_ARN) + " is set, not " + effective(Setting.ARCHIVE_DAYS)
                        + ": create an archive with the key yourself");
        check(
                !isSet(Setting.DD_API_KEY_SECRET_ARN) || isSet(Setting.DD_SITE),
                Setting.DD_SITE,
                "must be set if " + name.apply(Setting.DD_API_KEY_SECRET_ARN) + " is set, for example "
                        + name.apply(Setting.DD_SITE) + "=datadoghq.eu");
        check(
                !isSet(Setting.DD_API_KEY_SECRET_ARN) || !isSet(Setting.OTEL_LAYERS),
                Setting.OTEL_LAYERS,
                "must not be set if " + name.apply(Setting.DD_API_KEY_SECRET_ARN) + " is set");
        for (Setting telemetry : List.of(Setting.DD_API_KEY_SECRET_ARN, Setting.OTEL_LAYERS)) {
            check(
                    !effective(Setting.METRICS).equals("emf") || !isSet(telemetry),
                    Setting.METRICS,
                    "must not be emf if " + name.apply(telemetry) + " is set. Use auto or none");
        }
        if (isSet(Setting.AWS_REGION)) {
            List.of(
                            Setting.AUTHORIZER_ARN,
                            Setting.KMS_KEY_ARN,
                            Setting.ALARM_TOPIC_ARN,
                            Setting.OTEL_LAYERS,
                            Setting.AUDIT_KEY_SECRET_ARN)
                    .forEach(this::checkRegion);
        }
        faults.addAll(AccessRules.faults(this::effective, name));
    }

    /** A deployment only uses functions, keys, topics, layers and an audit key of the same region. */
    private void checkRegion(Setting setting) {
        String region = effective(Setting.AWS_REGION);
        for (String arn : effective(setting).split(",", -1)) {
            String actual = arn.isEmpty() ? region : arn.split(":", -1)[3];
            check(
                    actual.equals(region),
                    setting,
                    "must be in the region of the deployment, " + region + ", not in " + actual);
        }
    }

    private boolean isIntegrated() {
        String integrated = effective(Setting.INTEGRATED);
        return integrated.equals("true")
                || (integrated.equals("auto") && List.of("dev", "prod").contains(effective(Setting.ENV)));
    }

    private void check(boolean valid, Setting setting, String message) {
        if (!valid) {
            faults.add(name.apply(setting) + " " + message);
        }
    }

    private boolean isSet(Setting setting) {
        return !values.getOrDefault(setting, "").isEmpty();
    }

    private String effective(Setting setting) {
        String value = values.getOrDefault(setting, "");
        return value.isEmpty() ? setting.defaultValue() : value;
    }
}
