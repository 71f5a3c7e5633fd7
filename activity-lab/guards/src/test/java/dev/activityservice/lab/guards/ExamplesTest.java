package dev.activityservice.lab.guards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that the examples use every public type, and that each example has the version of this checkout and a page. */
class ExamplesTest {

    private static final List<String> MODULES = List.of(
            "activity-core", "activity-http", "activity-testkit", "activity-aws-adapters", "activity-infra-cdk");

    private static final Pattern EXPORTED = Pattern.compile("(?m)^ *exports ([\\w.]+);");
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("(?m)^public (?:\\w+ |non-sealed )*?(?:class|interface|record|enum|@interface) (\\w+)");
    private static final Pattern README_CODE = Pattern.compile("(?s)```java\n(.*?)```");

    /** The Javadoc of a type that is public only for technical reasons contains this sentence. */
    private static final String INTERNAL = "Not for users.";

    private static final int MAX_INTERNAL_TYPES = 2;

    private final Repository repository = Repository.here();

    @Test
    void each_public_type_is_used_in_an_example() {
        String code = Stream.concat(
                        repository.examples(".java").stream().map(repository::read),
                        README_CODE
                                .matcher(repository.read("README.md"))
                                .results()
                                .map(block -> block.group(1)))
                .collect(Collectors.joining("\n"));
        Set<String> words = Pattern.compile("\\w+")
                .matcher(code)
                .results()
                .map(word -> word.group())
                .collect(Collectors.toSet());

        Set<String> unused = new TreeSet<>(publicTypes(false));
        unused.removeAll(words);

        assertThat(unused)
                .as(
                        "public types without a use in examples/ or README.md: use them there, or make them package-private")
                .isEmpty();
    }

    @Test
    void internal_types_are_few() {
        assertThat(publicTypes(true)).hasSizeLessThanOrEqualTo(MAX_INTERNAL_TYPES);
    }

    @Test
    void each_example_has_the_version_of_this_checkout_and_no_parent_of_ours() {
        Matcher version = Pattern.compile("<version>([^<]+)</version>").matcher(repository.read("pom.xml"));
        assertThat(version.find()).isTrue();

        assertThat(repository.examples("/pom.xml"))
                .isNotEmpty()
                .allSatisfy(pom -> assertThat(repository.read(pom))
                        .contains("<activity.version>" + version.group(1) + "</activity.version>")
                        .doesNotContain("activity-parent"));
    }

    @Test
    void the_index_lists_each_example_and_each_example_has_a_page() throws IOException {
        try (Stream<Path> folders = Files.list(repository.root().resolve("examples"))) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                assertThat(folder.resolve("README.md")).exists();
                assertThat(repository.read("examples/README.md")).contains("(" + folder.getFileName() + "/README.md)");
            }
        }
    }

    private Set<String> publicTypes(boolean internal) {
        Set<String> types = new TreeSet<>();
        for (String module : MODULES) {
            String root = module + "/src/main/java/";
            Path descriptor = repository.root().resolve(root + "module-info.java");
            Set<String> exported = Files.exists(descriptor)
                    ? EXPORTED.matcher(repository.read(root + "module-info.java"))
                            .results()
                            .map(name -> name.group(1))
                            .collect(Collectors.toSet())
                    : Set.of();
            for (String file : repository.files("/src/main/java/", ".java")) {
                if (file.startsWith(root) && (exported.isEmpty() || exported.contains(packageOf(file, root)))) {
                    String source = repository.read(file);
                    Matcher type = PUBLIC_TYPE.matcher(source);
                    if (type.find() && source.contains(INTERNAL) == internal) {
                        types.add(type.group(1));
                    }
                }
            }
        }
        return types;
    }

    private static String packageOf(String file, String root) {
        return file.substring(root.length(), Math.max(root.length(), file.lastIndexOf('/')))
                .replace('/', '.');
    }
}
