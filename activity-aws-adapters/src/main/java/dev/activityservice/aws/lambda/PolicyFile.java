package dev.activityservice.aws.lambda;

import dev.activityservice.port.driven.InvalidReadPolicyException;
import dev.activityservice.port.driven.ReadPolicy;

/** Reads the file of a read policy. A separate class, so that a function without such a file does not load the reader's classes. */
final class PolicyFile {

    private static final String EXPECTED =
            "authenticated, claim:<claim>=<entity type>, allow-all, a file or a classpath resource";

    private PolicyFile() {}

    /** Returns the policy. If the file is missing or not valid, adds a fault and returns a policy that allows nothing. */
    static ReadPolicy read(Variables variables) {
        String json = SettingFile.read(variables, FunctionSetting.READ_POLICY, EXPECTED);
        try {
            return json == null ? ReadPolicy.denyAll() : ReadPolicy.file(json);
        } catch (InvalidReadPolicyException e) {
            variables.invalid(
                    FunctionSetting.READ_POLICY,
                    "a valid read policy",
                    variables.required(FunctionSetting.READ_POLICY, EXPECTED),
                    ". " + e.getMessage());
            return ReadPolicy.denyAll();
        }
    }
}
