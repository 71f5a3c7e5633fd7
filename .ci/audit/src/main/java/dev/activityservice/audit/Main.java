package dev.activityservice.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares bills of materials with known vulnerabilities, from files alone. */
@Command(
        name = "vulnerabilities",
        mixinStandardHelpOptions = true,
        description = "Compares CycloneDX bills of materials with a database of advisories; needs no network.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:nothing is known, or all of it is allowed",
            " 1:findings",
            " 2:a file cannot be read",
            " 3:no database was given, so nothing was checked"
        })
final class Main implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--database",
            paramLabel = "PATH",
            description = "Advisories in OSV's format: a folder, a zip, a file.")
    private @Nullable Path database;

    @Option(
            names = "--allowed",
            paramLabel = "FILE",
            description = "Findings that are known, with reason and last day.")
    private @Nullable Path allowed;

    @Option(names = "--today", paramLabel = "DATE", description = "The day on which allowances end or not.")
    private @Nullable LocalDate today;

    @Parameters(paramLabel = "BOM", arity = "1..*", description = "CycloneDX bills of materials, as JSON.")
    private List<Path> boms = new ArrayList<>();

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((e, line, result) -> {
            line.getErr().println(e.getMessage());
            return 2;
        });
    }

    @Override
    public Integer call() throws IOException {
        Set<Component> components = new LinkedHashSet<>();
        for (Path bom : boms) {
            try (InputStream in = Files.newInputStream(bom)) {
                components.addAll(Component.read(Database.object(in)));
            }
        }
        if (database == null) {
            out("Nothing was checked: no database of advisories was given. " + components.size()
                    + " libraries are listed. See docs/security.md for where to get one.");
            return 3;
        }
        List<Advisory> advisories = Database.read(database);
        LocalDate day = today == null ? LocalDate.now(ZoneOffset.UTC) : today;
        AllowList allowList = AllowList.parse(allowed == null ? List.of() : Files.readAllLines(allowed), day);
        int findings = 0;
        int allowances = 0;
        for (Component component : components) {
            for (Advisory advisory : advisories) {
                if (advisory.concerns(component)) {
                    boolean known = allowList.allows(advisory, component);
                    findings += known ? 0 : 1;
                    allowances += known ? 1 : 0;
                    out((known ? "allowed  " : "FINDING  ") + component + "  " + advisory.id() + "  "
                            + advisory.summary());
                }
            }
        }
        out(components.size() + " libraries against " + advisories.size() + " advisories: " + findings + " findings, "
                + allowances + " allowed");
        return findings == 0 ? 0 : 1;
    }

    private void out(String line) {
        if (spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(line);
        }
    }
}
