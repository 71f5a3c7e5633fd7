package dev.activityservice.lab.guards;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A test method whose name starts with rows of the fault matrix, such as {@code f09_only_the_rest_is_sent_again}.
 *
 * @param file the path of its source
 * @param rows the rows in the order of the name
 */
record NumberedTest(String file, String method, List<Integer> rows) {

    private static final String SOURCES = "/src/test/java/";
    private static final Pattern METHOD = Pattern.compile("\\bvoid\\s+(((?:f\\d\\d_)+)\\w*)\\s*\\(");
    private static final Pattern MISSPELT = Pattern.compile("\\bvoid\\s+(?!f\\d\\d_)([fF]\\d+_\\w*)\\s*\\(");
    private static final Pattern ROW = Pattern.compile("f(\\d\\d)_");

    static List<NumberedTest> all(Repository repository) {
        return repository.files(SOURCES, ".java").stream()
                .flatMap(file -> METHOD.matcher(repository.read(file)).results().map(method -> of(file, method)))
                .toList();
    }

    /** Returns method names that look like a row but have another form, such as {@code F9_…}. */
    static List<String> misspelt(Repository repository) {
        return repository.files(SOURCES, ".java").stream()
                .flatMap(file ->
                        MISSPELT.matcher(repository.read(file)).results().map(name -> file + " " + name.group(1)))
                .toList();
    }

    private static NumberedTest of(String file, MatchResult method) {
        List<Integer> rows = ROW.matcher(method.group(2))
                .results()
                .map(row -> Integer.valueOf(row.group(1)))
                .toList();
        return new NumberedTest(file, method.group(1), rows);
    }

    /** Returns the folder of its module, which may be inside another module. */
    String module() {
        return file.substring(0, file.indexOf(SOURCES));
    }

    String simpleClassName() {
        return file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length());
    }

    /** Returns the name that the JUnit launcher uses. */
    String qualifiedName() {
        String path = file.substring(file.indexOf(SOURCES) + SOURCES.length(), file.length() - ".java".length());
        return path.replace('/', '.') + "#" + method;
    }
}
