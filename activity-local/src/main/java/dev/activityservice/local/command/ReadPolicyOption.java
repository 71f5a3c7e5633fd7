package dev.activityservice.local.command;

import dev.activityservice.port.driven.InvalidReadPolicyException;
import dev.activityservice.port.driven.ReadPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options {@code --read-policy} and {@code --tenant-claim}. */
public final class ReadPolicyOption {

    @Option(
            names = "--read-policy",
            paramLabel = "FILE",
            description =
                    "Read policy: a path, a classpath resource, or a one-line value such as authenticated. With it, reads from"
                            + " the stack need a token; without it, everyone may read.")
    private @Nullable String policy;

    @Option(
            names = "--tenant-claim",
            paramLabel = "NAME",
            description = "Claim of the caller's tenant. Needed if the catalog has tenants (default: none).")
    private @Nullable String tenantClaim;

    /** Returns the path, the resource or the value; null if everyone may read. */
    public @Nullable String location() {
        return policy;
    }

    /** Returns the name of the claim; null without tenants. */
    public @Nullable String tenantClaim() {
        return tenantClaim;
    }

    /**
     * Loads a policy by the rules of the functions: a one-line value, else a path, else a classpath resource.
     *
     * @throws CommandException if the policy cannot be read or has faults
     */
    public static ReadPolicy load(String location) {
        if (location.equals("authenticated") || location.equals("allow-all") || location.startsWith("claim:")) {
            try {
                return ReadPolicy.parse(location);
            } catch (IllegalArgumentException e) {
                throw new CommandException(String.valueOf(e.getMessage()), e);
            }
        }
        try {
            return ReadPolicy.file(FileText.read("read policy", location));
        } catch (InvalidReadPolicyException e) {
            throw new CommandException("Cannot use the read policy " + location + ". " + e.getMessage(), e);
        }
    }
}
