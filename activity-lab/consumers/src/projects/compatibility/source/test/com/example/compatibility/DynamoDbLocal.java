package com.example.compatibility;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/**
 * DynamoDB Local in a class loader that sees only its own jars. The class path of the program contains none of them.
 *
 * @param server stops the server when it is closed
 */
record DynamoDbLocal(URI endpoint, AutoCloseable server) implements AutoCloseable {

    private static final String STARTER = "dev.activityservice.testbed.dynamodb.isolated.DynamoDbLocal";

    /** @param folder the folder with the jars */
    static DynamoDbLocal start(Path folder) throws Exception {
        ClassLoader loader = new URLClassLoader("dynamodb-local", jars(folder), new JdkLoader());
        FutureTask<Map.Entry<Integer, AutoCloseable>> start = new FutureTask<>(() -> open(loader));
        Thread thread = new Thread(start, "dynamodb-local-start");
        thread.setDaemon(true);
        thread.setContextClassLoader(loader);
        thread.start();
        Map.Entry<Integer, AutoCloseable> started = start.get();
        return new DynamoDbLocal(URI.create("http://127.0.0.1:" + started.getKey()), started.getValue());
    }

    @Override
    public void close() throws Exception {
        server.close();
    }

    @SuppressWarnings("unchecked")
    private static Map.Entry<Integer, AutoCloseable> open(ClassLoader loader) throws Exception {
        Object starter = Class.forName(STARTER, true, loader)
                .getConstructor(int.class, Path.class)
                .newInstance(0, null);
        return ((Callable<Map.Entry<Integer, AutoCloseable>>) starter).call();
    }

    private static URL[] jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> jars =
                    files.filter(file -> file.toString().endsWith(".jar")).toList();
            URL[] urls = new URL[jars.size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = url(jars.get(i));
            }
            return urls;
        }
    }

    private static URL url(Path file) throws MalformedURLException {
        return file.toUri().toURL();
    }

    /** Sees only the JDK. The platform class loader itself also finds classes of modules on the module path. */
    private static final class JdkLoader extends ClassLoader {

        private JdkLoader() {
            super("jdk", null);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            Class<?> type = getPlatformClassLoader().loadClass(name);
            if (type.getClassLoader() != null && type.getClassLoader() != getPlatformClassLoader()) {
                throw new ClassNotFoundException(name);
            }
            return type;
        }
    }
}
