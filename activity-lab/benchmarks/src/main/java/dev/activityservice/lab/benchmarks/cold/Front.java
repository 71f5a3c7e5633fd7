package dev.activityservice.lab.benchmarks.cold;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Stands on loopback before a plain server, and can end all connections, as the time does that passes between a snapshot and its
 * restoration. It speaks plainly, or TLS with a certificate that is made for the run and trusted by nobody else.
 */
final class Front implements AutoCloseable {

    private static final String PASSWORD = "throw-away";

    private final ServerSocket server;
    private final URI target;
    private final @Nullable Tls tls;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();

    private final AtomicInteger accepted = new AtomicInteger();

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "front");
        thread.setDaemon(true);
        return thread;
    });

    /** @param store has the certificate */
    private record Tls(SSLContext context, Path store) {}

    /** @param client below TLS */
    private record Connection(Socket client, Socket database) {}

    private Front(URI target, @Nullable Tls tls) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        this.tls = tls;
        threads.execute(this::accept);
    }

    static Front plain(URI target) throws IOException {
        return new Front(target, null);
    }

    /** @param folder where the certificate is put */
    static Front tls(URI target, Path folder) throws IOException, InterruptedException {
        Path store = folder.resolve("front.p12");
        Files.deleteIfExists(store);
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(List.of(
                        keytool.toString(),
                        "-genkeypair",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("Cannot make a certificate: see " + folder.resolve("keytool.log"));
        }
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return new Front(target, new Tls(context, store));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot open a TLS front", e);
        }
    }

    URI endpoint() {
        return URI.create((tls == null ? "http" : "https") + "://127.0.0.1:" + server.getLocalPort());
    }

    /** Options of a JVM that shall trust it. */
    List<String> trustOptions() {
        return tls == null
                ? List.of()
                : List.of(
                        "-Djavax.net.ssl.trustStore=" + tls.store(),
                        "-Djavax.net.ssl.trustStoreType=PKCS12",
                        "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }

    /** How many there have been. */
    int connections() {
        return accepted.get();
    }

    /** Whoever has one finds it dead. TLS says no goodbye: a connection that was forgotten does not, either. */
    void closeConnections() {
        open.forEach(this::end);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        closeQuietly(server);
        closeConnections();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                accepted.incrementAndGet();
                client.setTcpNoDelay(true);
                Socket database = new Socket(target.getHost(), target.getPort());
                database.setTcpNoDelay(true);
                Connection connection = new Connection(client, database);
                open.add(connection);
                Socket spoken =
                        tls == null ? client : tls.context().getSocketFactory().createSocket(client, null, true);
                threads.execute(() -> copy(spoken, database, connection));
                threads.execute(() -> copy(database, spoken, connection));
            } catch (IOException e) {
                // Closed, or one connection that failed: its client sees that.
            }
        }
    }

    private void copy(Socket from, Socket to, Connection connection) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // Whoever ends a connection ends both halves.
        } finally {
            closeQuietly(from);
            closeQuietly(to);
            end(connection);
        }
    }

    private void end(Connection connection) {
        open.remove(connection);
        closeQuietly(connection.client());
        closeQuietly(connection.database());
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // Closed is what it shall be.
        }
    }
}
