package dev.activityservice.local.deadletters;

import dev.activityservice.catalog.ActivityCatalog;
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

    /** Returns a dry run with the catalog of the options, by default with the reference catalog. */
    DryRun load() {
        return dryRun(catalog.load());
    }

    /** Returns a dry run for the messages of a queue, by default with the catalog of the stack that has the queue. */
    DryRun load(QueueOptions queue) throws InterruptedException {
        return dryRun(catalog.location() == null ? queue.catalog() : catalog.load());
    }

    private DryRun dryRun(ActivityCatalog loaded) {
        if (maxEventBytes < 1) {
            throw new CommandException(
                    "The option --max-event-bytes must be from 1 to " + Integer.MAX_VALUE + ", not " + maxEventBytes);
        }
        return new DryRun(loaded, rejectUnrecordable, maxEventBytes);
    }
}
