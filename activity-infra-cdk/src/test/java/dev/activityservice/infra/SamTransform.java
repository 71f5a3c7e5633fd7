package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.list;
import static dev.activityservice.infra.Trees.map;
import static dev.activityservice.infra.Trees.text;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** SAM's own transform, the Python package aws-sam-translator. Without it, a test is skipped with the reason. */
final class SamTransform {

    private static final Path SCRIPT = Path.of("src", "test", "resources", "sam_ids.py");

    private final StringBuilder cases = new StringBuilder();

    private SamTransform() {}

    static SamTransform create() {
        Assumptions.assumeTrue(
                Tools.run(List.of("python3", "-c", "import samtranslator"), Path.of("."))
                        .isPresent(),
                "python3 must have the package aws-sam-translator");
        return new SamTransform();
    }

    /** Adds a template with values of its parameters. */
    void add(String name, String template, Map<String, String> parameters) {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("name", name);
        given.put("template", longForm(SamExpander.parse(template)));
        given.put("parameters", parameters);
        try {
            cases.append(Trees.JSON.writeValueAsString(given)).append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the ids of the versions and of the API's deployment for each name. */
    Map<String, List<String>> ids() throws IOException, InterruptedException {
        Path input = Files.createTempFile("cases", ".json");
        Path errors = Files.createTempFile("errors", ".txt");
        Files.writeString(input, cases);
        Process process = new ProcessBuilder("python3", SCRIPT.toString())
                .redirectInput(input.toFile())
                .redirectError(errors.toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new AssertionError(Files.readString(errors));
        }
        Map<String, List<String>> ids = new LinkedHashMap<>();
        output.lines().forEach(line -> {
            Map<String, Object> result = map(Trees.parse(line));
            ids.put(
                    text(result.get("name")),
                    list(result.get("ids")).stream().map(Trees::text).toList());
        });
        return ids;
    }

    /** The transform knows {@code Fn::GetAtt} only with a list. */
    private static Object longForm(Object tree) {
        if (tree instanceof List<?> items) {
            List<Object> copy = new ArrayList<>();
            items.forEach(item -> copy.add(longForm(Objects.requireNonNull(item))));
            return copy;
        }
        if (!(tree instanceof Map<?, ?>)) {
            return tree;
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        map(tree)
                .forEach((key, value) -> copy.put(
                        key,
                        key.equals("Fn::GetAtt") && value instanceof String attribute
                                ? List.of(attribute.split("\\.", 2))
                                : longForm(Objects.requireNonNull(value, key))));
        return copy;
    }
}
