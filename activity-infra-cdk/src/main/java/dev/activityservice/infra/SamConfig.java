package dev.activityservice.infra;

import dev.activityservice.text.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the configuration file of the SAM CLI, {@code samconfig.toml}. It contains every parameter, also those that have their defaults,
 * because CloudFormation keeps the previous values of omitted parameters.
 *
 * <p>The SAM CLI takes parameters and tags as texts {@code Key="value"} and reads them with regular expressions
 * (https://github.com/aws/aws-sam-cli/blob/develop/samcli/cli/types.py). In a value, it replaces {@code \"}, {@code \'} and a backslash
 * before a space by the second character. It leaves all other backslashes. A few texts with backslashes therefore have no form. This class
 * refuses them.
 *
 * <p>The SAM CLI splits tags at {@code =} and at spaces before it reads quotes. This class also refuses the tags that it would change.
 */
final class SamConfig {

    private static final String CAPABILITIES = "CAPABILITY_NAMED_IAM CAPABILITY_AUTO_EXPAND";

    private SamConfig() {}

    /** Throws {@link InvalidSettingsException} if the SAM CLI cannot read a value as it is. */
    static String write(DeploymentSettings settings) {
        List<String> faults = new ArrayList<>();
        Map<String, Object> stack = new LinkedHashMap<>();
        stack.put("stack_name", settings.get(Setting.STACK_NAME));
        if (settings.has(Setting.AWS_REGION)) {
            stack.put("region", settings.get(Setting.AWS_REGION));
        }
        Map<String, Object> deploy = new LinkedHashMap<>(stack);
        deploy.put("capabilities", CAPABILITIES);
        deploy.put("resolve_s3", true);
        deploy.put("confirm_changeset", false);
        deploy.put("fail_on_empty_changeset", false);
        settings.tags().forEach((key, value) -> {
            if (key.contains(" ") || (value.contains(" ") && value.contains("="))) {
                faults.add("The SAM CLI cannot pass the tag " + Quoted.of(key + "=" + value)
                        + ": a key must not have a space, and a value must not have both a space and =");
            }
        });
        deploy.put("tags", pairs("tag", settings.tags(), faults));
        deploy.put("parameter_overrides", pairs("parameter", settings.samParameters(), faults));
        Map<String, Object> delete = new LinkedHashMap<>(stack);
        delete.put("no_prompts", true);
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        return "version = 0.1\n" + section("default.deploy.parameters", deploy)
                + section("default.delete.parameters", delete);
    }

    private static List<String> pairs(String kind, Map<String, String> values, List<String> faults) {
        List<String> pairs = new ArrayList<>();
        values.forEach((key, value) -> {
            if (isRepresentable(value)) {
                pairs.add(key + "=\"" + value.replace("\"", "\\\"") + "\"");
            } else {
                faults.add("The SAM CLI cannot pass the " + kind + " " + key
                        + ": a value must not have a control character, nor a backslash at its end, before another backslash, a quote or a space, nor contain"
                        + " \"ParameterKey=\", not " + Quoted.of(value));
            }
        });
        return pairs;
    }

    private static boolean isRepresentable(String value) {
        return value.chars().noneMatch(Character::isISOControl)
                && !value.matches("(?s).*\\\\([\\\\ \"'].*)?")
                && !value.contains("ParameterKey=");
    }

    private static String section(String name, Map<String, Object> values) {
        StringBuilder out = new StringBuilder("\n[" + name + "]\n");
        values.forEach((key, value) -> {
            out.append(key).append(" = ");
            if (value instanceof List<?> list) {
                out.append("[\n");
                list.forEach(
                        item -> out.append("  ").append(quoted((String) item)).append(",\n"));
                out.append("]\n");
            } else {
                out.append(value instanceof String text ? quoted(text) : value).append('\n');
            }
        });
        return out.toString();
    }

    /** Returns a basic string of TOML. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append('"').toString();
    }
}
