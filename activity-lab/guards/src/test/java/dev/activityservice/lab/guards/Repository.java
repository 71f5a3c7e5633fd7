package dev.activityservice.lab.guards;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The checkout around these tests. Paths are relative to it, with forward slashes.
 *
 * @param root its folder
 */
record Repository(Path root) {

    /** The one that the current module belongs to. */
    static Repository here() {
        return new Repository(Path.of("../..").toAbsolutePath().normalize());
    }

    String read(String path) {
        try {
            return Files.readString(root.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path, e);
        }
    }

    /** The files of all modules, in order, whose path contains the one and ends with the other. */
    List<String> files(String folder, String suffix) {
        try (Stream<Path> modules = Files.list(root)) {
            return modules.filter(each -> root.relativize(each).toString().startsWith("activity-"))
                    .flatMap(this::walk)
                    .filter(each -> each.contains(folder) && each.endsWith(suffix) && !each.contains("/target/"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + root, e);
        }
    }

    private Stream<String> walk(Path module) {
        try (Stream<Path> files = Files.walk(module)) {
            return files.map(each -> root.relativize(each).toString().replace('\\', '/')).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + module, e);
        }
    }
}
