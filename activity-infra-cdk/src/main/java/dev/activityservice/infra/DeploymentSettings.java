package dev.activityservice.infra;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one deployment. They come from a file of settings and from environment variables, which take precedence. An empty value
 * counts as not set. Immutable and thread-safe.
 */
final class DeploymentSettings {

    /** The source of a value that is not given. */
    static final String DEFAULT = "default";

    /** A value, and where it comes from. */
    private record Given(String value, String source) {}

    private final Map<Setting, Given> given;

    private Map<String, String> environment = Map.of();

    private DeploymentSettings(Map<Setting, Given> given) {
        this.given = given;
    }

    /**
     * Reads and validates the settings.
     *
     * @param file the file of settings, or null for none
     * @param environment environment variables: settings, and {@link DatadogTags#GIT_COMMIT} and {@link DatadogTags#GIT_REPOSITORY}. Those of
     *     other names have no meaning
     * @throws InvalidSettingsException with all faults
     */
    static DeploymentSettings read(@Nullable Path file, Map<String, String> environment) {
        return read(file, environment, List.of(), "");
    }

    /**
     * Like {@link #read(Path, Map)}.
     *
     * @param commandLine the keys that were given on the command line of make, which also passes them as environment variables. Unknown
     *     keys are faults
     * @param commit the version that applies if no other is given; may be empty
     */
    static DeploymentSettings read(
            @Nullable Path file, Map<String, String> environment, List<String> commandLine, String commit) {
        List<String> faults = new ArrayList<>();
        for (String key : commandLine) {
            if (!key.isEmpty() && !SettingsFile.KEYS.contains(key)) {
                faults.add("command line: " + SettingsFile.unknown(key));
            }
        }
        Map<String, SettingsFile.Line> lines = file == null ? Map.of() : SettingsFile.read(file, faults);
        Map<Setting, Given> given = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            for (String key : keys(setting)) {
                SettingsFile.Line line = lines.get(key);
                if (line != null) {
                    given.putIfAbsent(setting, new Given(line.value(), file + ", line " + line.number()));
                }
            }
            if (environment.containsKey(setting.name())) {
                given.remove(setting);
            }
            List<String> keys = keys(setting);
            for (int i = keys.size() - 1; i >= 0; i--) {
                String value = environment.getOrDefault(keys.get(i), "");
                if (!value.isBlank()) {
                    given.put(
                            setting,
                            new Given(value, commandLine.contains(keys.get(i)) ? "command line" : "environment"));
                }
            }
        }
        if (!commit.isBlank()) {
            given.putIfAbsent(Setting.VERSION, new Given(commit, "commit"));
        }
        DeploymentSettings settings = new DeploymentSettings(given);
        faults.addAll(SettingRules.faults(settings.values(), Set.of(), settings::nameWithSource));
        String gitCommit = environment.getOrDefault(DatadogTags.GIT_COMMIT, "");
        String faultOfCommit = DatadogTags.faultOfCommit(gitCommit);
        if (faultOfCommit != null) {
            faults.add(faultOfCommit);
        }
        if (faults.isEmpty()) {
            settings.addDatadogTags(gitCommit, environment.getOrDefault(DatadogTags.GIT_REPOSITORY, ""));
            faults.addAll(settings.readEnvironment());
        }
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        return settings;
    }

    private void addDatadogTags(String gitCommit, String gitRepository) {
        if (has(Setting.DD_API_KEY_SECRET_ARN)) {
            String tags = DatadogTags.of(get(Setting.DD_TAGS), tags(), gitCommit, gitRepository);
            if (!tags.equals(get(Setting.DD_TAGS))) {
                String source = has(Setting.DD_TAGS) ? source(Setting.DD_TAGS) + ", " : "";
                given.put(Setting.DD_TAGS, new Given(tags, source + "TAGS and git"));
            }
        }
    }

    private List<String> readEnvironment() {
        if (has(Setting.ENVIRONMENT)) {
            environment = EnvironmentFile.read(Path.of(get(Setting.ENVIRONMENT)));
        }
        return FreeVariables.faults(environment, this::get, nameWithSource(Setting.ENVIRONMENT));
    }

    /** Returns the keys of a setting. The first one takes precedence. */
    private static List<String> keys(Setting setting) {
        return setting == Setting.VERSION ? List.of(setting.name(), SettingsFile.COMMIT_HASH) : List.of(setting.name());
    }

    private String nameWithSource(Setting setting) {
        Given value = given.get(setting);
        return value == null || List.of("environment", "command line").contains(value.source())
                ? setting.name()
                : value.source() + ": " + setting.name();
    }

    /** Throws {@link InvalidSettingsException} if the access does not fit the tenants of the catalog or the resource policy. */
    void checkAccess(boolean hasTenants, @Nullable ResourcePolicy policy) {
        List<String> faults = AccessRules.fileFaults(hasTenants, policy, this::get, this::nameWithSource);
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
    }

    /** Returns whether the setting has a value other than none: a given one or a default. */
    boolean has(Setting setting) {
        return !get(setting).isEmpty();
    }

    /** Returns the given value or the default, which may be empty. */
    String get(Setting setting) {
        Given value = given.get(setting);
        if (value != null) {
            return value.value();
        }
        return switch (setting) {
            case STACK_NAME -> ResourceName.PRODUCT + "-" + get(Setting.ENV);
            case TF_STATE_KEY -> ResourceName.STATE_FOLDER + "/" + get(Setting.ENV) + "/terraform.tfstate";
            default -> setting.defaultValue();
        };
    }

    /** Returns the given value or the default of a setting that is a number. */
    int number(Setting setting) {
        return Integer.parseInt(get(setting));
    }

    /** Returns where the value comes from: a line of a file, {@code environment}, {@code commit} or {@code default}. */
    String source(Setting setting) {
        Given value = given.get(setting);
        return value == null ? DEFAULT : value.source();
    }

    /** Returns the variables of the file of {@link Setting#ENVIRONMENT}. */
    Map<String, String> environment() {
        return environment;
    }

    /** Returns the catalog's path, or null for the reference catalog. */
    @Nullable
    Path catalog() {
        return has(Setting.CATALOG) ? Path.of(get(Setting.CATALOG)) : null;
    }

    /**
     * Returns the read policy of a file, or null if the policy is not a file.
     *
     * @throws dev.activityservice.port.driven.InvalidReadPolicyException if the file is not valid
     */
    @Nullable
    PackagedPolicy policy() {
        return PackagedPolicy.read(get(Setting.READ_POLICY));
    }

    /**
     * Returns the resource policy of the API, or null for none.
     *
     * @throws InvalidSettingsException if the file is not valid
     */
    @Nullable
    ResourcePolicy resourcePolicy() {
        return ResourcePolicy.read(has(Setting.API_RESOURCE_POLICY) ? Path.of(get(Setting.API_RESOURCE_POLICY)) : null);
    }

    /** Returns all parameters of the SAM template, including those that have their defaults. */
    Map<String, String> samParameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            String name = setting.samParameter();
            if (name != null) {
                String value = get(setting);
                parameters.put(name, setting == Setting.READ_POLICY ? PackagedPolicy.atRunTime(value) : value);
            }
        }
        return parameters;
    }

    /** Returns the options of the script that checks the account. The forms of the settings exclude spaces in them. */
    String preflightOptions() {
        String region = has(Setting.AWS_REGION) ? "--region " + get(Setting.AWS_REGION) + " " : "";
        String integrated = get(Setting.INTEGRATED).equals("auto") ? "" : " --integrated " + get(Setting.INTEGRATED);
        return region + "--env " + get(Setting.ENV) + integrated + " --concurrency " + get(Setting.MAXIMUM_CONCURRENCY);
    }

    /** Returns the options of the script {@code change-set}. */
    String stackOptions() {
        String region = has(Setting.AWS_REGION) ? "--region " + get(Setting.AWS_REGION) + " " : "";
        return region + "--stack " + get(Setting.STACK_NAME);
    }

    /** Returns the tags of the stack or of all resources. */
    Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.putAll(SettingForm.TextMap.pairs(get(Setting.TAGS)));
        tags.put("Service", get(Setting.SERVICE_NAME));
        tags.put("Environment", get(Setting.ENV));
        return tags;
    }

    /**
     * Returns the variables of the Terraform module, including those that have their defaults, and without those that have no value. The
     * catalog must be set, because the module reads it: the given path.
     */
    Map<String, Object> terraformVariables(Path catalog) {
        Map<String, Object> variables = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            String name = setting.terraformVariable();
            if (name == null || !has(setting)) {
                continue;
            }
            Object value = setting == Setting.ENVIRONMENT
                    ? environment
                    : setting.form().typed(get(setting));
            int dot = name.indexOf('.');
            if (dot < 0) {
                variables.put(name, value);
            } else {
                part(variables, name.substring(0, dot)).put(name.substring(dot + 1), value);
            }
        }
        variables.put("catalog", catalog.toString());
        // These objects are null without the part that turns them on.
        if (!has(Setting.DD_API_KEY_SECRET_ARN)) {
            variables.remove("datadog");
        }
        if (!has(Setting.OTEL_LAYERS)) {
            variables.remove("open_telemetry");
        }
        if (!has(Setting.COGNITO_USER_POOL_ARNS)) {
            variables.remove("cognito");
        }
        if (!has(Setting.AUTHORIZER_ARN)) {
            variables.remove("authorizer");
        }
        return variables;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> part(Map<String, Object> variables, String name) {
        return (Map<String, Object>) variables.computeIfAbsent(name, key -> new LinkedHashMap<String, Object>());
    }

    private Map<Setting, String> values() {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        given.forEach((setting, value) -> values.put(setting, value.value()));
        return values;
    }
}
