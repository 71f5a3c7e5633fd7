package dev.activityservice.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts programs of this module as processes, with the class path of the tests. */
public final class JavaProcess {

    private JavaProcess() {}

    public static ProcessBuilder of(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }
}
