package dev.activityservice.local.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads files by the rules of the functions: a path, else a classpath resource. */
final class FileText {

    private FileText() {}

    /**
     * Returns the text of a file or of a classpath resource, in UTF-8.
     *
     * @param kind what the file contains; part of the message of the exception
     * @throws CommandException if it cannot be read
     */
    static String read(String kind, String location) {
        try {
            Path file = Path.of(location);
            if (Files.exists(file)) {
                return Files.readString(file);
            }
            try (InputStream in = FileText.class.getClassLoader().getResourceAsStream(location)) {
                if (in == null) {
                    throw new CommandException("Cannot read the " + kind + " " + location
                            + ": it is neither a file nor a classpath resource");
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException | InvalidPathException e) {
            throw new CommandException("Cannot read the " + kind + " " + location + ": " + e, e);
        }
    }
}
