package dev.activityservice.local.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.activityservice.local.token.ClaimsJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option {@code --claims}. */
public final class ClaimsOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--claims",
            paramLabel = "JSON",
            description = "Claims of the caller, for example {\"sub\":\"U-7\",\"groups\":[\"support\"]}.")
    private @Nullable String claims;

    /** Returns whether the option is set. */
    public boolean isSet() {
        return claims != null;
    }

    /** Returns the claims; empty without the option. Throws {@link CommandLine.ParameterException} if the text is not valid. */
    public ObjectNode parse() {
        try {
            return ClaimsJson.parse(claims == null ? "{}" : claims);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--claims: " + e.getMessage(), e);
        }
    }
}
