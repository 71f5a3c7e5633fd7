package dev.activityservice.local.deadletters;

import dev.activityservice.local.command.CatalogOption;
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

    DryRun load() {
        return new DryRun(catalog.load(), rejectUnrecordable);
    }
}
