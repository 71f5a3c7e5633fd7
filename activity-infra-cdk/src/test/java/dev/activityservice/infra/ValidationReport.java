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
                faults.add(violation.toString());
            }
        }
        return faults;
    }
}
