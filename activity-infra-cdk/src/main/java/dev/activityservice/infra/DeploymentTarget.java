package dev.activityservice.infra;

import dev.activityservice.text.Quoted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The tools that deploy, with the settings that each one needs. */
enum DeploymentTarget {
    CDK("cdk", "the CDK"),
    SAM("sam", "SAM"),
    TERRAFORM("terraform", "Terraform"),
    TERRAFORM_LOCAL("terraform-local", "Terraform");

    private final String option;
    private final String words;

    DeploymentTarget(String option, String words) {
        this.option = option;
        this.words = words;
    }

    /** Returns the name of the tool in a sentence. */
    String inWords() {
        return words;
    }

    /** Returns what the tool changes: the stack or the state. */
    String place(DeploymentSettings settings) {
        return switch (this) {
            case CDK, SAM -> "stack: " + settings.get(Setting.STACK_NAME);
            case TERRAFORM ->
                "state: s3://" + settings.get(Setting.TF_STATE_BUCKET_NAME) + "/" + settings.get(Setting.TF_STATE_KEY);
            case TERRAFORM_LOCAL -> "state: a local file";
        };
    }

    static DeploymentTarget of(String option) {
        return Arrays.stream(values())
                .filter(target -> target.option.equals(option))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The option --for must be "
                        + Arrays.stream(values()).map(target -> target.option).collect(Collectors.joining(", "))
                        + ", not " + Quoted.of(option)));
    }

    /** Throws {@link InvalidSettingsException} with each setting that is not set and that the tool needs. */
    void check(DeploymentSettings settings) {
        List<String> faults = new ArrayList<>();
        if (!settings.has(Setting.AWS_REGION)) {
            faults.add("AWS_REGION must be set to the region of the deployment, for example AWS_REGION=eu-west-1");
        }
        if (this == TERRAFORM && !settings.has(Setting.TF_STATE_BUCKET_NAME)) {
            faults.add("TF_STATE_BUCKET_NAME must be set to the S3 bucket of Terraform's state."
                    + " Without a bucket, use tf-apply-local");
        }
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
    }
}
