package dev.activityservice.testbed.proxy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that forwards bytes and delays each byte of an answer by the same time, like a distant server. It does not limit the
 * bandwidth: a large answer is delayed once, not once for each packet. It accepts plain connections or TLS. Thread-safe.
 */
public final class SlowLink extends LoopbackProxy {

    private static final int CHUNK_BYTES = 64 * 1024;

    private final long delayNanos;
    private final @Nullable ThrowawayCertificate certificate;

    private SlowLink(URI upstream, Duration roundTrip, @Nullable ThrowawayCertificate certificate) throws IOException {
        super(upstream);
        this.delayNanos = roundTrip.toNanos();
        this.certificate = certificate;
        start();
    }

    /** @param roundTrip the delay, which is added to each round trip; zero for none */
    public static SlowLink before(URI upstream, Duration roundTrip) throws IOException {
        return new SlowLink(upstream, roundTrip, null);
    }

    /**
     * Accepts TLS connections, and forwards them without TLS and without delay.
     *
     * @param folder the folder for the certificate's key store
     */
    public static SlowLink overTls(URI upstream, Path folder) throws IOException, InterruptedException {
        return new SlowLink(upstream, Duration.ZERO, ThrowawayCertificate.create(folder));
    }

    @Override
    public URI endpoint() {
        return certificate == null
                ? super.endpoint()
                : URI.create(super.endpoint().toString().replace("http:", "https:"));
    }

    /** Returns the options of a JVM that trusts the certificate. */
    public List<String> trustOptions() {
        return certificate == null ? List.of() : certificate.trustOptions();
    }

    /** @param bytes empty at the end of the answers */
    private record Chunk(ByteBuffer bytes, long dueNanos) {}

    @Override
    void serve(Socket connection) throws IOException {
        try (Socket server = new Socket(upstream().getHost(), upstream().getPort());
                Socket client = certificate == null ? connection : certificate.accept(connection)) {
            server.setTcpNoDelay(true);
            BlockingQueue<Chunk> delayed = new LinkedBlockingQueue<>();
            daemon("receive", () -> receive(server, delayed));
            daemon("deliver", () -> deliver(delayed, client));
            client.getInputStream().transferTo(server.getOutputStream());
        }
    }

    private void receive(Socket server, BlockingQueue<Chunk> delayed) {
        byte[] buffer = new byte[CHUNK_BYTES];
        int count = 0;
        while (count >= 0) {
            try {
                count = server.getInputStream().read(buffer);
            } catch (IOException e) {
                count = -1;
            }
            ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(buffer, Math.max(count, 0)));
            delayed.add(new Chunk(bytes, System.nanoTime() + delayNanos));
        }
    }

    /** Ends the connection after the last chunk. */
    private static void deliver(BlockingQueue<Chunk> delayed, Socket client) {
        try {
            for (Chunk chunk = delayed.take(); chunk.bytes().hasRemaining(); chunk = delayed.take()) {
                while (chunk.dueNanos() - System.nanoTime() > 0) {
                    LockSupport.parkNanos(chunk.dueNanos() - System.nanoTime());
                }
                client.getOutputStream().write(chunk.bytes().array());
            }
        } catch (IOException e) {
            // The client is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close(client);
    }
}
