package dev.activityservice.testbed.lambda;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The right to start a function, which one process of this machine has at a time. Lambda's runtime client writes its native library
 * to a fixed path and loads it from there. If two functions start at the same time, one loads a half-written library and crashes.
 * In Lambda, each function has a machine for itself. Thread-safe.
 */
record StartTurn(FileChannel channel) {

    private static final Path LOCK = Path.of(System.getProperty("java.io.tmpdir"), "activity-service-start.lock");
    /** Orders the threads of this JVM, because the JVM holds a file lock as a whole. */
    private static final Semaphore JVM_TURN = new Semaphore(1);

    /**
     * Waits until no other function starts.
     *
     * @param seconds the maximum wait for other threads of this JVM; a longer wait means that something else is wrong
     */
    static StartTurn await(long seconds) throws IOException {
        try {
            if (!JVM_TURN.tryAcquire(seconds, TimeUnit.SECONDS)) {
                throw new IOException(
                        "Cannot start a function: another one did not finish its start within " + seconds + " seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Cannot start a function: interrupted while another one started", e);
        }
        try {
            FileChannel channel = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.lock();
            return new StartTurn(channel);
        } catch (IOException e) {
            JVM_TURN.release();
            throw e;
        }
    }

    /** Lets the next function start. Does nothing the second time. */
    synchronized void end() {
        if (channel.isOpen()) {
            try {
                channel.close();
            } catch (IOException e) {
                // The lock ends with this JVM at the latest.
                System.getLogger(StartTurn.class.getName())
                        .log(System.Logger.Level.WARNING, "Cannot unlock " + LOCK, e);
            } finally {
                JVM_TURN.release();
            }
        }
    }
}
