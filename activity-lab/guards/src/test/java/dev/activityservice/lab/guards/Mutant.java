package dev.activityservice.lab.guards;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A patch that takes a guard out of the production code, and the tests that must fail then. The file is a unified diff below a header:
 *
 * <pre>
 * Guard: what the guard does
 * Test: activity-aws-adapters dev.activityservice.aws.SomeTest#f09_the_name_of_a_test
 * </pre>
 *
 * <p>Where a hunk belongs is told by its lines alone, which must occur once in the file: line numbers move with every change.
 *
 * @param file the patch, in the repository
 * @param guard in words
 * @param tests each must fail; as a module's folder, a space, and the method's qualified name
 */
record Mutant(String file, String guard, List<String> tests, List<Hunk> hunks) {

    private static final String FOLDER = "/src/mutants/";

    /** Lines to be found, and what stands in their place in the mutant. */
    record Hunk(String source, String before, String after) {}

    /** Of all modules. */
    static List<Mutant> all(Repository repository) {
        return repository.files(FOLDER, ".patch").stream()
                .map(file -> parse(file, repository.read(file)))
                .toList();
    }

    /** Throws {@link IllegalArgumentException} for what is no patch with a header. */
    static Mutant parse(String file, String text) {
        String guard = "";
        List<String> tests = new ArrayList<>();
        List<Hunk> hunks = new ArrayList<>();
        String source = "";
        StringBuilder before = new StringBuilder();
        StringBuilder after = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (line.startsWith("Guard: ")) {
                guard = line.substring("Guard: ".length());
            } else if (line.startsWith("Test: ")) {
                tests.add(line.substring("Test: ".length()));
            } else if (line.startsWith("--- a/")) {
                addHunk(hunks, source, before, after);
                source = line.substring("--- a/".length());
            } else if (line.startsWith("@@")) {
                addHunk(hunks, source, before, after);
            } else if (!source.isEmpty() && !line.startsWith("+++ b/")) {
                String content = line.isEmpty() ? "" : line.substring(1);
                if (!line.startsWith("+")) {
                    before.append(content).append('\n');
                }
                if (!line.startsWith("-")) {
                    after.append(content).append('\n');
                }
            }
        }
        addHunk(hunks, source, before, after);
        if (guard.isEmpty() || tests.isEmpty() || hunks.isEmpty()) {
            throw new IllegalArgumentException("Invalid mutant " + file + ": it names no guard, no test or no change");
        }
        return new Mutant(file, guard, List.copyOf(tests), List.copyOf(hunks));
    }

    private static void addHunk(List<Hunk> hunks, String source, StringBuilder before, StringBuilder after) {
        if (before.length() > 0) {
            hunks.add(new Hunk(source, before.toString(), after.toString()));
        }
        before.setLength(0);
        after.setLength(0);
    }

    String name() {
        return file.substring(file.lastIndexOf('/') + 1, file.length() - ".patch".length());
    }

    /** The folder of the module whose tests must fail. */
    String testModule() {
        return tests.get(0).substring(0, tests.get(0).indexOf(' '));
    }

    /** Without their modules. */
    List<String> testNames() {
        return tests.stream().map(test -> test.substring(test.indexOf(' ') + 1)).toList();
    }

    /**
     * The sources that it changes, by their paths, as they are then. Throws {@link IllegalStateException} if a hunk's lines are not
     * there, or more than once.
     */
    Map<String, String> apply(Repository repository) {
        Map<String, String> sources = new LinkedHashMap<>();
        for (Hunk hunk : hunks) {
            String source = sources.computeIfAbsent(hunk.source(), repository::read);
            int at = source.indexOf(hunk.before());
            boolean isWholeLines = at == 0 || (at > 0 && source.charAt(at - 1) == '\n');
            if (!isWholeLines || source.indexOf(hunk.before(), at + 1) >= 0) {
                throw new IllegalStateException("Cannot apply " + file + ": these lines are not in " + hunk.source()
                        + " exactly once:\n" + hunk.before());
            }
            sources.put(
                    hunk.source(),
                    source.substring(0, at)
                            + hunk.after()
                            + source.substring(at + hunk.before().length()));
        }
        return sources;
    }
}
