package dev.activityservice.lab.guards;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The checkout that contains these tests. Paths are relative to its root, with forward slashes.
 *
 * @param root the root folder
 */
record Repository(Path root) {

    /** Folders that the build or a tool writes. */
    private static final Set<String> GENERATED =
            Set.of("target", ".git", ".activity-local", ".idea", ".vscode", ".terraform", "node_modules");

    /** Files with text for readers: documents, main sources, templates and build files. */
    private static final Pattern TEXT =
            Pattern.compile(".*\\.(md|mk|tf|yaml|yml|xml)|(.*/)?Makefile|\\.ci/[^/]+|.*/src/main/.*\\.java");

    /** Returns the checkout of the module in the current folder. */
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

    /** Returns the files of all modules, in order, whose path contains the first text and ends with the second. */
    List<String> files(String folder, String suffix) {
        return files().stream()
                .filter(file -> file.startsWith("activity-") && file.contains(folder) && file.endsWith(suffix))
                .toList();
    }

    /** Returns the files of the examples whose path ends with the text, in order. */
    List<String> examples(String suffix) {
        return files().stream()
                .filter(file -> file.startsWith("examples/") && file.endsWith(suffix))
                .toList();
    }

    /** Returns the files with text for readers, in order. */
    List<String> textFiles() {
        return files().stream().filter(file -> TEXT.matcher(file).matches()).toList();
    }

    /** Returns all files in order, without generated ones. */
    List<String> files() {
        List<String> files = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return GENERATED.contains(folder.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    files.add(root.relativize(file).toString().replace('\\', '/'));
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + root, e);
        }
        Collections.sort(files);
        return files;
    }
}
