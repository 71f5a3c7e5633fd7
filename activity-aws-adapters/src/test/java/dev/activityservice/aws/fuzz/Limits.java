package dev.activityservice.aws.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/**
 * What one input may cost: 50 ms of processor time, and 16 bytes of memory for each of its bytes, at least 4 MB. What is over is
 * run again, as long as it takes a compiler to notice, and the least counts: another process's load is not our input's.
 *
 * @param millis of processor time
 * @param patience how often an input is run again
 */
record Limits(int millis, int patience) {

    /** What is promised. */
    static final Limits PROMISED = new Limits(50, 12);
    /** For code that reports each of its branches to a fuzzer: ten times as long, and the same memory. */
    static final Limits INSTRUMENTED = new Limits(500, 4);

    private static final int BYTES_PER_BYTE = 16;
    private static final int LEAST = 4 * 1024 * 1024;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    <T> T measured(int length, Supplier<T> code) {
        long maxBytes = Math.max(LEAST, (long) BYTES_PER_BYTE * length);
        long maxNanos = millis * 1_000_000L;
        long nanos = Long.MAX_VALUE;
        long bytes = Long.MAX_VALUE;
        for (int run = 0; ; run++) {
            long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
            long nanosBefore = THREADS.getCurrentThreadCpuTime();
            T answer = code.get();
            nanos = Math.min(nanos, THREADS.getCurrentThreadCpuTime() - nanosBefore);
            bytes = Math.min(bytes, THREADS.getCurrentThreadAllocatedBytes() - bytesBefore);
            if (nanos <= maxNanos && bytes <= maxBytes) {
                return answer;
            }
            if (run == patience) {
                throw new AssertionError(length + " bytes took " + nanos / 1_000_000 + " ms and " + bytes / 1024
                        + " KB; allowed are " + millis + " ms and " + maxBytes / 1024 + " KB");
            }
        }
    }
}
