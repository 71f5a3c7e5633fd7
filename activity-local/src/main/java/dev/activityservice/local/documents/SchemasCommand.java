package dev.activityservice.local.documents;

import dev.activityservice.local.command.CatalogOption;
import dev.activityservice.local.command.CommandException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the documents of a catalog into a folder. Does not need a running stack. */
@Command(
        name = "schemas",
        mixinStandardHelpOptions = true,
        description = "Writes a JSON Schema of each event type of the catalog, an AsyncAPI document, and the schemas of"
                + " the catalog and of the policy file. Producers validate their events with them.")
public final class SchemasCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CatalogOption catalog = new CatalogOption();

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            defaultValue = "target/schemas",
            description =
                    "Where the documents are written (default: ${DEFAULT-VALUE}). Files of the same names are replaced.")
    private Path output = Path.of("target", "schemas");

    @Override
    public Integer call() {
        catalog.load();
        CatalogDocuments documents = CatalogDocuments.of(catalog.text());
        Map<String, String> files = new LinkedHashMap<>(documents.schemas());
        files.put("asyncapi.json", documents.asyncApi());
        for (FormatSchema schema : FormatSchema.values()) {
            files.put(schema.fileName(), schema.text());
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            Files.createDirectories(output);
            for (var file : files.entrySet()) {
                Files.writeString(output.resolve(file.getKey()), file.getValue());
                out.println(output.resolve(file.getKey()));
            }
        } catch (IOException e) {
            throw new CommandException("Cannot write the documents into " + output + ": " + e, e);
        }
        return 0;
    }
}
