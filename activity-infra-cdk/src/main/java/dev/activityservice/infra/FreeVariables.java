package dev.activityservice.infra;

import dev.activityservice.text.Quoted;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the environment variables of {@link Setting#ENVIRONMENT}, which both functions get. The Terraform module has the same
 * rules in {@code environment.tf}, and a test compares them.
 */
final class FreeVariables {

    /** Lambda's limit of all variables of a function (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
    static final int MAX_BYTES = 4096;

    /**
     * The length that counts for the audit key, in bytes. The key itself is known only when the function is deployed.
     */
    static final int AUDIT_KEY_BYTES = 256;

    /** The form of names that Lambda requires (https://docs.aws.amazon.com/lambda/latest/api/API_Environment.html). */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]+");

    /** Names that Lambda sets itself (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). */
    private static final Pattern RESERVED = Pattern.compile(
            "AWS_(REGION|DEFAULT_REGION|EXECUTION_ENV|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN"
                    + "|LAMBDA_.*|CONTAINER_.*)|LAMBDA_(TASK_ROOT|RUNTIME_DIR)");

    /** Parts of the names of secrets. A name that ends in {@code _ARN} stands for a reference to a secret. */
    private static final Pattern SECRET = Pattern.compile(
            "(?i).*(SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|CREDENTIAL|APIKEY|API_KEY|ACCESS_KEY|PRIVATE_KEY).*|(.*_)?(KEY|PWD|PASS)");

    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]");

    private final Function<Setting, String> values;
    private final List<String> faults = new ArrayList<>();

    private FreeVariables(Function<Setting, String> values) {
        this.values = values;
    }

    /**
     * Returns all faults. A fault never contains the value of a variable.
     *
     * @param values returns the value or the default of a setting; an empty text means none
     * @param setting the name of the setting in messages
     */
    static List<String> faults(Map<String, String> variables, Function<Setting, String> values, String setting) {
        FreeVariables rules = new FreeVariables(values);
        variables.forEach((name, value) -> {
            String problem = rules.problem(name, value);
            if (problem != null) {
                rules.faults.add(setting + ": " + Quoted.of(name) + (problem.startsWith(":") ? "" : " ") + problem);
            }
        });
        Map<String, Integer> own = bytes(Map.of(), values);
        bytes(variables, values).forEach((function, bytes) -> {
            if (bytes > MAX_BYTES) {
                rules.faults.add(setting + ": all variables of the " + function + " function must have at most "
                        + MAX_BYTES
                        + " bytes together (the limit of Lambda), not " + bytes + ", of which the deployment needs "
                        + own.get(function) + ". Shorten or remove variables");
            }
        });
        return rules.faults;
    }

    private @Nullable String problem(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            return "must have at least two letters, digits and underscores, starting with a letter";
        }
        if (FunctionEnvironment.NAMES.containsKey(name) && !isFreeNow(name)) {
            Setting setting = FunctionEnvironment.NAMES.get(name);
            return "must not be set, because the deployment sets it"
                    + (setting == null ? "" : "; use the setting " + setting.name());
        }
        if (RESERVED.matcher(name).matches()) {
            return "must not be set, because Lambda reserves it";
        }
        if (name.equalsIgnoreCase(SettingsFile.DD_API_KEY)) {
            return ": " + DatadogKey.REFUSAL;
        }
        if (SECRET.matcher(name).matches() && !name.endsWith("_ARN")) {
            return "looks like the name of a secret, and templates and states must not contain secrets. Store the secret in Secrets"
                    + " Manager, and set a variable with its ARN, whose name ends in _ARN";
        }
        if (DynamicReference.isIn(value)) {
            return "must not contain {{resolve:, because only CloudFormation would resolve it";
        }
        if (CONTROL.matcher(value).find()
                || !StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            return "must not contain control characters or half a surrogate pair";
        }
        return null;
    }

    /** Returns whether the deployment sets a setting of the functions only with Datadog, and Datadog is off. */
    private boolean isFreeNow(String name) {
        return name.startsWith("ACTIVITY_")
                && FunctionEnvironment.NAMES.get(name) == null
                && !FunctionEnvironment.namesFor(values).contains(name);
    }

    /** Returns the bytes of all variables of each function by its verb. */
    static Map<String, Integer> bytes(Map<String, String> variables, Function<Setting, String> values) {
        Map<String, Integer> bytes = new LinkedHashMap<>();
        for (FunctionEnvironment.Verb verb : FunctionEnvironment.Verb.values()) {
            Map<String, String> all = new LinkedHashMap<>(FunctionEnvironment.of(
                    verb,
                    values,
                    ResourceName.of(values.apply(Setting.SERVICE_NAME), "activities", values.apply(Setting.ENV))));
            all.computeIfPresent("ACTIVITY_AUDIT_KEY", (name, reference) -> "k".repeat(AUDIT_KEY_BYTES));
            all.putAll(variables);
            bytes.put(verb.text(), bytes(all));
        }
        return bytes;
    }

    /**
     * Returns the size as Lambda measures it: the bytes of the variables as a JSON object without spaces. Lambda's error message shows
     * this text (https://github.com/github-aws-runners/terraform-aws-github-runner/issues/3594).
     */
    static int bytes(Map<String, String> variables) {
        int bytes = 2 + Math.max(0, variables.size() - 1);
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            bytes += textBytes(variable.getKey()) + 1 + textBytes(variable.getValue());
        }
        return bytes;
    }

    private static int textBytes(String text) {
        int bytes = 2 + text.getBytes(StandardCharsets.UTF_8).length;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || c == '\n' || c == '\r' || c == '\t') {
                bytes++;
            }
        }
        return bytes;
    }
}
