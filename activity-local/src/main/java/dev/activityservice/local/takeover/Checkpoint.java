package dev.activityservice.local.takeover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.activityservice.local.command.CommandException;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * The file from which an interrupted import continues: the last key that was read, and the counts. It is replaced as a whole after
 * each page. It contains an entity's id, so only its user may read it, where the file system has such rights. Not thread-safe.
 */
final class Checkpoint {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int VERSION = 1;

    private final Path file;
    private final String description;

    /** @param description the tables and the options that decide what is imported; another import must not use the file */
    Checkpoint(Path file, String description) {
        this.file = file.toAbsolutePath();
        this.description = description;
    }

    /** Where an import continues. */
    record State(String partitionKey, String sortKey, ImportCounts counts) {}

    Path file() {
        return file;
    }

    /**
     * Returns where the import continues; null without a file.
     *
     * @throws CommandException if the file cannot be read or belongs to another import
     */
    @Nullable
    State read() {
        JsonNode json;
        try {
            json = JSON.readTree(Files.readString(file));
        } catch (NoSuchFileException e) {
            return null;
        } catch (JsonProcessingException e) {
            throw new CommandException("Cannot use the checkpoint " + file + ": it is not JSON. " + restart(), e);
        } catch (IOException e) {
            throw new CommandException("Cannot read the checkpoint " + file + ": " + e, e);
        }
        if (json.path("version").asInt() != VERSION
                || !json.path("lastKey").path("PK").isTextual()
                || !json.path("lastKey").path("SK").isTextual()) {
            throw new CommandException("Cannot use the checkpoint " + file + ": it is not a checkpoint of version "
                    + VERSION + ". " + restart());
        }
        String found = json.path("import").asText();
        if (!found.equals(description)) {
            throw new CommandException("Cannot use the checkpoint " + file + ": expected the import\n  " + description
                    + "\nbut it belongs to the import\n  " + found
                    + "\nRepeat that command, or name another file with --checkpoint. "
                    + restart());
        }
        return new State(
                json.path("lastKey").path("PK").asText(),
                json.path("lastKey").path("SK").asText(),
                ImportCounts.of(json.path("counts")));
    }

    void write(State state) {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("version", VERSION).put("import", description);
        json.putObject("lastKey").put("PK", state.partitionKey()).put("SK", state.sortKey());
        json.set("counts", state.counts().json());
        try {
            // The rights of a temporary file are those of its user only.
            Path next = Files.createTempFile(file.getParent(), "checkpoint", null);
            Files.writeString(next, json.toPrettyString());
            try {
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new CommandException(
                    "Cannot write the checkpoint " + file + ": " + e
                            + ". Name a file that can be written with --checkpoint",
                    e);
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new CommandException(
                    "Cannot remove the checkpoint " + file + ": " + e + ". The import is complete", e);
        }
    }

    private static String restart() {
        return "Remove the file to start from the beginning, which imports no row twice";
    }
}
