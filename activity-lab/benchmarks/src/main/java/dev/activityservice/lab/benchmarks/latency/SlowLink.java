package dev.activityservice.lab.benchmarks.latency;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands before a server and makes it distant: each byte of an answer arrives so much later. It delays and does not narrow: a large
 * answer is late once, not once for each of its packets. Thread-safe.
 */
final class SlowLink implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;

    private final URI target;
    private final long delayNanos;
    private final ServerSocket listener;
    private final ExecutorService threads;

    private SlowLink(URI target, Duration roundTrip, ServerSocket listener, ExecutorService threads) {
        this.target = target;
        this.delayNanos = roundTrip.toNanos();
        this.listener = listener;
        this.threads = threads;
    }

    /** @param roundTrip what is added to each */
    static SlowLink before(URI target, Duration roundTrip) throws IOException {
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "slow-link");
            thread.setDaemon(true);
            return thread;
        });
        SlowLink link =
                new SlowLink(target, roundTrip, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), threads);
        threads.execute(link::accept);
        return link;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                Socket far = new Socket(target.getHost(), target.getPort());
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                BlockingQueue<Chunk> underWay = new LinkedBlockingQueue<>();
                threads.execute(() -> handOn(near, far));
                threads.execute(() -> receive(far, underWay));
                threads.execute(() -> deliver(underWay, near, far));
            } catch (IOException e) {
                // Closed: the loop ends. Refused by the target: the client sees its connection end.
            }
        }
    }

    /** @param bytes none at the end */
    private record Chunk(ByteBuffer bytes, long due) {}

    private static void handOn(Socket near, Socket far) {
        try {
            InputStream in = near.getInputStream();
            OutputStream out = far.getOutputStream();
            byte[] buffer = new byte[CHUNK];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
            far.shutdownOutput();
        } catch (IOException e) {
            close(near, far);
        }
    }

    private void receive(Socket far, BlockingQueue<Chunk> underWay) {
        byte[] buffer = new byte[CHUNK];
        int count = 0;
        while (count >= 0) {
            try {
                count = far.getInputStream().read(buffer);
            } catch (IOException e) {
                count = -1;
            }
            ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(buffer, Math.max(count, 0)));
            underWay.add(new Chunk(bytes, System.nanoTime() + delayNanos));
        }
    }

    private static void deliver(BlockingQueue<Chunk> underWay, Socket near, Socket far) {
        try {
            for (Chunk chunk = underWay.take(); chunk.bytes().hasRemaining(); chunk = underWay.take()) {
                for (long left = chunk.due() - System.nanoTime(); left > 0; left = chunk.due() - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                near.getOutputStream().write(chunk.bytes().array());
            }
        } catch (IOException e) {
            // The client is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close(near, far);
    }

    private static void close(Socket near, Socket far) {
        try (near;
                far) {
            assert near != far;
        } catch (IOException e) {
            // Neither is of use any more.
        }
    }
}
