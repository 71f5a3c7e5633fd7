package dev.activityservice.local.command;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.catalog.InvalidCatalogException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --catalog}. */
public final class CatalogOption {

    private static final String REFERENCE = "dev/activityservice/catalog/reference-catalog.json";

    @Option(
            names = "--catalog",
            paramLabel = "FILE",
            description = "Catalog of event types: a path or a classpath resource (default: the ten reference types).")
    private @Nullable String catalog;

    /** Returns the path or classpath resource; null for the reference catalog. */
    public @Nullable String location() {
        return catalog;
    }

    public ActivityCatalog load() {
        return load(catalog);
    }

    /** Returns the text of the catalog, which is valid if {@link #load} returns. */
    public String text() {
        return textOrReference(catalog);
    }

    /**
     * Returns the text of a catalog.
     *
     * @param location null for the reference catalog
     * @throws CommandException if it cannot be read
     */
    public static String textOrReference(@Nullable String location) {
        return text(location == null ? REFERENCE : location);
    }

    /**
     * Loads a catalog by the rules of the functions: a path, else a classpath resource.
     *
     * @param location null for the reference catalog
     * @throws CommandException if the catalog cannot be read or has faults
     */
    public static ActivityCatalog load(@Nullable String location) {
        if (location == null) {
            return ActivityCatalog.reference();
        }
        try {
            return ActivityCatalog.parse(text(location));
        } catch (InvalidCatalogException e) {
            throw new CommandException("Cannot use the catalog " + location + ". " + e.getMessage(), e);
        }
    }

    /**
     * Returns the text of a catalog.
     *
     * @throws CommandException if it cannot be read
     */
    public static String text(String location) {
        return FileText.read("catalog", location);
    }
}
