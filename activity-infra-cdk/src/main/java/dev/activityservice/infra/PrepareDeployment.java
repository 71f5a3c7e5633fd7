package dev.activityservice.infra;

import dev.activityservice.text.Quoted;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The packaging tool. It writes the files that SAM and Terraform deploy: the functions' package with the catalog, the SAM template with
 * the rules of the catalog, and a copy of the catalog. It uses no class of the CDK, because the deployment zip does not contain the CDK.
 */
final class PrepareDeployment {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    private static final String HELP = """
            Writes the files that SAM and Terraform deploy: the functions' package with the catalog,
            the SAM template with the rules of the catalog, and a copy of the catalog.

            Usage: java -jar activity-package.jar [options]

              --catalog <file>    the catalog: the event types and their entities (default: the reference catalog)
              --output <folder>   the folder for the files; it is created if it does not exist (default: out)
              --jar <file>        the functions' jar (default: activity-functions.jar next to the tool)
              --template <file>   the SAM template (default: sam/template.yaml next to the tool)
              --help              print this text

            Exit codes: 0 done, 1 a file is missing or invalid, 2 an option is wrong.
            """;

    private final PrintStream out;
    private final PrintStream err;
    /** The folder of the tool's jar. */
    private final Path home;

    PrepareDeployment(Path home, PrintStream out, PrintStream err) {
        this.home = home;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) throws URISyntaxException {
        Path jar = Path.of(PrepareDeployment.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        System.exit(new PrepareDeployment(jar.resolveSibling(""), System.out, System.err).run(List.of(args)));
    }

    /** Returns the exit code. */
    int run(List<String> args) {
        @Nullable Path catalogFile = null;
        Path output = Path.of("out");
        Path jar = home.resolve("activity-functions.jar");
        Path template = home.resolve("sam").resolve("template.yaml");
        if (args.contains("--help")) {
            out.print(HELP);
            return DONE;
        }
        for (int i = 0; i < args.size(); i += 2) {
            String option = args.get(i);
            if (!List.of("--catalog", "--output", "--jar", "--template").contains(option)) {
                return usage("Unknown option: " + Quoted.of(option));
            }
            if (i + 1 == args.size()) {
                return usage("The option " + option + " must have a value");
            }
            Path value = Path.of(args.get(i + 1));
            switch (option) {
                case "--catalog" -> catalogFile = value;
                case "--output" -> output = value;
                case "--jar" -> jar = value;
                default -> template = value;
            }
        }
        for (Path file : catalogFile == null ? List.of(jar, template) : List.of(jar, template, catalogFile)) {
            if (!Files.isRegularFile(file)) {
                err.println(Quoted.escapeMessage("Cannot find file: " + file));
                return FAILED;
            }
        }
        return write(catalogFile, output, jar, template);
    }

    private int write(@Nullable Path catalogFile, Path output, Path jar, Path template) {
        try {
            Catalog catalog = Catalog.read(catalogFile);
            String rendered = SamTemplate.render(Files.readString(template), catalog);
            out.println(FunctionPackage.write(jar, catalog, output));
            out.println(Files.writeString(output.resolve("template.yaml"), rendered));
            out.println(Files.write(output.resolve("catalog.json"), catalog.bytes()));
            return DONE;
        } catch (IOException | RuntimeException e) {
            err.println(Quoted.escapeMessage(String.valueOf(e.getMessage())));
            return FAILED;
        }
    }

    private int usage(String message) {
        err.println(message);
        err.println("The option --help lists all options.");
        return USAGE;
    }
}
