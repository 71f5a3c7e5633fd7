package dev.activityservice.infra;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Writes the SAM template for settings: the parts of the catalog, the free environment variables, and a digest of everything.
 *
 * <p>SAM publishes a version of a function only if the text of its properties changes, and deploys the API only if the text of its body
 * changes. Values of parameters are not in these texts. The digest is, so that each changed setting publishes and deploys.
 */
final class SamRendering {

    /** The digest in a template that was not rendered for settings. */
    static final String NO_DIGEST = "settings-0000000000000000";

    private static final Pattern DIGEST = Pattern.compile("settings-[0-9a-f]{16}");

    private SamRendering() {}

    /** Throws {@link IllegalArgumentException} if the template has no place for a generated part. */
    static String render(String template, Catalog catalog, DeploymentSettings settings) {
        String text =
                SamTemplate.render(template, catalog, settings.number(Setting.RULE_BUCKETS), settings.resourcePolicy());
        List<String> variables = new TreeMap<>(settings.environment())
                .entrySet().stream()
                        .map(variable -> quoted(variable.getKey()) + ": " + quoted(variable.getValue()))
                        .toList();
        text = SamTemplate.replace(text, "record-environment", variables);
        text = SamTemplate.replace(text, "find-environment", variables);
        text = text.replaceAll("(?m)^( *CodeUri: ).*$", "$1" + FunctionPackage.name(catalog, settings.policy()));
        text = DIGEST.matcher(text).replaceAll(NO_DIGEST);
        return text.replace(NO_DIGEST, "settings-" + digest(text, settings));
    }

    /** Returns a digest of the rendered template and of all parameters. */
    private static String digest(String text, DeploymentSettings settings) {
        Map<String, String> everything = new TreeMap<>(settings.samParameters());
        everything.put("", text);
        return Subscription.Digests.sha256(JsonText.write(everything).getBytes(StandardCharsets.UTF_8))
                .substring(0, 16);
    }

    /** Returns a YAML text in double quotes. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else if (isEscaped(c)) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append('"').toString();
    }

    /** Returns whether YAML does not allow a character, or changes it. */
    private static boolean isEscaped(int c) {
        return c < 0x20
                || (c >= 0x7f && c < 0xa0)
                || List.of(0x2028, 0x2029, 0xfeff, 0xfffe, 0xffff).contains(c);
    }
}
