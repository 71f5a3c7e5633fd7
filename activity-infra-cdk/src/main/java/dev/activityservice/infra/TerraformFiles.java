package dev.activityservice.infra;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the files that Terraform gets: the variables of the root configuration, and the place of its state. */
final class TerraformFiles {

    private TerraformFiles() {}

    /** Returns {@code settings.tfvars.json}. The paths in it are absolute, because Terraform reads relative paths from another folder. */
    static String variables(DeploymentSettings settings, Path output) {
        Path folder = output.toAbsolutePath().normalize();
        Map<String, Object> variables = new LinkedHashMap<>();
        if (settings.has(Setting.AWS_REGION)) {
            variables.put("region", settings.get(Setting.AWS_REGION));
        }
        variables.put("package_folder", folder.toString());
        variables.put("settings", settings.terraformVariables(folder.resolve("catalog.json")));
        return JsonText.write(variables);
    }

    /** Returns {@code state.s3.tfbackend}, for {@code terraform init -backend-config}. The forms of the settings exclude escapes. */
    static String backend(DeploymentSettings settings) {
        StringBuilder out = new StringBuilder();
        line(out, "bucket", settings.get(Setting.TF_STATE_BUCKET_NAME));
        line(out, "key", settings.get(Setting.TF_STATE_KEY));
        line(out, "region", settings.get(Setting.AWS_REGION));
        return out.toString();
    }

    private static void line(StringBuilder out, String name, String value) {
        if (!value.isEmpty()) {
            out.append(name).append(" = \"").append(value).append("\"\n");
        }
    }
}
