package dev.activityservice.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the files that SAM and Terraform deploy: the functions' package with the catalog, and the SAM template with the rules of the
 * catalog. Arguments: the deployable jar, the output folder, the SAM template and, optionally, the catalog. Without a catalog, it uses
 * the reference catalog.
 */
final class PrepareDeployment {

    private PrepareDeployment() {}

    public static void main(String[] args) throws IOException {
        if (args.length < 3 || args.length > 4) {
            throw new IllegalArgumentException(
                    "Usage: PrepareDeployment <functions jar> <folder> <SAM template> [<catalog>]");
        }
        Path folder = Path.of(args[1]);
        Catalog catalog = Catalog.read(args.length == 4 ? Path.of(args[3]) : null);
        FunctionPackage.write(Path.of(args[0]), catalog, folder);
        Files.writeString(
                folder.resolve("template.yaml"), SamTemplate.render(Files.readString(Path.of(args[2])), catalog));
    }
}
