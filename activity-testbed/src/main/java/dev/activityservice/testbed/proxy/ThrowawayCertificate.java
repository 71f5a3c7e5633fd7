package dev.activityservice.testbed.proxy;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A self-signed certificate for 127.0.0.1, created for one run. */
record ThrowawayCertificate(SSLContext context, Path store) {

    private static final String PASSWORD = "throw-away";

    /** @param folder the folder for the key store and for keytool's output */
    static ThrowawayCertificate create(Path folder) throws IOException, InterruptedException {
        Path store = folder.resolve("front.p12");
        Path log = folder.resolve("keytool.log");
        Files.deleteIfExists(store);
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        String arguments = "-genkeypair -keyalg RSA -keysize 2048 -validity 2 -dname CN=localhost -ext SAN=ip:127.0.0.1"
                + " -storetype PKCS12 -storepass " + PASSWORD + " -keystore";
        List<String> command = new ArrayList<>(List.of(keytool.toString()));
        command.addAll(List.of(arguments.split(" ")));
        command.add(store.toString());
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("Cannot create a certificate: keytool returned " + code + "; see " + log);
        }
        try {
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return new ThrowawayCertificate(context, store);
        } catch (GeneralSecurityException e) {
            throw new IOException("Cannot use the certificate in " + store, e);
        }
    }

    /** Returns the server's end of a TLS connection over an accepted one. */
    Socket accept(Socket connection) throws IOException {
        return context.getSocketFactory().createSocket(connection, null, true);
    }

    List<String> trustOptions() {
        return List.of(
                "-Djavax.net.ssl.trustStore=" + store,
                "-Djavax.net.ssl.trustStoreType=PKCS12",
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }
}
