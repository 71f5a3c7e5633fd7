package dev.activityservice.lab.guards;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A patch that removes a guard from the production code, and the tests that must then fail. The file is a unified diff below a header:
 *
 * <pre>
 * Guard: what the guard does
 * Test: activity-aws-adapters dev.activityservice.aws.SomeTest#f09_the_name_of_a_test
 * </pre>
 *
 * <p>The lines of a hunk must occur exactly once in the file. Line numbers are ignored, because they change with every edit.
 *
 * @param file the path of the patch in the repository
 * @param guard the description of the guard
 * @param tests the tests that must fail, each as a module's folder, a space, and the qualified name of the method
 */
record Mutant(String file, String guard, List<String> tests, List<Hunk> hunks) {

    private static final String FOLDER = "/src/mutants/";

    /** Lines of a source, and the lines that replace them in the mutant. */
    record Hunk(String source, String before, String after) {}

    /** Returns all patches of the repository. */
    static List<Mutant> all(Repository repository) {
        return repository.files(FOLDER, ".patch").stream()
                .map(file -> parse(file, repository.read(file)))
                .toList();
    }

    /** Throws {@link IllegalArgumentException} if the text is not a patch with a header. */
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
            throw new IllegalArgumentException(
                    "Invalid mutant " + file + ": expected lines \"Guard: …\" and \"Test: …\" and at least one hunk");
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

    /** Returns the folder of the module whose tests must fail. */
    String testModule() {
        return tests.get(0).substring(0, tests.get(0).indexOf(' '));
    }

    /** Returns the tests without their modules. */
    List<String> testNames() {
        return tests.stream().map(test -> test.substring(test.indexOf(' ') + 1)).toList();
    }

    /**
     * Returns the changed sources by their paths. Throws {@link IllegalStateException} if the lines of a hunk do not occur exactly
     * once.
     */
    Map<String, String> apply(Repository repository) {
        Map<String, String> sources = new LinkedHashMap<>();
        for (Hunk hunk : hunks) {
            String source = sources.computeIfAbsent(hunk.source(), repository::read);
            int at = source.indexOf(hunk.before());
            boolean isWholeLines = at == 0 || (at > 0 && source.charAt(at - 1) == '\n');
            if (!isWholeLines || source.indexOf(hunk.before(), at + 1) >= 0) {
                throw new IllegalStateException("Cannot apply " + file + ": expected these lines exactly once in "
                        + hunk.source() + ":\n" + hunk.before());
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
