package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.list;
import static dev.activityservice.infra.Trees.map;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the CDK's offline validator found: its errors end a synthesis, but wrong enumerated values are warnings in its report. */
final class ValidationReport {

    private ValidationReport() {}

    /** What the validator warns of in a template made of SAM's, and why it may: never an error. */
    private static final Map<String, String> KNOWN_WARNINGS = Map.of(
            "W2001", "a parameter whose branch this deployment does not take is referred to by the branch",
            "W8001", "the conditions are decided before the validator sees the template",
            "W2509", "a secret's ARN is no secret",
            "W3011", "SAM itself gives the versions it publishes a deletion policy and no other");

    static List<String> faultsOfSam(Path assembly) {
        return faults(assembly).stream()
                .filter(fault ->
                        KNOWN_WARNINGS.keySet().stream().noneMatch(rule -> fault.startsWith("warning " + rule + ":")))
                .toList();
    }

    /** Every violation, of whatever severity. */
    static List<String> faults(Path assembly) {
        Path file = assembly.resolve("validation-report.json");
        if (!Files.exists(file)) {
            throw new AssertionError("There is no validation report: the validator did not run");
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
