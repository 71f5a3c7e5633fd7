package dev.activityservice.local;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Takes missing options from environment variables, for example {@code --data-dir} from {@code ACTIVITY_LOCAL_DATA_DIR}. */
record EnvironmentDefaults(Map<String, String> environment) implements IDefaultValueProvider {

    @Override
    @SuppressWarnings("NullAway") // Null stands for a missing default. The interface is not annotated.
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
            return null;
        }
        String name = option.longestName().replaceFirst("^--", "");
        String value = value("ACTIVITY_LOCAL_" + name.toUpperCase(Locale.ROOT).replace('-', '_'));
        return value == null && name.equals("catalog") ? value("ACTIVITY_CATALOG") : value;
    }

    private @Nullable String value(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }
}
