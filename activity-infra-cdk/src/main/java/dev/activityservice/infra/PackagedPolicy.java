package dev.activityservice.infra;

import dev.activityservice.port.driven.ReadPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A valid read policy from a file, which becomes a part of the functions' package.
 *
 * @param json the text of the file
 */
record PackagedPolicy(String json) {

    /** The policies that are not files, as {@link ReadPolicy#parse} reads them, but without braces in the name of a claim. */
    static final String VALUES = "authenticated|allow-all|claim:[^{}\\r\\n]+=[A-Za-z][A-Za-z0-9._-]{0,63}";

    /** File name of the policy in the package. */
    static final String ENTRY = "activity-read-policy.json";

    /** Path of the policy at run time. */
    static final String PATH = "/var/task/" + ENTRY;

    private static final Pattern VALUE = Pattern.compile(VALUES);

    /** Returns whether the value of {@link Setting#READ_POLICY} is an existing file. */
    static boolean isFile(String value) {
        try {
            return !value.isEmpty() && !VALUE.matcher(value).matches() && Files.isRegularFile(Path.of(value));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Returns the value of the function's variable for a value of {@link Setting#READ_POLICY}. */
    static String atRunTime(String value) {
        return isFile(value) ? PATH : value;
    }

    /**
     * Reads and validates the file of {@link Setting#READ_POLICY}. Returns null if the value is null or is not a file.
     *
     * @throws dev.activityservice.port.driven.InvalidReadPolicyException if the file is not valid
     */
    static @Nullable PackagedPolicy read(@Nullable String value) {
        if (value == null || !isFile(value)) {
            return null;
        }
        try {
            String json = Files.readString(Path.of(value));
            ReadPolicy.file(json);
            return new PackagedPolicy(json);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("The read policy must be in UTF-8: " + value, e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read policy: " + value, e);
        }
    }

    byte[] bytes() {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
