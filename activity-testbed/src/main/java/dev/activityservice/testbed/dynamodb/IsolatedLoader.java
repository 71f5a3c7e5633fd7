package dev.activityservice.testbed.dynamodb;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The class loader of DynamoDB Local: it sees the fetched jars and the JDK, but no class of this program. */
final class IsolatedLoader {

    /** Not in a holder class, because a holder's failed initialisation hides the reason from all later calls. */
    private static @Nullable ClassLoader shared;

    private IsolatedLoader() {}

    /** Returns the only loader of this JVM, because only one class loader can load the native library in the jars. */
    static synchronized ClassLoader shared() {
        if (shared == null) {
            shared = new URLClassLoader("dynamodb-local", jars(folder()), ClassLoader.getPlatformClassLoader());
        }
        return shared;
    }

    private static URL[] jars(Path folder) {
        List<URL> urls = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(file -> file.toString().endsWith(".jar"))
                        .sorted()
                        .toList()) {
                    urls.add(file.toUri().toURL());
                }
            } catch (IOException e) {
                throw new DynamoDbLocalException("Cannot read the folder " + folder, e);
            }
        }
        if (urls.isEmpty()) {
            throw new DynamoDbLocalException(
                    "Cannot find the jars of DynamoDB Local in " + folder
                            + ": run \"mvn test-compile -pl activity-testbed -am\" in the root of the repository, or set the "
                            + "folder with -D" + DynamoDbLocalServer.FOLDER_PROPERTY + "=FOLDER",
                    null);
        }
        return urls.toArray(new URL[0]);
    }

    /** Returns the folder from the system property, or the folder that the build fills next to this module's classes or jar. */
    private static Path folder() {
        String named = System.getProperty(DynamoDbLocalServer.FOLDER_PROPERTY);
        if (named != null) {
            return Path.of(named);
        }
        try {
            Path classes = Path.of(IsolatedLoader.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return classes.resolve("../../dynamodb-local-jars/target/dynamodb-local")
                    .normalize();
        } catch (URISyntaxException e) {
            throw new DynamoDbLocalException(
                    "Cannot locate the jars of DynamoDB Local next to this class: set their folder with -D"
                            + DynamoDbLocalServer.FOLDER_PROPERTY + "=FOLDER",
                    e);
        }
    }
}
