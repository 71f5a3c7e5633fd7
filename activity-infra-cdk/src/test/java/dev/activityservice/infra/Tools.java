package dev.activityservice.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The tools that the flavours need in addition to Java. Without a tool, its tests are skipped with the reason. */
final class Tools {

    private static final String PROVIDER = "registry.terraform.io/hashicorp/aws";

    private Tools() {}

    /** What the tools report, once for all tests. */
    private static final class Versions {

        private static final Optional<String> NODE = run(List.of("node", "--version"), Path.of("."));
        private static final Optional<String> TERRAFORM = run(List.of("terraform", "version"), Path.of("."));
    }

    /** Skips the test without Node 20 or newer, which the CDK needs. */
    static void requireNode() {
        Matcher matcher = Pattern.compile("v([0-9]+)\\.").matcher(Versions.NODE.orElse(""));
        require(
                matcher.lookingAt() && Integer.parseInt(matcher.group(1)) >= 20,
                "The path must contain Node 20 or newer for the CDK");
    }

    /** Skips the test without Terraform 1.11 or newer. */
    static void requireTerraform() {
        Matcher matcher = Pattern.compile("Terraform v1\\.([0-9]+)\\.").matcher(Versions.TERRAFORM.orElse(""));
        require(
                matcher.find() && Integer.parseInt(matcher.group(1)) >= 11,
                "The path must contain Terraform 1.11 or newer");
    }

    /** Runs {@code terraform init} in the folder of a module. The provider comes from a folder of plugins or from the registry. */
    static void terraformInit(Path module) {
        for (Path folder : pluginFolders()) {
            if (Files.isDirectory(folder.resolve(PROVIDER))) {
                // The provider is there, so the configuration is invalid if this fails.
                Assertions.assertTrue(
                        run(List.of("terraform", "init", "-input=false", "-plugin-dir=" + folder), module)
                                .isPresent(),
                        "Cannot initialise Terraform: run \"terraform init -plugin-dir=" + folder + "\" in " + module);
                return;
            }
        }
        require(
                run(List.of("terraform", "init", "-input=false"), module).isPresent(),
                "Cannot find the AWS provider of Terraform in TF_PLUGIN_DIR, the local mirrors, /opt and the registry");
    }

    /** Returns the output of a command, or nothing if the command is missing or fails. */
    static Optional<String> run(List<String> command, Path folder) {
        return execute(command, folder).filter(result -> result.exitCode() == 0).map(Result::output);
    }

    /** Returns the output of a command that may fail, or an empty text if the command is missing. */
    static String output(List<String> command, Path folder) {
        return execute(command, folder).map(Result::output).orElse("");
    }

    /** Returns the lines that a command prints, also if it fails, or none if the command is missing. */
    static List<String> lines(List<String> command, Path folder) {
        return output(command, folder).lines().toList();
    }

    private record Result(int exitCode, String output) {}

    private static Optional<Result> execute(List<String> command, Path folder) {
        try {
            Path output = Files.createTempFile("output", ".txt");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
                builder.environment().putAll(Map.of("TF_CLI_CONFIG_FILE", emptyFile(), "CHECKPOINT_DISABLE", "1"));
                Process process = builder.start();
                process.getOutputStream().close();
                if (!process.waitFor(5, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    return Optional.empty();
                }
                return Optional.of(new Result(process.exitValue(), Files.readString(output)));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Returns an empty configuration of Terraform, so that the user's configuration does not influence the tests. */
    private static String emptyFile() throws IOException {
        Path file = Path.of("target", "terraform.rc").toAbsolutePath();
        Files.createDirectories(file.getParent());
        if (!Files.exists(file)) {
            Files.writeString(file, "");
        }
        return file.toString();
    }

    private static List<Path> pluginFolders() {
        List<Path> folders = new ArrayList<>();
        Map<String, String> environment = System.getenv();
        if (!environment.getOrDefault("TF_PLUGIN_DIR", "").isEmpty()) {
            folders.add(Path.of(environment.get("TF_PLUGIN_DIR")));
        }
        String home = System.getProperty("user.home");
        folders.add(Path.of(home, ".terraform.d", "plugins"));
        folders.add(Path.of(environment.getOrDefault("XDG_DATA_HOME", home + "/.local/share"), "terraform", "plugins"));
        for (String share : environment
                .getOrDefault("XDG_DATA_DIRS", "/usr/local/share:/usr/share")
                .split(":", -1)) {
            folders.add(Path.of(share, "terraform", "plugins"));
        }
        Path opt = Path.of("/opt");
        if (Files.isDirectory(opt)) {
            try (Stream<Path> children = Files.list(opt)) {
                folders.addAll(children.sorted().toList());
            } catch (IOException e) {
                // An unreadable folder cannot contain the provider.
                return folders;
            }
        }
        return folders;
    }

    private static void require(boolean holds, String reason) {
        if ("1".equals(System.getenv("TF_REQUIRED"))) {
            Assertions.assertTrue(holds, reason);
        }
        Assumptions.assumeTrue(holds, reason);
    }
}
