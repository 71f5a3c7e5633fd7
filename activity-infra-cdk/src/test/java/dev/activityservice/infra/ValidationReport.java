package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.list;
import static dev.activityservice.infra.Trees.map;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the report of the CDK's offline validator. Some invalid values are only warnings there, so the tests also check warnings. */
final class ValidationReport {

    private ValidationReport() {}

    /** The warnings about the expanded SAM template that are accepted, with the reasons. */
    private static final Map<String, String> KNOWN_WARNINGS = Map.of(
            "W2001", "Only a branch that this deployment does not use refers to the parameter",
            "W8001", "The template that the validator reads no longer contains the conditions",
            "W2509", "The ARN of a secret is not a secret",
            "W3011", "SAM creates versions with only a deletion policy");

    static List<String> faultsOfSam(Path assembly) {
        return faults(assembly).stream()
                .filter(fault ->
                        KNOWN_WARNINGS.keySet().stream().noneMatch(rule -> fault.startsWith("warning " + rule + ":")))
                .toList();
    }

    /** Returns all violations of all severities. */
    static List<String> faults(Path assembly) {
        Path file = assembly.resolve("validation-report.json");
        if (!Files.exists(file)) {
            throw new AssertionError("Cannot find the validation report: " + file);
        }
        List<String> faults = new ArrayList<>();
        Map<String, Object> report = map(Trees.parse(Flavours.text(file)));
        for (Object plugin : list(report.get("pluginReports"))) {
            for (Object violation : list(map(plugin).getOrDefault("violations", List.of()))) {
                faults.add(map(violation).get("severity") + " " + map(violation).get("ruleName") + ": "
                        + map(violation).get("description"));
            }
        }
        return faults;
    }
}
