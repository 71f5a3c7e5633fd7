package dev.activityservice.lab.benchmarks.cold;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Lays out the files of the candidates as Lambda and the container image do. */
final class Layouts {

    private final Path root;
    private final List<Path> libraries;
    private final Path deployable;

    /**
     * @param root deleted first
     * @param libraries contain the jars of the runtime client
     * @param deployable the jar of both functions
     */
    Layouts(Path root, List<Path> libraries, Path deployable) throws IOException {
        this.root = root;
        this.libraries = libraries;
        this.deployable = deployable;
        deleteAll(root);
        Files.createDirectories(root);
    }

    /** Returns the class path of the managed runtime. */
    List<Path> runtimeClient() {
        return List.of(
                library("aws-lambda-java-core"),
                library("aws-lambda-java-runtime-interface-client"),
                library("aws-lambda-java-serialization"));
    }

    /** Unpacks the deployed zip. */
    Path unpacked() throws IOException {
        Path task = root.resolve("unpacked");
        unpack(deployable, task);
        return task;
    }

    /** Lays out one class of the benchmarks with libraries. */
    Path of(Class<?> handler, String... needed) throws IOException {
        Path task = root.resolve(handler.getSimpleName());
        String name = handler.getName().replace('.', '/') + ".class";
        try (InputStream in = handler.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("Cannot find the class file: " + name);
            }
            Files.createDirectories(task.resolve(name).getParent());
            Files.copy(in, task.resolve(name));
        }
        for (String library : needed) {
            unpack(library(library), task);
        }
        return task;
    }

    /** Lays out one class of the benchmarks with the deployable and libraries. */
    Path ourLibrary(Class<?> handler, String... needed) throws IOException {
        Path task = of(handler, needed);
        unpack(deployable, task);
        return task;
    }

    Path folder(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    /** Lays out the folder of the container image with its scripts. */
    Path image(Path scripts) throws IOException {
        Path image = root.resolve("image");
        Files.createDirectories(image.resolve("lib"));
        Files.copy(deployable, image.resolve("functions.jar"));
        for (Path jar : runtimeClient()) {
            Files.copy(jar, image.resolve("lib").resolve(jar.getFileName()));
        }
        for (String script : List.of("start", "make-archive")) {
            Files.copy(scripts.resolve(script), image.resolve(script), StandardCopyOption.COPY_ATTRIBUTES);
        }
        return image;
    }

    Path library(String name) {
        return libraries.stream()
                .filter(jar -> jar.getFileName().toString().matches(name + "-[0-9].*\\.jar"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Cannot find a library: " + name))
                .toAbsolutePath();
    }

    private static void unpack(Path jar, Path folder) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = folder.resolve(entry.getName()).normalize();
                if (!file.startsWith(folder)) {
                    throw new IllegalStateException("Cannot unpack a file outside its folder: " + entry.getName());
                }
                if (!entry.isDirectory() && !Files.exists(file)) {
                    Files.createDirectories(file.getParent());
                    Files.copy(in, file);
                }
            }
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
