package dev.activityservice.local.documents;

import dev.activityservice.local.command.CatalogOption;
import dev.activityservice.local.command.CommandException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
            for (Path other : schemasIn(output)) {
                if (!files.containsKey(other.getFileName().toString())) {
                    out.println(other + " is of another catalog: delete it if the event type is gone");
                }
            }
        } catch (FileAlreadyExistsException e) {
            throw new CommandException("Cannot write the documents: " + e.getFile() + " is not a folder", e);
        } catch (AccessDeniedException e) {
            throw new CommandException("Cannot write the documents: no permission to write " + e.getFile(), e);
        } catch (IOException e) {
            throw new CommandException("Cannot write the documents into " + output + ": " + e.getMessage(), e);
        }
        return 0;
    }

    private static List<Path> schemasIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".schema.json"))
                    .sorted()
                    .toList();
        }
    }
}
