package dev.activityservice.local.deadletters;

import dev.activityservice.local.command.CatalogOption;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the dry run takes for granted: the settings of the function whose dead letters these are. */
final class DryRunOptions {

    @Mixin
    private CatalogOption catalog = new CatalogOption();

    @Option(
            names = "--reject-unrecordable",
            description = "The function has ACTIVITY_REJECT_UNRECORDABLE=true: unknown types are rejections.")
    private boolean rejectUnrecordable;

    DryRun load() {
        return new DryRun(catalog.load(), rejectUnrecordable);
    }
}
