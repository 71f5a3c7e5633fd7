package dev.activityservice.infra;

import java.util.ArrayList;
import java.util.List;

/** Writes settings for people: what a target will deploy and where, and a file of settings to start from. */
final class SettingsReport {

    private static final int MAX_LINE_CHARS = 118;

    private SettingsReport() {}

    /**
     * Returns the lines that a target prints before it changes anything. They contain no secret: settings contain only the ARNs of
     * secrets, and the file of {@link Setting#ENVIRONMENT} is only named.
     *
     * @param account the account id; empty if it is not known
     */
    static List<String> target(DeploymentTarget target, DeploymentSettings settings, String account) {
        List<String> lines = new ArrayList<>();
        lines.add("Activity Service, environment " + settings.get(Setting.ENV) + ", with " + target.inWords());
        lines.add("  account: " + (account.isBlank() ? "not known" : account.strip()));
        lines.add("  region: " + settings.get(Setting.AWS_REGION));
        lines.add("  " + target.place(settings));
        lines.add("  settings that are not default:");
        int before = lines.size();
        for (Setting setting : Setting.values()) {
            String source = settings.source(setting);
            if (!source.equals(DeploymentSettings.DEFAULT)
                    && !settings.get(setting).equals(setting.defaultValue())) {
                lines.add("    " + setting + "=" + settings.get(setting) + "  (" + source + ")");
            }
        }
        if (lines.size() == before) {
            lines.add("    none");
        }
        return lines;
    }

    /** Returns a file of settings in which each setting is a comment with its default. */
    static List<String> template() {
        List<String> lines = new ArrayList<>();
        lines.add("# The settings of a deployment of the Activity Service. Use: make <target> SETTINGS=<this file>");
        lines.add("# Values are literal: everything after the first equals sign. Remove the # to set a value.");
        for (Setting setting : Setting.values()) {
            lines.add("");
            wrap(setting.sentence() + ". Must be " + setting.form().rule() + ".", lines);
            lines.add("#" + setting + "=" + setting.defaultValue());
        }
        return lines;
    }

    private static void wrap(String text, List<String> lines) {
        StringBuilder line = new StringBuilder("#");
        for (String word : text.split(" ", -1)) {
            if (line.length() + 1 + word.length() > MAX_LINE_CHARS) {
                lines.add(line.toString());
                line.setLength(1);
            }
            line.append(' ').append(word);
        }
        lines.add(line.toString());
    }
}
