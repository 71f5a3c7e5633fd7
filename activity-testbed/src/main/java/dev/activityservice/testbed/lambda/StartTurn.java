package dev.activityservice.testbed.lambda;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One function of this machine starts at a time. Lambda's runtime client writes its native library to one path, the same for all, and
 * loads it from there: of two that start at once, one loads what the other has half written, and dies of it. In Lambda there is never
 * a second one. Thread-safe.
 */
final class StartTurn {

    private static final Path LOCK = Path.of(System.getProperty("java.io.tmpdir"), "activity-service-start.lock");
    /** A lock of a file is the whole JVM's. */
    private static final Semaphore OF_THIS_JVM = new Semaphore(1);

    private final FileChannel channel;
    private final AtomicBoolean isOver = new AtomicBoolean();

    private StartTurn(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for those who start before.
     *
     * @param seconds the longest wait; who is stuck for as long has another trouble
     */
    static StartTurn await(long seconds) throws IOException {
        try {
            if (!OF_THIS_JVM.tryAcquire(seconds, TimeUnit.SECONDS)) {
                throw new IOException("Another function has not started after " + seconds + " seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while another function started", e);
        }
        try {
            FileChannel channel = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.lock();
            return new StartTurn(channel);
        } catch (IOException e) {
            OF_THIS_JVM.release();
            throw e;
        }
    }

    /** Lets the next one start; more than once is as good as once. */
    void end() {
        if (isOver.compareAndSet(false, true)) {
            try {
                channel.close();
            } catch (IOException e) {
                // The lock ends with this JVM at the latest.
                System.getLogger(StartTurn.class.getName())
                        .log(System.Logger.Level.WARNING, "Cannot unlock " + LOCK, e);
            } finally {
                OF_THIS_JVM.release();
            }
        }
    }
}
