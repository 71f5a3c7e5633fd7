package dev.activityservice.local.deadletters;

import dev.activityservice.event.MessageMetadata;
import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.command.ExplanationText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains one message body by a dry run. Does not need a running stack. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description =
                "Explains what the service would do with a message body, and why. Exit code 1 if it would reject the body (through make: 2).")
public final class ExplainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DryRunOptions dryRun = new DryRunOptions();

    @Parameters(paramLabel = "FILE", description = "File of the message body; - reads standard input.")
    private String file = "-";

    @Override
    public Integer call() {
        String body;
        try {
            body = file.equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new CommandException("Cannot read " + file + ": " + e, e);
        }
        // As if the body were sent now, because the time of its message is the last source of an event's time.
        MessageMetadata metadata = MessageMetadata.builder()
                .sentTime(InstantSource.system().instant().truncatedTo(ChronoUnit.MILLIS))
                .build();
        var explanation = dryRun.load().explain(body, metadata);
        spec.commandLine().getOut().println(ExplanationText.of(explanation));
        return explanation.outcome().isDone() ? 0 : 1;
    }
}
