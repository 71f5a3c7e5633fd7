package dev.activityservice.local.access;

import dev.activityservice.local.command.StackOptions;
import dev.activityservice.local.token.TokenClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints a token for the API of the running stack. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Prints a token with these claims for the API of the running stack, and nothing else.",
        footer = {"", "The stack adds issuer (iss), audience (aud) and times (iat, nbf, exp)."})
public final class TokenCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StackOptions stack = new StackOptions();

    @Mixin
    private ClaimsOption claims = new ClaimsOption();

    @Option(
            names = "--expires-in",
            paramLabel = "SECONDS",
            defaultValue = "3600",
            description = "Validity of the token, 1 to 31536000 seconds (default: ${DEFAULT-VALUE}).")
    private int expiresIn;

    @Override
    public Integer call() throws InterruptedException {
        String token = new TokenClient(stack.endpoint()).token(claims.parse(), expiresIn);
        spec.commandLine().getOut().println(token);
        return 0;
    }
}
