import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sets the version, the groupId, the owner and the last release in all files that contain them: POMs (also those without a parent),
 * examples, documents, templates. Run it by "make release-set". The packages of the classes do not change.
 *
 * <p>The current values are those of activity-bom/pom.xml. A value is replaced only where it is a coordinate of this project, because the
 * groupId is also the prefix of our packages, and another library can have our version.
 */
final class ReleaseSet {

    private static final Path BOM = Path.of("activity-bom", "pom.xml");
    private static final Map<String, Pattern> VALID = Map.of(
            "VERSION", Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+(-[A-Za-z0-9.]+)?"),
            "GROUP", Pattern.compile("[a-z][a-z0-9_-]*(\\.[a-z][a-z0-9_-]*)+"),
            "OWNER", Pattern.compile("[A-Za-z0-9](-?[A-Za-z0-9])*"),
            "LAST", Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+(-[A-Za-z0-9.]+)?"));

    private ReleaseSet() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, String> values = values(args);
        String bom = Files.readString(BOM);
        String group = first(bom, "<groupId>([^<]+)</groupId>");
        String version = first(bom, "<version>([^<]+)</version>");
        String owner = first(bom, "<url>https://github\\.com/([^/<]+)/");
        String newGroup = values.getOrDefault("GROUP", group);
        String newVersion = values.getOrDefault("VERSION", version);
        String newOwner = values.getOrDefault("OWNER", owner);

        int changed = 0;
        for (Path file : files()) {
            String old = text(file);
            String text = old;
            text = versions(text, group, version, newVersion);
            text = groups(text, group, newGroup);
            text = owners(text, owner, newOwner);
            if (file.equals(Path.of(".mvn", "maven.config")) && values.containsKey("LAST")) {
                text = text.replaceAll("(?m)^-Dapi\\.baseline=.*$", "-Dapi.baseline=" + values.get("LAST"));
            }
            if (!text.equals(old)) {
                Files.writeString(file, text);
                changed++;
            }
        }
        System.out.println(changed + " files changed. groupId " + newGroup + ", version " + newVersion + ", owner " + newOwner + ".");
    }

    /** Replaces versions next to one of our artifact ids: in XML, in properties, in coordinates with colons, and in names of files. */
    private static String versions(String text, String group, String from, String to) {
        String result = replace(
                text,
                "(<groupId>" + Pattern.quote(group) + "</groupId>\\s*<artifactId>activity-[a-z-]+</artifactId>\\s*<version>)"
                        + Pattern.quote(from) + "(</version>)",
                to);
        result = replace(result, "(<[a-z.-]*activity[a-z.-]*>)" + Pattern.quote(from) + "(</)", to);
        result = replace(result, "(\\bactivity-[a-z-]+[:-])" + Pattern.quote(from) + "(?![0-9A-Za-z])()", to);
        return result;
    }

    /** Replaces the groupId before one of our artifact ids, and in properties. */
    private static String groups(String text, String from, String to) {
        String result = replace(
                text, "(<groupId>)" + Pattern.quote(from) + "(</groupId>\\s*<artifactId>activity-[a-z-]+</artifactId>)", to);
        result = replace(result, "(<[a-z.-]*activity[a-z.-]*>)" + Pattern.quote(from) + "(</)", to);
        return replace(result, "(?<![.A-Za-z0-9])()" + Pattern.quote(from) + "(:(?:activity-[a-z-]+|\\*))", to);
    }

    /** Replaces the owner in addresses, in the developer's id, and in the form "@owner" of CODEOWNERS. */
    private static String owners(String text, String from, String to) {
        String result = replace(text, "(github\\.com[/:])" + Pattern.quote(from) + "(?![A-Za-z0-9-])()", to);
        result = replace(result, "(<developer>\\s*<id>)" + Pattern.quote(from) + "(</id>)", to);
        return replace(result, "(?m)(^\\* @)" + Pattern.quote(from) + "($)", to);
    }

    private static String replace(String text, String pattern, String value) {
        return Pattern.compile(pattern).matcher(text).replaceAll("$1" + Matcher.quoteReplacement(value) + "$2");
    }

    /** Returns the files under version control. Binary files are unchanged, because no pattern is found in them. */
    private static List<Path> files() throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "ls-files", "-z")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (git.waitFor() != 0) {
            throw new IOException("Cannot list the files of the repository");
        }
        List<Path> files = new ArrayList<>();
        for (String name : names.split("\0")) {
            Path file = Path.of(name);
            // This file has patterns and examples of the values, and tests have fixed values. The changelog names past versions.
            boolean history = name.equals("CHANGELOG.md") || name.startsWith(".ci/ReleaseSet") || name.contains("/src/test/fuzz/");
            if (Files.isRegularFile(file) && !history) {
                files.add(file);
            }
        }
        return files;
    }

    /** Returns the text of a file, or nothing if it is not text in UTF-8. */
    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (java.nio.charset.CharacterCodingException e) {
            return "";
        }
    }

    private static Map<String, String> values(String[] args) {
        Map<String, String> values = new TreeMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            String value = arg.substring(equals + 1);
            if (!VALID.containsKey(name)) {
                throw fault("Unknown variable: " + name);
            }
            if (!VALID.get(name).matcher(value).matches()) {
                throw fault(name + " must match " + VALID.get(name) + ", not \"" + value + "\"");
            }
            values.put(name, value);
        }
        if (values.isEmpty()) {
            throw fault("Usage: make release-set VERSION=1.0.0 GROUP=com.example OWNER=example LAST=0.9.0 (one of them is enough)");
        }
        return values;
    }

    private static IllegalArgumentException fault(String message) {
        System.err.println(message);
        System.exit(2);
        return new IllegalArgumentException(message);
    }

    private static String first(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("Cannot find " + pattern + " in " + BOM);
        }
        return matcher.group(1);
    }
}
