package dev.activityservice.lab.guards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks what a release needs: the command that sets its values, the rules of the profile, and the workflows. */
class ReleaseTest {

    private static final Pattern USES = Pattern.compile("uses: (\\S+)@(\\S+)( # v[0-9.]+)?");
    private static final Pattern MAKE = Pattern.compile("\\bmake ([a-z][a-z-]+)");
    private static final Pattern TARGET = Pattern.compile("(?m)^([a-z][a-z-]*):");

    private final Repository repository = Repository.here();
    private final String bom = repository.read("activity-bom/pom.xml");
    private final String group = first("<groupId>([^<]+)<", bom);
    private final String version = first("<version>([^<]+)<", bom);
    private final String owner = first("<url>https://github\\.com/([^/<]+)/", bom);

    @TempDir
    Path folder;

    @Test
    void one_command_sets_all_values_and_another_sets_them_back() throws Exception {
        copyTree();
        Map<String, String> before = texts();

        releaseSet("VERSION=98.76.54", "GROUP=com.example.shop", "OWNER=example-org", "LAST=98.76.53");

        Map<String, String> after = texts();
        assertThat(values(after, version, group, owner)).isEmpty();
        assertThat(after.keySet().stream()
                        .filter(file ->
                                file.endsWith("pom.xml") && !file.startsWith("examples/") && !file.contains("/src/")))
                .allMatch(file -> Objects.requireNonNull(after.get(file)).contains("<version>98.76.54</version>"));
        assertThat(after.get(".mvn/maven.config")).contains("-Dapi.baseline=98.76.53\n");
        assertThat(changed(before, after))
                .noneMatch(file -> file.endsWith(".java"))
                .contains("README.md");

        releaseSet("VERSION=" + version, "GROUP=" + group, "OWNER=" + owner);

        Map<String, String> restored = texts();
        assertThat(changed(before, restored)).isSubsetOf(".mvn/maven.config");
    }

    @Test
    void the_command_names_an_invalid_value() throws Exception {
        copyTree();

        Output output = run(Map.of(), "java", ".ci/ReleaseSet.java", "VERSION=1");

        assertThat(output.status()).isEqualTo(2);
        assertThat(output.text()).startsWith("VERSION must match ").contains("not \"1\"");
    }

    @Test
    @Tag("thorough")
    void Maven_accepts_the_new_values() throws Exception {
        copyTree();
        releaseSet("VERSION=98.76.54", "GROUP=com.example.shop", "OWNER=example-org");

        Output output = maven(Map.of(), "validate");

        assertThat(output.status()).describedAs(output.text()).isZero();
    }

    @Test
    @Tag("thorough")
    void the_release_profile_reports_everything_that_is_missing_in_one_message() throws Exception {
        copyTree();
        releaseSet("VERSION=98.76.54-SNAPSHOT", "OWNER=OWNER");
        namespace("not-proved");

        Output output = maven(Map.of(), "-P", "release", "-DskipTests", "verify");

        assumeFalse(
                output.text().contains("could not be resolved"),
                "The local repository must contain the plugins of a release");
        assertThat(output.status()).isNotZero();
        assertThat(output.text())
                .contains("Version: it must not be a SNAPSHOT")
                .contains("Namespace: " + group)
                .contains("Owner: the url", "Owner: the scm url", "Owner: the scm connection")
                .contains("Owner: the scm developerConnection", "Owner: the developer")
                .contains("MAVEN_GPG_KEY", "MAVEN_GPG_PASSPHRASE")
                .contains("Central: the first server", "CENTRAL_TOKEN_USERNAME", "CENTRAL_TOKEN_PASSWORD")
                .contains("Provenance: ")
                .containsOnlyOnce("Failed to execute goal");
    }

    @Test
    @Tag("thorough")
    void the_release_profile_accepts_complete_values() throws Exception {
        copyTree();
        releaseSet("VERSION=98.76.54", "GROUP=com.example.shop", "OWNER=example-org");
        namespace("com.example.shop");

        Output output = maven(
                Map.of(
                        "MAVEN_GPG_KEY", "a key\nof two lines",
                        "MAVEN_GPG_PASSPHRASE", "a passphrase",
                        "CENTRAL_TOKEN_USERNAME", "a user",
                        "CENTRAL_TOKEN_PASSWORD", "a password"),
                "-s",
                ".ci/release-settings.xml",
                "-P",
                "release",
                "-Drelease.provenance=" + folder.resolve("README.md"),
                "validate");

        assumeFalse(
                output.text().contains("could not be resolved"),
                "The local repository must contain the plugins of a release");
        assertThat(output.status()).describedAs(output.text()).isZero();
    }

    @Test
    void each_module_is_published_or_marked_as_unpublished() {
        Set<String> published = new TreeSet<>(List.of(
                first("(?m)^PUBLISHED := (.*)$", repository.read("Makefile")).split(" ")));
        Set<String> unmarked = Pattern.compile("<module>(.*)</module>")
                .matcher(repository.read("pom.xml"))
                .results()
                .map(module -> module.group(1))
                .filter(module -> !module.equals("activity-bom"))
                .filter(module -> !Pattern.compile("<(build.unpublished|maven.install.skip)>true<")
                        .matcher(repository.read(module + "/pom.xml"))
                        .find())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> listed = Pattern.compile("<artifactId>(activity-[a-z-]+)</artifactId>\\s*<version>\\$")
                .matcher(bom)
                .results()
                .map(artifact -> artifact.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(unmarked).isEqualTo(published);
        assertThat(listed).isEqualTo(published);
    }

    @Test
    void workflows_call_existing_targets_and_pin_actions_that_the_release_page_lists() {
        Set<String> targets = repository.textFiles().stream()
                .filter(file -> file.endsWith(".mk") || file.equals("Makefile"))
                .flatMap(file -> TARGET.matcher(repository.read(file)).results().map(target -> target.group(1)))
                .collect(Collectors.toSet());
        String releasing = repository.read("RELEASING.md");
        List<String> workflows = repository.textFiles().stream()
                .filter(file -> file.startsWith(".github/workflows/"))
                .toList();

        assertThat(workflows).hasSize(4);
        for (String workflow : workflows) {
            String text = repository.read(workflow);
            assertThat(MAKE.matcher(text).results().map(target -> target.group(1)))
                    .isSubsetOf(targets);
            assertThat(text).contains("was not run yet");
            assertThat(USES.matcher(text).results()).isNotEmpty().allSatisfy(uses -> {
                String action = Arrays.stream(uses.group(1).split("/")).limit(2).collect(Collectors.joining("/"));
                assertThat(uses.group(2)).matches("[0-9a-f]{40}");
                assertThat(releasing)
                        .contains("| `" + action + "` | " + uses.group(3).substring(3) + " | yes");
            });
        }
    }

    /**
     * Returns the lines that contain one of the values in a place where it is a coordinate. A version that is not a snapshot can also be the
     * version of another library.
     */
    private static Set<String> values(Map<String, String> texts, String version, String group, String owner) {
        Pattern pattern = Pattern.compile((version.endsWith("-SNAPSHOT") ? "" : "activity-[a-z-]+[:-]")
                + Pattern.quote(version) + "|<groupId>" + Pattern.quote(group) + "<|(?<![.\\w])" + Pattern.quote(group)
                + "(?=:activity)|github\\.com[:/]" + Pattern.quote(owner) + "\\b|<id>" + Pattern.quote(owner) + "<|@"
                + Pattern.quote(owner) + "\\b");
        Set<String> lines = new TreeSet<>();
        texts.forEach((file, text) -> {
            int number = 0;
            for (String line : text.lines().toList()) {
                number++;
                if (pattern.matcher(line).find()) {
                    lines.add(file + ":" + number);
                }
            }
        });
        return lines;
    }

    private static Set<String> changed(Map<String, String> before, Map<String, String> after) {
        assertThat(after.keySet()).isEqualTo(before.keySet());
        return before.keySet().stream()
                .filter(file -> !Objects.equals(before.get(file), after.get(file)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void releaseSet(String... values) throws Exception {
        List<String> command = new ArrayList<>(List.of("java", ".ci/ReleaseSet.java"));
        command.addAll(List.of(values));
        Output output = run(Map.of(), command.toArray(String[]::new));
        assertThat(output.status()).describedAs(output.text()).isZero();
    }

    private void namespace(String value) throws IOException {
        Path pom = folder.resolve("activity-bom/pom.xml");
        Files.writeString(
                pom, Files.readString(pom).replaceFirst("<release.namespace>[^<]*", "<release.namespace>" + value));
    }

    /** Copies the checkout to the folder, under version control, because the command changes only files under version control. */
    private void copyTree() throws Exception {
        for (String file : repository.files()) {
            Path target = folder.resolve(file);
            Files.createDirectories(target.getParent());
            Files.copy(repository.root().resolve(file), target);
        }
        assumeTrue(run(Map.of(), "git", "init", "--quiet").status() == 0, "The path must contain git");
        assertThat(run(Map.of(), "git", "add", "--all").status()).isZero();
    }

    /** Returns the texts of the copy, without those that must keep past or fixed values. */
    private Map<String, String> texts() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        Repository copy = new Repository(folder);
        for (String file : copy.files()) {
            if (!file.equals("CHANGELOG.md") && !file.startsWith(".ci/ReleaseSet") && !file.contains("/src/test/")) {
                texts.put(file, new String(Files.readAllBytes(folder.resolve(file)), UTF_8));
            }
        }
        return texts;
    }

    private record Output(int status, String text) {}

    /** Runs Maven offline, with the local repository of this build. */
    private Output maven(Map<String, String> variables, String... arguments) throws Exception {
        assumeTrue(run(Map.of(), "mvn", "--version").status() == 0, "The path must contain Maven");
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "-o"));
        String localRepository = System.getProperty("localRepository");
        if (localRepository != null) {
            command.add("-Dmaven.repo.local=" + localRepository);
        }
        command.addAll(List.of(arguments));
        return run(variables, command.toArray(String[]::new));
    }

    /** Runs a command in the copy. It has the status 127 if it does not exist. */
    private Output run(Map<String, String> variables, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(
                        name -> Stream.of("MAVEN_GPG", "CENTRAL_TOKEN", "GIT_").anyMatch(name::startsWith));
        builder.environment().putAll(variables);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return new Output(127, e.toString());
        }
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Output(process.waitFor(), text);
    }

    private static String first(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError("Cannot find " + pattern))
                .group(1);
    }
}
