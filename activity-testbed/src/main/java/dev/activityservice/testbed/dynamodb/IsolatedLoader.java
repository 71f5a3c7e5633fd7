package dev.activityservice.testbed.dynamodb;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sees the jars of DynamoDB Local and the platform, and nothing of this program: neither's libraries reach the other. */
final class IsolatedLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    /** Not in a holder class: one that failed to initialise hides its reason in an {@code ExceptionInInitializerError}. */
    private static @Nullable IsolatedLoader shared;

    private IsolatedLoader(URL[] jars) {
        super("dynamodb-local", jars, ClassLoader.getPlatformClassLoader());
    }

    /** The one loader of this JVM: a native library can be loaded by one class loader only, and there is one in the jars. */
    static synchronized IsolatedLoader shared() {
        if (shared == null) {
            shared = new IsolatedLoader(jars(folder()));
        }
        return shared;
    }

    private static URL[] jars(Path folder) {
        List<URL> urls = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.sorted().toList()) {
                    if (file.toString().endsWith(".jar")) {
                        urls.add(file.toUri().toURL());
                    }
                }
            } catch (MalformedURLException e) {
                throw new DynamoDbLocalException("Cannot make URLs of the jars in " + folder, e);
            } catch (IOException e) {
                throw new DynamoDbLocalException("Cannot read the folder " + folder, e);
            }
        }
        if (urls.isEmpty()) {
            throw new DynamoDbLocalException(
                    "Cannot find the jars of DynamoDB Local in " + folder
                            + ": build them once with \"mvn test-compile -pl "
                            + "activity-testbed -am\" from the root of the repository, or name a folder that has them "
                            + "with -D" + DynamoDbLocalServer.FOLDER_PROPERTY + "=FOLDER",
                    null);
        }
        return urls.toArray(new URL[0]);
    }

    /** The build puts the jars beside this module: {@code target/classes} or {@code target/x.jar} finds {@code runtime/target}. */
    private static Path folder() {
        String named = System.getProperty(DynamoDbLocalServer.FOLDER_PROPERTY);
        if (named != null) {
            return Path.of(named);
        }
        CodeSource source = IsolatedLoader.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new DynamoDbLocalException(
                    "Cannot tell where this class was loaded from: name the folder of the jars with -D"
                            + DynamoDbLocalServer.FOLDER_PROPERTY + "=FOLDER",
                    null);
        }
        try {
            Path classes = Path.of(source.getLocation().toURI());
            return classes.resolve("../../dynamodb-local-jars/target/dynamodb-local").normalize();
        } catch (URISyntaxException e) {
            throw new DynamoDbLocalException("Cannot read the place of this class: " + source.getLocation(), e);
        }
    }
}
