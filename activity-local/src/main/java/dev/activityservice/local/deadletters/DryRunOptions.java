package dev.activityservice.local.deadletters;

import dev.activityservice.local.command.CatalogOption;
import dev.activityservice.local.command.CommandException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The settings of the record function that a dry run assumes. */
final class DryRunOptions {

    @Mixin
    private CatalogOption catalog = new CatalogOption();

    @Option(
            names = "--reject-unrecordable",
            description =
                    "Assume that the function has ACTIVITY_REJECT_UNRECORDABLE=true, which rejects unknown types.")
    private boolean rejectUnrecordable;

    @Option(
            names = "--max-event-bytes",
            paramLabel = "BYTES",
            defaultValue = "1048576",
            description = "Assume this ACTIVITY_MAX_EVENT_BYTES of the function (default: ${DEFAULT-VALUE}).")
    private int maxEventBytes;

    DryRun load() {
        if (maxEventBytes < 1) {
            throw new CommandException(
                    "The option --max-event-bytes must be from 1 to " + Integer.MAX_VALUE + ", not " + maxEventBytes);
        }
        return new DryRun(catalog.load(), rejectUnrecordable, maxEventBytes);
    }
}
