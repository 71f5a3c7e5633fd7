package dev.activityservice.lab.guards;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Checks that documents refer only to files, classes and make targets that exist. */
class DocumentsTest {

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#\\s]+)(?:#[^)]*)?\\)");
    private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z][a-z]+[A-Za-z]*[A-Z][A-Za-z]*)(?:\\.\\w+)?`");
    private static final Pattern MAKE_TARGET = Pattern.compile("(?m)(?:`|^)(?:[A-Z_]+=\\S+ )*make ([a-z][a-z-]+)");
    private static final Pattern TARGET = Pattern.compile("(?m)^([a-z][a-z-]*):");

    private final Repository repository = Repository.here();

    @Test
    void links_lead_to_existing_files() {
        List<String> broken = new ArrayList<>();
        for (String document : documents()) {
            Path page = repository.root().resolve(document);
            LINK.matcher(repository.read(document))
                    .results()
                    .map(link -> link.group(1))
                    .filter(link -> !Files.exists(page.resolveSibling(link)))
                    .forEach(link -> broken.add(document + ": " + link));
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void the_architecture_names_existing_classes() {
        Set<String> classes = repository.files("/java/", ".java").stream()
                .map(file -> file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length()))
                .collect(Collectors.toSet());
        List<String> named = CLASS_NAME
                .matcher(repository.read("docs/architecture.md"))
                .results()
                .map(name -> name.group(1))
                .toList();

        assertThat(named).isNotEmpty().isSubsetOf(classes);
    }

    @Test
    void make_targets_exist() {
        Set<String> targets = repository.textFiles().stream()
                .filter(file -> file.endsWith(".mk") || file.equals("Makefile"))
                .flatMap(file -> TARGET.matcher(repository.read(file)).results().map(target -> target.group(1)))
                .collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        for (String document : documents()) {
            MAKE_TARGET
                    .matcher(repository.read(document))
                    .results()
                    .map(target -> target.group(1))
                    .filter(target -> !targets.contains(target))
                    .forEach(target -> missing.add(document + ": make " + target));
        }

        assertThat(missing).isEmpty();
    }

    private List<String> documents() {
        return repository.textFiles().stream()
                .filter(file -> file.endsWith(".md"))
                .toList();
    }
}
