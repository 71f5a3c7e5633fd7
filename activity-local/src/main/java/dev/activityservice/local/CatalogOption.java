package dev.activityservice.local;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which catalog. */
final class CatalogOption {

    @Option(
            names = "--catalog",
            paramLabel = "FILE",
            description = "Catalog of event types: a path or a classpath resource (the ten reference types).")
    private @Nullable String catalog;

    @Nullable
    String place() {
        return catalog;
    }
}
